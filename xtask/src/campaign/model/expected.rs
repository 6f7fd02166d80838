//! What a state must lead to: the oracle of the campaigns. It follows from cargo's and conda's documentation,
//! and asks neither.

use std::collections::BTreeMap;

use super::files::files;
use super::sources::shown;
use super::state::{ConfigFile, Leaf, Program, State, Toolchain};
use super::text::Text;

/// The releases of rustup's toolchains, as build scripts print them; `None` is the default toolchain.
pub(crate) type Releases = BTreeMap<Option<Toolchain>, String>;

/// What a package must be made of and print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    /// The lines that the program prints.
    pub(crate) output: String,
    /// The version of the package.
    pub(crate) version: String,
    /// The build number of the package.
    pub(crate) build_number: u64,
    /// Everything that the package is made from, printed or not, by name. A package whose inputs are what
    /// they were is not built again.
    pub(crate) inputs: BTreeMap<String, String>,
}

/// What a state must lead to for a program; `None` if it cannot be compiled.
pub(crate) fn expected(state: &State, releases: &Releases, program: Program) -> Option<Expected> {
    let mut lines = Lines { state, program, text: String::new() };
    let manifests = &state.tree.manifests;
    match program {
        Program::Alpha => alpha(&mut lines, releases)?,
        Program::Beta => {
            lines.source("beta.source", Text::Beta)?;
            lines.add("beta.description", &format!("Number {}", shown(manifests.description)));
            lines.add("beta.env-conda", &optional(manifests.conda[program as usize].env));
            base(&mut lines)?;
            let notes = [Text::ExtraNote, Text::Note].into_iter().filter_map(|note| state.text(note));
            let notes: Vec<_> = notes.map(|note| shown(note.value)).collect();
            lines.add("loose.notes", &notes.join("+"));
            lines.source("leaf.source", leaf(state))?;
            let version = ["1.0.0", "1.0.1", "1.0.2"][manifests.leaf as usize];
            lines.add("leaf.version", version);
        }
        Program::Gamma => {
            lines.source("gamma.source", Text::Gamma)?;
            lines.source("gamma.macro", Text::Macro)?;
            lines.add("gamma.abort", yes_or_no(lines.is_small()));
            lines.add("gamma.debug-assertions", yes_or_no(lines.debug_assertions()));
            lines.source("beyond.source", Text::Beyond)?;
        }
    }
    let version = if program == Program::Alpha { manifests.alpha_version } else { 0 };
    Some(Expected {
        output: lines.text,
        version: format!("0.1.{version}"),
        build_number: manifests.conda[program as usize].build_number.into(),
        inputs: inputs(state, releases, program),
    })
}

fn alpha(lines: &mut Lines<'_>, releases: &Releases) -> Option<()> {
    let Lines { state, .. } = *lines;
    let manifests = &state.tree.manifests;
    lines.source("alpha.source", Text::Alpha)?;
    lines.add("alpha.version", &format!("0.1.{}", manifests.alpha_version));
    let has_extra = manifests.default_extra || manifests.conda[Program::Alpha as usize].extra;
    lines.add("alpha.extra", yes_or_no(has_extra));
    for file in ConfigFile::ALL {
        let value = state.settings(file).and_then(|settings| settings.own);
        lines.add(&format!("alpha.env-{}", file.name()), &optional(value));
    }
    let shared = first_setting(state, |settings| settings.shared);
    lines.add("alpha.env-shared", &optional(shared));
    base(lines)?;
    lines.source("made.script", Text::Script)?;
    lines.source("made.input", Text::Input)?;
    lines.add("made.cc", &state.around.variables.cc.map_or("-".to_owned(), |value| format!("cc-{value}")));
    lines.add("made.rustc", &releases[&toolchain(state)]);
    Some(())
}

fn base(lines: &mut Lines<'_>) -> Option<()> {
    let Lines { state, program, .. } = *lines;
    let variables = state.around.variables;
    let texts = [
        ("source", Text::Base),
        ("one", Text::One),
        ("two", Text::Two),
        ("shared", Text::Shared),
        ("part", Text::Part),
        ("other", Text::Other),
    ];
    for (name, text) in texts {
        lines.source(&format!("base.{name}"), text)?;
    }
    lines.add("base.wide", yes_or_no(state.tree.manifests.wide[program as usize]));
    // Overrides for packages are inherited by the profile `small`.
    let is_on = state.tree.manifests.base_debug_assertions.unwrap_or_else(|| lines.debug_assertions());
    lines.add("base.debug-assertions", yes_or_no(is_on));
    lines.add("base.wrapper", yes_or_no(variables.wrapper));
    lines.add("base.flag-variable", &optional(variables.rustflags));
    for file in ConfigFile::ALL {
        // The variable replaces the flags of all files.
        let flag = state.settings(file).and_then(|settings| settings.flag);
        let flag = flag.filter(|_| variables.rustflags.is_none());
        lines.add(&format!("base.flag-{}", file.name()), &optional(flag));
    }
    Some(())
}

