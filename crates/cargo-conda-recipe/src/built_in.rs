//! Commands that are built into shells. A program of the same name only runs if it is called in another way.

/// The built-in commands of bash and its reserved words, separated by white space:
/// <https://www.gnu.org/software/bash/manual/html_node/Shell-Builtin-Commands.html>.
const BASH: &str = "
    . : [ alias bg bind break builtin caller case cd command compgen complete compopt continue coproc declare dirs
    disown do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help
    history if in jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return select
    set shift shopt source suspend test then time times trap true type typeset ulimit umask unalias unset until
    wait while
";

/// The built-in commands of cmd.exe, separated by white space:
/// <https://learn.microsoft.com/windows-server/administration/windows-commands/cmd>.
const CMD: &str = "
    assoc break call cd chdir cls color copy date del dir echo endlocal erase exit for ftype goto if md mkdir mklink
    move path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift start time title type ver verify vol
";

/// Returns true if bash runs a command of its own for this word.
pub(crate) fn is_bash_builtin(word: &str) -> bool {
    BASH.split_whitespace().any(|own| own == word)
}

/// Returns true if cmd.exe runs a command of its own for this word, in any case.
pub(crate) fn is_cmd_builtin(word: &str) -> bool {
    CMD.split_whitespace().any(|own| own.eq_ignore_ascii_case(word))
}
