//! Rules for single files: length, layout, and paths that must not be in them.

use super::source::{SourceFile, is_rust};

/// The most lines that a file has before its tests. Longer files have more than one subject.
const MOST_LINES: usize = 500;

/// Files at the root that visitors look for first.
const FRONT_DOOR: [&str; 3] = ["CHANGELOG.md", "LICENSE", "README.md"];

/// Home and work directories of development machines. Split, so that this file does not break its own rule.
const MACHINE_PATHS: [&str; 2] = [concat!("/ro", "ot/"), concat!("/wo", "rk/")];

/// A line for each missing file of [`FRONT_DOOR`].
pub(super) fn missing_files(files: &[String]) -> impl Iterator<Item = String> {
    let is_missing = |file: &&str| !files.iter().any(|there| there == file);
    FRONT_DOOR
        .into_iter()
        .filter(is_missing)
        .map(|file| format!("{file}: is missing"))
        .collect::<Vec<_>>()
        .into_iter()
}

/// A line for each module in a file beside its own directory: `foo.rs` beside `foo/` instead of `foo/mod.rs`.
pub(super) fn split_modules(files: &[String]) -> Vec<String> {
    let rust = files.iter().filter(|path| path.starts_with("crates/") && is_rust(path));
    let split = rust.filter_map(|path| {
        let directory = path.strip_suffix(".rs")?;
        let inside = format!("{directory}/");
        files.iter().any(|other| other.starts_with(&inside) && is_rust(other)).then_some(directory)
    });
    split.map(|module| format!("{module}.rs: is beside `{module}/`: move it to `{module}/mod.rs`")).collect()
}

/// A line for each line that names a directory of a development machine.
pub(super) fn machine_paths(path: &str, text: &str) -> Vec<String> {
    let names_one = |line: &str| {
        MACHINE_PATHS.iter().any(|machine| {
            line.match_indices(machine)
                .any(|(at, _)| !line[..at].ends_with(|before: char| is_part_of_path(before)))
        })
    };
    let lines = text.lines().enumerate().filter(|(_, line)| names_one(line));
    lines.map(|(index, _)| format!("{path}:{}: names a directory of one machine", index + 1)).collect()
}

/// True if a path continues to the left of this character, as in `$SRC_DIR/…` and `{root}/…`, so that it is
/// relative.
fn is_part_of_path(before: char) -> bool {
    before.is_alphanumeric() || "_-.})".contains(before)
}

/// The complaint about a file that is too long; `None` if it is not.
pub(super) fn too_long(source: &SourceFile<'_>) -> Option<String> {
    let lines = source.len();
    (lines > MOST_LINES)
        .then(|| format!("{}: has {lines} lines; split it, {MOST_LINES} is the limit", source.path))
}

/// The complaint about the first line of code in a `lib.rs` that is neither `mod` nor `use`; `None` without
/// one.
pub(super) fn contents_page(source: &SourceFile<'_>) -> Option<String> {
    if source.path_in_crate() != "src/lib.rs" {
        return None;
    }
    let mut in_statement = false;
    for (number, line) in source.code() {
        let is_fine = in_statement || line.starts_with("#[") || line.starts_with("#![") || is_listing(line);
        if !is_fine {
            return Some(format!(
                "{}:{number}: is neither `mod` nor `use`: move it into a module",
                source.path
            ));
        }
        in_statement = !line.ends_with([';', ']']);
    }
    None
}

fn is_listing(line: &str) -> bool {
    let public = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub "));
    let item = public.unwrap_or(line);
    item.starts_with("use ") || (item.starts_with("mod ") && item.ends_with(';'))
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, contents_page, machine_paths, missing_files, split_modules, too_long};

    #[test]
    fn absolute_machine_paths_are_found() {
        let text =
            ["see ", super::MACHINE_PATHS[0], "notes\n$SRC_DIR/work/x\nfile://", super::MACHINE_PATHS[1]]
                .concat();
        assert_eq!(
            machine_paths("a.md", &text),
            ["a.md:1: names a directory of one machine", "a.md:3: names a directory of one machine"]
        );
    }

    #[test]
    fn code_in_lib_rs_is_found() {
        let page = |text| contents_page(&SourceFile::new("crates/a/src/lib.rs", text).unwrap());
        assert_eq!(
            page(
                "//! Docs.\nmod a;\npub mod b;\n\npub use a::{\n    A,\n    B,\n};\n#[doc(inline)]\npub use b as c;\n"
            ),
            None
        );
        assert_eq!(
            page("mod a;\npub fn f() {}\n").unwrap(),
            "crates/a/src/lib.rs:2: is neither `mod` nor `use`: move it into a module"
        );
        assert!(page("mod a {\n}\n").is_some());
    }

    #[test]
    fn a_module_has_its_file_in_its_directory() {
        let files = |paths: &[&str]| paths.iter().map(|&path| path.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            split_modules(&files(&["crates/a/src/run.rs", "crates/a/src/run/build.rs"])),
            ["crates/a/src/run.rs: is beside `crates/a/src/run/`: move it to `crates/a/src/run/mod.rs`"]
        );
        let fine = ["crates/a/src/run/mod.rs", "crates/a/src/run/build.rs", "crates/a/src/runs.rs"];
        assert_eq!(split_modules(&files(&fine)), [""; 0]);
    }

    #[test]
    fn long_files_are_found() {
        let lines = |number| "fn f() {}\n".repeat(number);
        let of = |text: &str| too_long(&SourceFile::new("crates/a/src/b.rs", text).unwrap());
        assert_eq!(of(&lines(500)), None);
        assert_eq!(of(&lines(501)).unwrap(), "crates/a/src/b.rs: has 501 lines; split it, 500 is the limit");
        assert_eq!(of(&(lines(400) + "#[cfg(test)]\nmod tests {\n" + &lines(300))), None);
    }

    #[test]
    fn a_missing_readme_is_found() {
        let files = ["CHANGELOG.md".to_owned(), "LICENSE".to_owned(), "crates/a/README.md".to_owned()];
        assert_eq!(missing_files(&files).collect::<Vec<_>>(), ["README.md: is missing"]);
    }
}
