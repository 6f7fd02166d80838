//! Checks that the manifests of published crates have the fields that crates.io and docs.rs show.

use toml_edit::{DocumentMut, Item};

/// The most keywords that crates.io takes, and the most letters of each.
const KEYWORDS: (usize, usize) = (5, 20);

/// Those of crates.io's categories that our crates are in: <https://crates.io/category_slugs>.
const CATEGORIES: [&str; 4] = [
    "command-line-interface",
    "development-tools",
    "development-tools::build-utils",
    "development-tools::cargo-plugins",
];

/// What every crate takes from the workspace, so that all have one value.
const SHARED: [&str; 6] = ["version", "edition", "rust-version", "license", "authors", "repository"];

/// A line for each thing that the manifest of a crate below `crates/` lacks. `files` are all files of the
/// repository.
pub(super) fn unfit_to_publish(member: &str, manifest: &DocumentMut, files: &[String]) -> Vec<String> {
    let package = &manifest["package"];
    let text = |key: &str| package.get(key).and_then(Item::as_str).unwrap_or_default();
    let list = |key: &str| -> Vec<&str> {
        let array = package.get(key).and_then(Item::as_array);
        array.into_iter().flatten().filter_map(toml_edit::Value::as_str).collect()
    };
    let has_file = |name: &str| files.contains(&format!("crates/{member}/{name}"));
    let is_keyword = |word: &&str| {
        word.len() <= KEYWORDS.1
            && word.chars().all(|letter| letter.is_ascii_lowercase() || "-_".contains(letter))
    };
    let (keywords, categories) = (list("keywords"), list("categories"));
    let mut lacks = Vec::new();
    let mut check = |holds: bool, what: &str| {
        if !holds {
            lacks.push(format!("crates/{member}/Cargo.toml: {what}"));
        }
    };
    check(!text("description").is_empty(), "has no `description`");
    check(text("readme") == "README.md" && has_file("README.md"), "has no `readme`");
    check(has_file("LICENSE"), "has no link `LICENSE` beside it, so the archive would lack the licence text");
    check(
        (1..=KEYWORDS.0).contains(&keywords.len()) && keywords.iter().all(is_keyword),
        "needs one to five `keywords` of at most twenty small letters",
    );
    check(
        !categories.is_empty() && categories.iter().all(|category| CATEGORIES.contains(category)),
        "needs `categories` of those in tidy/publishing.rs",
    );
    check(package.get("publish").is_none(), "has `publish`, but crates below crates/ are for others");
    let docs = package.get("metadata").and_then(|table| table.get("docs")).and_then(|table| table.get("rs"));
    check(docs.is_some(), "has no `[package.metadata.docs.rs]`");
    for key in SHARED {
        let is_shared = package.get(key).and_then(|value| value.get("workspace")).and_then(Item::as_bool);
        check(is_shared == Some(true), &format!("does not take `{key}` from the workspace"));
    }
    lacks
}

/// A line for each crate of ours that dependents would look for on crates.io in another version than the
/// workspace has.
pub(super) fn other_versions(root: &DocumentMut) -> Vec<String> {
    let workspace = &root["workspace"];
    let version = workspace["package"]["version"].as_str();
    let dependencies = workspace["dependencies"].as_table_like();
    let ours = dependencies.into_iter().flat_map(|table| table.iter()).filter(|(_, item)| {
        item.get("path").and_then(Item::as_str).is_some_and(|path| path.starts_with("crates/"))
    });
    let wrong = ours.filter(|(_, item)| item.get("version").and_then(Item::as_str) != version);
    wrong.map(|(name, _)| format!("Cargo.toml: `{name}` needs the `version` of the workspace")).collect()
}

#[cfg(test)]
mod tests {
    use toml_edit::DocumentMut;

    use super::{other_versions, unfit_to_publish};

    const MANIFEST: &str = "[package]\nname = 'a'\ndescription = 'A.'\nreadme = 'README.md'\nkeywords = ['conda']\n\
        categories = ['development-tools']\nversion.workspace = true\nedition.workspace = true\nrust-version.workspace = true\n\
        license.workspace = true\nauthors.workspace = true\nrepository.workspace = true\n\
        [package.metadata.docs.rs]\nall-features = true\n";

    fn lacks(manifest: &str) -> usize {
        let files = ["crates/a/README.md", "crates/a/LICENSE"].map(str::to_owned);
        unfit_to_publish("a", &manifest.parse::<DocumentMut>().unwrap(), &files).len()
    }

    #[test]
    fn what_is_missing_is_found() {
        assert_eq!(lacks(MANIFEST), 0);
        assert_eq!(lacks(&MANIFEST.replace("description = 'A.'\n", "")), 1);
        assert_eq!(lacks(&MANIFEST.replace("edition.workspace = true", "edition = '2024'")), 1);
        assert_eq!(lacks(&MANIFEST.replace("'conda'", "'a word with spaces'")), 1);
        assert_eq!(lacks(&MANIFEST.replace("'development-tools'", "'packaging'")), 1);
        assert_eq!(lacks(&MANIFEST.replace("[package.metadata.docs.rs]", "publish = false\n[other]")), 2);
    }

    #[test]
    fn a_version_that_was_forgotten_is_found() {
        let versions = |of_a: &str| {
            let text = format!(
                "[workspace]\npackage.version = '0.2.0'\ndependencies.a = {{ version = '{of_a}', path = 'crates/a' }}\n\
                 dependencies.support.path = 'tests/support'"
            );
            other_versions(&text.parse::<DocumentMut>().unwrap()).len()
        };
        assert_eq!((versions("0.2.0"), versions("0.1.0")), (0, 1));
    }
}
