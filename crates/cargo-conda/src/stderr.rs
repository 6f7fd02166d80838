//! Reports on the standard error of the current process.

use std::io::{self, IsTerminal};

use cargo_conda_report::{Color, Surface, TerminalReporter, TextOptions, Verbosity};
use console::Term;
use supports_hyperlinks::Stream;

/// A reporter for people on standard error: with progress bars on a terminal, in plain lines elsewhere, in
/// continuous integration, and on a terminal that has no cursor to move.
pub fn stderr_reporter(verbosity: Verbosity) -> TerminalReporter<io::Stderr> {
    let around = Surroundings::of(&io::stderr());
    let options = TextOptions { color: around.color(), verbosity };
    let surface = if around.is_github {
        Surface::GitHubLog
    } else if around.has_bars() && supports_hyperlinks::on(Stream::Stderr) {
        Surface::Linking
    } else {
        Surface::Plain
    };
    let reporter = if around.has_bars() {
        TerminalReporter::with_bars(io::stderr(), Term::buffered_stderr(), options)
    } else {
        TerminalReporter::plain(io::stderr(), options)
    };
    reporter.on(surface)
}

/// Whether text on a stream is coloured: on a terminal that has colours, unless a variable says otherwise.
/// Variables are those of <https://no-color.org> and <https://bixense.com/clicolors>: a `NO_COLOR` with a
/// value forbids colours, a `CLICOLOR_FORCE` other than `0` asks for them everywhere, and `CLICOLOR=0`
/// forbids them.
pub fn color_for(stream: &impl IsTerminal) -> Color {
    Surroundings::of(stream).color()
}

/// What a stream leads to, and what the environment says about it.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a variable that is set or not")]
struct Surroundings {
    is_terminal: bool,
    /// True for `TERM=dumb`: a terminal without colours and without a cursor to move, such as that of an
    /// editor.
    is_dumb: bool,
    /// True in continuous integration, whose logs keep every line.
    is_ci: bool,
    /// True in a job of GitHub Actions.
    is_github: bool,
    /// True if colours are forbidden.
    no_color: bool,
    /// True if colours are asked for wherever the text goes.
    force_color: bool,
}

impl Surroundings {
    fn of(stream: &impl IsTerminal) -> Self {
        Self::new(stream.is_terminal(), |name| std::env::var(name).ok())
    }

    /// `variable` gives the value of a variable of the environment; `None` if it is not set.
    fn new(is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> Self {
        let is = |name: &str, value: &str| variable(name).is_some_and(|found| found == value);
        let has_other =
            |name: &str, than: &str| variable(name).is_some_and(|value| !value.is_empty() && value != than);
        Self {
            is_terminal,
            is_dumb: is("TERM", "dumb"),
            is_ci: has_other("CI", "false"),
            is_github: is("GITHUB_ACTIONS", "true"),
            no_color: has_other("NO_COLOR", "") || is("CLICOLOR", "0"),
            force_color: has_other("CLICOLOR_FORCE", "0"),
        }
    }

    fn color(self) -> Color {
        let Self { is_terminal, is_dumb, no_color, force_color, .. } = self;
        if !no_color && (force_color || is_terminal && !is_dumb) { Color::Always } else { Color::Never }
    }

    /// Whether lines can be drawn anew.
    fn has_bars(self) -> bool {
        self.is_terminal && !self.is_dumb && !self.is_ci
    }
}

#[cfg(test)]
mod tests {
    use cargo_conda_report::Color;

    use super::Surroundings;

    /// Whether text is coloured and bars are drawn, with variables such as `TERM=dumb`.
    fn on(is_terminal: bool, variables: &str) -> (Color, bool) {
        let variable = |name: &str| {
            let mut pairs = variables.split_whitespace().filter_map(|pair| pair.split_once('='));
            pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
        };
        let around = Surroundings::new(is_terminal, variable);
        (around.color(), around.has_bars())
    }

    #[test]
    fn variables_decide_over_colours_and_bars() {
        use Color::{Always, Never};
        for (is_terminal, variables, expected) in [
            (true, "TERM=xterm", (Always, true)),
            (false, "TERM=xterm", (Never, false)),
            (true, "NO_COLOR=1", (Never, true)),
            (true, "NO_COLOR=", (Always, true)),
            (true, "CLICOLOR=0", (Never, true)),
            (false, "CLICOLOR_FORCE=1", (Always, false)),
            (false, "CLICOLOR_FORCE=0", (Never, false)),
            (false, "CLICOLOR_FORCE=1 NO_COLOR=1", (Never, false)),
            (true, "TERM=dumb", (Never, false)),
            (true, "TERM=dumb CLICOLOR_FORCE=1", (Always, false)),
            (true, "CI=true", (Always, false)),
            (true, "CI=false", (Always, true)),
        ] {
            assert_eq!(on(is_terminal, variables), expected, "{is_terminal} {variables}");
        }
    }
}
