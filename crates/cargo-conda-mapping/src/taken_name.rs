//! Names that are known for something else, so that a package of that name is mistaken for it.

use crate::CondaName;

/// What a name is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOwner {
    /// A program that every Unix system has.
    System,
    /// A package of conda-forge that has this name, or that installs a program of this name.
    CondaPackage(&'static str),
}

/// Returns what a name is known for; `None` if a package may well have it.
///
/// The lists are short on purpose. They have what nearly everybody has installed, and no package of
/// conda-forge that is itself made from a Rust workspace, such as `ripgrep`: that workspace may have the
/// name.
pub fn name_owner(name: &CondaName) -> Option<NameOwner> {
    let name = name.as_str();
    if let Ok(index) = CONDA_FORGE.binary_search_by_key(&name, |(program, _)| program) {
        return Some(NameOwner::CondaPackage(CONDA_FORGE[index].1));
    }
    SYSTEM.binary_search(&name).is_ok().then_some(NameOwner::System)
}

/// The utilities of [POSIX.1-2024](https://pubs.opengroup.org/onlinepubs/9799919799/idx/utilities.html),
/// without those that are options of the standard (SCCS, UUCP, compilers) and without words of the shell's
/// own, such as `alias`. Sorted.
const SYSTEM: [&str; 93] = [
    "at",
    "awk",
    "basename",
    "bc",
    "cal",
    "cat",
    "chgrp",
    "chmod",
    "chown",
    "cksum",
    "cmp",
    "comm",
    "cp",
    "crontab",
    "csplit",
    "cut",
    "date",
    "dd",
    "df",
    "diff",
    "dirname",
    "du",
    "echo",
    "ed",
    "env",
    "ex",
    "expand",
    "expr",
    "false",
    "file",
    "find",
    "fold",
    "fuser",
    "getconf",
    "grep",
    "head",
    "iconv",
    "id",
    "ipcrm",
    "ipcs",
    "join",
    "kill",
    "ln",
    "locale",
    "localedef",
    "logger",
    "logname",
    "ls",
    "m4",
    "make",
    "man",
    "mkdir",
    "mkfifo",
    "more",
    "mv",
    "nice",
    "nl",
    "nm",
    "nohup",
    "od",
    "paste",
    "patch",
    "pathchk",
    "pr",
    "printf",
    "ps",
    "pwd",
    "readlink",
    "realpath",
    "renice",
    "rm",
    "rmdir",
    "sed",
    "sh",
    "sleep",
    "sort",
    "split",
    "strings",
    "strip",
    "stty",
    "tail",
    "tee",
    "test",
    "time",
    "timeout",
    "touch",
    "tput",
    "tr",
    "true",
    "tsort",
    "tty",
    "uname",
    "wc",
];

/// Names with the package of [conda-forge](https://conda-forge.org/packages/) that they are known for: the
/// package itself, or the one that installs the program. Sorted by name.
const CONDA_FORGE: [(&str, &str); 58] = [
    ("bash", "bash"),
    ("binutils", "binutils"),
    ("bzip2", "bzip2"),
    ("cargo", "rust"),
    ("ccache", "ccache"),
    ("clang", "clang"),
    ("cmake", "cmake"),
    ("conda", "conda"),
    ("coreutils", "coreutils"),
    ("curl", "curl"),
    ("diffutils", "diffutils"),
    ("emacs", "emacs"),
    ("ffmpeg", "ffmpeg"),
    ("findutils", "findutils"),
    ("gawk", "gawk"),
    ("gcc", "gcc"),
    ("gdb", "gdb"),
    ("gh", "gh"),
    ("git", "git"),
    ("go", "go"),
    ("gzip", "gzip"),
    ("java", "openjdk"),
    ("jq", "jq"),
    ("less", "less"),
    ("mamba", "mamba"),
    ("meson", "meson"),
    ("nano", "nano"),
    ("ninja", "ninja"),
    ("node", "nodejs"),
    ("nodejs", "nodejs"),
    ("npm", "nodejs"),
    ("npx", "nodejs"),
    ("openssh", "openssh"),
    ("openssl", "openssl"),
    ("perl", "perl"),
    ("pip", "pip"),
    ("pkg-config", "pkg-config"),
    ("protoc", "libprotobuf"),
    ("psql", "postgresql"),
    ("python", "python"),
    ("rsync", "rsync"),
    ("ruby", "ruby"),
    ("rust", "rust"),
    ("rustc", "rust"),
    ("sqlite", "sqlite"),
    ("sqlite3", "sqlite"),
    ("ssh", "openssh"),
    ("tar", "tar"),
    ("tmux", "tmux"),
    ("tree", "tree"),
    ("unzip", "unzip"),
    ("vim", "vim"),
    ("wget", "wget"),
    ("xz", "xz"),
    ("yarn", "yarn"),
    ("zip", "zip"),
    ("zsh", "zsh"),
    ("zstd", "zstd"),
];

#[cfg(test)]
mod tests {
    use super::{CONDA_FORGE, NameOwner, SYSTEM, name_owner};
    use crate::CondaName;

    fn owner(name: &str) -> Option<NameOwner> {
        name_owner(&CondaName::parse(name).unwrap())
    }

    #[test]
    fn every_name_of_the_lists_is_found_and_is_a_name_of_conda() {
        assert!(SYSTEM.is_sorted() && CONDA_FORGE.is_sorted_by_key(|(name, _)| name));
        for name in SYSTEM {
            assert!(owner(name).is_some(), "{name}");
        }
        for (name, package) in CONDA_FORGE {
            assert_eq!(owner(name), Some(NameOwner::CondaPackage(package)));
            assert!(CondaName::parse(package).is_ok(), "{package}");
        }
    }

    #[test]
    fn a_name_is_compared_as_a_whole() {
        assert_eq!(owner("git"), Some(NameOwner::CondaPackage("git")));
        assert_eq!(owner("npm"), Some(NameOwner::CondaPackage("nodejs")));
        assert_eq!(owner("ls"), Some(NameOwner::System));
        for name in ["git-cliff", "hipcheck-git", "fuzz", "ripgrep", "uu_ls"] {
            assert_eq!(owner(name), None, "{name}");
        }
    }
}
