//! Reads cargo's dep-info files.
//!
//! cargo writes one beside each program and shared library. It lists the local files that it was made from:
//! the sources of path dependencies, the files that they include, and those that their build scripts declare
//! by `rerun-if-changed`; see <https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files>.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

/// The files that a program was made from, with the paths that cargo wrote.
pub(crate) fn read(program: &Utf8Path) -> io::Result<Vec<Utf8PathBuf>> {
    Ok(parse(&fs::read_to_string(format!("{}.d", stem(program)))?))
}

/// The suffixes of programs and shared libraries, on all platforms. Any other is part of the name.
const SUFFIXES: [&str; 6] = [".exe", ".so", ".dylib", ".dll", ".a", ".lib"];

/// The path of a program or a library without its suffix.
pub(crate) fn stem(program: &Utf8Path) -> &Utf8Path {
    let stem = SUFFIXES.iter().find_map(|suffix| program.as_str().strip_suffix(suffix));
    stem.map_or(program, Utf8Path::new)
}

/// The dependencies of the first rule. A space in a path is escaped by a backslash.
fn parse(text: &str) -> Vec<Utf8PathBuf> {
    let rule = text.lines().next().unwrap_or_default();
    // The target of the rule is an absolute path, which on Windows contains a colon too; hence the space.
    let Some((_, names)) = rule.split_once(": ") else {
        return Vec::new();
    };
    let names = names.replace("\\ ", "\0");
    names.split(' ').filter(|name| !name.is_empty()).map(|name| name.replace('\0', " ").into()).collect()
}

#[cfg(test)]
mod tests {
    use cargo_conda_test_support::fuzz;

    #[test]
    fn spaces_are_part_of_names() {
        let text = "/t/release/tool: /w/src/main.rs /w/my\\ data/a.txt\n\n/w/src/main.rs:\n";
        assert_eq!(super::parse(text), ["/w/src/main.rs", "/w/my data/a.txt"]);
        assert_eq!(super::parse("C:\\t\\tool.exe: C:\\w\\a.rs\n"), ["C:\\w\\a.rs"]);
        assert!(super::parse("").is_empty() && super::parse("/t/tool:\n").is_empty());
    }

    #[test]
    fn fuzz_dep_info() {
        let samples = [
            "/t/release/tool: /w/src/main.rs /w/my\\ data/a.txt\n\n/w/src/main.rs:\n",
            "C:\\t\\tool.exe: C:\\w\\a.rs C:\\w\\b\\ c.rs\n# env-dep:A=b\n",
        ];
        fuzz(&samples, 3000, |input| {
            let text = String::from_utf8_lossy(input);
            for path in super::parse(&text) {
                assert!(!path.as_str().is_empty() && !path.as_str().contains('\n'), "{path:?}");
            }
        });
    }
}
