//! Looks at archives before the indexer does. The indexer believes what an archive says of itself, and panics
//! at a damaged `.conda` archive.

use std::fmt;
use std::io::{self, Read};

use camino::Utf8Path;
use cargo_conda_mapping::is_bounded_match_spec;
use fs_err as fs;
use rattler_conda_types::package::IndexJson;
use rattler_package_streaming::read::stream_tar_bz2;
use rattler_package_streaming::seek::{stream_conda_content, stream_conda_info};

use super::step::chain;
use crate::api::StepError;

/// The most bytes that a JSON file of an archive may have. A few kilobytes can unpack to more than any
/// machine has memory for.
pub(super) const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// The most characters of a requirement that a message shows.
const MOST_SHOWN: usize = 60;

/// The files of an archive that the indexer reads.
const INDEX: &str = "info/index.json";
const RUN_EXPORTS: &str = "info/run_exports.json";

/// Checks that an archive can be read, and that its name and folder are those of the package in it. The error
/// names the archive.
pub(crate) fn check(archive: &Utf8Path) -> Result<(), StepError> {
    check_identity(archive).map_err(|error| error.of_archive(archive))
}

/// What a finished package says of itself.
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) build: String,
    pub(crate) number: u64,
    /// The folder of a channel that it belongs to; `None` if it does not say.
    pub(crate) subdir: Option<String>,
    /// The run dependencies, as match specs.
    pub(crate) depends: Vec<String>,
}

/// Compares two versions as conda does. One that conda does not know comes first.
pub(crate) fn compare_versions(one: &str, other: &str) -> std::cmp::Ordering {
    let parsed = |version: &str| version.parse::<rattler_conda_types::Version>().ok();
    parsed(one).cmp(&parsed(other))
}

/// Reads an archive's identity.
pub(crate) fn identity(archive: &Utf8Path) -> Result<Identity, StepError> {
    let index = index_json(archive)?;
    Ok(Identity {
        name: index.name.as_normalized().to_owned(),
        version: index.version.as_str().into_owned(),
        build: index.build.to_string(),
        number: index.build_number,
        subdir: index.subdir,
        depends: index.depends,
    })
}

fn check_identity(archive: &Utf8Path) -> Result<(), StepError> {
    let index = index_json(archive)?;
    let (name, folder) =
        (archive.file_name().unwrap_or_default(), archive.parent().and_then(Utf8Path::file_name));
    let (stem, extension) = match name.strip_suffix(".conda") {
        Some(stem) => (stem, ".conda"),
        None => (name.strip_suffix(".tar.bz2").unwrap_or(name), ".tar.bz2"),
    };
    let own = format!("{}-{}-{}", index.name.as_normalized(), index.version.as_str(), index.build);
    if own != stem {
        return Err(StepError::of(format!("by its contents it is `{own}{extension}`")));
    }
    match (index.subdir, folder) {
        (Some(subdir), Some(folder)) if subdir != folder => {
            Err(StepError::of(format!("by its contents it belongs to the folder `{subdir}`")))
        }
        _ => Ok(()),
    }
}

/// Reads what an archive says of itself. An archive with a requirement that overflows rattler's parser is
/// refused.
fn index_json(archive: &Utf8Path) -> Result<IndexJson, StepError> {
    let failed = |error: io::Error| chain(&error);
    // A pipe would never end.
    if !fs::metadata(archive).map_err(failed)?.is_file() {
        return Err(StepError::of("it is no file"));
    }
    let index = index_of(archive).map_err(failed)?;
    let index: IndexJson = serde_json::from_slice(&index)
        .map_err(|error| StepError::of(format!("its `{INDEX}` cannot be understood: {error}")))?;
    let extras = index.extra_depends.values();
    let mut specs = extras.chain([&index.depends, &index.constrains]).flatten();
    let unbounded = specs.find(|spec| !is_bounded_match_spec(spec)).map(|spec| start(spec));
    drop(specs);
    match unbounded {
        Some(spec) => Err(StepError::of(format!("its requirement `{spec}` is too long or too deep"))),
        None => Ok(index),
    }
}

