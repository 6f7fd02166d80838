//! Channels of others: archives that lie about themselves, that are damaged, or that are no archives.

use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::error_chain;
use fs_err as fs;

use super::{Channel, index_channel, join_channels};
use crate::api::EngineError;
use crate::rattler::archive::identity;

const NAME: &str = "demo-1.0-0.tar.bz2";

/// The `info/index.json` of the package that `NAME` is the name of.
const INDEX: &str = r#"{"name": "demo", "version": "1.0", "build": "0", "build_number": 0, "depends": [], "subdir": "linux-64"}"#;

/// An archive of the older format with these files.
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast()));
    for (path, contents) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(contents.len() as u64);
        header.set_mode(0o644);
        // Written into the header by hand, since the crate refuses `..`.
        header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        tar.append(&header, *contents).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

/// A channel with one archive, in a directory that has nothing else.
struct Foreign {
    directory: tempfile::TempDir,
}

impl Foreign {
    fn with(name: &str, bytes: &[u8]) -> Self {
        let foreign = Self { directory: tempfile::tempdir().unwrap() };
        foreign.write(name, bytes);
        foreign
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.channel().join("linux-64").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn root(&self) -> &Utf8Path {
        Utf8Path::from_path(self.directory.path()).unwrap()
    }

    fn channel(&self) -> Utf8PathBuf {
        self.root().join("channel")
    }

    /// The messages of joining the channel into an empty one, and of indexing it.
    fn refused(&self) -> String {
        let joined = self.root().join("joined");
        let join = join_channels(&[self.channel()], &joined).unwrap_err();
        assert!(!joined.join("linux-64").exists(), "nothing is joined");
        let index = index_channel(&self.channel()).unwrap_err();
        let entries = self.root().read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned());
        assert!(entries.into_iter().all(|name| name == "channel" || name == "joined"), "nothing is outside");
        [join, index].map(|error| told(&error)).join("\n")
    }
}

