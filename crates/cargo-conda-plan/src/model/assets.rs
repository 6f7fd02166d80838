//! What a package installs besides its programs: files of the sources, completion scripts, manual pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobBuilder;

use super::{Hint, PackagePlan};

/// What a package installs besides its programs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    /// Files of the sources, by their paths relative to the prefix.
    pub files: BTreeMap<Utf8PathBuf, SourceFile>,
    /// Files that installed programs print, by their paths relative to the prefix.
    pub printed: BTreeMap<Utf8PathBuf, PrintedFile>,
    /// The patterns by which `files` were found.
    pub patterns: BTreeSet<FilePattern>,
    /// What the package could have too; `None` if nothing is known.
    pub hint: Option<Hint>,
}

/// A file of the sources that a package installs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Absolute path of the file.
    pub source: Utf8PathBuf,
    /// True if the installed file may be executed.
    pub is_executable: bool,
}

/// A file that an installed program prints to its standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedFile {
    /// Variables that are set for the program, in the order of the command.
    pub variables: Vec<(String, String)>,
    /// The name of the program, one of the package's binaries.
    pub program: String,
    /// The arguments of the program.
    pub arguments: Vec<String>,
    /// What the program is expected to print.
    pub form: PrintedForm,
}

/// What a program is expected to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintedForm {
    /// A completion script for a shell.
    Completions(CompletionShell),
    /// A manual page of a section, such as `1`.
    ManualPage {
        /// The digit of the section.
        section: char,
    },
}

/// A shell for which packages have completion scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionShell {
    /// GNU bash, with the package bash-completion.
    Bash,
    /// zsh.
    Zsh,
    /// fish.
    Fish,
}

impl CompletionShell {
    /// All shells, sorted.
    pub const ALL: [Self; 3] = [Self::Bash, Self::Zsh, Self::Fish];

    /// The name of the shell, which is that of its program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
        }
    }

    /// The shell of a name; `None` for any other name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shell| shell.name() == name)
    }

    /// The path of a program's completion script, relative to the prefix: where the packages of conda-forge
    /// have them and `pixi global` looks for them.
    pub fn path(self, program: &str) -> Utf8PathBuf {
        Utf8PathBuf::from(match self {
            Self::Bash => format!("share/bash-completion/completions/{program}"),
            Self::Zsh => format!("share/zsh/site-functions/_{program}"),
            Self::Fish => format!("share/fish/vendor_completions.d/{program}.fish"),
        })
    }
}

/// A glob pattern of source files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePattern {
    /// Absolute path of the directory that the pattern starts at, without symbolic links.
    pub directory: Utf8PathBuf,
    /// The pattern, relative to the directory. For a single file, its name with special characters escaped.
    pub pattern: String,
}

impl FilePattern {
    /// Whether the pattern matches the absolute path of a file, which need not exist.
    pub fn matches(&self, path: &Utf8Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.directory) else {
            return false;
        };
        // The plan refuses patterns that globset refuses.
        let glob = GlobBuilder::new(&self.pattern).literal_separator(true).build();
        glob.is_ok_and(|glob| glob.compile_matcher().is_match(below))
    }
}

impl Assets {
    /// The paths of all these files, relative to the prefix, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &Utf8Path> {
        let paths: BTreeSet<_> = self.files.keys().chain(self.printed.keys()).collect();
        paths.into_iter().map(Utf8PathBuf::as_path)
    }
}

impl PackagePlan {
    /// The paths of all files that the package installs, relative to the prefix: its programs, its bill of
    /// materials and its assets.
    pub fn all_files(&self) -> impl Iterator<Item = Utf8PathBuf> + '_ {
        let assets = self.assets.paths().map(ToOwned::to_owned);
        self.installed_files().chain(self.bill_of_materials()).chain(assets)
    }
}

/// The command as it would be typed.
impl fmt::Display for PrintedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.variables {
            write!(f, "{name}={value} ")?;
        }
        f.write_str(&self.program)?;
        self.arguments.iter().try_for_each(|argument| write!(f, " {argument}"))
    }
}
