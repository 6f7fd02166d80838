//! Files that are named like a licence and only say where the licence is.

use super::names::is_notice_file_name;

/// A file of at least this many bytes holds a licence itself: the text of MIT has about 1,050.
const LICENSE_LENGTH: usize = 1_000;

/// Whether a text only points to licence files that are not there.
///
/// The crate siphasher, for one, has a file `COPYING` that names `LICENSE-APACHE` and `LICENSE-MIT`, which
/// its authors did not put into the crate. `is_there` tells whether the directory has a file of a name.
pub(super) fn is_dangling_pointer(text: &str, is_there: impl Fn(&str) -> bool) -> bool {
    if text.len() >= LICENSE_LENGTH {
        return false;
    }
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')));
    let names = words.map(|word| word.trim_matches(['.', '/']));
    let file_names = names.filter_map(|path| path.rsplit('/').next());
    let mut pointed_to = file_names.filter(|name| names_file(name)).peekable();
    pointed_to.peek().is_some() && !pointed_to.any(is_there)
}

/// Whether a word can only be the name of a licence file. `LICENSE` alone may as well be the word.
fn names_file(word: &str) -> bool {
    word.contains(['-', '.', '_']) && is_notice_file_name(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTER: &str = "Copyright 2012 The authors. See the file COPYRIGHT.\nLicensed under \
        LICENSE-APACHE or <LICENSE-MIT>, at your option.";

    #[test]
    fn a_text_that_names_missing_files_is_a_pointer() {
        assert!(is_dangling_pointer(POINTER, |_| false));
        assert!(is_dangling_pointer("See https://example.org/LICENSE.txt.", |_| false));
    }

    #[test]
    fn a_text_that_names_a_file_of_the_crate_is_kept() {
        assert!(!is_dangling_pointer(POINTER, |name| name == "LICENSE-MIT"));
    }

    #[test]
    fn a_licence_is_no_pointer() {
        let isc = spdx::license_id("ISC").unwrap().text();
        assert!(isc.len() < LICENSE_LENGTH);
        assert!(!is_dangling_pointer(isc, |_| false));
        assert!(!is_dangling_pointer("This project is licensed under the MIT license.", |_| false));
        assert!(!is_dangling_pointer(&POINTER.repeat(10), |_| false));
    }
}