fn told(error: &EngineError) -> String {
    error_chain(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[track_caller]
fn check_refused(name: &str, bytes: &[u8], reason: &str) {
    let told = Foreign::with(name, bytes).refused();
    for line in told.lines() {
        assert!(line.contains(name) && line.contains(reason), "{line}");
    }
}

#[test]
fn an_honest_archive_is_joined_whatever_its_paths_are() {
    let evil = archive(&[("../../escaped", b"x"), ("/escaped", b"x"), ("info/index.json", INDEX.as_bytes())]);
    let foreign = Foreign::with(NAME, &evil);
    let joined = foreign.root().join("joined");
    assert_eq!(join_channels(&[foreign.channel()], &joined).unwrap(), 1);
    assert!(joined.join("linux-64").join(NAME).is_file());
    assert!(!foreign.root().join("escaped").exists() && !Utf8Path::new("/escaped").exists());
}

#[test]
fn packages_for_every_platform_are_joined_too() {
    let noarch = archive(&[("info/index.json", INDEX.replace("linux-64", "noarch").as_bytes())]);
    let part = Foreign::with(NAME, &archive(&[("info/index.json", INDEX.as_bytes())]));
    fs::create_dir_all(part.channel().join("noarch")).unwrap();
    fs::write(part.channel().join("noarch").join(NAME), &noarch).unwrap();
    let joined = part.root().join("joined");
    assert_eq!(join_channels(&[part.channel()], &joined).unwrap(), 2);
    assert_eq!(fs::read(joined.join("noarch").join(NAME)).unwrap(), noarch);
}

#[test]
fn an_archive_that_lies_is_refused_by_its_name() {
    let of = |from: &str, to: &str| archive(&[("info/index.json", INDEX.replace(from, to).as_bytes())]);
    check_refused(NAME, &of("demo", "other"), "by its contents it is `other-1.0-0.tar.bz2`");
    check_refused(NAME, &of("demo", "../x"), "cannot be understood");
    check_refused(NAME, &of("\"1.0\"", "\"2.0\""), "`demo-2.0-0.tar.bz2`");
    check_refused(NAME, &of("\"0\"", "\"../0\""), "../0");
    check_refused(NAME, &of("linux-64", "win-64"), "it belongs to the folder `win-64`");
    check_refused(NAME, &of("linux-64", "../.."), "it belongs to the folder `../..`");
    check_refused(NAME, &archive(&[("info/about.json", b"{}")]), "it has no `info/index.json`");
    check_refused(NAME, &archive(&[("info/index.json", b"{}")]), "cannot be understood");
    let twice = archive(&[("info/index.json", INDEX.as_bytes()), ("info/index.json", INDEX.as_bytes())]);
    check_refused(NAME, &twice, "it has two files `info/index.json`");
}

#[test]
fn an_archive_that_is_none_is_refused_by_its_name() {
    let sound = archive(&[("info/index.json", INDEX.as_bytes())]);
    check_refused(NAME, &sound[..sound.len() / 2], "it is damaged");
    check_refused(NAME, b"", "it");
    for bytes in [b"".as_slice(), b"PK\x03\x04", b"no zip", &[0; 4096]] {
        check_refused("demo-1.0-0.conda", bytes, "it is damaged");
    }
    let foreign = Foreign::with("demo-1.0-0.conda/inside", b"");
    assert!(foreign.refused().contains("it is no file"));
}

#[test]
fn what_unpacks_to_more_than_memory_is_refused() {
    let bomb = [INDEX.as_bytes(), &vec![b' '; 17 * 1024 * 1024]].concat();
    check_refused(NAME, &archive(&[("info/index.json", &bomb)]), "has more than 16777216 bytes");
    let bomb = vec![b' '; 17 * 1024 * 1024];
    let bomb = archive(&[("info/run_exports.json", &bomb), ("info/index.json", INDEX.as_bytes())]);
    check_refused(NAME, &bomb, "has more than 16777216 bytes");
}

/// So many parentheses or brackets inside each other that a parser which calls itself for each overflows the
/// stack.
const DEEP: usize = 100_000;

#[test]
fn a_requirement_in_which_parsers_lose_themselves_is_refused() {
    let deep = format!("zlib {}1{}", "(".repeat(DEEP), ")".repeat(DEEP));
    for list in [
        format!("\"depends\": [\"{deep}\"]"),
        format!("\"depends\": [], \"constrains\": [\"{deep}\"]"),
        format!("\"depends\": [], \"extra_depends\": {{\"all\": [\"{deep}\"]}}"),
    ] {
        let index = INDEX.replace("\"depends\": []", &list);
        let told = "its requirement `zlib ((((((((((";
        let bytes = archive(&[("info/index.json", index.as_bytes())]);
        check_refused(NAME, &bytes, told);
        // By commands that read single archives too.
        let foreign = Foreign::with(NAME, &bytes);
        let read = identity(&foreign.channel().join("linux-64").join(NAME));
        assert!(read.is_err_and(|error| error.reasons[0].contains(told)));
    }
    let arrays = format!("\"depends\": {}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let index = INDEX.replace("\"depends\": []", &arrays);
    check_refused(NAME, &archive(&[("info/index.json", index.as_bytes())]), "cannot be understood");
}

#[test]
fn an_index_in_which_parsers_lose_themselves_is_written_anew() {
    let channel = Foreign::with(NAME, &archive(&[("info/index.json", INDEX.as_bytes())]));
    index_channel(&channel.channel()).unwrap();
    let index = channel.channel().join("linux-64/repodata.json");
    let sound = fs::read_to_string(&index).unwrap();
    let requirement = format!("\"depends\":[\"a {}1{}\"]", "(".repeat(DEEP), ")".repeat(DEEP));
    let arrays = format!("\"depends\":{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let unknown = format!("\"depends\":[],\"more\":{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    for deep in [requirement, arrays, unknown] {
        let damaged = sound.replace("\"depends\":[]", &deep);
        assert_ne!(damaged, sound);
        fs::write(&index, damaged).unwrap();
        let opened = Channel::create(&channel.channel(), ["linux-64".parse().unwrap()]).unwrap();
        let taken = crate::rattler::block_on(async { Ok(opened.take(&[]).await) });
        taken.unwrap().unwrap();
        let written = fs::read_to_string(&index).unwrap();
        assert!(written.contains(NAME) && written.len() < sound.len() + 100, "{}", &written[..300]);
    }
}

#[test]
#[cfg(unix)]
fn a_pipe_is_not_waited_for() {
    let foreign = Foreign::with("x.txt", b"");
    let pipe = foreign.channel().join("linux-64").join(NAME);
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(foreign.refused().contains("it is no file"));
}

#[test]
fn archives_of_one_name_and_other_contents_are_refused_by_both_names() {
    let one = Foreign::with(NAME, &archive(&[("info/index.json", INDEX.as_bytes())]));
    let other = Foreign::with(NAME, &archive(&[("info/index.json", INDEX.as_bytes()), ("a", b"")]));
    let joined = one.root().join("joined");
    let told = told(&join_channels(&[one.channel(), other.channel()], &joined).unwrap_err());
    assert!(told.contains(one.channel().as_str()) && told.contains(other.channel().as_str()), "{told}");
    assert!(!joined.exists());
}

#[test]
fn a_damaged_index_is_written_anew() {
    let channel = Foreign::with(NAME, &archive(&[("info/index.json", INDEX.as_bytes())]));
    index_channel(&channel.channel()).unwrap();
    let folder = channel.channel().join("linux-64");
    let index = folder.join("repodata.json");
    let sound = fs::read_to_string(&index).unwrap();
    assert!(!super::repodata::is_damaged(&folder));
    for damaged in [&sound[..sound.len() / 2], "", &sound.replace("demo", "domo"), &format!("{sound} ")] {
        let mut file = fs::File::create(&index).unwrap();
        file.write_all(damaged.as_bytes()).unwrap();
        assert!(super::repodata::is_damaged(&folder), "{damaged:?}");
    }
}
