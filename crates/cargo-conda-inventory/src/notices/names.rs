//! What the names of files and directories say about licence texts.

use cargo_conda_mapping::is_license_file_name;

/// Directories below a crate whose licence texts are not about code that is compiled.
const NOT_COMPILED: [&str; 11] = [
    "bench",
    "benches",
    "doc",
    "docs",
    "example",
    "examples",
    "fixtures",
    "node_modules",
    "target",
    "test",
    "tests",
];

/// What the part of a name after `LICENSE-` means where it is no SPDX identifier itself.
const SHORT_NAMES: [(&str, &str); 6] = [
    ("APACHE", "Apache-2.0"),
    ("APACHE2", "Apache-2.0"),
    ("BOOST", "BSL-1.0"),
    ("BSL", "BSL-1.0"),
    ("CC0", "CC0-1.0"),
    ("ZLIB", "Zlib"),
];

/// Whether a file of this name holds a licence or copyright notice.
///
/// `COPYRIGHT` is one here in addition to what [`is_license_file_name`] accepts: crates such as `rand` name
/// their holders there, and say that the name has to be passed on.
pub fn is_notice_file_name(name: &str) -> bool {
    is_license_file_name(name) || is_copyright(name)
}

fn is_copyright(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let rest = name.strip_prefix("copyright").map(|rest| rest.strip_prefix('s').unwrap_or(rest));
    // The rest is judged like that of `LICENSE`.
    rest.is_some_and(|rest| is_license_file_name(&format!("license{rest}")))
}

/// Whether licence texts in a directory of this name are about code that may be compiled.
pub(super) fn is_compiled_directory(name: &str) -> bool {
    !name.starts_with('.') && NOT_COMPILED.binary_search(&name.to_ascii_lowercase().as_str()).is_err()
}

/// Whether all files in a directory of this name are licence texts, by the rule of
/// [REUSE](https://reuse.software/spec/#license-files).
pub(super) fn is_license_directory(name: &str) -> bool {
    matches!(name, "LICENSES" | "LICENCES" | "licenses" | "license-files")
}

/// The SPDX identifier that the name of a licence file carries, as in `LICENSE-MIT`; `None` if it carries
/// none.
pub(super) fn license_in_name(name: &str) -> Option<&'static str> {
    let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".md")).unwrap_or(name);
    if stem.eq_ignore_ascii_case("UNLICENSE") {
        return Some("Unlicense");
    }
    let after_stem = stem.split_once(['-', '_', '.']).map(|(_, rest)| rest);
    [Some(stem), after_stem].into_iter().flatten().find_map(identifier)
}

/// The SPDX identifier that a part of a file name stands for.
fn identifier(text: &str) -> Option<&'static str> {
    let short = SHORT_NAMES.iter().find(|(short, _)| short.eq_ignore_ascii_case(text));
    let mut licenses = spdx::identifiers::LICENSES.iter();
    short.map(|(_, license)| *license).or_else(|| {
        licenses.find(|license| license.name.eq_ignore_ascii_case(text)).map(|license| license.name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copyright_files_are_notices() {
        for name in ["COPYRIGHT", "COPYRIGHT.txt", "Copyright", "LICENSE-MIT", "NOTICE", "UNLICENSE"] {
            assert!(is_notice_file_name(name), "{name}");
        }
        for name in ["copyright.rs", "copyrighted.md", "README.md"] {
            assert!(!is_notice_file_name(name), "{name}");
        }
    }

    #[test]
    fn the_name_of_a_file_can_carry_its_licence() {
        for (name, license) in [
            ("LICENSE-MIT", Some("MIT")),
            ("LICENSE-MIT.txt", Some("MIT")),
            ("LICENSE.MIT", Some("MIT")),
            ("license-apache-2.0", Some("Apache-2.0")),
            ("LICENSE-APACHE", Some("Apache-2.0")),
            ("LICENSE_ZLIB.md", Some("Zlib")),
            ("MIT.txt", Some("MIT")),
            ("Apache-2.0.txt", Some("Apache-2.0")),
            ("UNLICENSE", Some("Unlicense")),
            ("LICENSE", None),
            ("LICENSE.md", None),
            ("COPYING", None),
            ("LICENSE-THIRD-PARTY", None),
        ] {
            assert_eq!(license_in_name(name), license, "{name}");
        }
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(NOT_COMPILED.is_sorted());
    }
}
