//! The workspace in which faults happen, and what must agree in it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::support::{CargoConda, Channel, LocalChannel, Python, TempProject, platform, sha256};

/// A workspace with two programs. The first prints a text, which scenarios change.
pub(super) struct Stage {
    project: TempProject,
    reader: Reader,
}

/// py-rattler, which reads channels independently of this repository's code.
struct Reader {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// The name of the program that prints the text.
const SPEAKER: &str = "speaker";

/// The file with the text.
const TEXT: &str = "speaker/src/text";

impl Stage {
    pub(super) fn new() -> Self {
        let speaker = "fn main() { print!(\"{}\", include_str!(\"text\")); }\n";
        let project = TempProject::workspace()
            .program_with(SPEAKER, "", speaker)
            .file(TEXT, "first")
            .program("other", "")
            .ready();
        Self { project, reader: Reader::start() }
    }

    pub(super) fn root(&self) -> &Utf8Path {
        self.project.root()
    }

    pub(super) fn channel(&self) -> Channel {
        self.project.channel()
    }

    /// A channel in another directory than that of builds.
    pub(super) fn channel_at(&self, directory: &str) -> Channel {
        Channel::at(&self.root().join(directory))
    }

    /// A call of the program.
    pub(super) fn call(&self, arguments: &str) -> CargoConda {
        let call = self.project.cargo_conda(arguments);
        if arguments.contains("--toolchain conda") {
            call.local_channel(&LocalChannel::native())
        } else {
            call
        }
    }

    /// Changes the text. `is_older` gives the file a time before that of the former one, as a restored
    /// backup has.
    pub(super) fn write_text(&self, text: &str, is_older: bool) {
        self.project.write(TEXT, text);
        if is_older {
            let file = fs_err::File::options().write(true).open(self.root().join(TEXT)).unwrap();
            file.file().set_modified(SystemTime::now() - Duration::from_hours(24)).unwrap();
        }
    }

    /// Changes the profile by the number in a text.
    pub(super) fn write_profile(&self, text: &str) {
        let manifest = fs_err::read_to_string(self.root().join("Cargo.toml")).unwrap();
        let before = manifest.split("[profile").next().unwrap();
        let number = text.trim_start_matches("text ");
        let profile = format!("[profile.release]\ncodegen-units = {number}\n");
        self.project.write("Cargo.toml", &format!("{before}{profile}"));
    }

    /// Checks that the channel's index, its archives, the records of packages and the programs agree, and
    /// that the first program prints the text.
    pub(super) fn check(&mut self, text: &str) {
        let channel = self.channel();
        channel.check();
        assert_eq!(channel.names(), ["other", SPEAKER]);
        let folder = channel.directory().join(platform());
        for entry in self.root().join("target/conda-build/records").read_dir_utf8().unwrap() {
            let record: Value =
                serde_json::from_slice(&fs_err::read(entry.unwrap().path()).unwrap()).unwrap();
            let archive = &record["content"]["archive"];
            let content = fs_err::read(folder.join(archive["file"].as_str().unwrap())).unwrap();
            assert_eq!(archive["sha256"], sha256(&content), "the record of {}", archive["file"]);
        }
        assert_eq!(self.reader.ask(&folder, SPEAKER), text, "the program is not that of the sources");
    }

    pub(super) fn remove(&self, directory: &str) {
        let path = self.root().join(directory);
        if path.exists() {
            fs_err::remove_dir_all(path).unwrap();
        }
    }

    /// The notes of compiled files in all target directories.
    pub(super) fn notes(&self) -> Vec<Utf8PathBuf> {
        let targets = self.root().join("target/conda-build/target").read_dir_utf8().unwrap();
        targets.map(|target| target.unwrap().path().join("compiled-files.json")).collect()
    }
}

impl Reader {
    fn start() -> Self {
        let mut command = Python::of_venv().command("agree.py", &[]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let questions = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, questions, answers }
    }

    /// What the program of a package in a channel's folder prints.
    fn ask(&mut self, folder: &Utf8Path, package: &str) -> String {
        writeln!(self.questions, "{folder}\t{package}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).expect("py-rattler reads the channel")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
