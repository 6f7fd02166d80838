//! The list of installed files of a Python project:
//! <https://packaging.python.org/en/latest/specifications/recording-installed-packages/>.

use std::fmt::Write as _;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use sha2::{Digest as _, Sha256};

/// Writes `RECORD`, with the digest and size of each of the files but for those of `changing`, which change
/// once more. Paths are relative to the prefix.
pub(super) fn write(
    prefix: &Utf8Path,
    site_packages: &Utf8Path,
    record: &Utf8Path,
    files: &[Utf8PathBuf],
    changing: &[Utf8PathBuf],
) -> io::Result<()> {
    let mut text = String::new();
    for file in files {
        let path = field(&listed(site_packages, file));
        if changing.contains(file) {
            let _infallible = writeln!(text, "{path},,");
            continue;
        }
        let bytes = fs::read(prefix.join(file))?;
        let digest = base64(&Sha256::digest(&bytes));
        let _infallible = writeln!(text, "{path},sha256={digest},{}", bytes.len());
    }
    let _infallible = writeln!(text, "{},,", field(&listed(site_packages, record)));
    fs::write(prefix.join(record), text)
}

/// The paths, relative to the prefix, that a `RECORD` lists.
pub(super) fn read(
    prefix: &Utf8Path,
    site_packages: &Utf8Path,
    record: &Utf8Path,
) -> io::Result<Vec<Utf8PathBuf>> {
    let text = fs::read_to_string(prefix.join(record))?;
    let path = |line: &str| {
        let path = match line.strip_prefix('"') {
            Some(rest) => rest.split("\",").next().unwrap_or_default().replace("\"\"", "\""),
            None => line.split(',').next().unwrap_or_default().to_owned(),
        };
        let outside = "../".repeat(depth(site_packages));
        match path.strip_prefix(&outside) {
            Some(below) => Utf8PathBuf::from(below),
            None => site_packages.join(path),
        }
    };
    Ok(text.lines().filter(|line| !line.is_empty()).map(path).collect())
}

/// A file as `RECORD` lists it: relative to the directory of modules.
fn listed(site_packages: &Utf8Path, file: &Utf8Path) -> String {
    match file.strip_prefix(site_packages) {
        Ok(below) => below.to_string(),
        Err(_outside) => format!("{}{file}", "../".repeat(depth(site_packages))),
    }
}

/// How far the directory of modules is below the prefix, once it is installed. That of a package for all
/// Pythons is moved to the one of the Python that is there.
fn depth(site_packages: &Utf8Path) -> usize {
    if site_packages.starts_with("Lib") { 2 } else { 3 }
}

/// A field of comma-separated values.
fn field(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Base 64 with the alphabet for addresses and without padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_as_pythons_specification_has_them() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg");
        assert_eq!(base64(b"fo"), "Zm8");
        assert_eq!(base64(b"foo"), "Zm9v");
        assert_eq!(base64(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn a_record_lists_what_it_is_written_from() {
        let prefix = tempfile::tempdir().unwrap();
        let prefix = Utf8Path::from_path(prefix.path()).unwrap();
        let site = Utf8Path::new("lib/python3.11/site-packages");
        let files: Vec<Utf8PathBuf> =
            [site.join("a/__init__.py"), site.join("a/b,\"c\".py"), "bin/a".into()].into();
        for file in &files {
            fs::create_dir_all(prefix.join(file).parent().unwrap()).unwrap();
            fs::write(prefix.join(file), "x").unwrap();
        }
        let record = site.join("a-1.dist-info/RECORD");
        fs::create_dir_all(prefix.join(&record).parent().unwrap()).unwrap();
        write(prefix, site, &record, &files, &files[2..]).unwrap();
        insta::assert_snapshot!(fs::read_to_string(prefix.join(&record)).unwrap(), @r#"
        a/__init__.py,sha256=LXEWQrcmsEQBYnyp-6wy9chTD7GQPMTbAiWHF5IaSIE,1
        "a/b,""c"".py",sha256=LXEWQrcmsEQBYnyp-6wy9chTD7GQPMTbAiWHF5IaSIE,1
        ../../../bin/a,,
        a-1.dist-info/RECORD,,
        "#);
        let mut expected = files;
        expected.push(record.clone());
        assert_eq!(read(prefix, site, &record).unwrap(), expected);
    }
}
