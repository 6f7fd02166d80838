//! Finds the licence files of a crate by their names.

/// Beginnings of the names of licence files, in lower case.
const STEMS: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];

/// Extensions of files that are not licences: source code, data, templates, backups of editors. Sorted.
///
/// The list names what is refused, not what is accepted, because many crates put the name of the licence in
/// the place of the extension (`LICENSE.MIT`, `COPYING.LESSER`, `LICENSE-APACHE-2.0`), and because a
/// superfluous file does less harm in a package than a missing licence.
const OTHER_FILES: [&str; 43] = [
    "bak", "bat", "c", "cc", "cpp", "cs", "css", "csv", "go", "h", "hbs", "hpp", "in", "j2", "java", "js",
    "json", "jsx", "kt", "lock", "lua", "mjs", "nu", "orig", "php", "pl", "png", "ps1", "py", "rb", "rej",
    "ron", "rs", "sh", "svg", "swift", "tera", "toml", "ts", "xml", "yaml", "yml", "zig",
];

/// Returns true if `name`, a file name without folders, is that of a licence file.
///
/// These are `LICENSE`, `LICENCE`, `COPYING`, `NOTICE` and `UNLICENSE`, also in the plural and in any case,
/// alone or followed by something that does not continue the word: `LICENSE-MIT`, `license.txt`, `NOTICE.md`,
/// `COPYING.LESSER`, but not `license.rs` or `noticeboard.md`.
pub fn is_license_file_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some(rest) = STEMS.iter().find_map(|stem| name.strip_prefix(stem)) else {
        return false;
    };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let goes_on = rest.starts_with(char::is_alphabetic) || rest.contains(['/', '\\']) || rest.ends_with('~');
    let extension = rest.rsplit_once('.').map_or("", |(_, extension)| extension);
    !goes_on && OTHER_FILES.binary_search(&extension).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_in_all_their_forms() {
        for name in [
            "LICENSE",
            "License",
            "LICENCE",
            "LICENSE-MIT",
            "LICENSE-APACHE",
            "LICENSE_MIT",
            "LICENSE.md",
            "license.txt",
            "LICENSE.MIT",
            "LICENSE-APACHE-2.0",
            "LICENSE-APACHE-2.0.txt",
            "LICENSES",
            "LICENSE.html",
            "COPYING",
            "COPYING.LESSER",
            "copying.rst",
            "NOTICE",
            "NOTICES.txt",
            "UNLICENSE",
            "LICENSE (MIT)",
        ] {
            assert!(is_license_file_name(name), "{name}");
        }
    }

    #[test]
    fn files_that_only_sound_like_it() {
        for name in [
            "license.rs",
            "License.toml",
            "license_check.py",
            "NOTICE.hbs",
            "LICENSE~",
            "LICENSE.orig",
            "licensed.md",
            "noticeboard.md",
            "README.md",
            "MIT-LICENSE",
            "",
            "LICENSES/MIT.txt",
        ] {
            assert!(!is_license_file_name(name), "{name}");
        }
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(OTHER_FILES.is_sorted());
    }
}
