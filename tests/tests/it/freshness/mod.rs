//! Which packages are built again after a change. Contents decide, not modification times.

pub(crate) mod changes;
mod former_runs;
pub(crate) mod unseen_by_cargo;

use std::process::Command;
use std::time::SystemTime;

use crate::support::{Program, Python, Ran, TempProject, unpack};

/// Two programs with a common library, one of which includes a file, and a third with a dependency of its
/// own.
fn project() -> TempProject {
    let uses = |name: &str| format!("[dependencies]\n{name}.path = '../{name}'");
    TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['left', 'right', 'alone', 'common']\n")
        .program_with("left", &uses("common"), "fn main() { println!(\"left {}\", common::WORD); }\n")
        .program_with(
            "right",
            &uses("common"),
            "fn main() { println!(\"{} {}\", common::WORD, include_str!(\"../word.txt\")); }\n",
        )
        .file("right/word.txt", "word")
        .program_with(
            "alone",
            "[dependencies]\nitoan = '1'",
            "fn main() { println!(\"{}\", itoan::WORD); }\n",
        )
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/src/lib.rs", "pub const WORD: &str = \"one\";\n")
        .file(
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = 'here'\n[source.here]\ndirectory = 'target/registry'\n",
        )
        .vendored("1.0.1")
        .ready()
}

impl TempProject {
    /// Puts a version of the dependency into a registry that is a directory.
    pub(crate) fn vendored(self, version: &str) -> Self {
        let manifest =
            format!("[package]\nname = 'itoan'\nversion = '{version}'\nedition = '2021'\nlicense = 'MIT'\n");
        let digest = version.replace('.', "a").repeat(32)[..64].to_owned();
        let checksum = format!("{{\"files\":{{}},\"package\":\"{digest}\"}}");
        self.file("target/registry/itoan/Cargo.toml", &manifest)
            .file("target/registry/itoan/.cargo-checksum.json", &checksum)
            .file("target/registry/itoan/src/lib.rs", &format!("pub const WORD: &str = \"{version}\";\n"))
    }

    /// A copy of the workspace with its target directory; the files have other modification times.
    fn copied(&self) -> Self {
        let other = Self::empty();
        let from = self.root().join(".");
        let copied = Command::new("cp").args(["-R", from.as_str(), other.root().as_str()]).status().unwrap();
        assert!(copied.success());
        other
    }

    fn build(&self) -> Ran {
        self.cargo_conda("build --format json").run().success()
    }

    /// Builds, and returns the names of the packages that were built.
    fn made(&self) -> Vec<String> {
        made(&self.build())
    }

    /// The output of `cargo conda why` for these packages.
    pub(crate) fn why(&self, package: &str) -> String {
        self.cargo_conda(&format!("why {package}")).run().success().redacted_stdout()
    }

    /// Checks the output of the program in the latest package of this name.
    #[track_caller]
    pub(crate) fn says(&self, name: &str, expected: &str) {
        assert_eq!(self.said_by(name), expected);
    }

    /// The output of the program in the latest package of this name.
    pub(crate) fn said_by(&self, name: &str) -> String {
        let python = Python::of_venv();
        let package = unpack(&python, &self.channel().archive(name));
        let said = Program::at(&package.path(&format!("bin/{name}"))).run(&[], b"");
        String::from_utf8(said).unwrap()
    }
}

/// The names of the packages that a run built. All others must be reported as fresh.
fn made(run: &Ran) -> Vec<String> {
    let names = |outcome: &str| {
        let finished = run.events("package-finished").into_iter();
        let mut names: Vec<_> = finished
            .filter(|event| event["outcome"] == outcome)
            .map(|event| event["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    let (built, fresh) = (names("built"), names("fresh"));
    let finished = &run.events("finished")[0];
    assert_eq!(finished["built"], built.len());
    assert_eq!(finished["fresh"], fresh.len());
    // No package is started, so no cargo process was either.
    assert_eq!(run.events("package-started").len(), built.len());
    built
}

fn set_time(path: impl AsRef<std::path::Path>, time: SystemTime) {
    let file = std::fs::File::options().append(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}
