//! Edits: the transitions of the state machine, and how they are drawn at random.

use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use super::sources::FLAG_VALUES;
use super::state::{ConfigFile, Leaf, Program, Settings, State, Toolchain, Variables};
use super::text::{Content, Text};

/// A change of the state.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    /// A file gets another value. A file that is missing comes back.
    Value(Text, u8),
    /// A file changes, and no program does.
    Comment(Text, u8),
    /// A file is deleted, without which programs cannot be compiled or are other programs.
    Delete(Text),
    /// Two files exchange names, and with them contents and modification times.
    Swap(Text, Text),
    /// The module [`Text::Part`] moves to `part/mod.rs`, or back.
    MovePart,
    /// A switch in a manifest changes.
    Switch(Switch),
    /// A number in a manifest changes.
    Number(Number, u8),
    /// An optional setting of `debug-assertions` in a manifest: of the profile, or with `true` of its
    /// override for `base`.
    DebugAssertions { of_base: bool, value: Option<bool> },
    /// The lock file, or `[patch]`, takes another `leaf`.
    Leaf(Leaf),
    /// The variable in `env` of `beta`'s settings for conda.
    CondaEnv(Option<u8>),
    /// A file of cargo's configuration changes, appears or goes.
    Config(ConfigFile, Option<Settings>),
    /// The configuration includes its second file, or does not any more.
    Include(bool),
    /// Variables of the run change.
    Variables(Variables),
    /// `rust-toolchain.toml` changes, appears or goes.
    ToolchainFile(Option<Toolchain>),
    /// git switches to the other branch.
    Branch,
    /// All files become newer, and none changes.
    Touch,
    /// Something that builds have made is deleted.
    Lose(Loss),
}

/// A switch in a manifest.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Switch {
    DefaultExtra,
    ConfiguredExtra,
    /// `wide` of `base`, in the manifest of `alpha`.
    AlphaWide,
    /// The same in the manifest of `beta`.
    BetaWide,
    Tests(Program),
    SmallProfile(Program),
}

/// A number in a manifest.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number {
    Version,
    Description,
    CodegenUnits,
    Comment,
    /// `build-number` of a package.
    OfBuild(Program),
}

/// Something that builds have made.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Loss {
    /// The archive of a package in the channel.
    Archive(Program),
    /// The record of a package.
    Record(Program),
    /// All index files of the channel.
    Index,
    /// cargo's target directories.
    Compiled,
}

/// The modification time that a changed file gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// The time of the edit.
    Now,
    /// That of the file before the edit.
    Kept,
    /// A day before the edit.
    DayBefore,
    /// A day after the edit.
    DayAfter,
}

/// Edits that are followed by a build.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) edits: Vec<Edit>,
    /// The modification time of changed files.
    pub(crate) time: Time,
    /// Edits while another build is at work, before the one that is judged; `None` if there is no such build.
    pub(crate) meanwhile: Option<Meanwhile>,
}

/// Edits while a build is at work.
#[derive(Debug, Clone)]
pub(crate) struct Meanwhile {
    /// Each edit with the time that has passed before it, in thousandths of a usual build.
    pub(crate) edits: Vec<(u32, Edit)>,
    /// True if the workspace gets its former state back at the end, under the former modification times.
    pub(crate) is_taken_back: bool,
}

