//! Verbosity and colours of text for people.

use owo_colors::Style;

/// How text for people is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether the text is coloured.
    pub color: Color,
    /// How much is written.
    pub verbosity: Verbosity,
}

/// Whether text is coloured. The caller decides, who knows the terminal, `NO_COLOR` and the command line.
///
/// Colours only repeat what the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Never,
    /// Text with ANSI escape sequences.
    Always,
}

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Failures only.
    Quiet,
    /// Progress, results and failures (the default of the command line).
    Normal,
    /// Also the output of cargo, compilers and tests, and details that are seldom of interest.
    Verbose,
}

/// The meaning of a piece of text, which determines its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A step that has succeeded.
    Success,
    /// A step that is running.
    Activity,
    /// A step that was left out, or a reason to look closer.
    Warning,
    /// A step that has failed.
    Failure,
    /// A title.
    Heading,
}

/// The width in columns of the verb at the start of a line, the same as cargo's.
const VERB_COLUMNS: usize = 12;

impl Color {
    /// Returns the text in the colour of its meaning.
    pub(crate) fn paint(self, meaning: Meaning, text: &str) -> String {
        match self {
            Self::Never => text.to_owned(),
            Self::Always => meaning.style().style(text).to_string(),
        }
    }

    /// Returns the verb that starts a line, aligned to the right and coloured.
    pub(crate) fn verb(self, meaning: Meaning, verb: &str) -> String {
        // The verb is aligned before it is painted, since escape sequences would count as characters.
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
