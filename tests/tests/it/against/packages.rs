//! Packages in channels that cannot be compared: without a record, with one of another format, changed, or
//! not there. None is reused, `why` says for what reason, and the build makes the package itself.

use camino::{Utf8Path, Utf8PathBuf};

use super::{build, programs};
use crate::support::{HttpServer, Python, Ranges, TempProject, Trouble, platform, sha256, unpack};

const RECORD: &str = "info/recipe/cargo-conda-record.json";

/// A channel that has `alone`, and a checkout elsewhere that could take it.
struct Stage {
    here: TempProject,
    elsewhere: TempProject,
}

impl Stage {
    fn new() -> Self {
        let here = programs(TempProject::empty());
        assert_eq!(build(&here, "-p alone").built, ["alone"]);
        Self { here, elsewhere: programs(TempProject::empty()) }
    }

    fn archive(&self) -> Utf8PathBuf {
        self.here.channel().archive("alone")
    }

    /// A copy of the channel, and the path of the archive in it.
    fn copy(&self, name: &str) -> (Utf8PathBuf, Utf8PathBuf) {
        let copy = self.here.root().join(name);
        for folder in ["noarch", platform()] {
            fs_err::create_dir_all(copy.join(folder)).unwrap();
            for entry in self.here.channel().directory().join(folder).read_dir_utf8().unwrap() {
                let entry = entry.unwrap();
                fs_err::copy(entry.path(), copy.join(folder).join(entry.file_name())).unwrap();
            }
        }
        let archive = copy.join(platform()).join(self.archive().file_name().unwrap());
        (copy, archive)
    }

    /// Writes the index of a channel anew.
    fn index(&self, channel: &Utf8Path) {
        self.here.cargo_conda(&format!("index --output-dir {channel} {channel}")).run().success();
    }

    /// What `why` says of the package in a channel.
    fn why(&self, channel: &str) -> String {
        let why = self.elsewhere.cargo_conda(&format!("why alone --against {channel}")).run().success();
        let said = why.redacted_stdout().replace(channel, "[CHANNEL]");
        let archive = self.archive();
        let build = archive.file_stem().unwrap().rsplit('-').next().unwrap();
        said.replace("alone-0.1.0-[HASH]_0.conda", "[ARCHIVE]").replace(build, "[BUILD]")
    }

