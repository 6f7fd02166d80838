//! How much is said, and in which colours.

use owo_colors::Style;

/// What text for people looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether it is coloured.
    pub color: Color,
    /// How much of it there is.
    pub verbosity: Verbosity,
}

/// Whether text carries ANSI colours. The caller knows the terminal, `NO_COLOR` and the command line.
///
/// Colours only repeat what the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Never,
    /// Text with ANSI escape sequences.
    Always,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Only what went wrong.
    Quiet,
    /// What somebody who waits wants to know.
    Normal,
    /// Everything.
    Verbose,
}

/// What a piece of text means; each meaning has one colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Something is done, and well.
    Success,
    /// Something is going on.
    Activity,
    /// Something to look at.
    Warning,
    /// Something went wrong.
    Failure,
    /// A title.
    Heading,
}

/// The columns of the verb at the start of a line, the same as cargo's.
const VERB_COLUMNS: usize = 12;

impl Color {
    /// The text in the colour of its meaning.
    pub(crate) fn paint(self, meaning: Meaning, text: &str) -> String {
        match self {
            Self::Never => text.to_owned(),
            Self::Always => meaning.style().style(text).to_string(),
        }
    }

    /// The verb that starts a line, aligned to the right.
    pub(crate) fn verb(self, meaning: Meaning, verb: &str) -> String {
        // Aligned before it is painted: escape sequences count as characters.
        self.paint(meaning, &format!("{verb:>VERB_COLUMNS$}"))
    }
}

impl Meaning {
    fn style(self) -> Style {
        let bold = Style::new().bold();
        match self {
            Self::Success => bold.green(),
            Self::Activity => bold.cyan(),
            Self::Warning => bold.yellow(),
            Self::Failure => bold.red(),
            Self::Heading => bold,
        }
    }
}
