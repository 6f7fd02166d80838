//! Writes packages as `.conda` archives: zip files with one tar file for the contents and one for the
//! metadata.

use std::io::{self, Write};
use std::path::Path;

use fs_err::File;
use serde_json::{Value, json};
use tar::{EntryType, Header, HeaderMode};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::digest::{md5, sha256};
use super::package::{CondaPackage, Content, PREFIX};
use crate::error::ChoreError;

/// The fastest level of zstd, because the archives are read many times and not kept for long.
const COMPRESSION_LEVEL: i32 = 1;

/// Modification time of all files: 2020-01-01 in Unix seconds. A constant, so that equal files give equal
/// archives.
const MODIFIED: u64 = 1_577_836_800;

/// A written archive with its entry in the index.
pub(super) struct Written {
    pub(super) file_name: String,
    /// The package record: `info/index.json` with the hashes and size of the archive.
    pub(super) record: Value,
}

type Tar<'z> = tar::Builder<zstd::Encoder<'static, &'z mut ZipWriter<File>>>;

/// Writes a package into a directory.
pub(super) fn write(package: &CondaPackage, directory: &Path) -> Result<Written, ChoreError> {
    let file_name = package.file_name()?;
    let path = directory.join(&file_name);
    let failed = |source| ChoreError::Archive { path: path.clone(), source };
    let mut record = package.index()?;
    write_archive(package, &package.stem()?, &record, &path).map_err(failed)?;
    let archive = fs_err::read(&path).map_err(failed)?;
    record["md5"] = json!(md5(&archive));
    record["sha256"] = json!(sha256(&archive));
    record["size"] = json!(archive.len());
    Ok(Written { file_name, record })
}

fn write_archive(package: &CondaPackage, stem: &str, index: &Value, path: &Path) -> io::Result<()> {
    let mut zip = ZipWriter::new(File::create(path)?);
    zip.start_file("metadata.json", stored())?;
    zip.write_all(json!({ "conda_pkg_format_version": 2 }).to_string().as_bytes())?;
    let mut paths = Vec::new();
    add_tar(&mut zip, &format!("pkg-{stem}"), |tar| {
        paths =
            package.files.iter().map(|(path, content)| add(tar, path, content)).collect::<io::Result<_>>()?;
        Ok(())
    })?;
    add_tar(&mut zip, &format!("info-{stem}"), |tar| {
        let about = json!({ "license": package.licence });
        let files: Vec<_> = package.files.keys().map(|path| path.clone() + "\n").collect();
        add_text(tar, "info/about.json", &about.to_string())?;
        add_text(tar, "info/files", &files.concat())?;
        add_text(tar, "info/index.json", &index.to_string())?;
        add_text(tar, "info/paths.json", &json!({ "paths": paths, "paths_version": 1 }).to_string())?;
        add_text(tar, "info/run_exports.json", &package.run_exports().to_string())
    })?;
    zip.finish()?;
    Ok(())
}