impl Edit {
    /// Changes the state. Deleting a file that is missing changes nothing, so that a shorter sequence of
    /// edits is a sequence too.
    pub(crate) fn apply(&self, state: &mut State) {
        let State { tree, around } = &mut *state;
        match self {
            Self::Value(text, value) => {
                state.texts_mut(*text).entry(*text).or_default().value = *value;
            }
            Self::Comment(text, comment) => {
                if let Some(content) = state.texts_mut(*text).get_mut(text) {
                    content.comment = *comment;
                }
            }
            Self::Delete(text) => drop(state.texts_mut(*text).remove(text)),
            Self::Swap(one, two) => {
                let (first, second) = (state.text(*one), state.text(*two));
                set(state, *one, second);
                set(state, *two, first);
            }
            Self::MovePart => tree.part_in_directory ^= true,
            Self::Switch(switch) => switch.flip(state),
            Self::Number(number, value) => number.set(state, *value),
            Self::DebugAssertions { of_base: false, value } => tree.manifests.debug_assertions = *value,
            Self::DebugAssertions { of_base: true, value } => tree.manifests.base_debug_assertions = *value,
            Self::Leaf(leaf) => tree.manifests.leaf = *leaf,
            Self::CondaEnv(value) => tree.manifests.conda[Program::Beta as usize].env = *value,
            Self::Config(ConfigFile::Workspace, settings) => tree.config = settings.unwrap_or_default(),
            Self::Config(ConfigFile::Included, settings) => tree.included = settings.unwrap_or_default(),
            Self::Config(ConfigFile::Outer, settings) => around.outer = *settings,
            Self::Config(ConfigFile::Home, settings) => around.home = *settings,
            Self::Include(includes) => tree.includes = *includes,
            Self::Variables(variables) => around.variables = *variables,
            Self::ToolchainFile(toolchain) => tree.toolchain = *toolchain,
            Self::Branch | Self::Touch | Self::Lose(_) => {}
        }
    }

    /// The kind of the edit, by which reports count.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Value(..) => "value of a file",
            Self::Comment(..) => "comment",
            Self::Delete(..) => "deletion",
            Self::Swap(..) => "file swap",
            Self::MovePart => "moved module",
            Self::Switch(..) | Self::Number(..) | Self::DebugAssertions { .. } => "manifest",
            Self::Leaf(..) => "lock file",
            Self::CondaEnv(..) => "env of conda's settings",
            Self::Config(..) | Self::Include(..) => "cargo's configuration",
            Self::Variables(..) => "variables",
            Self::ToolchainFile(..) => "toolchain file",
            Self::Branch => "branch",
            Self::Touch => "touch",
            Self::Lose(..) => "loss of what builds made",
        }
    }
}

fn set(state: &mut State, text: Text, content: Option<Content>) {
    match content {
        Some(content) => drop(state.texts_mut(text).insert(text, content)),
        None => drop(state.texts_mut(text).remove(&text)),
    }
}

impl Switch {
    fn flip(self, state: &mut State) {
        let manifests = &mut state.tree.manifests;
        let switch = match self {
            Self::DefaultExtra => &mut manifests.default_extra,
            Self::ConfiguredExtra => &mut manifests.conda[Program::Alpha as usize].extra,
            Self::AlphaWide => &mut manifests.wide[0],
            Self::BetaWide => &mut manifests.wide[1],
            Self::Tests(program) => &mut manifests.conda[program as usize].own_tests,
            Self::SmallProfile(program) => &mut manifests.conda[program as usize].small,
        };
        *switch = !*switch;
    }
}

impl Number {
    fn set(self, state: &mut State, value: u8) {
        let manifests = &mut state.tree.manifests;
        match self {
            Self::Version => manifests.alpha_version = value,
            Self::Description => manifests.description = value,
            Self::CodegenUnits => manifests.codegen_units = 16 + value,
            Self::Comment => manifests.comment = value,
            Self::OfBuild(program) => manifests.conda[program as usize].build_number = value,
        }
    }
}

/// A value of a file or a number, from a small range, so that former values come back.
fn small() -> impl Strategy<Value = u8> + Clone {
    0..6_u8
}

/// Any edit, the frequent ones of a developer's day more often.
pub(crate) fn any_edit() -> impl Strategy<Value = Edit> {
    let text = || select(&Text::ALL[..]);
    prop_oneof![
        8 => value_edit(),
        3 => (text(), small()).prop_map(|(text, comment)| Edit::Comment(text, comment)),
        2 => select(&[Text::One, Text::Part, Text::Input, Text::ExtraNote][..]).prop_map(Edit::Delete),
        3 => select(&[(Text::One, Text::Two), (Text::Part, Text::Other)][..])
            .prop_map(|(one, two)| Edit::Swap(one, two)),
        1 => Just(Edit::MovePart),
        3 => switch().prop_map(Edit::Switch),
        3 => (number(), small()).prop_map(|(number, value)| Edit::Number(number, value)),
        2 => (any::<bool>(), option::of(any::<bool>()))
            .prop_map(|(of_base, value)| Edit::DebugAssertions { of_base, value }),
        2 => select(&[Leaf::Old, Leaf::New, Leaf::Patched][..]).prop_map(Edit::Leaf),
        1 => option::of(small()).prop_map(Edit::CondaEnv),
        4 => (select(&ConfigFile::ALL[..]), option::weighted(0.7, settings()))
            .prop_map(|(file, settings)| Edit::Config(file, settings)),
        1 => any::<bool>().prop_map(Edit::Include),
        3 => variables().prop_map(Edit::Variables),
        1 => option::of(Just(Toolchain::Nightly)).prop_map(Edit::ToolchainFile),
        3 => Just(Edit::Branch),
        1 => Just(Edit::Touch),
        2 => loss().prop_map(Edit::Lose),
    ]
}

