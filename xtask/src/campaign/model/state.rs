//! The state of a generated workspace and of everything around it that can reach a program.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use super::sources::{VARIABLE, flag_argument};
use super::text::{Content, Text};

/// A program of the workspace, and so a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Program {
    /// Made of `base` and of `made`, which has a build script that declares its inputs.
    Alpha,
    /// Made of `base`, of `loose`, whose build script declares nothing, and of a vendored crate.
    Beta,
    /// Made of a procedural macro and of a crate outside of the workspace.
    Gamma,
}

impl Program {
    /// All programs, in the order of their names.
    pub(crate) const ALL: [Self; 3] = [Self::Alpha, Self::Beta, Self::Gamma];

    /// The name of the crate, of its program and of its package.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
            Self::Beta => "beta",
            Self::Gamma => "gamma",
        }
    }
}

/// A file of cargo's configuration, from the highest priority to the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ConfigFile {
    /// The workspace's own.
    Workspace,
    /// A file that the workspace's own includes.
    Included,
    /// One in the directory above the workspace.
    Outer,
    /// The one in cargo's home.
    Home,
}

impl ConfigFile {
    /// All files, the one with the highest priority first.
    pub(crate) const ALL: [Self; 4] = [Self::Workspace, Self::Included, Self::Outer, Self::Home];

    /// The name in variables, flags and the output of programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Included => "included",
            Self::Outer => "outer",
            Self::Home => "home",
        }
    }

    /// The path from the directory that contains everything.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Workspace => "outer/work/.cargo/config.toml",
            Self::Included => "outer/work/.cargo/included.toml",
            Self::Outer => "outer/.cargo/config.toml",
            Self::Home => "home/config.toml",
        }
    }
}

/// What a file of cargo's configuration sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Settings {
    /// Value of a variable in `[env]` that only this file sets; `None` if it does not.
    pub(crate) own: Option<u8>,
    /// Value of a variable in `[env]` that all files can set; `None` if this file does not.
    pub(crate) shared: Option<u8>,
    /// Value of a `--cfg` in `build.rustflags`; `None` if there are no flags.
    pub(crate) flag: Option<u8>,
    /// `profile.release.debug-assertions`; `None` if it is not set.
    pub(crate) debug_assertions: Option<bool>,
}

/// Where the crate `leaf` comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// Version 1.0.0, vendored.
    Old,
    /// Version 1.0.1, vendored.
    New,
    /// Version 1.0.2 in the workspace, by `[patch]`.
    Patched,
}

/// What the manifests say, as far as it can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifests {
    /// Last component of `alpha`'s version.
    pub(crate) alpha_version: u8,
    /// Value in `workspace.package.description`, which `beta` inherits.
    pub(crate) description: u8,
    /// True if `alpha`'s default features have `extra`.
    pub(crate) default_extra: bool,
    /// The programs that turn the feature `wide` of `base` on: `alpha` and `beta`.
    pub(crate) wide: [bool; 2],
    /// `profile.release.debug-assertions`; `None` if it is not set.
    pub(crate) debug_assertions: Option<bool>,
    /// `profile.release.package.base.debug-assertions`; `None` if it is not set.
    pub(crate) base_debug_assertions: Option<bool>,
    /// `profile.release.codegen-units`, which no program prints.
    pub(crate) codegen_units: u8,
    /// Where `leaf` comes from.
    pub(crate) leaf: Leaf,
    /// A number in a comment of the root manifest.
    pub(crate) comment: u8,
    /// conda's settings of each program, in the order of [`Program::ALL`].
    pub(crate) conda: [CondaSettings; 3],
}

/// The table `[package.metadata.conda]` of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CondaSettings {
    /// `build-number`.
    pub(crate) build_number: u8,
    /// True if `tests` is set.
    pub(crate) own_tests: bool,
    /// True if `features` has `extra`. Only `alpha` has that feature.
    pub(crate) extra: bool,
    /// Value of a variable in `env`; `None` if there is none. Only `beta` reads it.
    pub(crate) env: Option<u8>,
    /// True if `profile` is `small`, which aborts in a panic.
    pub(crate) small: bool,
}

/// A toolchain that rustup has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Toolchain {
    /// The latest release.
    Stable,
    /// Today's nightly.
    Nightly,
}

impl Toolchain {
    /// The name as rustup knows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Nightly => "nightly",
        }
    }
}

