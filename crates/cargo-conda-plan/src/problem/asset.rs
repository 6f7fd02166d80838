//! What can be wrong with the keys `files`, `completions` and `man-pages`.

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use thiserror::Error;

/// Why a file, a completion script or a manual page cannot be installed as it is written.
#[derive(Debug, Error)]
pub enum AssetProblem {
    /// An entry lacks a key that it must have.
    #[error("this entry has no `{key}`")]
    NoKey {
        /// The key.
        key: &'static str,
    },
    /// A `to` that is an absolute path.
    #[error("`{to}` is an absolute path, and packages are installed into a prefix")]
    AbsoluteTarget {
        /// As the user wrote it.
        to: String,
        /// The path below the prefix that has the same meaning.
        instead: String,
    },
    /// A `to` with `..` in it.
    #[error("`{to}` leads out of the directory that it starts in")]
    ParentInTarget {
        /// As the user wrote it.
        to: String,
    },
    /// A `to` that is the prefix itself.
    #[error("`{to}` is the prefix itself")]
    PrefixItself {
        /// As the user wrote it.
        to: String,
    },
    /// A path in the package with a character that it cannot have.
    #[error("`{}` cannot be installed on {platform}: it contains `{}`", visible(.to), visible(&.character.to_string()))]
    CharacterInTarget {
        /// The path.
        to: String,
        /// The first such character.
        character: char,
        /// The platform of the package.
        platform: Platform,
    },
    /// A path in a directory where conda keeps files of its own.
    #[error("`{to}` is in the directory `{directory}`, where conda keeps files of its own")]
    ReservedTarget {
        /// The path.
        to: Utf8PathBuf,
        /// The directory.
        directory: &'static str,
    },
    /// The path of a program of the package, or of another file that it has without this key.
    #[error("the package has a file `{to}` already, without this entry")]
    OwnFile {
        /// The path.
        to: Utf8PathBuf,
    },
    /// A path for which there are two files.
    #[error("two files would be `{to}`: {first} and {second}")]
    TwoSources {
        /// The path.
        to: Utf8PathBuf,
        /// The first file, quoted.
        first: String,
        /// The second file, quoted.
        second: String,
    },
    /// A path that is a file for one entry and a directory for another.
    #[error("`{to}` would be a file, and the directory of `{within}`")]
    FileAsDirectory {
        /// The path of the file.
        to: Utf8PathBuf,
        /// The path of a file in the directory.
        within: Utf8PathBuf,
    },
    /// A pattern for several files with the path of one file.
    #[error("`{source_pattern}` can match several files, and `{to}` is the path of one")]
    NotADirectory {
        /// The pattern.
        source_pattern: String,
        /// As the user wrote it.
        to: String,
    },
    /// A pattern that matches several files where one is meant.
    #[error("`{pattern}` matches several files, and `{to}` is one")]
    SeveralFiles {
        /// The pattern.
        pattern: String,
        /// The path in the package.
        to: Utf8PathBuf,
    },
    /// A `source` that is no glob pattern, or that is an absolute path.
    #[error("`{pattern}` is no pattern of files: {reason}")]
    InvalidPattern {
        /// As the user wrote it.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A path or pattern to which no file belongs.
    #[error("no file matches `{}`", .places.iter().map(|path| path.as_str()).collect::<Vec<_>>().join("` or `"))]
    NoMatch {
        /// The absolute patterns, one for each directory that they may start in.
        places: Vec<Utf8PathBuf>,
        /// True if they begin in cargo's target directory.
        is_output: bool,
    },
    /// A path or pattern that only directories match.
    #[error("`{path}` is a directory")]
    IsDirectory {
        /// As the user wrote it.
        pattern: String,
        /// The absolute path of the directory.
        path: Utf8PathBuf,
    },
    /// A source in a directory to which cargo or cargo-conda write.
    #[error("`{path}` is in cargo's target directory, whose files are results of builds")]
    InTargetDirectory {
        /// The absolute path.
        path: Utf8PathBuf,
    },
    /// A source outside of the workspace.
    #[error("`{path}` is outside of the workspace")]
    OutsideWorkspace {
        /// The absolute path.
        path: Utf8PathBuf,
    },
    /// A link in the workspace that leads out of it.
    #[error("`{path}` is outside of the workspace: links lead to `{target}`")]
    LeavesWorkspace {
        /// The absolute path of the link.
        path: Utf8PathBuf,
        /// The absolute path that it leads to.
        target: Utf8PathBuf,
    },
    /// A file whose name is not UTF-8.
    #[error("the name of `{path}` is not UTF-8, as paths in conda packages are")]
    NotUtf8 {
        /// The absolute path, with `�` in place of what is wrong.
        path: Utf8PathBuf,
    },
    /// A link that leads nowhere, a socket or a device.
    #[error("`{path}` is not a file: a link that leads nowhere, or a special file")]
    NotAFile {
        /// The absolute path.
        path: Utf8PathBuf,
    },
    /// The first word of a command is no program of the package.
    #[error("`{word}` is no program of the package")]
    NotAProgram {
        /// The word.
        word: String,
        /// The key that has the command.
        key: &'static str,
        /// The programs of the package.
        programs: Vec<String>,
        /// True if the package has the program and this configuration leaves it out.
        is_left_out: bool,
    },
    /// A command with a character that only means something to a shell.
    #[error("commands are not run by a shell, so `{character}` means nothing in `{command}`")]
    ShellSyntax {
        /// The command.
        command: String,
        /// The first such character.
        character: char,
        /// The key that has the command.
        key: &'static str,
    },
    /// A command for completion scripts that would print the same for every shell.
    #[error("`{command}` does not say for which shell")]
    NoShell {
        /// The command.
        command: String,
    },
    /// An entry of `completions` with neither a command nor a file.
    #[error("this entry has neither a `command` nor a file for a shell")]
    NoCompletions,
    /// An entry of `completions` that does not say for which of several programs it is.
    #[error("the package has several programs: {}", .programs.join(", "))]
    WhichProgram {
        /// The programs of the package.
        programs: Vec<String>,
    },
    /// An entry of `completions` whose `program` and `command` are about different programs.
    #[error("the `command` runs `{word}`, and `program` is `{program}`")]
    OtherProgram {
        /// The first word of the command.
        word: String,
        /// The value of `program`.
        program: String,
    },
    /// A file name that does not end in the section of a manual page.
    #[error("`{name}` is not the name of a manual page, which ends in its section, such as `tool.1`")]
    NotAPage {
        /// The name.
        name: String,
    },
    /// A command whose program is for another platform than the machine that builds.
    #[error("`{command}` would run a program for {platform}, which this machine cannot do")]
    CannotRun {
        /// The command.
        command: String,
        /// The platform of the package.
        platform: Platform,
        /// The key that has the command.
        key: &'static str,
    },
}

impl AssetProblem {
    /// What to write instead; `None` if the message says so already.
    pub(super) fn help(&self) -> Option<String> {
        Some(match self {
            Self::AbsoluteTarget { instead, .. } => format!("write `to = \"{instead}\"`"),
            Self::ParentInTarget { .. } => "write the path below the prefix without `..`".to_owned(),
            Self::PrefixItself { .. } => {
                "write a path below the prefix, such as `share/doc/tool/`; one that ends with a slash is that of a \
                 directory"
                    .to_owned()
            }
            Self::CharacterInTarget { character: '\\', .. } => "separate directories by `/`".to_owned(),
            Self::CharacterInTarget { .. } => "give the file another name with `to`".to_owned(),
            Self::ReservedTarget { .. } => "write another path, such as `share/doc/tool/`".to_owned(),
            Self::OwnFile { .. } | Self::FileAsDirectory { .. } => "write another path in `to`".to_owned(),
            Self::TwoSources { .. } => "leave one out, or write another path in `to`".to_owned(),
            Self::NotADirectory { to, .. } => format!("end it with a slash: `to = \"{to}/\"`"),
            Self::InvalidPattern { .. } => {
                "write a path relative to this file, such as `docs/*.md`; `**` stands for any directories".to_owned()
            }
            Self::NoMatch { is_output: true, .. } => {
                "files that builds make are not there when the package is planned; have the installed program print \
                 them: `completions = \"<program> … {shell}\"`, `man-pages = \"<program> …\"`"
                    .to_owned()
            }
            Self::NoMatch { .. } => {
                "paths are relative to the file that has the key; correct the path, or remove the entry".to_owned()
            }
            Self::IsDirectory { pattern, .. } => {
                let pattern = pattern.trim_end_matches('/');
                format!("write `{pattern}/*` for the files in it, or `{pattern}/**` for those below it too")
            }
            Self::InTargetDirectory { .. } => {
                "name files of the sources, or have the installed program print the file with `completions` or `man-pages`"
                    .to_owned()
            }
            Self::OutsideWorkspace { .. } | Self::LeavesWorkspace { .. } => {
                "copy the file into the workspace; files from elsewhere would be missing on other machines".to_owned()
            }
            Self::NotUtf8 { .. } => "rename the file, or write a pattern that does not match it".to_owned(),
            Self::NotAFile { .. } => "write a pattern that does not match it, or mend the link".to_owned(),
            Self::NotAProgram { is_left_out: true, .. } => {
                "the configuration leaves this program out; name it in `binaries`, or remove the command".to_owned()
            }
            Self::NotAProgram { word, key: "man-pages", programs, .. } => format!(
                "begin the command with {}; for files, write `man-pages = [\"{word}\"]`",
                one_of(programs)
            ),
            Self::NotAProgram { programs, .. } => format!("begin the command with {}", one_of(programs)),
            Self::SeveralFiles { .. } => "write the path of one file".to_owned(),
            Self::ShellSyntax { command, key: "man-pages", .. } if !command.contains(' ') => {
                format!("for files, write `man-pages = [\"{command}\"]`")
            }
            Self::ShellSyntax { .. } => {
                "write the program and its arguments, separated by spaces; variables may come before: `NAME=value program`"
                    .to_owned()
            }
            Self::NoShell { .. } => {
                "write `{shell}` where the name of the shell belongs: `bash`, `zsh` or `fish`".to_owned()
            }
            Self::NoCompletions => {
                "write `command = \"<program> … {shell}\"`, or `bash = \"…\"`, `zsh = \"…\"`, `fish = \"…\"` with paths"
                    .to_owned()
            }
            Self::WhichProgram { programs } => format!(
                "say for which one the scripts are: `program = \"{}\"`",
                programs.first().map_or("…", String::as_str)
            ),
            Self::OtherProgram { .. } => "remove `program`".to_owned(),
            Self::NotAPage { name } if name.contains('/') => {
                "write the name of the file alone: it goes into the directory of its section".to_owned()
            }
            Self::NotAPage { .. } => {
                "name files such as `tool.1` or `tool.5.gz`; other files belong into `files`".to_owned()
            }
            Self::CannotRun { key: "completions", platform, .. } => format!(
                "give files for it, `[package.metadata.conda.target.{platform}.completions]` with `bash = \"…\"`, \
                 `zsh = \"…\"` and `fish = \"…\"`, or leave them out there: `completions = false`"
            ),
            Self::CannotRun { platform, .. } => format!(
                "give files for it, `[package.metadata.conda.target.{platform}]` with `man-pages = [\"…\"]`, or leave them \
                 out there: `man-pages = false`"
            ),
            Self::NoKey { .. } => return None,
        })
    }
}

/// A text with control characters as escapes.
fn visible(text: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_debug().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

fn one_of(programs: &[String]) -> String {
    let quoted: Vec<_> = programs.iter().map(|program| format!("`{program}`")).collect();
    quoted.join(" or ")
}
