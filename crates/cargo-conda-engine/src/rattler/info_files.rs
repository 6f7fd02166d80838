//! Replaces files in the `info` part of a finished archive.
//!
//! rattler-build writes some that name directories of the machine. Where the packages of a group share a
//! prefix, files of our own cannot be put there for it either.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use rattler_build_core::types::PackagingSettings;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The texts of files, by path in the archive.
pub(super) type InfoFiles = BTreeMap<String, String>;

/// How archives are compressed, and the time of their files.
pub(super) struct Writing<'a> {
    pub(super) settings: &'a PackagingSettings,
    pub(super) timestamp: jiff::Timestamp,
}

/// Has `change` add and replace files of the part `info` of an archive. It is given the texts of those that
/// are there.
pub(super) fn change(
    archive: &Utf8Path,
    writing: &Writing<'_>,
    change: impl FnOnce(&mut InfoFiles) -> io::Result<()>,
) -> io::Result<()> {
    let beside = Utf8PathBuf::from(format!("{archive}.info"));
    let file = io::BufReader::new(fs::File::open(archive)?);
    let target = io::BufWriter::new(fs::File::create(&beside)?);
    if archive.extension() == Some("conda") {
        change_conda(file, target, writing, change)?;
    } else {
        let tar = bzip2::read::MultiBzDecoder::new(file);
        let level = u32::try_from(writing.settings.compression_level).unwrap_or(9).clamp(1, 9);
        let mut encoder = bzip2::write::BzEncoder::new(target, bzip2::Compression::new(level));
        encoder.write_all(&change_tar(tar, writing, change)?)?;
        encoder.finish()?.flush()?;
    }
    fs::rename(beside, archive)
}

/// A `.conda` archive is a zip of two tars, of which one has the files of `info`. The other is copied as it
/// is.
fn change_conda(
    source: impl Read + io::Seek,
    target: impl Write + io::Seek,
    writing: &Writing<'_>,
    change: impl FnOnce(&mut InfoFiles) -> io::Result<()>,
) -> io::Result<()> {
    let mut source = ZipArchive::new(source)?;
    let mut target = ZipWriter::new(target);
    let mut change = Some(change);
    // A raw copy of a member would keep its zip64 field, and write sizes beside it that need none: strict
    // readers refuse that. Members are stored, so that copying their bytes costs nothing more.
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(time_of_zip(writing.timestamp))
        .large_file(true);
    for index in 0..source.len() {
        let mut member = source.by_index(index)?;
        let name = member.name()?.into_owned();
        let is_info = name.starts_with("info-") && name.ends_with(".tar.zst");
        target.start_file(name, options)?;
        let Some(change) = change.take_if(|_| is_info) else {
            io::copy(&mut member, &mut target)?;
            continue;
        };
        let tar = change_tar(zstd::Decoder::new(member)?, writing, change)?;
        let mut encoder = zstd::Encoder::new(&mut target, writing.settings.compression_level)?;
        encoder.set_pledged_src_size(u64::try_from(tar.len()).ok())?;
        encoder.write_all(&tar)?;
        encoder.finish()?;
    }
    target.finish()?.flush()
}

/// The bytes of a tar with the changed files: first those that are not of `info`, as they were, then the
/// others in the order of their paths.
fn change_tar(
    source: impl Read,
    writing: &Writing<'_>,
    change: impl FnOnce(&mut InfoFiles) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut target = tar::Builder::new(Vec::new());
    let mut files = InfoFiles::new();
    let mut others = BTreeMap::new();
    for entry in tar::Archive::new(source).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        let mut header = entry.header().clone();
        if let Some(link) = entry.link_name()?.map(std::borrow::Cow::into_owned) {
            target.append_link(&mut header, &path, link)?;
            continue;
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        if !path.starts_with("info/") {
            target.append_data(&mut header, &path, bytes.as_slice())?;
            continue;
        }
        match String::from_utf8(bytes) {
            Ok(text) => drop(files.insert(path, text)),
            Err(no_text) => drop(others.insert(path, no_text.into_bytes())),
        }
    }
    change(&mut files)?;
    others.extend(files.into_iter().map(|(path, text)| (path, text.into_bytes())));
    for (path, bytes) in others {
        let mut header = tar::Header::new_gnu();
        header.set_size(u64::try_from(bytes.len()).map_err(io::Error::other)?);
        header.set_mode(0o644);
        header.set_mtime(writing.timestamp.as_second().unsigned_abs());
        target.append_data(&mut header, path, bytes.as_slice())?;
    }
    target.into_inner()
}