/// A new value of a file.
pub(crate) fn value_edit() -> impl Strategy<Value = Edit> {
    (select(&Text::ALL[..]), small()).prop_map(|(text, value)| Edit::Value(text, value))
}

/// Up to four edits and a time. Half of the steps have one edit, so that a needless build has one cause.
pub(crate) fn any_step() -> impl Strategy<Value = Step> {
    let edits =
        prop_oneof![proptest::collection::vec(any_edit(), 1), proptest::collection::vec(any_edit(), 2..=4),];
    let time = prop_oneof![
        4 => Just(Time::Now), 2 => Just(Time::Kept), 2 => Just(Time::DayBefore), 1 => Just(Time::DayAfter),
    ];
    let meanwhile = option::weighted(0.3, meanwhile());
    (edits, time, meanwhile).prop_map(|(edits, time, meanwhile)| Step { edits, time, meanwhile })
}

/// One or two edits of files during a build.
fn meanwhile() -> impl Strategy<Value = Meanwhile> {
    // A configuration in cargo's home that comes and goes during a build is not noticed, which is documented.
    let changes_files = |edit: &Edit| {
        !matches!(
            edit,
            Edit::Variables(_)
                | Edit::Lose(_)
                | Edit::Branch
                | Edit::Swap(..)
                | Edit::Config(ConfigFile::Home, _)
        )
    };
    let edit = any_edit().prop_filter("files are changed and can be put back", changes_files);
    let edits = proptest::collection::vec((0..500_u32, edit), 1..=2);
    (edits, any::<bool>()).prop_map(|(edits, is_taken_back)| Meanwhile { edits, is_taken_back })
}

fn program() -> impl Strategy<Value = Program> {
    select(&Program::ALL[..])
}

fn switch() -> impl Strategy<Value = Switch> {
    prop_oneof![
        Just(Switch::DefaultExtra),
        Just(Switch::ConfiguredExtra),
        Just(Switch::AlphaWide),
        Just(Switch::BetaWide),
        program().prop_map(Switch::Tests),
        program().prop_map(Switch::SmallProfile),
    ]
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        Just(Number::Version),
        Just(Number::Description),
        Just(Number::CodegenUnits),
        Just(Number::Comment),
        program().prop_map(Number::OfBuild),
    ]
}

fn loss() -> impl Strategy<Value = Loss> {
    prop_oneof![
        program().prop_map(Loss::Archive),
        program().prop_map(Loss::Record),
        Just(Loss::Index),
        Just(Loss::Compiled),
    ]
}

fn settings() -> impl Strategy<Value = Settings> {
    let value = || option::weighted(0.3, 0..FLAG_VALUES);
    (value(), value(), value(), option::weighted(0.2, any::<bool>()))
        .prop_map(|(own, shared, flag, debug_assertions)| Settings { own, shared, flag, debug_assertions })
}

fn variables() -> impl Strategy<Value = Variables> {
    let value = || option::weighted(0.3, 0..FLAG_VALUES);
    let toolchain = option::weighted(0.2, select(&[Toolchain::Stable, Toolchain::Nightly][..]));
    (value(), value(), option::weighted(0.2, any::<bool>()), toolchain, proptest::bool::weighted(0.2))
        .prop_map(|(rustflags, cc, debug_assertions, toolchain, wrapper)| Variables {
            rustflags,
            cc,
            debug_assertions,
            toolchain,
            wrapper,
        })
}
