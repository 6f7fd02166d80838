//! The keys `files`, `completions` and `man-pages`: what a package installs besides its programs.

use toml_edit::{Item, Key, TableLike, Value};

use super::tables::Reader;
use super::values::described;
use crate::config::assets::{CompletionKeys, FileKeys, ManPageKeys};
use crate::model::CompletionShell;
use crate::problem::{AssetProblem, ProblemKind};
use crate::source::Located;

/// The keys of an entry of `files`.
const FILE_KEYS: [&str; 3] = ["source", "to", "mode"];

/// The keys of a table of `completions`.
const COMPLETION_KEYS: [&str; 5] = ["program", "command", "bash", "zsh", "fish"];

/// The keys of a table of `man-pages`.
const MAN_PAGE_KEYS: [&str; 2] = ["command", "page"];

impl Reader<'_> {
    /// Reads an array of tables. An entry that lacks a key is left out and reported.
    pub(super) fn files(&mut self, key: &str, item: &Item) -> Option<Vec<FileKeys>> {
        let Some(entries) = entries(item) else {
            self.wrong_type(key, item, "an array of tables such as `{ source = \"…\", to = \"…\" }`");
            return None;
        };
        Some(entries.iter().filter_map(|entry| self.file(key, entry)).collect())
    }

    fn file(&mut self, key: &str, entry: &Item) -> Option<FileKeys> {
        let Some(table) = entry.as_table_like() else {
            self.wrong_type(key, entry, "an array of tables such as `{ source = \"…\", to = \"…\" }`");
            return None;
        };
        let (mut source, mut to, mut is_executable) = (None, None, None);
        for (name, item) in table.iter() {
            match name {
                "source" => source = self.string(name, item),
                "to" => to = self.string(name, item),
                "mode" => is_executable = self.mode(name, item),
                _ => self.unknown_key(table, name, &FILE_KEYS),
            }
        }
        let lacking = [("source", source.is_none()), ("to", to.is_none())];
        for (name, _) in lacking.into_iter().filter(|(name, lacks)| *lacks && !table.contains_key(name)) {
            self.report(span_of(table, entry), ProblemKind::Asset(AssetProblem::NoKey { key: name }));
        }
        Some(FileKeys { source: source?, to: to?, is_executable })
    }

    /// Reads a mode. Archives of conda keep no other than these two.
    fn mode(&mut self, key: &str, item: &Item) -> Option<bool> {
        match item.as_str().map(|mode| mode.trim_start_matches('0')) {
            Some("755") => Some(true),
            Some("644") => Some(false),
            _ => {
                let expected = "`\"755\"` for a file that is executed, or `\"644\"`";
                let found = item.as_str().map_or_else(|| described(item), |mode| format!("`\"{mode}\"`"));
                let kind = ProblemKind::WrongType { key: key.to_owned(), expected, found };
                self.report(item.span().unwrap_or(0..0), kind);
                None
            }
        }
    }

    /// Reads `false`, a command, a table or an array of tables.
    pub(super) fn completions(&mut self, key: &str, item: &Item) -> Option<Vec<Located<CompletionKeys>>> {
        const EXPECTED: &str = "`false`, a command with `{shell}` in it, a table, or an array of tables";
        if item.as_bool() == Some(false) {
            return Some(Vec::new());
        }
        if let Some(text) = item.as_str() {
            let command = Some(self.located(text.to_owned(), item.span()));
            let keys = CompletionKeys { command, ..CompletionKeys::default() };
            return Some(vec![self.located(keys, item.span())]);
        }
        let tables = match item.as_table_like() {
            Some(_) => Some(vec![item.clone()]),
            None => entries(item),
        };
        let Some(tables) = tables.filter(|tables| tables.iter().all(Item::is_table_like)) else {
            self.wrong_type(key, item, EXPECTED);
            return None;
        };
        Some(tables.iter().filter_map(|table| self.completions_of_table(table)).collect())
    }

    fn completions_of_table(&mut self, item: &Item) -> Option<Located<CompletionKeys>> {
        let table = item.as_table_like()?;
        let mut keys = CompletionKeys::default();
        for (name, item) in table.iter() {
            match (name, CompletionShell::of_name(name)) {
                ("program", _) => keys.program = self.string(name, item),
                ("command", _) => keys.command = self.string(name, item),
                (_, Some(shell)) if item.as_bool() == Some(false) => drop(keys.shells.insert(shell, None)),
                (_, Some(shell)) if item.as_str().is_some() => {
                    keys.shells.insert(shell, self.string(name, item));
                }
                (_, Some(_)) => self.wrong_type(name, item, "the path of a file, or `false`"),
                (_, None) => self.unknown_key(table, name, &COMPLETION_KEYS),
            }
        }
        Some(self.located(keys, Some(span_of(table, item))))
    }

    /// Reads `false`, a command, or an array of patterns and of tables with commands.
    pub(super) fn man_pages(&mut self, key: &str, item: &Item) -> Option<Vec<ManPageKeys>> {
        const EXPECTED: &str =
            "`false`, a command, or an array of paths such as `\"man/*.1\"` and of tables with a `command`";
        if item.as_bool() == Some(false) {
            return Some(Vec::new());
        }
        if item.as_str().is_some() {
            let command = self.string(key, item)?;
            return Some(vec![ManPageKeys::Command { command, page: None }]);
        }
        let list = match item.as_table_like() {
            Some(_) => Some(vec![item.clone()]),
            None => entries(item),
        };
        let is_entry = |entry: &Item| entry.is_str() || entry.is_table_like();
        let Some(list) = list.filter(|list| list.iter().all(is_entry)) else {
            self.wrong_type(key, item, EXPECTED);
            return None;
        };
        Some(list.iter().filter_map(|entry| self.man_page(key, entry)).collect())
    }

    fn man_page(&mut self, key: &str, entry: &Item) -> Option<ManPageKeys> {
        let Some(table) = entry.as_table_like() else {
            return self.string(key, entry).map(ManPageKeys::Files);
        };
        let (mut command, mut page) = (None, None);
        for (name, item) in table.iter() {
            match name {
                "command" => command = self.string(name, item),
                "page" => page = self.string(name, item),
                _ => self.unknown_key(table, name, &MAN_PAGE_KEYS),
            }
        }
        if !table.contains_key("command") {
            self.report(span_of(table, entry), ProblemKind::Asset(AssetProblem::NoKey { key: "command" }));
        }
        Some(ManPageKeys::Command { command: command?, page })
    }
}

/// The entries of an array, also of one that is written as `[[key]]`; `None` for anything else.
fn entries(item: &Item) -> Option<Vec<Item>> {
    if let Some(tables) = item.as_array_of_tables() {
        return Some(tables.iter().map(|table| Item::Table(table.clone())).collect());
    }
    item.as_array().map(|array| array.iter().map(|value: &Value| Item::Value(value.clone())).collect())
}

/// The place of a table, or of its first key where the table itself has none.
fn span_of(table: &dyn TableLike, item: &Item) -> std::ops::Range<usize> {
    let first_key = || table.iter().next().and_then(|(key, _)| table.key(key)).and_then(Key::span);
    item.span().or_else(first_key).unwrap_or(0..0)
}
