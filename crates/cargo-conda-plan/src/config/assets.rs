//! The keys `files`, `completions` and `man-pages`, as they were written.

use std::collections::BTreeMap;

use crate::model::CompletionShell;
use crate::source::Located;

/// An entry of `files`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileKeys {
    /// `source`: a path or glob pattern, relative to the directory of the file that has the key.
    pub source: Located<String>,
    /// `to`: a path below the prefix; that of a directory if it ends with a slash.
    pub to: Located<String>,
    /// `mode`: true for `755`, which makes the file executable, false for `644`; `None` for that of the
    /// source.
    pub is_executable: Option<bool>,
}

/// An entry of `completions`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompletionKeys {
    /// `program`: the program that is completed; `None` for the one in `command`, or for the only one of the
    /// package.
    pub program: Option<Located<String>>,
    /// `command`: prints the script for the shell that stands in place of `{shell}`; `None` if there is none.
    pub command: Option<Located<String>>,
    /// `bash`, `zsh` and `fish`: the file with the script; `None` for `false`, which leaves the shell out.
    pub shells: BTreeMap<CompletionShell, Option<Located<String>>>,
}

/// An entry of `man-pages`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManPageKeys {
    /// A path or glob pattern of pages, relative to the directory of the file that has the key.
    Files(Located<String>),
    /// A command that prints a page.
    Command {
        /// `command`: the command.
        command: Located<String>,
        /// `page`: the name of the page's file, such as `tool.1`; `None` for that of the program, in section
        /// 1.
        page: Option<Located<String>>,
    },
}
