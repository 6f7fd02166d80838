//! A table of text whose columns are aligned by their width on the screen.

use unicode_width::UnicodeWidthStr;

/// The space between two columns.
const GAP: &str = "  ";

/// A header and rows of cells, top to bottom. A row may have fewer cells than the header.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Makes a table that has only a header.
    pub(crate) fn new(header: Vec<String>) -> Self {
        Self { rows: vec![header] }
    }

    /// Appends a row.
    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Returns the header and the rows as aligned lines, without line ends.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        self.rows.iter().map(move |row| {
            let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, &width)| pad(cell, width)).collect();
            cells.join(GAP).trim_end().to_owned()
        })
    }
}

/// Fills a cell with spaces up to `width` columns of the screen. (`{:width$}` counts characters, some of
/// which take two columns or none.)
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let mut table = Table::new(vec!["a".to_owned(), "b".to_owned()]);
        table.push(vec!["工具".to_owned(), "x".to_owned()]);
        table.push(vec!["longer".to_owned()]);
        assert_eq!(table.lines().collect::<Vec<_>>(), ["a       b", "工具    x", "longer"]);
    }
}