    /// The last thing that `why` says of the package in a channel.
    fn reason(&self, channel: &str) -> String {
        let why = self.why(channel);
        let line = why.lines().last().unwrap().trim();
        line.split_once("[ARCHIVE]`: ").map_or(line, |(_, reason)| reason).to_owned()
    }
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn only_a_whole_record_of_this_package_is_compared() {
    let stage = Stage::new();
    let python = Python::of_venv();
    let record = unpack(&python, &stage.archive()).text(RECORD);
    // The same record about another package, with the digest that belongs to it.
    let start = record.find("\"content\":").unwrap() + "\"content\":".len();
    let content = record[start..record.len() - 1].replace("\"name\":\"alone\"", "\"name\":\"other\"");
    let digest = sha256(content.as_bytes());
    let of_another = format!("{{\"schema\":1,\"sha256\":\"{digest}\",\"content\":{content}}}");
    let newer = record.replace("{\"schema\":1,", "{\"schema\":2,");
    let changed = record.replace("alone/src/main.rs", "alone/src/other.rs");
    let cases = [("none", ""), ("newer", &newer), ("changed", &changed), ("of-another", &of_another)];
    let mut said = Vec::new();
    for (name, record) in cases {
        let (channel, archive) = stage.copy(name);
        python.run_with("change_info.py", &[archive.as_str(), RECORD], record);
        // Until the channel is indexed anew, the archive is not the one of its index, whatever is in it.
        assert!(
            stage.why(channel.as_str()).contains("it is not the archive that the channel's index describes")
        );
        stage.index(&channel);
        said.push(format!("{name}: {}", stage.reason(channel.as_str())));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    none: it carries no record of what it was made from
    newer: its record has format 2, and this cargo-conda compares format 1 only
    changed: its record is damaged
    of-another: its record is that of other 0.1.0 [BUILD] for [PLATFORM]
    ");
    // Whatever the reason, the package is made, and nothing of that one is taken.
    let against = format!("-p alone --against {}", stage.here.root().join("changed"));
    assert_eq!(build(&stage.elsewhere, &against).built, ["alone"]);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_a_server_answers_wrong_is_not_believed_and_not_kept() {
    let stage = Stage::new();
    let python = Python::of_venv();
    let (channel, archive) = stage.copy("published");
    let record = unpack(&python, &archive).text(RECORD);
    // The texts of its `info` are not compressed any more.
    python.run_with("change_info.py", &[archive.as_str(), RECORD], &record);
    stage.index(&channel);
    let sound = fs_err::read(&archive).unwrap();
    let path = b"alone/src/main.rs";
    let position = sound.windows(path.len()).position(|bytes| bytes == path).unwrap();
    let mut changed = sound.clone();
    changed[position] = b'b';
    for ranges in [Ranges::Answered, Ranges::Ignored] {
        let server = HttpServer::start(&channel, ranges);
        let mut said = Vec::new();
        let mut note = |what: &str| said.push(format!("{what}: {}", stage.reason(server.url())));
        fs_err::write(&archive, &changed).unwrap();
        note("a changed byte");
        fs_err::write(&archive, &sound[..sound.len() - 1]).unwrap();
        note("a byte less");
        fs_err::write(&archive, &sound).unwrap();
        let troubles = ["404 Not Found", "403 Forbidden"].map(Trouble::Status);
        for trouble in troubles.into_iter().chain([Trouble::Cut]) {
            server.trouble(".conda", trouble);
            note(&format!("{trouble:?}"));
        }
        server.trouble(".conda", None);
        let said = said.join("\n");
        match ranges {
            Ranges::Answered => insta::assert_snapshot!(said, @r#"
            a changed byte: its record is damaged
            a byte less: it cannot be read: invalid zip archive (async): an upstream reader returned an error: unexpected end of file
            Status("404 Not Found"): it is not there, although the channel's index lists it
            Status("403 Forbidden"): it cannot be read: an error occurred during a range request: HTTP status client error (403 Forbidden) for url ([CHANNEL]/[PLATFORM]/[ARCHIVE])
            Cut: it cannot be read: invalid zip archive (async): an upstream reader returned an error: an error occurred during transport: error decoding response body: request or response body error: error reading a body from connection: end of file before message length reached
            "#),
            Ranges::Ignored => insta::assert_snapshot!(said, @r#"
            a changed byte: it is not the archive that the channel's index describes
            a byte less: it is not the archive that the channel's index describes
            Status("404 Not Found"): it is not there, although the channel's index lists it
            Status("403 Forbidden"): it cannot be read: an error occurred during a range request: HTTP status client error (403 Forbidden) for url ([CHANNEL]/[PLATFORM]/[ARCHIVE])
            Cut: it cannot be read: error decoding response body: request or response body error: error reading a body from connection: end of file before message length reached
            "#),
        }
        assert!(stage.why(server.url()).contains("alone 0.1.0 is fresh"), "{ranges:?}");
        // What was read is kept for the next kind of server too.
        fs_err::remove_dir_all(stage.elsewhere.root().join("target")).unwrap();
    }
}

#[test]
fn an_index_that_does_not_fit_its_archives_is_not_believed() {
    let stage = Stage::new();
    let (channel, archive) = stage.copy("published");
    assert!(stage.why(channel.as_str()).contains("alone 0.1.0 is fresh"));
    let bytes = fs_err::read(&archive).unwrap();
    fs_err::write(&archive, &bytes[1..]).unwrap();
    insta::assert_snapshot!(stage.why(channel.as_str()), @r"
    alone 0.1.0 has to be built:
      there is no record of an earlier build
      `file://[CHANNEL]/[PLATFORM]/[ARCHIVE]`: it is not the archive that the channel's index describes
    ");
    fs_err::remove_file(&archive).unwrap();
    insta::assert_snapshot!(stage.why(channel.as_str()), @r"
    alone 0.1.0 has to be built:
      there is no record of an earlier build
      `file://[CHANNEL]/[PLATFORM]/[ARCHIVE]`: it is not there, although the channel's index lists it
    ");
    // A channel for other platforms only.
    let folder = channel.join(platform());
    fs_err::rename(&folder, folder.with_file_name("linux-riscv64")).unwrap();
    insta::assert_snapshot!(stage.why(channel.as_str()), @r"
    alone 0.1.0 has to be built:
      there is no record of an earlier build
      `file://[CHANNEL]` has no build of this version for [PLATFORM]
    ");
}
