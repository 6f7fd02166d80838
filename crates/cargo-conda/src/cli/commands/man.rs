//! `cargo conda man`

use std::io::{self, Write as _};

use camino::Utf8PathBuf;
use cargo_conda::Session;
use cargo_conda_mapping::nearest;
use clap::{Args, Command};
use clap_mangen::Man;
use fs_err as fs;
use thiserror::Error;

use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Print a manual page, or write all of them into a directory
///
/// `cargo conda man build | man -l -` shows a page that is not installed.
#[derive(Debug, Args)]
pub(crate) struct ManCommand {
    /// The command that the page is about [default: all of them in short]
    #[arg(value_name = "COMMAND")]
    subject: Option<String>,
    /// Write the page of each command into this directory
    #[arg(long, value_name = "DIR", conflicts_with = "subject", help_heading = "Output")]
    output_dir: Option<Utf8PathBuf>,
}

/// A manual page was asked for that is none.
#[derive(Debug, Error)]
#[error(
    "there is no command `{subject}`{}",
    .nearest.as_ref().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
)]
pub(crate) struct NoSuchCommand {
    subject: String,
    /// The command with the most similar name; `None` if none is similar.
    nearest: Option<String>,
}

/// `app` is the whole command line.
pub(in crate::cli) fn run(command: &ManCommand, app: Command) -> Result<Code, Failure> {
    let pages = Pages::of(app);
    let ManCommand { subject, output_dir } = command;
    if let Some(directory) = output_dir {
        let directory = Session::here().map_err(Failure::Session)?.absolute(directory);
        fs::create_dir_all(&directory).map_err(Failure::Write)?;
        for page in pages.all() {
            let mut text = Vec::new();
            page.render(&mut text).map_err(Failure::Write)?;
            fs::write(directory.join(page.get_filename()), text).map_err(Failure::Write)?;
        }
        return Ok(Code::Success);
    }
    let page = match subject {
        None => pages.overview(),
        Some(subject) => pages.about(subject)?,
    };
    print(&page).map_err(Failure::Write)?;
    Ok(Code::Success)
}

fn print(page: &Man) -> io::Result<()> {
    let mut out = output::stdout();
    page.render(&mut out)?;
    out.flush()
}

/// The manual pages of a command line.
struct Pages(Command);

impl Pages {
    fn of(app: Command) -> Self {
        // Each command has `--help`, so that a page about `help` would say nothing.
        let mut app = app.disable_help_subcommand(true);
        app.build();
        Self(app)
    }

    fn all(&self) -> impl Iterator<Item = Man> {
        std::iter::once(self.overview()).chain(self.subjects().map(|subject| self.page(subject)))
    }

    fn overview(&self) -> Man {
        self.page(&self.0)
    }

    fn about(&self, subject: &str) -> Result<Man, Failure> {
        let found = self.subjects().find(|command| command.get_name() == subject);
        let page = found.map(|command| self.page(command));
        page.ok_or_else(|| {
            let nearest = nearest(subject, self.subjects().map(Command::get_name)).map(str::to_owned);
            Failure::NoSuchCommand(NoSuchCommand { subject: subject.to_owned(), nearest })
        })
    }

    fn subjects(&self) -> impl Iterator<Item = &Command> {
        self.0.get_subcommands().filter(|command| !command.is_hide_set())
    }

    fn page(&self, command: &Command) -> Man {
        let program = format!("{} {}", self.0.get_name(), self.0.get_version().unwrap_or_default());
        Man::new(command.clone()).source(program).manual("cargo-conda manual")
    }
}
