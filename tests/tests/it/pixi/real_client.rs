//! The real pixi: the program that the variable `PIXI` names, or `pixi` on `PATH`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Output};

use camino::Utf8Path;
use serde_json::Value;

use crate::support::{LocalChannel, Python, TempProject, clean_environment, platform, program};

/// pixi, with a home and a cache of its own.
pub(super) struct RealPixi {
    program: OsString,
    home: tempfile::TempDir,
}

impl RealPixi {
    pub(super) fn new() -> Self {
        let program = std::env::var_os("PIXI").unwrap_or_else(|| "pixi".into());
        Self { program, home: tempfile::tempdir().unwrap() }
    }

    /// Runs pixi in a directory, with the backend of this build.
    pub(super) fn run(&self, directory: &Utf8Path, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.program);
        clean_environment(&mut command);
        let backend = format!("pixi-build-cargo={}", program("pixi-build-cargo").display());
        command
            .args(arguments)
            .current_dir(directory)
            .env("PIXI_BUILD_BACKEND_OVERRIDE", backend)
            .env("PIXI_HOME", self.home())
            .env("PIXI_CACHE_DIR", self.home.path().join("cache"))
            .env("NO_COLOR", "1");
        println!("$ {command:?}");
        let output = command.output().unwrap();
        println!("{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// The standard output and the standard error of a command that must succeed.
    #[track_caller]
    pub(super) fn success(&self, directory: &Utf8Path, arguments: &[&str]) -> (String, String) {
        let Output { status, stdout, stderr } = self.run(directory, arguments);
        let [stdout, stderr] = [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        assert!(status.success(), "pixi {arguments:?}: {stderr}");
        (stdout, stderr)
    }

    /// `PIXI_HOME`, where global tools are installed.
    pub(super) fn home(&self) -> PathBuf {
        self.home.path().join("home")
    }
}

/// The entry of `platforms` for this machine. pixi assumes an older C library than that of this machine,
/// which the channel is made of.
pub(super) fn this_machine(channel: &LocalChannel) -> String {
    format!("{{ name = \"here\", platform = \"{}\", glibc = \"{}\" }}", platform(), channel.c_library())
}

/// A workspace in which pixi runs.
struct Workspace {
    pixi: RealPixi,
    project: TempProject,
}

impl Workspace {
    /// The sample, with compilers from a channel of this machine's.
    fn new() -> Self {
        let channel = LocalChannel::native();
        let project = TempProject::sample("pixi-monorepo");
        let manifest = fs_err::read_to_string(project.root().join("pixi.toml")).unwrap();
        let manifest = manifest
            .replace("\"conda-forge\"", &format!("\"file://{}\"", channel.directory()))
            .replace("preview =", &format!("build-variants-files = [\"{}\"]\npreview =", channel.variants()));
        let platforms = manifest.lines().find(|line| line.starts_with("platforms")).unwrap().to_owned();
        let here = format!("platforms = [{}]", this_machine(&channel));
        project.write("pixi.toml", &manifest.replace(&platforms, &here));
        Self { pixi: RealPixi::new(), project }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.pixi.run(self.project.root(), arguments)
    }

    /// The standard output and the standard error of a command that must succeed.
    #[track_caller]
    fn success(&self, arguments: &[&str]) -> (String, String) {
        self.pixi.success(self.project.root(), arguments)
    }
}

/// The crates that cargo compiled, in order.
fn compiled(stderr: &str) -> Vec<&str> {
    let rest = stderr.lines().filter_map(|line| line.split_once("Compiling ").map(|(_, rest)| rest));
    rest.filter_map(|rest| rest.split_whitespace().next()).collect()
}

#[test]
#[cfg_attr(not(has = "pixi"), ignore = "needs `cargo xtask channel` and pixi")]
fn programs_are_installed_run_and_built_again_after_edits() {
    let workspace = Workspace::new();
    let (_, stderr) = workspace.success(&["install"]);
    let mut crates = compiled(&stderr);
    crates.sort_unstable();
    assert_eq!(crates, ["lexopt", "tide-alarm", "tide-model", "tide-table"], "each once");
    assert_eq!(workspace.success(&["run", "tide"]).0, "\u{7}leave before sandhaven 03:35\n");

    // An edit of a file that both programs include.
    workspace.project.write("crates/tide-model/harbours.txt", "sandhaven 216\n");
    assert_eq!(workspace.success(&["run", "tide"]).0, "\u{7}leave before sandhaven 03:36\n");
    // An edit of one program.
    let main = workspace.project.root().join("apps/tide-alarm/src/main.rs");
    let text = fs_err::read_to_string(&main).unwrap().replace("leave before", "be there at");
    fs_err::write(&main, text).unwrap();
    let (stdout, stderr) = workspace.success(&["run", "tide"]);
    assert_eq!(stdout, "\u{7}be there at sandhaven 03:36\n");
    assert_eq!(compiled(&stderr), ["tide-alarm"]);
    // An edit of pixi's manifest.
    let manifest = fs_err::read_to_string(workspace.project.root().join("pixi.toml")).unwrap();
    workspace.project.write("pixi.toml", &manifest.replace("features = [\"bell\"]", ""));
    assert_eq!(workspace.success(&["run", "tide"]).0, "be there at sandhaven 03:36\n");
    // A new file that nothing is made from.
    workspace.project.write("notes.md", "Neap.\n");
    assert!(!workspace.success(&["run", "tide"]).1.contains("Compiling"));
}

#[test]
#[cfg_attr(not(has = "pixi"), ignore = "needs `cargo xtask channel` and pixi")]
fn packages_are_published_to_a_channel() {
    let (workspace, python) = (Workspace::new(), Python::of_venv());
    let channel = workspace.project.root().join("published");
    fs_err::create_dir_all(&channel).unwrap();
    let target = format!("file://{channel}");
    workspace.success(&["publish", "--path", ".", "--target-channel", &target]);
    let index = fs_err::read_to_string(channel.join(platform()).join("repodata.json")).unwrap();
    let index: Value = serde_json::from_str(&index).unwrap();
    let names: std::collections::BTreeSet<_> = index["packages.conda"]
        .as_object()
        .unwrap()
        .values()
        .map(|record| record["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["tide-alarm", "tide-table"].map(ToOwned::to_owned).into());
    let prefix = workspace.project.root().join("installed");
    python.install(&channel, &prefix, &["tide-alarm"]);
    assert!(prefix.join("bin/tide-table").is_file());
}

#[test]
#[cfg_attr(not(has = "pixi"), ignore = "needs `cargo xtask channel` and pixi")]
fn a_mistake_in_the_configuration_is_shown_at_its_place() {
    let workspace = Workspace::new();
    let manifest = fs_err::read_to_string(workspace.project.root().join("pixi.toml")).unwrap();
    workspace.project.write("pixi.toml", &manifest.replace("profile = \"dist\"", "profil = \"dist\""));
    let output = workspace.run(&["install"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    for expected in ["unknown key `profil`", "profil = \"dist\"", "did you mean `profile`?"] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
}
