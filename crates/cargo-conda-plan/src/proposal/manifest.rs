//! Writes keys into a manifest, or a file for `--config`, and leaves everything else as it is: comments,
//! order, spaces.

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// The text of a file with further keys in a table, such as `["package", "metadata", "conda"]`. Keys that
/// are there already keep their values. `None` if something other than a table has one of the names, or if
/// the text is no TOML.
pub(super) fn with_keys(
    text: &str,
    table: &[&str],
    keys: impl IntoIterator<Item = (&'static str, Value)>,
) -> Option<String> {
    // Values are written with the line ends of Unix.
    let is_windows = text.contains("\r\n");
    let mut document: DocumentMut = text.replace("\r\n", "\n").parse().ok()?;
    let has_nothing = document.is_empty();
    let table = descend(document.as_table_mut(), table)?;
    for (key, value) in keys {
        if !table.contains_key(key) {
            table.insert(key, Item::Value(value));
        }
    }
    let changed = if has_nothing {
        // Comments that nothing follows belong to the end of a document, and these to the start.
        document.set_trailing("");
        let comments = text.trim_end();
        let space = if comments.is_empty() { "" } else { "\n\n" };
        format!("{}{space}{}", comments.replace("\r\n", "\n"), document.to_string().trim_start())
    } else {
        document.to_string()
    };
    Some(if is_windows { changed.replace('\n', "\r\n") } else { changed })
}

/// The table at the end of a path. Tables on the way that are missing are made in the form of their parents.
fn descend<'t>(root: &'t mut Table, path: &[&str]) -> Option<&'t mut dyn TableLike> {
    let mut table: &mut dyn TableLike = root;
    let mut is_inline = false;
    for (depth, name) in path.iter().enumerate() {
        let item = table.entry(name).or_insert_with(|| {
            if is_inline {
                return Item::Value(InlineTable::new().into());
            }
            let mut new = Table::new();
            // Only the last one has keys, so only it needs a line of its own.
            new.set_implicit(depth + 1 < path.len());
            Item::Table(new)
        });
        // A table that had only tables in it gets a line of its own, with an empty one before it.
        if let Some(table) =
            item.as_table_mut().filter(|table| depth + 1 == path.len() && table.is_implicit())
        {
            table.decor_mut().set_prefix("\n");
        }
        is_inline = item.is_inline_table();
        table = item.as_table_like_mut()?;
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: [&str; 3] = ["package", "metadata", "conda"];

    fn with(text: &str) -> String {
        with_keys(text, &PACKAGE, [("skip", true.into())]).unwrap()
    }

    #[test]
    fn a_new_table_follows_those_of_the_package() {
        let before =
            "# Ours.\n[package]\nname    = 'a' # the name\n\n# Used by all.\n[dependencies]\nserde = \"1\"\n";
        let table = "\n[package.metadata.conda]\nskip = true\n";
        let after = before.replace("the name\n", &format!("the name\n{table}"));
        assert_eq!(with(before), after);
        let deb = "[package]\nname = 'a'\n[package.metadata.deb]\ndepends = ''\n";
        assert_eq!(with(&format!("{deb}[dependencies]\n")), format!("{deb}{table}[dependencies]\n"));
    }

    #[test]
    fn a_table_that_is_there_keeps_its_form() {
        for (before, after) in [
            (
                "[package.metadata.conda]\n# why\nname = 'b'\n",
                "[package.metadata.conda]\n# why\nname = 'b'\nskip = true\n",
            ),
            (
                "[package]\nmetadata.conda.name = 'b'\n",
                "[package]\nmetadata.conda.name = 'b'\nmetadata.conda.skip = true\n",
            ),
            (
                "[package]\nmetadata = { deb = {} }\n",
                "[package]\nmetadata = { deb = {} , conda = { skip = true } }\n",
            ),
            (
                "[package.metadata]\nconda = { name = 'b' }\n",
                "[package.metadata]\nconda = { name = 'b' , skip = true }\n",
            ),
            (
                "[package.metadata.conda.target.linux]\nname = 'b'\n",
                "\n[package.metadata.conda]\nskip = true\n[package.metadata.conda.target.linux]\nname = 'b'\n",
            ),
        ] {
            assert_eq!(with(before), after, "{before}");
        }
    }

    #[test]
    fn keys_that_are_there_stay() {
        let text = "[package.metadata.conda]\nskip = false\n";
        assert_eq!(with(text), text);
    }

    #[test]
    fn lines_end_as_before() {
        assert_eq!(
            with("[package]\r\nname = 'a'\r\n"),
            "[package]\r\nname = 'a'\r\n\r\n[package.metadata.conda]\r\nskip = true\r\n"
        );
    }

    #[test]
    fn comments_stay_above_the_first_table() {
        let with = |text| with_keys(text, &["package", "a"], [("skip", true.into())]).unwrap();
        assert_eq!(with(""), "[package.a]\nskip = true\n");
        assert_eq!(with("# ours\n"), "# ours\n\n[package.a]\nskip = true\n");
        assert_eq!(with("# ours\r\n"), "# ours\r\n\r\n[package.a]\r\nskip = true\r\n");
        assert_eq!(with("[workspace]\nx = 1\n"), "[workspace]\nx = 1\n\n[package.a]\nskip = true\n");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(with_keys("package.metadata = 1", &PACKAGE, []), None);
        assert_eq!(with_keys("[package", &PACKAGE, []), None);
    }
}