/// The setting in the file with the highest priority that has it.
fn first_setting<T>(state: &State, setting: impl Fn(super::state::Settings) -> Option<T>) -> Option<T> {
    ConfigFile::ALL.into_iter().find_map(|file| state.settings(file).and_then(&setting))
}

fn leaf(state: &State) -> Text {
    match state.tree.manifests.leaf {
        Leaf::Old => Text::OldLeaf,
        Leaf::New => Text::NewLeaf,
        Leaf::Patched => Text::PatchedLeaf,
    }
}

/// The toolchain that compiles: the variable overrides the workspace's file. `None` is the default one.
fn toolchain(state: &State) -> Option<Toolchain> {
    state.around.variables.toolchain.or(state.tree.toolchain)
}

/// Everything that a package is made from. More than what is printed: comments in sources, settings that
/// leave no trace, and files of cargo's configuration, which count with all their bytes.
fn inputs(state: &State, releases: &Releases, program: Program) -> BTreeMap<String, String> {
    let all = files(state);
    let mut inputs = BTreeMap::new();
    let mut add = |name: &str, value: String| inputs.insert(name.to_owned(), value);
    for text in texts_of(state, program) {
        let path = state.path(text);
        add(path, all.get(path).cloned().unwrap_or_default());
    }
    for file in ConfigFile::ALL {
        if state.settings(file).is_some() {
            add(file.path(), all.get(file.path()).cloned().unwrap_or_default());
        }
    }
    let manifests = &state.tree.manifests;
    add("variables", format!("{:?}", super::state::Variables { toolchain: None, ..state.around.variables }));
    add("rustc", releases[&toolchain(state)].clone());
    let profile = (manifests.debug_assertions, manifests.base_debug_assertions, manifests.codegen_units);
    add("profile", format!("{profile:?}"));
    add("conda", format!("{:?}", manifests.conda[program as usize]));
    let own = match program {
        Program::Alpha => {
            format!("{:?}", (manifests.alpha_version, manifests.default_extra, manifests.wide[0]))
        }
        Program::Beta => format!("{:?}", (manifests.description, manifests.wide[1], manifests.leaf)),
        Program::Gamma => String::new(),
    };
    add("manifest", own);
    inputs
}

/// The files with values that a program is made from.
fn texts_of(state: &State, program: Program) -> Vec<Text> {
    let base = [Text::Base, Text::One, Text::Two, Text::Shared, Text::Part, Text::Other];
    let mut texts = match program {
        Program::Alpha => [&base[..], &[Text::Alpha, Text::Script, Text::Input]].concat(),
        Program::Beta => [&base[..], &[Text::Beta, Text::Note, Text::ExtraNote, leaf(state)]].concat(),
        Program::Gamma => vec![Text::Gamma, Text::Macro, Text::Beyond],
    };
    texts.push(Text::License);
    texts
}

/// Collects what a program prints.
struct Lines<'s> {
    state: &'s State,
    program: Program,
    text: String,
}

impl Lines<'_> {
    fn add(&mut self, name: &str, value: &str) {
        self.text.extend([name, "=", value, "\n"]);
    }

    /// Adds the value of a file; `None` if the file is missing, without which nothing can be compiled.
    fn source(&mut self, name: &str, text: Text) -> Option<()> {
        let content = self.state.text(text)?;
        self.add(name, &shown(content.value));
        Some(())
    }

    fn is_small(&self) -> bool {
        self.state.tree.manifests.conda[self.program as usize].small
    }

    /// `debug-assertions` of the profile: the variable, then cargo's configuration, then the manifest.
    fn debug_assertions(&self) -> bool {
        let State { tree, around } = self.state;
        let configured = || first_setting(self.state, |settings| settings.debug_assertions);
        let variable = around.variables.debug_assertions;
        variable.or_else(configured).or(tree.manifests.debug_assertions).unwrap_or(false)
    }
}

fn optional(value: Option<u8>) -> String {
    value.map_or("-".to_owned(), shown)
}

fn yes_or_no(is_yes: bool) -> &'static str {
    if is_yes { "yes" } else { "no" }
}