/// The time in the notation of zip, which counts two seconds at a time.
fn time_of_zip(time: jiff::Timestamp) -> DateTime {
    let time = time.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(time.year()).unwrap_or_default();
    let (month, day) = (part(time.month()), part(time.day()));
    let (hour, minute, second) = (part(time.hour()), part(time.minute()), part(time.second()));
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rattler_build_core::types::PackagingSettings;
    use rattler_conda_types::compression_level::CompressionLevel;
    use rattler_conda_types::package::CondaArchiveType;
    use rattler_package_streaming::write::{write_conda_package, write_tar_bz2_package};

    use super::*;

    /// An archive with a program, a file of `info` and a file that is no text.
    fn archive(directory: &Utf8Path, archive_type: CondaArchiveType, time: jiff::Timestamp) -> Utf8PathBuf {
        let base = directory.join("base");
        fs::create_dir_all(base.join("info")).unwrap();
        fs::create_dir_all(base.join("bin")).unwrap();
        let paths = [("bin/tool", &b"ELF"[..]), ("info/about.json", b"{}"), ("info/icon.png", b"\xff\x00")];
        for (path, bytes) in paths {
            fs::write(base.join(path), bytes).unwrap();
        }
        let paths: Vec<_> = paths.iter().map(|(path, _)| base.join(path).into_std_path_buf()).collect();
        let level = CompressionLevel::Default;
        let archive = directory.join(format!("tool-1-0{}", archive_type.extension()));
        let file = fs::File::create(&archive).unwrap();
        let base = base.as_std_path();
        match archive_type {
            CondaArchiveType::Conda => {
                write_conda_package(file, base, &paths, level, Some(1), "tool-1-0", Some(&time), None)
                    .unwrap();
            }
            CondaArchiveType::TarBz2 => {
                write_tar_bz2_package(file, base, &paths, level, Some(&time), None).unwrap();
            }
        }
        archive
    }

    #[test]
    fn files_are_added_and_replaced_and_all_others_stay() {
        for archive_type in [CondaArchiveType::Conda, CondaArchiveType::TarBz2] {
            let directory = tempfile::tempdir().unwrap();
            let directory = Utf8Path::from_path(directory.path()).unwrap();
            let timestamp = jiff::Timestamp::from_second(1_700_000_000).unwrap();
            let archive = archive(directory, archive_type, timestamp);
            let settings = PackagingSettings::from_args(archive_type, CompressionLevel::Default);
            let writing = Writing { settings: &settings, timestamp };
            let copy = directory.join("copy").join(archive.file_name().unwrap());
            fs::create_dir_all(directory.join("copy")).unwrap();
            fs::copy(&archive, &copy).unwrap();
            let add = |files: &mut InfoFiles| {
                assert_eq!(files.keys().collect::<Vec<_>>(), ["info/about.json"]);
                files.insert("info/about.json".to_owned(), "{ }".to_owned());
                files.insert("info/recipe/Cargo.lock".to_owned(), "version = 4".to_owned());
                Ok(())
            };
            change(&archive, &writing, add).unwrap();
            let unpacked = directory.join("unpacked");
            rattler_package_streaming::fs::extract(archive.as_std_path(), unpacked.as_std_path()).unwrap();
            let read = |path: &str| fs::read(unpacked.join(path)).unwrap();
            assert_eq!(read("bin/tool"), b"ELF");
            assert_eq!(read("info/about.json"), b"{ }");
            assert_eq!(read("info/icon.png"), b"\xff\x00");
            assert_eq!(read("info/recipe/Cargo.lock"), b"version = 4");
            change(&copy, &writing, add).unwrap();
            assert!(fs::read(&archive).unwrap() == fs::read(&copy).unwrap(), "equal archives stay equal");
        }
    }
}
