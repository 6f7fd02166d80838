//! The entries of the page: the first cells of its tables about what is printed.

use super::pattern::Pattern;

/// One message that the page explains.
pub(super) struct Entry {
    /// The line of the page, from 1.
    pub(super) line: usize,
    /// The words of the message.
    pub(super) pattern: Pattern,
}

/// The beginning of the heads of tables whose first column has messages. Other tables list what is seen.
const HEAD: &str = "| printed";

/// The entries of a page, in its order. A cell can have several messages with `; ` between them.
pub(super) fn of(page: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut is_about_messages = false;
    for (index, row) in page.lines().enumerate() {
        if !row.starts_with('|') {
            is_about_messages = false;
        } else if row.starts_with(HEAD) {
            is_about_messages = true;
        } else if is_about_messages && !row.starts_with("|--") {
            let entry = |text| Entry { line: index + 1, pattern: Pattern::of_page(text) };
            entries.extend(first_cell(row).split("; ").map(without_notes).map(entry));
        }
    }
    entries
}

/// The text of the first cell of a row.
fn first_cell(row: &str) -> String {
    // A bar in a cell is written as `\|`.
    let row = row.replace("\\|", "\0");
    row.split('|').nth(1).unwrap_or_default().replace('\0', "|")
}

/// The words of the message alone, without what the page says of it.
fn without_notes(message: &str) -> &str {
    let message = message.trim();
    let message = message.strip_prefix("`help:`").unwrap_or(message);
    message.strip_suffix("(a warning)").unwrap_or(message)
}