/// The environment variables of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Variables {
    /// Value of a `--cfg` in `RUSTFLAGS`; `None` if the variable is not set.
    pub(crate) rustflags: Option<u8>,
    /// Value of `CC`, which the build script of `made` reads; `None` if it is not set.
    pub(crate) cc: Option<u8>,
    /// `CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS`; `None` if it is not set.
    pub(crate) debug_assertions: Option<bool>,
    /// `RUSTUP_TOOLCHAIN`; `None` if it is not set.
    pub(crate) toolchain: Option<Toolchain>,
    /// True if `RUSTC_WRAPPER` names a script that adds a `--cfg`.
    pub(crate) wrapper: bool,
}

impl Variables {
    /// The variables with their values. `wrapper` is the path of the script for `RUSTC_WRAPPER`.
    pub(crate) fn of_run(self, wrapper: &Path) -> Vec<(&'static str, OsString)> {
        let mut variables: Vec<(&str, OsString)> = Vec::new();
        variables.extend(self.rustflags.map(|value| ("RUSTFLAGS", flag_argument(VARIABLE, value).into())));
        variables.extend(self.cc.map(|value| ("CC", format!("cc-{value}").into())));
        let debug = self.debug_assertions;
        variables.extend(debug.map(|on| ("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", on.to_string().into())));
        variables.extend(self.toolchain.map(|toolchain| ("RUSTUP_TOOLCHAIN", toolchain.name().into())));
        variables.extend(self.wrapper.then(|| ("RUSTC_WRAPPER", wrapper.as_os_str().to_owned())));
        variables
    }
}

/// What git tracks: the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tree {
    /// The files with values; a file that is missing here does not exist.
    pub(crate) texts: BTreeMap<Text, Content>,
    /// True if the module [`Text::Part`] is in `part/mod.rs` instead of `part.rs`.
    pub(crate) part_in_directory: bool,
    pub(crate) manifests: Manifests,
    /// The workspace's configuration of cargo.
    pub(crate) config: Settings,
    /// The file beside it.
    pub(crate) included: Settings,
    /// True if the configuration includes that file.
    pub(crate) includes: bool,
    /// The channel in `rust-toolchain.toml`; `None` without the file.
    pub(crate) toolchain: Option<Toolchain>,
}

/// What is around the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Around {
    /// The files with values; a file that is missing here does not exist.
    pub(crate) texts: BTreeMap<Text, Content>,
    /// The configuration in the directory above the workspace; `None` without the file.
    pub(crate) outer: Option<Settings>,
    /// The configuration in cargo's home; `None` without the file.
    pub(crate) home: Option<Settings>,
    pub(crate) variables: Variables,
}

/// The state of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) tree: Tree,
    pub(crate) around: Around,
}

impl State {
    /// The state in which each campaign begins.
    pub(crate) fn initial() -> Self {
        let texts = |is_tracked: bool| {
            let texts = Text::ALL.into_iter().filter(move |text| text.is_tracked() == is_tracked);
            texts.filter(|text| *text != Text::ExtraNote).map(|text| (text, Content::default())).collect()
        };
        let manifests = Manifests {
            alpha_version: 0,
            description: 0,
            default_extra: false,
            wide: [false, false],
            debug_assertions: None,
            base_debug_assertions: None,
            codegen_units: 16,
            leaf: Leaf::Old,
            comment: 0,
            conda: [CondaSettings::default(); 3],
        };
        let tree = Tree {
            texts: texts(true),
            part_in_directory: false,
            manifests,
            config: Settings::default(),
            included: Settings::default(),
            includes: true,
            toolchain: None,
        };
        let around = Around { texts: texts(false), outer: None, home: None, variables: Variables::default() };
        Self { tree, around }
    }

    /// The content of a file; `None` if it does not exist.
    pub(crate) fn text(&self, text: Text) -> Option<Content> {
        self.texts(text).get(&text).copied()
    }

    /// The map that a file is in.
    fn texts(&self, text: Text) -> &BTreeMap<Text, Content> {
        if text.is_tracked() { &self.tree.texts } else { &self.around.texts }
    }

    /// The same, to change it.
    pub(crate) fn texts_mut(&mut self, text: Text) -> &mut BTreeMap<Text, Content> {
        if text.is_tracked() { &mut self.tree.texts } else { &mut self.around.texts }
    }

    /// What a file of cargo's configuration sets; `None` if cargo does not read it.
    pub(crate) fn settings(&self, file: ConfigFile) -> Option<Settings> {
        match file {
            ConfigFile::Workspace => Some(self.tree.config),
            ConfigFile::Included => self.tree.includes.then_some(self.tree.included),
            ConfigFile::Outer => self.around.outer,
            ConfigFile::Home => self.around.home,
        }
    }

    /// The path of the module [`Text::Part`], which can move, or of any other file.
    pub(crate) fn path(&self, text: Text) -> &'static str {
        if text == Text::Part && self.tree.part_in_directory {
            return "outer/work/base/src/part/mod.rs";
        }
        text.path()
    }
}
