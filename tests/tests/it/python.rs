//! Python extensions: built by maturin, installed by py-rattler, imported by Python.

use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::clean_environment;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{CargoConda, LocalChannel, Python, TempProject, contains, platform, repository, unpack};

/// The time of packages whose bytes are compared.
const EPOCH: &str = "1700000000";

/// The sample workspace, ready to be built.
fn sample() -> TempProject {
    TempProject::sample("python")
}

/// The sample with one of each kind of file that maturin takes into a wheel, and files that it does not. Each
/// has a text of its own.
fn rich_sample() -> TempProject {
    let project = sample();
    let of_project = |path: &str| format!("python/wordtally/{path}");
    for path in [
        "python/wordtally/py.typed",
        "python/wordtally/_native.pyi",
        "python/wordtally/target/words.json",
        "python/wordtally/.hidden",
        "python/wordtally/vendored.so",
        "wordtally._native.data/data/share/wordtally/words.txt",
        "more/table.csv",
        "licences/ours.txt",
        "README.md",
        // No part of the wheel:
        "notes.txt",
        "python/wordtally/__pycache__/cli.cpython-312.pyc",
        "python/wordtally/_native.abi3.so",
    ] {
        project.write(&of_project(path), &format!("the text of {path}\n"));
    }
    let path = of_project("pyproject.toml");
    let text = fs_err::read_to_string(project.root().join(&path)).unwrap();
    let text = text
        .replace("[\"version\"]", "[\"version\"]\nreadme = \"README.md\"\nlicense-files = [\"licences/*\"]");
    project.write(&path, &(text + "include = [\"more/*.csv\"]\n"));
    project
}

/// The file of the Python project that has these bytes; `None` if there is none.
fn source_of(project: &TempProject, bytes: &[u8]) -> Option<Utf8PathBuf> {
    let directory = project.root().join("python/wordtally");
    let files = walkdir::WalkDir::new(&directory).into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    let mut files = files.map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).unwrap());
    let found = files.find(|file| fs_err::read(file).unwrap() == bytes)?;
    Some(found.strip_prefix(project.root()).unwrap().to_owned())
}

/// A run that finds the maturin of `cargo xtask venv`.
fn with_maturin(run: CargoConda) -> CargoConda {
    let path = std::env::var("PATH").unwrap();
    run.env("PATH", &format!("{}:{path}", repository().join("target/venv/bin")))
}

/// The package `wordtally` in an environment of its own.
struct Installed {
    prefix: Utf8PathBuf,
    _directory: TempDir,
}

impl Installed {
    fn from(project: &TempProject) -> Self {
        let directory = TempDir::new().unwrap();
        let prefix = Utf8Path::from_path(directory.path()).unwrap().canonicalize_utf8().unwrap();
        let prefix = prefix.join("prefix");
        let (built, channel) = (project.channel(), LocalChannel::native());
        let channels = [built.directory(), channel.directory()];
        Python::of_venv().install_for(platform(), &channels, &prefix, &["wordtally"]);
        Self { prefix, _directory: directory }
    }

