//! The command line that repeats a command for one package, to be pasted into a shell.

use clap::{ArgMatches, Command, parser::ValueSource};

/// The options that select packages, by their names: the package to repeat is selected instead.
const SELECTION: [&str; 7] = ["packages", "exclude", "workspace", "since", "affected_by", "db", "partition"];

/// The option that is left out if it has several values, because one of them belongs to the package.
const PLATFORMS: &str = "target_platforms";

/// The command `cargo conda <name>` with the options that were given, quoted for a shell, without those that
/// select packages. `matches` are those of the subcommand.
pub(super) fn command_line(subcommand: &Command, matches: &ArgMatches) -> String {
    let mut words = vec!["cargo".to_owned(), "conda".to_owned(), subcommand.get_name().to_owned()];
    for argument in subcommand.get_arguments() {
        let id = argument.get_id().as_str();
        let is_given = matches.value_source(id) == Some(ValueSource::CommandLine);
        let Some(name) = argument.get_long().filter(|_| is_given && !SELECTION.contains(&id)) else {
            continue;
        };
        let option = format!("--{name}");
        if !argument.get_action().takes_values() {
            words.push(option);
            continue;
        }
        let occurrences: Vec<Vec<_>> =
            matches.get_raw_occurrences(id).into_iter().flatten().map(Iterator::collect).collect();
        if id == PLATFORMS && occurrences.len() > 1 {
            continue;
        }
        for values in occurrences {
            let values: Vec<_> = values.iter().map(|value| value.to_string_lossy()).collect();
            words.extend([option.clone(), quoted(&values.join(","))]);
        }
    }
    words.join(" ")
}

/// A word as a POSIX shell reads it unchanged; on Windows, as `cmd` passes it on.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_@%+=:,./-".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else if cfg!(windows) {
        format!("\"{}\"", word.replace('"', "\"\""))
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use clap::CommandFactory as _;

    use super::command_line;
    use crate::cli::app::App;

    /// The command that repeats a `build`.
    fn again(options: &[&str]) -> String {
        let app = App::command();
        let words = ["cargo-conda", "build"].iter().chain(options);
        let matches = app.clone().get_matches_from(words);
        let (name, matches) = matches.subcommand().unwrap();
        command_line(app.find_subcommand(name).unwrap(), matches)
    }

    #[test]
    fn every_option_is_repeated_but_those_that_select() {
        assert_eq!(again(&[]), "cargo conda build");
        assert_eq!(again(&["-p", "a", "-pb", "--exclude", "c", "--since", "HEAD"]), "cargo conda build");
        assert_eq!(
            again(&["--profile", "dist", "-Ffast,a/b", "-F", "c", "--all-features", "-qj2", "--no-test"]),
            "cargo conda build --features fast,a/b --features c --all-features --profile dist --jobs 2 --no-test --quiet"
        );
        assert_eq!(
            again(&[
                "--workspace",
                "--toolchain=conda",
                "--target-platform",
                "linux-64",
                "--variant",
                "c=1,2"
            ]),
            "cargo conda build --target-platform linux-64 --toolchain conda --variant c=1,2"
        );
        assert_eq!(
            again(&["--target-platform", "linux-64", "--target-platform", "win-64"]),
            "cargo conda build"
        );
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(
            again(&["--manifest-path", "my repo/it's/Cargo.toml", "-c", "$HOME/channel"]),
            r"cargo conda build --manifest-path 'my repo/it'\''s/Cargo.toml' --channel '$HOME/channel'"
        );
    }
}
