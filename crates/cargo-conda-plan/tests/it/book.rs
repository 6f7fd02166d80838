//! The book's table of keys says what the program does: the type of each key, its values, its default, and
//! the tables that it may stand in.
//!
//! The rows are written by hand, because most of a row is prose with links. What is not prose is compared
//! with the program's own words here.

use std::collections::BTreeSet;
use std::sync::Arc;

use cargo_conda_plan::{Plan, PlanError, PlanInput, PlanRequest, Source, Toolchain};
use cargo_conda_workspace::Workspace;

use crate::fixture::{Disk, Fixture, linux};

/// What the book calls the type of a key, and what a message of the program calls it.
const TYPES: [(&str, &str); 15] = [
    ("string", "a string"),
    ("SPDX expression", "a string"),
    ("URL", "a string"),
    ("`true` or `false`", "`true` or `false`"),
    ("array of strings", "an array with strings only"),
    ("array of match specs", "an array with strings only"),
    ("array of commands", "an array with strings only"),
    ("array of paths", "an array with strings only"),
    ("table of strings", "a table"),
    ("table", "a table"),
    ("number or `\"auto\"`", "a whole number, 0 or more, or \"auto\""),
    ("`true`, `false` or a table", "`true`, `false` or a table"),
    ("`false` or a table", "`false`, or a table with an array of requirements for each crate"),
    ("array of tables", "an array of tables such as `{ source = \"…\", to = \"…\" }`"),
    (
        "`false`, a command, a table or an array of tables",
        "`false`, a command with `{shell}` in it, a table, or an array of tables",
    ),
];

/// As [`TYPES`], for the type that has a list of further types.
const MAN_PAGES: (&str, &str) = (
    "`false`, a command, or an array of paths and tables",
    "`false`, a command, or an array of paths such as `\"man/*.1\"` and of tables with a `command`",
);

/// A row of the table.
struct Row {
    keys: Vec<String>,
    /// The text of the column `type`.
    kind: String,
    default: String,
    meaning: String,
}

fn rows() -> Vec<Row> {
    let page = include_str!("../../../../docs/book/src/configuration.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<_> = rows
        .map(|row| {
            let row = row.replace("\\|", "\0");
            let cells: Vec<_> = row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            let [keys, kind, default, meaning] = cells.try_into().unwrap();
            let keys = keys.split(", ").map(|key| key.trim_matches('`').to_owned()).collect();
            Row { keys, kind, default, meaning }
        })
        .collect();
    assert!(rows.len() > 30, "the table has another form");
    rows
}

/// The words in backquotes.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A workspace of one program, and what a configuration makes of its plan.
struct Subject {
    workspace: Workspace,
    /// Its directory lasts as long as this.
    _fixture: Fixture,
}

impl Subject {
    fn new() -> Self {
        let fixture = Fixture::workspace("").tool("tool", "");
        Self { workspace: fixture.load(), _fixture: fixture }
    }

    fn plan(&self, table: &str, line: &str) -> Result<Plan, PlanError> {
        self.plan_with(None, table, line)
    }

    fn plan_with(&self, toolchain: Option<Toolchain>, table: &str, line: &str) -> Result<Plan, PlanError> {
        let source = Source { path: "conda.toml".into(), text: format!("[{table}]\n{line}\n") };
        let request = PlanRequest { config_files: vec![Arc::new(source)], toolchain, ..linux() };
        Plan::compute(PlanInput { workspace: &self.workspace, files: &Disk, request: &request })
    }

    /// The message about a line, and what it says to write instead.
    fn problem(&self, table: &str, line: &str) -> (String, String) {
        match self.plan(table, line) {
            Err(PlanError::Problems(problems)) => {
                (problems[0].kind.to_string(), problems[0].help().unwrap_or_default())
            }
            other => panic!("`{line}` is no problem: {other:?}"),
        }
    }
}

#[test]
fn types_are_those_that_the_reader_asks_for() {
    let subject = Subject::new();
    for Row { keys, kind, .. } in rows() {
        let known = TYPES.iter().chain([&MAN_PAGES]).find(|(words, _)| **words == kind);
        // Anything else is a list of values, which the next test looks at.
        let expected = known.map_or("a string", |(_, expected)| expected);
        for key in keys {
            // No key is a date.
            let (message, _) = subject.problem("workspace", &format!("{key} = 1979-05-27"));
            assert!(message.starts_with(&format!("`{key}` must be {expected}, not")), "`{kind}`: {message}");
        }
    }
}

#[test]
fn values_are_all_that_are_allowed() {
    let subject = Subject::new();
    let is_list = |row: &Row| row.kind.starts_with('`') && !TYPES.iter().any(|(words, _)| *words == row.kind);
    let lists: Vec<_> = rows().into_iter().filter(|row| is_list(row) && row.kind != MAN_PAGES.0).collect();
    assert_eq!(lists.len(), 3);
    for Row { keys, kind, .. } in lists {
        let key = &keys[0];
        let (_, help) = subject.problem("workspace", &format!("{key} = 'unheard-of'"));
        assert_eq!(quoted(&help), quoted(&kind), "{key}");
        for value in quoted(&kind) {
            subject.plan("workspace", &format!("{key} = '{value}'")).unwrap();
        }
    }
}

#[test]
fn writing_a_default_changes_nothing() {
    let subject = Subject::new();
    let mut compared = Vec::new();
    for Row { keys, default, .. } in rows() {
        let Some(value) = default.strip_prefix('`').and_then(|rest| rest.split('`').next()) else {
            continue;
        };
        // Commands that name the binary are generated for each package.
        if value.starts_with('<') {
            continue;
        }
        let is_toml = value.starts_with('[') || ["true", "false", "0"].contains(&value);
        let value = if is_toml { value.to_owned() } else { format!("'{value}'") };
        // Some keys count for conda's compilers only, and there is a warning with the machine's.
        let toolchain = (keys[0] != "toolchain").then_some(Toolchain::Conda);
        let plan = |line: &str| subject.plan_with(toolchain, "workspace", line).unwrap();
        assert_eq!(plan(&format!("{} = {value}", keys[0])), plan(""), "{}", keys[0]);
        compared.push(keys[0].clone());
    }
    assert!(compared.len() > 10, "{compared:?}");
}

#[test]
fn keys_of_the_whole_workspace_are_marked() {
    let subject = Subject::new();
    for Row { keys, meaning, .. } in rows() {
        let (message, _) = subject.problem("package.tool", &format!("{} = 1979-05-27", keys[0]));
        let is_for_workspace = message.contains("is a key of the whole workspace");
        assert_eq!(meaning.starts_with("*workspace only:*"), is_for_workspace, "{keys:?}: {message}");
    }
}
