//! The book's tables of commands and options say exactly what the program reads, and the commands that it
//! shows can be run.
//!
//! The rows of the tables are written by hand, because their last column is prose with links. The other
//! columns are compared with clap's types here, in both directions.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use clap::error::ErrorKind;
use clap::{Arg, Command, CommandFactory as _};

use super::app::App;

/// An option as the book writes it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Choice {
    /// The name, such as `--package`.
    long: String,
    /// The letter, such as `-p`; empty for none.
    short: String,
    /// The name of the value, or all its values with `|` between them; empty for a flag.
    value: String,
}

/// Options, with the names of the commands that have them.
type Options = BTreeMap<Choice, BTreeSet<String>>;

fn page() -> &'static str {
    include_str!("../../../../docs/book/src/commands.md")
}

/// The cells of the rows below a head. Bars in cells are written as `\|`.
fn rows(head: &str) -> Vec<Vec<String>> {
    let table = page().lines().skip_while(|line| *line != head).skip(2);
    let rows = table.take_while(|line| line.starts_with('|')).map(|row| row.replace("\\|", "\0"));
    let cells = |row: String| -> Vec<String> {
        row.split('|').skip(1).map(|cell| cell.replace('\0', "|").trim().to_owned()).collect()
    };
    let rows: Vec<_> = rows.map(cells).collect();
    assert!(!rows.is_empty(), "docs/book/src/commands.md has no table `{head}`");
    rows
}

/// The words in backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Every command of the program that people see, with its options.
fn commands() -> Vec<Command> {
    let mut app = App::command();
    app.build();
    let shown =
        app.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help");
    shown.cloned().collect()
}

fn options(command: &Command) -> impl Iterator<Item = Choice> {
    let shown = command.get_arguments().filter(|option| !option.is_hide_set());
    shown.filter_map(choice).filter(|option| option.long != "--help")
}

fn choice(option: &Arg) -> Option<Choice> {
    let long = format!("--{}", option.get_long()?);
    let short = option.get_short().map(|letter| format!("-{letter}")).unwrap_or_default();
    let value = if option.get_action().takes_values() {
        let values: Vec<_> =
            option.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        let names = option.get_value_names().into_iter().flatten().map(ToString::to_string);
        if values.is_empty() { names.collect() } else { values.join("|") }
    } else {
        String::new()
    };
    Some(Choice { long, short, value })
}

/// Options that another list does not have with the same commands, a line for each.
fn only_in(options: &Options, other: &Options) -> Vec<String> {
    let only = options.iter().filter(|(option, commands)| other.get(*option) != Some(commands));
    only.map(|(Choice { long, short, value }, commands)| format!("{short} {long} {value}: {commands:?}"))
        .collect()
}

/// The commands that make a plan: those with options that choose packages.
fn commands_that_plan() -> BTreeSet<String> {
    let plans = |command: &&Command| options(command).any(|option| option.long == "--package");
    commands().iter().filter(plans).map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn every_command_has_a_row_with_its_arguments() {
    let written: Vec<_> = rows("| command | what it does |")
        .iter()
        .map(|row| quoted(&row[0]).next().unwrap().split(" --").next().unwrap().to_owned())
        .collect();
    let shown = |command: &Command| {
        let arguments = command.get_positionals().map(|argument| {
            let name = argument.get_value_names().unwrap_or_default().concat();
            let several = if argument.get_num_args().unwrap().max_values() > 1
                || matches!(argument.get_action(), clap::ArgAction::Append)
            {
                "…"
            } else {
                ""
            };
            if argument.is_required_set() {
                format!(" {name}{several}")
            } else {
                format!(" [{name}{several}]")
            }
        });
        format!("{}{}", command.get_name(), arguments.collect::<String>())
    };
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    assert_eq!(sorted(written), sorted(commands().iter().map(shown).collect()));
}

#[test]
fn every_option_has_a_row_with_its_commands() {
    let mut there = Options::new();
    for command in commands() {
        for option in options(&command) {
            there.entry(option).or_default().insert(command.get_name().to_owned());
        }
    }
    let mut written = Options::new();
    for row in rows("| option | commands | meaning |") {
        let mut commands: BTreeSet<_> = quoted(&row[1]).map(str::to_owned).collect();
        if row[1].starts_with("all that plan") {
            commands.extend(commands_that_plan());
        }
        let mut short = String::new();
        for word in quoted(&row[0]) {
            if !word.starts_with("--") {
                word.clone_into(&mut short);
                continue;
            }
            let (long, value) = word.split_once(' ').unwrap_or((word, ""));
            let (long, value) = (long.to_owned(), value.to_owned());
            let option = Choice { long, short: std::mem::take(&mut short), value };
            written.entry(option).or_default().extend(commands.iter().cloned());
        }
    }
    let (missing, wrong) = (only_in(&there, &written), only_in(&written, &there));
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "docs/book/src/commands.md lacks:\n{}\nand has instead:\n{}",
        missing.join("\n"),
        wrong.join("\n")
    );
}

#[test]
fn the_commands_that_plan_are_those_that_are_not_excepted() {
    let page = page().replace('\n', " ");
    let (_, rest) = page.split_once("means every command except").unwrap();
    let excepted: BTreeSet<_> = quoted(rest.split('.').next().unwrap()).map(str::to_owned).collect();
    let all: BTreeSet<_> = commands().iter().map(|command| command.get_name().to_owned()).collect();
    assert_eq!(all.difference(&excepted).cloned().collect::<BTreeSet<_>>(), commands_that_plan());
}

/// The calls of `cargo conda` in a line of Markdown: in backquotes, or as a command of a block.
fn calls(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim_start();
    let of_block = ["$ ", "- run: ", "matrix=$("].into_iter().find_map(|before| line.strip_prefix(before));
    let of_block = of_block.unwrap_or(line);
    let of_block =
        of_block.split([')', '#', '>', '|']).next().filter(|call| call.starts_with("cargo conda "));
    let in_quotes = quoted(line).filter(|call| call.starts_with("cargo conda "));
    of_block.into_iter().chain(in_quotes.filter_map(|call| call.split('|').next()))
}

/// The words of a call. Quotes are left out, and so are variables that stand for any number of words.
fn words(call: &str) -> impl Iterator<Item = &str> {
    let words = call.split_whitespace().filter(|word| !word.starts_with('$'));
    words.map(|word| word.trim_matches(['"', '\'']))
}

/// The text with a number in place of `$(…)` in quotes, which stands for the digest that a program prints.
fn without_outputs(text: &str) -> String {
    let mut parts = text.split("\"$(");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + &"0".repeat(64) + part.split_once(")\"").unwrap().1)
}

#[test]
fn every_command_that_is_shown_is_one() {
    let repository = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pages =
        repository.join("docs/book/src").read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path());
    // The book has files for download too.
    let pages = pages.filter(|path| path.extension() == Some("md"));
    let mut shown = 0;
    for path in pages.chain([repository.join("README.md")]) {
        let text = fs_err::read_to_string(&path).unwrap().replace("\\\n", " ");
        let text = without_outputs(&text);
        for call in text.lines().flat_map(calls).filter(|call| !call.contains('…')) {
            shown += 1;
            let parsed = App::command().try_get_matches_from(words(call).skip(1));
            let error = parsed.err().map(|error| error.kind());
            // Sentences of the book name commands without their required arguments.
            let is_fine = matches!(error, None | Some(ErrorKind::MissingRequiredArgument));
            assert!(is_fine, "{path}: `{call}`: {error:?}");
        }
    }
    assert!(shown > 50, "{shown} commands were found");
}
