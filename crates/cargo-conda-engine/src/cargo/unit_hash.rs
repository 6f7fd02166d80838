//! The hashes by which cargo tells the units of one target of a crate apart.
//!
//! A hash follows from features, profile, flags and dependencies, and is part of the names of a unit's files.

use camino::Utf8Path;

/// The hash in the path of a file that cargo has compiled, or of a build script's `OUT_DIR`; `None` if there
/// is none, as in the paths of programs.
pub(crate) fn unit_hash(path: &Utf8Path) -> Option<&str> {
    path.as_str().rsplit(['/', '\\']).find_map(unit_hash_of_name)
}

/// The hash in a name such as `libserde-0123456789abcdef.rlib`, or in one that is a hash alone; `None` if the
/// name has none.
pub(crate) fn unit_hash_of_name(name: &str) -> Option<&str> {
    let stem = name.split('.').next()?;
    let hash = stem.rsplit_once('-').map_or(stem, |(_, hash)| hash);
    let is_hash = hash.len() == 16 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then_some(hash)
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::unit_hash;

    #[test]
    fn hashes_are_found_in_the_paths_of_both_layouts() {
        for (path, hash) in [
            ("/t/release/deps/libserde-0123456789abcdef.rlib", Some("0123456789abcdef")),
            ("/t/release/build/zlib-sys-0123456789abcdef/out", Some("0123456789abcdef")),
            ("/t/release/build/zlib-sys/0123456789abcdef/out", Some("0123456789abcdef")),
            ("/t/release/tool", None),
            ("/t/release/libplain.rlib", None),
            ("/t/release/deps/lib-0123456789abcdeg.rlib", None),
        ] {
            assert_eq!(unit_hash(Utf8Path::new(path)), hash, "{path}");
        }
    }
}