/// The start of a text that can be long.
fn start(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The bytes of `info/index.json`.
fn index_of(archive: &Utf8Path) -> io::Result<Vec<u8>> {
    let file = io::BufReader::new(fs::File::open(archive)?);
    if archive.extension() == Some("conda") {
        let mut info = stream_conda_info(file).map_err(damaged)?;
        read_index(info.entries().map_err(damaged)?)
    } else {
        let mut contents = stream_tar_bz2(file);
        read_index(contents.entries().map_err(damaged)?)
    }
}

/// The bytes of a file below `info` in an archive; `None` if the archive has no such file.
pub(super) fn read_file(archive: &Utf8Path, path: &str) -> io::Result<Option<Vec<u8>>> {
    let file = io::BufReader::new(fs::File::open(archive)?);
    if archive.extension() == Some("conda") {
        let mut info = stream_conda_info(file).map_err(damaged)?;
        find(info.entries().map_err(damaged)?, path)
    } else {
        let mut contents = stream_tar_bz2(file);
        find(contents.entries().map_err(damaged)?, path)
    }
}

/// Hands each regular file that a package installs to `visit`, with its path in the prefix, in the order of
/// the archive.
pub(crate) fn visit_installed(
    archive: &Utf8Path,
    mut visit: impl FnMut(&Utf8Path, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    let file = io::BufReader::new(fs::File::open(archive)?);
    if archive.extension() == Some("conda") {
        let mut content = stream_conda_content(file).map_err(damaged)?;
        visit_files(content.entries().map_err(damaged)?, &mut visit)
    } else {
        let mut content = stream_tar_bz2(file);
        visit_files(content.entries().map_err(damaged)?, &mut visit)
    }
}

fn visit_files<R: Read>(
    entries: tar::Entries<'_, R>,
    visit: &mut dyn FnMut(&Utf8Path, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    for entry in entries {
        let mut entry = entry.map_err(damaged)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = entry.path()?.to_string_lossy().into_owned();
        let path = Utf8Path::new(path.strip_prefix("./").unwrap_or(&path));
        if !path.starts_with("info") {
            visit(path, &mut entry).map_err(damaged)?;
        }
    }
    Ok(())
}

fn find<R: Read>(entries: tar::Entries<'_, R>, path: &str) -> io::Result<Option<Vec<u8>>> {
    for entry in entries {
        let mut entry = entry.map_err(damaged)?;
        if entry.path()?.as_os_str() == path {
            return read_limited(&mut entry, path).map(Some);
        }
    }
    Ok(None)
}

/// Reads a file of an archive, unless it has more bytes than a JSON file ever has.
fn read_limited<R: Read>(entry: &mut tar::Entry<'_, R>, path: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(damaged)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES) {
        return Err(io::Error::other(format!("its `{path}` has more than {MOST_BYTES} bytes")));
    }
    Ok(bytes)
}

fn read_index<R: Read>(entries: tar::Entries<'_, R>) -> io::Result<Vec<u8>> {
    let mut index = None;
    for entry in entries {
        let mut entry = entry.map_err(damaged)?;
        let path = entry.path()?.into_owned();
        let is_index = path.as_os_str() == INDEX;
        if !is_index && path.as_os_str() != RUN_EXPORTS {
            continue;
        }
        let bytes = read_limited(&mut entry, &path.to_string_lossy())?;
        if is_index && index.replace(bytes).is_some() {
            return Err(io::Error::other(format!("it has two files `{INDEX}`")));
        }
    }
    index.ok_or_else(|| io::Error::other(format!("it has no `{INDEX}`")))
}

fn damaged(error: impl fmt::Display) -> io::Error {
    io::Error::other(format!("it is damaged: {error}"))
}
