//! What a linker says of a library that it does not find.
//!
//! rustc passes the words of the linker on as a note below its own error. Linkers have no other form for
//! them.

/// The words before the name of a missing library: of GNU ld and gold, mold, lld, the linker of macOS in two
/// versions, Microsoft's and lld's for Windows, and rustc's for static libraries.
const BEFORE_NAME: [&str; 8] = [
    "cannot find -l",
    "library not found: ",
    "unable to find library -l",
    "library not found for -l",
    "ld: library '",
    "cannot open input file '",
    "could not open '",
    "could not find native static library `",
];

/// The first library that a linker misses; `None` if it complains of something else. `texts` are the message
/// of rustc and its notes.
pub(super) fn missing_library<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    texts.into_iter().find_map(|text| BEFORE_NAME.iter().find_map(|before| name_after(text, before)))
}

fn name_after(text: &str, before: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    let end = rest.find(|letter: char| letter.is_whitespace() || "'`:,)\"".contains(letter));
    let name = &rest[..end.unwrap_or(rest.len())];
    let name = name.strip_suffix(".lib").unwrap_or(name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// A symbol that no library has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UndefinedSymbol {
    /// The name.
    pub(crate) name: String,
    /// The name of the library of Rust that uses it; `None` if the linker does not say.
    pub(crate) user: Option<String>,
}

/// The first symbol that a linker does not find; `None` if it complains of something else. Only lld, which
/// zig links with, is understood.
pub(super) fn undefined_symbol<'t>(notes: impl IntoIterator<Item = &'t str>) -> Option<UndefinedSymbol> {
    let (_, rest) = notes.into_iter().find_map(|note| note.split_once("undefined symbol: "))?;
    let mut lines = rest.lines();
    let name = lines.next()?.trim().to_owned();
    let user = lines.take_while(|line| line.trim_start().starts_with(">>>")).find_map(library_of_archive);
    Some(UndefinedSymbol { name, user })
}

/// The name of the library in `… in archive /t/deps/libserde-0123456789abcdef.rlib`.
fn library_of_archive(line: &str) -> Option<String> {
    let (_, path) = line.split_once(" in archive ")?;
    let file = path.trim().rsplit(['/', '\\']).next()?;
    let (name, _hash) = file.strip_prefix("lib")?.strip_suffix(".rlib")?.rsplit_once('-')?;
    Some(name.to_owned())
}

/// The line in which a linker says what is wrong; `None` if no line looks like it.
pub(super) fn complaint<'t>(notes: impl IntoIterator<Item = &'t str>) -> Option<&'t str> {
    const SIGNS: [&str; 4] = ["error: ", "undefined reference", "undefined symbol", "fatal error"];
    let mut lines = notes.into_iter().flat_map(str::lines);
    lines.find(|line| SIGNS.iter().any(|sign| line.contains(sign))).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::{UndefinedSymbol, complaint, missing_library, undefined_symbol};

    #[test]
    fn each_linker_names_the_library_in_its_own_words() {
        let missing = |text| missing_library([text]);
        for text in [
            "/usr/bin/ld: cannot find -lfoo: No such file or directory\ncollect2: error: ld returned 1 exit status",
            "mold: fatal: library not found: foo",
            "rust-lld: error: unable to find library -lfoo",
            "ld: library not found for -lfoo",
            "ld: library 'foo' not found",
            "LINK : fatal error LNK1181: cannot open input file 'foo.lib'",
            "lld-link: error: could not open 'foo.lib': no such file or directory",
            "could not find native static library `foo`, perhaps an -L flag is missing?",
        ] {
            assert_eq!(missing(text).as_deref(), Some("foo"), "{text}");
        }
        assert_eq!(missing("undefined symbol: foo"), None);
        assert_eq!(missing("\"cc\" \"-lfoo\""), None);
    }

    #[test]
    fn an_undefined_symbol_has_a_user() {
        let note = "ld.lld: error: undefined symbol: memfd_create\n>>> referenced by newer.f1-cgu.0\n\
                    >>>               newer-83.o:(f) in archive /t/deps/libmemory_files-832c1901e8db7e3c.rlib\n";
        let expected = |user: Option<&str>| {
            let user = user.map(ToOwned::to_owned);
            Some(UndefinedSymbol { name: "memfd_create".to_owned(), user })
        };
        assert_eq!(undefined_symbol(["\"cc\"", note]), expected(Some("memory_files")));
        assert_eq!(undefined_symbol(["ld: undefined symbol: memfd_create"]), expected(None));
        assert_eq!(undefined_symbol(["ld: cannot find -lfoo"]), None);
    }

    #[test]
    fn the_complaint_is_one_line() {
        let notes = ["\"cc\" \"-m64\"", "rust-lld: error: undefined symbol: f\n>>> referenced by main.rs"];
        assert_eq!(complaint(notes), Some("rust-lld: error: undefined symbol: f"));
        assert_eq!(complaint(["\"cc\""]), None);
    }
}
