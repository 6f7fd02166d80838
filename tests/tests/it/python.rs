//! Python extensions: built by maturin, installed by py-rattler, imported by Python.

use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::clean_environment;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{CargoConda, LocalChannel, Python, TempProject, contains, platform, repository, unpack};

/// The sample workspace, ready to be built.
fn sample() -> TempProject {
    TempProject::sample("python")
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
    let run = build().run().success();
    // What the program and the module share was compiled once.
    assert_eq!(run.stderr.matches("Compiling wordtally-core").count(), 1, "{}", run.stderr);
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
        with_maturin(run).env("SOURCE_DATE_EPOCH", "1700000000").run().success().stderr
    };
    let (here, elsewhere) = (sample(), TempProject::sample("python"));
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

    for (file, text) in [("python/wordtally/cli.py", "# edited\n"), ("pyproject.toml", "# edited\n")] {
        let path = format!("python/wordtally/{file}");
        let before = fs_err::read_to_string(elsewhere.root().join(&path)).unwrap();
        elsewhere.write(&path, &format!("{before}{text}"));
        assert!(affected().starts_with("wordtally-python "), "{file}");
        elsewhere.write(&path, &before);
        assert_eq!(affected(), "", "{file}");
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
        run.arg(format!("python={variant}")).conda(&channel).run()
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
