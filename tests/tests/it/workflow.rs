//! The workflow that `cargo conda workflow` prints: GitHub's schema accepts it, and its commands do what they
//! should.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::clean_environment;
use serde_json::Value;

use crate::support::{Channel, Python, TempProject, platform, program, repository, validated_workflow};

fn programs() -> TempProject {
    let uses = "[dependencies]\ncommon.path = '../common'";
    TempProject::workspace()
        .program("left", uses)
        .program("right", uses)
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/src/lib.rs", "")
        .append("Cargo.toml", "[workspace.metadata.conda]\nbuild-number = 'auto'")
        .ready()
}

fn workflow(project: &TempProject, arguments: &str) -> String {
    project.cargo_conda(&format!("workflow {arguments}")).run().success().stdout
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn github_knows_each_workflow_and_the_book_shows_one() {
    let project = programs();
    let shown = workflow(&project, "https://prefix.dev/acme --target-platform linux-64");
    let book = fs_err::read_to_string(repository().join("docs/book/src/machines.md")).unwrap();
    assert!(
        book.contains(&format!("```yaml\n{shown}```\n")),
        "docs/book/src/machines.md shows another workflow"
    );
    let check = |text: &str| validated_workflow(&project, text);
    let all = ["linux-64", "linux-aarch64", "osx-64", "osx-arm64", "win-64"];
    let all = all.map(|platform| format!("--target-platform {platform}")).join(" ");
    for channel in ["https://anaconda.org/acme", "quetz://conda.example.org/acme", "s3://acme/channel"] {
        let checked = check(&workflow(&project, &format!("{channel} {all}")));
        assert!(checked.status.success(), "{channel}: {}", String::from_utf8_lossy(&checked.stdout));
    }
    assert!(check(&shown).status.success());
    // The validator finds errors at all.
    assert!(!check(&shown.replace("runs-on", "runs-in")).status.success());
}

#[test]
fn channel_and_platforms_are_those_of_the_configuration() {
    let project = programs();
    let ran = project.cargo_conda("workflow").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: a workflow needs the channel that it publishes to: `cargo conda workflow CHANNEL`; or name one in the key `against`");
    let ran = project.cargo_conda("workflow ./channel").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: GitHub's machines do not have the directory `./channel`: name a channel on a server");
    let ran =
        project.cargo_conda("workflow https://prefix.dev/acme --target-platform linux-s390x").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: GitHub has no machines of the platform linux-s390x");
    let keys = "against = ['quetz://conda.example.org/acme']\ntarget-platforms = ['osx-arm64', 'win-64']";
    let project = project.append("Cargo.toml", keys);
    let text = workflow(&project, "--partitions 2");
    for line in [
        "  CHANNEL: https://conda.example.org/get/acme\n",
        "  PUBLISH_TO: quetz://conda.example.org/acme\n",
        "    needs: [build-osx-arm64, build-win-64]\n",
        "          QUETZ_API_KEY: ${{ secrets.QUETZ_API_KEY }}\n",
        "--partitions 2",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

/// A machine that runs the commands of a workflow in a checkout.
struct Machine<'a> {
    checkout: &'a Utf8Path,
    jobs: &'a Value,
    /// The channel of the workflow.
    channel: &'a Utf8Path,
}

impl Machine<'_> {
    /// Runs the commands of a job that call the program, with further variables. Returns what they write to
    /// `GITHUB_OUTPUT`.
    fn run(&self, job: &str, variables: &[(&str, &str)]) -> String {
        let output = self.checkout.join("target/output");
        fs_err::create_dir_all(self.checkout.join("target")).unwrap();
        fs_err::write(&output, "").unwrap();
        let steps = self.jobs[job]["steps"].as_array().unwrap().iter();
        let commands =
            steps.filter_map(|step| step["run"].as_str()).filter(|run| run.contains("cargo conda"));
        for command in commands {
            let mut bash = Command::new("bash");
            clean_environment(&mut bash);
            let path = std::env::var("PATH").unwrap_or_default();
            let programs = program("cargo-conda").parent().unwrap().display().to_string();
            bash.args(["-e", "-o", "pipefail", "-c", command]).current_dir(self.checkout);
            bash.env("PATH", format!("{programs}:{path}")).env("GITHUB_OUTPUT", &output);
            bash.env("CHANNEL", self.channel).env("PUBLISH_TO", self.channel).envs(variables.iter().copied());
            let ran = bash.output().unwrap();
            assert!(ran.status.success(), "{command}: {}", String::from_utf8_lossy(&ran.stderr));
        }
        fs_err::read_to_string(output).unwrap()
    }

    /// The jobs of the matrix that the job `plan` asks for.
    fn plan(&self) -> Vec<Value> {
        let output = self.run(&format!("plan-{}", platform()), &[]);
        let matrix: Value = serde_json::from_str(output.strip_prefix("matrix=").unwrap()).unwrap();
        matrix["include"].as_array().unwrap().clone()
    }

    /// What happens after a push, on machines that have nothing yet. Returns how many of them have built.
    fn push(&self) -> usize {
        self.clear();
        let shares = self.plan();
        let artifacts = tempfile::tempdir().unwrap();
        for share in &shares {
            self.clear();
            self.run(&format!("build-{}", platform()), &[("SELECT", share["select"].as_str().unwrap())]);
            let artifact = artifacts.path().join(format!("channel-{}", share["shard"]));
            fs_err::rename(self.checkout.join("target/conda"), artifact).unwrap();
        }
        if !shares.is_empty() {
            fs_err::rename(artifacts.path(), self.checkout.join("parts")).unwrap();
            self.run("channel", &[]);
            self.run("publish", &[]);
        }
        shares.len()
    }

    /// Removes what earlier jobs have left in the checkout.
    fn clear(&self) {
        for directory in ["channel", "parts", "target"] {
            match fs_err::remove_dir_all(self.checkout.join(directory)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
                _ => {}
            }
        }
    }
}

#[test]
#[cfg(unix)]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn the_commands_of_the_workflow_publish_what_the_channel_lacks() {
    let project = programs();
    let text = workflow(&project, &format!("https://prefix.dev/acme --target-platform {}", platform()));
    let workflow: Value =
        serde_json::from_str(&Python::of_venv().run_with("yaml_to_json.py", &[], &text)).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let published = Utf8Path::from_path(directory.path()).unwrap();
    fs_err::create_dir_all(published.join("noarch")).unwrap();
    fs_err::write(published.join("noarch/repodata.json"), "{\"packages\":{},\"packages.conda\":{}}").unwrap();
    let machine = Machine { checkout: project.root(), jobs: &workflow["jobs"], channel: published };
    assert_eq!(machine.push(), 2);
    assert_eq!(machine.push(), 0);
    let main = project.root().join("left/src/main.rs");
    let text = fs_err::read_to_string(&main).unwrap();
    fs_err::write(&main, format!("{text}// One more line.\n")).unwrap();
    assert_eq!(machine.push(), 1);
    let archives = Channel::at(published).archives();
    let name = |path: &Utf8PathBuf| {
        let stem = path.file_stem().unwrap();
        format!("{} {}", stem.split('-').next().unwrap(), stem.rsplit('_').next().unwrap())
    };
    assert_eq!(archives.iter().map(name).collect::<Vec<_>>(), ["left 0", "left 1", "right 0"]);
}