    /// What a program of the environment prints.
    #[track_caller]
    fn run(&self, program: &str, arguments: &[&str], input: &str) -> String {
        use std::io::Write as _;
        let mut command = Command::new(self.prefix.join("bin").join(program));
        clean_environment(&mut command);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Imports the module, runs the command, and asks Python about the project.
    #[track_caller]
    fn check(&self) {
        assert_eq!(self.run("wordtally", &[], "one two three"), "3\n");
        let script = "import hashlib, base64, wordtally, importlib.metadata as m
print(wordtally.tally('a b'), m.version('wordtally'))
for file in m.files('wordtally'):
    if file.hash:
        digest = hashlib.sha256(file.read_binary()).digest()
        digest = base64.urlsafe_b64encode(digest).rstrip(b'=').decode()
        print(file.name, file.size == len(file.read_binary()), digest == file.hash.value)";
        let told = self.run("python", &["-c", script], "");
        let mut lines = told.lines();
        assert_eq!(lines.next(), Some("2 0.2.0"));
        let files: Vec<_> = lines.collect();
        assert!(files.len() >= 5 && files.iter().all(|file| file.ends_with(" True True")), "{files:?}");
    }
}

fn record(project: &TempProject, name: &str) -> Value {
    project.channel().record(platform(), name)
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn one_package_serves_all_pythons_and_needs_none_to_be_built() {
    let (project, channel) = (sample(), LocalChannel::native());
    let build = || with_maturin(project.cargo_conda("build -v --channel").arg(channel.directory()));
    build().run().success();
    let units = project.units_of("wordtally_core");
    assert_eq!(units.len(), 1, "the program and the module share what they use: {units:?}");
    let record = record(&project, "wordtally");
    assert_eq!((&record["noarch"], &record["subdir"]), (&json!("python"), &json!(platform())));
    let depends: Vec<_> = record["depends"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(depends[..3], ["python >=3.10", "cpython >=3.10", "python-gil"]);
    let package = unpack(&Python::of_venv(), &project.channel().archive("wordtally"));
    assert_eq!(
        package.json("info/link.json")["noarch"],
        json!({ "type": "python", "entry_points": ["wordtally = wordtally.cli:main"] })
    );
    assert!(package.installed().iter().all(|file| file.starts_with("site-packages/")));
    Installed::from(&project).check();

    // The Python files belong to what the package is made from.
    let run = build().run().success();
    assert!(run.stderr.contains("Fresh 2 packages"), "{}", run.stderr);
    project.write("python/wordtally/python/wordtally/new.py", "");
    let why = with_maturin(project.cargo_conda("why wordtally-python")).run();
    assert!(why.stdout.contains("`files of the Python project` has changed"), "{}", why.stdout);
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_package_of_another_directory_is_the_same_byte_for_byte() {
    let build = |project: &TempProject, arguments: &str| {
        let run = project.cargo_conda(&format!("build -p wordtally-python --no-test {arguments}"));
        with_maturin(run).env("SOURCE_DATE_EPOCH", EPOCH).run().success().stderr
    };
    let (here, elsewhere) = (rich_sample(), rich_sample());
    assert_ne!(here.root(), elsewhere.root());
    build(&here, "");
    let archive = here.channel().archive("wordtally");
    let package = unpack(&Python::of_venv(), &archive);
    let home = std::env::var("HOME").unwrap();
    for file in package.files() {
        let bytes = package.read(&file);
        for trace in [here.root().as_str(), &format!("{home}/"), "placehold"] {
            assert!(!contains(&bytes, trace), "{file} contains `{trace}`");
        }
    }

    // The record that the package carries is enough to tell that nothing would be different here.
    let channel = here.channel();
    let against = format!("--against {}", channel.directory());
    let told = build(&elsewhere, &against);
    assert!(told.contains("Fresh 1 package in file://"), "{told}");
    let affected = || {
        let run = elsewhere.cargo_conda(&format!("affected -p wordtally-python {against}"));
        with_maturin(run).run().success().stdout
    };
    assert_eq!(affected(), "");
    build(&elsewhere, "");
    let same =
        fs_err::read(&archive).unwrap() == fs_err::read(elsewhere.channel().archive("wordtally")).unwrap();
    assert!(same, "{archive} differs from that of {}", elsewhere.root());

    // Whatever is in the package makes it stale, and nothing that is not.
    let installed = package.installed();
    assert!(!installed.iter().any(|file| file.contains(".pyc")), "{installed:?}");
    let in_package = installed.iter().filter_map(|file| source_of(&elsewhere, &package.read(file)));
    let mut sources: Vec<_> = in_package.collect();
    assert_eq!(sources.len(), 10, "{sources:?}");
    let described = "python/wordtally/README.md";
    let metadata = installed.iter().find(|file| file.ends_with("METADATA")).unwrap();
    assert!(package.text(metadata).contains("the text of README.md"));
    sources.extend([described, "python/wordtally/pyproject.toml"].map(Utf8PathBuf::from));
    let is_stale_after = |file: &str| {
        let before = fs_err::read_to_string(elsewhere.root().join(file)).unwrap();
        elsewhere.write(file, &format!("{before}# edited\n"));
        let affected = affected();
        elsewhere.write(file, &before);
        affected.starts_with("wordtally-python ")
    };
    for file in &sources {
        assert!(is_stale_after(file.as_str()), "{file}");
    }
    for file in
        ["notes.txt", "python/wordtally/__pycache__/cli.cpython-312.pyc", "python/wordtally/_native.abi3.so"]
    {
        assert!(!is_stale_after(&format!("python/wordtally/{file}")), "{file}");
    }
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_package_for_one_python_is_built_with_that_python() {
    let (project, channel) = (sample(), LocalChannel::native());
    let python = channel.version_of("python");
    let minor = python.rsplit_once('.').unwrap().0;
    let build = |variant: &str| {
        let run = project.cargo_conda("build -p wordtally-python --no-default-features --variant");
        run.arg(format!("python={variant}")).conda(&channel).env("SOURCE_DATE_EPOCH", EPOCH).run()
    };
    build(minor).success();
    let record = record(&project, "wordtally");
    assert_eq!((&record["noarch"], &record["subdir"]), (&Value::Null, &json!(platform())));
    let tag = minor.replace('.', "");
    assert!(record["build"].as_str().unwrap().starts_with(&format!("py{tag}h")), "{record}");
    let depends: Vec<_> = record["depends"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(depends.contains(&format!("python_abi {minor}.* *_cp{tag}").as_str()), "{depends:?}");
    assert!(depends[0].starts_with(&format!("python >={minor},<3.")), "{depends:?}");
    Installed::from(&project).check();

    // So is a package of another directory, byte for byte.
    let bytes = |project: &TempProject| fs_err::read(project.channel().archive("wordtally")).unwrap();
    let elsewhere = sample();
    let run = elsewhere.cargo_conda("build -p wordtally-python --no-default-features --no-test --variant");
    run.arg(format!("python={minor}")).conda(&channel).env("SOURCE_DATE_EPOCH", EPOCH).run().success();
    assert!(bytes(&project) == bytes(&elsewhere), "that of {} differs", elsewhere.root());

    let failed = build("3.2").code(1);
    assert!(failed.stderr.contains("No candidates were found for python 3.2.*"), "{}", failed.stderr);
}

#[cfg(unix)]
#[test]
fn without_maturin_the_machine_makes_no_wheel() {
    let project = sample();
    let empty = TempDir::new().unwrap();
    // cargo and rustc alone, so that no maturin of this machine is found.
    for program in ["cargo", "rustc"] {
        let path = std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .map(|directory| directory.join(program))
            .find(|path| path.is_file())
            .unwrap();
        std::os::unix::fs::symlink(path, empty.path().join(program)).unwrap();
    }
    let run = project
        .cargo_conda("build -p wordtally-python")
        .env("PATH", empty.path().to_str().unwrap())
        .run()
        .code(1);
    assert!(
        run.stderr.contains("error: its build runs `maturin`, and there is no such program"),
        "{}",
        run.stderr
    );
}
