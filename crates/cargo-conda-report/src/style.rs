//! Verbosity and colours of text for people.

use camino::Utf8Path;
use owo_colors::Style;
use url::Url;

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

/// What text is written to, as far as it matters for more than colours. The caller decides, who knows the
/// terminal and its environment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Surface {
    /// Lines, and nothing else.
    #[default]
    Plain,
    /// A terminal that opens links: <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>.
    Linking,
    /// The log of a job of GitHub Actions, of which readers fold parts.
    GitHubLog,
}

impl Surface {
    /// A path, as a link to its file where there are links.
    pub(crate) fn path(self, path: &Utf8Path) -> String {
        match (self, Url::from_file_path(path)) {
            (Self::Linking, Ok(url)) => format!("\u{1b}]8;;{url}\u{1b}\\{path}\u{1b}]8;;\u{1b}\\"),
            _ => path.to_string(),
        }
    }
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