/// Adds a tar file that is compressed with zstd, so zip only stores it.
fn add_tar(
    zip: &mut ZipWriter<File>,
    stem: &str,
    fill: impl FnOnce(&mut Tar<'_>) -> io::Result<()>,
) -> io::Result<()> {
    zip.start_file(format!("{stem}.tar.zst"), stored())?;
    let mut tar = tar::Builder::new(zstd::Encoder::new(zip, COMPRESSION_LEVEL)?);
    fill(&mut tar)?;
    tar.into_inner()?.finish()?;
    Ok(())
}

/// Adds a file and returns its entry in `info/paths.json`.
fn add(tar: &mut Tar<'_>, path: &str, content: &Content) -> io::Result<Value> {
    match content {
        Content::Copy(source) => {
            let bytes = fs_err::read(source)?;
            let mut header = Header::new_gnu();
            header.set_metadata_in_mode(&fs_err::metadata(source)?, HeaderMode::Deterministic);
            append(tar, path, header, &bytes)?;
            Ok(entry(path, &bytes))
        }
        Content::Text(text) => add_text(tar, path, text).map(|()| text_entry(path, text)),
        Content::Script(text) => {
            append(tar, path, header(0o755), text.as_bytes())?;
            Ok(text_entry(path, text))
        }
        Content::Link(target) => {
            let mut header = header(0o777);
            header.set_entry_type(EntryType::Symlink);
            header.set_size(0);
            tar.append_link(&mut header, path, target)?;
            let nothing = sha256(b"");
            Ok(json!({ "_path": path, "path_type": "softlink", "sha256": nothing, "size_in_bytes": 0 }))
        }
    }
}

fn add_text(tar: &mut Tar<'_>, path: &str, text: &str) -> io::Result<()> {
    append(tar, path, header(0o644), text.as_bytes())
}

fn append(tar: &mut Tar<'_>, path: &str, mut header: Header, bytes: &[u8]) -> io::Result<()> {
    header.set_mtime(MODIFIED);
    header.set_size(bytes.len() as u64);
    tar.append_data(&mut header, path, bytes)
}

fn entry(path: &str, bytes: &[u8]) -> Value {
    json!({ "_path": path, "path_type": "hardlink", "sha256": sha256(bytes), "size_in_bytes": bytes.len() })
}

/// The entry of a text file. If the text contains the placeholder, the entry asks installers to replace it.
fn text_entry(path: &str, text: &str) -> Value {
    let mut entry = entry(path, text.as_bytes());
    if text.contains(PREFIX) {
        entry["file_mode"] = json!("text");
        entry["prefix_placeholder"] = json!(PREFIX);
    }
    entry
}

fn header(mode: u32) -> Header {
    let mut header = Header::new_gnu();
    header.set_mode(mode);
    header.set_mtime(MODIFIED);
    header.set_uid(0);
    header.set_gid(0);
    header
}

/// Zip options without the current time, so that equal files give equal archives.
fn stored() -> SimpleFileOptions {
    SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Stored)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use fs_err::File;

    use super::{text_entry, write};
    use crate::channel::package::{CondaPackage, Content, PREFIX};

    fn package() -> CondaPackage {
        let mut package = CondaPackage::new("some", "1.0", "MIT");
        let script = format!("#!/bin/sh\nexec {PREFIX}/bin/other\n");
        package.files.insert("bin/some".to_owned(), Content::Script(script));
        package.files.insert("lib/libsome.so".to_owned(), Content::Link("libsome.so.1".to_owned()));
        package.files.insert("share/manifest".to_owned(), Content::Copy("Cargo.toml".into()));
        package
    }

    #[test]
    fn the_same_package_is_the_same_archive() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let written = write(&package(), one.path()).unwrap();
        assert_eq!(write(&package(), other.path()).unwrap().record, written.record);
        let archive = fs_err::read(one.path().join(&written.file_name)).unwrap();
        assert_eq!(archive, fs_err::read(other.path().join(&written.file_name)).unwrap());
        assert_eq!(written.record["size"], archive.len());
    }

    /// Paths, modes and texts of the files in one of the two tar files.
    fn unpacked(archive: File, name: &str) -> Vec<(String, u32, String)> {
        let mut zip = zip::ZipArchive::new(archive).unwrap();
        let mut tar = tar::Archive::new(zstd::Decoder::new(zip.by_name(name).unwrap()).unwrap());
        let entries = tar.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let path = entry.path().unwrap().to_str().unwrap().to_owned();
            (path, entry.header().mode().unwrap() & 0o777, text)
        });
        entries.collect()
    }

    #[test]
    fn an_archive_holds_files_with_their_modes_and_their_list() {
        let directory = tempfile::tempdir().unwrap();
        let written = write(&package(), directory.path()).unwrap();
        let archive = || File::open(directory.path().join(&written.file_name)).unwrap();
        let stem = written.file_name.strip_suffix(".conda").unwrap();

        let files = unpacked(archive(), &format!("pkg-{stem}.tar.zst"));
        let modes: Vec<_> = files.iter().map(|(path, mode, _)| (path.as_str(), *mode)).collect();
        assert_eq!(modes, [("bin/some", 0o755), ("lib/libsome.so", 0o777), ("share/manifest", 0o644)]);

        let info = unpacked(archive(), &format!("info-{stem}.tar.zst"));
        let (.., list) = info.iter().find(|(path, ..)| path == "info/paths.json").unwrap();
        let list: serde_json::Value = serde_json::from_str(list).unwrap();
        assert_eq!(list["paths"][0]["prefix_placeholder"], PREFIX);
        assert_eq!(list["paths"][1]["path_type"], "softlink");
        assert_eq!(list["paths"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn only_text_with_the_prefix_is_replaced() {
        assert_eq!(text_entry("bin/a", &format!("exec {PREFIX}/bin/b"))["prefix_placeholder"], PREFIX);
        assert!(text_entry("bin/a", "exec b").get("prefix_placeholder").is_none());
    }
}
