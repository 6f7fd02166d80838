//! Which crates use a symbol of the C library.

use std::collections::BTreeSet;

use camino::Utf8Path;
use memchr::memmem;
use walkdir::WalkDir;

use super::unit_hash::unit_hash_of_name;

/// The names of the crates among these units whose compiled code names a symbol, sorted. A crate that was
/// compiled for link-time optimization alone does not name any.
///
/// Names end with a zero byte in object files, and may begin in the middle of a longer one.
pub(crate) fn users_of_symbol(
    target_directory: &Utf8Path,
    units: &BTreeSet<String>,
    symbol: &str,
) -> BTreeSet<String> {
    let name = format!("{symbol}\0");
    let files = WalkDir::new(target_directory).into_iter().filter_map(Result::ok);
    let users = files.filter_map(|entry| {
        let file = entry.file_name().to_str()?.strip_prefix("lib")?.strip_suffix(".rlib")?;
        units.contains(unit_hash_of_name(file)?).then_some(())?;
        let bytes = fs_err::read(entry.path()).ok()?;
        memmem::find(&bytes, name.as_bytes())?;
        Some(file.rsplit_once('-')?.0.to_owned())
    });
    users.collect()
}
