//! The text of a workflow for GitHub Actions.

use std::num::NonZeroUsize;

use cargo_conda::Platform;
use cargo_conda_engine::Destination;

const WORKFLOW: &str = include_str!("../../../workflow/workflow.yaml");
const OF_PLATFORM: &str = include_str!("../../../workflow/platform.yaml");
const INSTALL: &str = include_str!("../../../workflow/install.yaml");

/// GitHub's machines: <https://docs.github.com/en/actions/reference/runners/github-hosted-runners>.
const MACHINES: [(&str, &str); 6] = [
    ("linux-64", "ubuntu-latest"),
    ("linux-aarch64", "ubuntu-24.04-arm"),
    ("osx-64", "macos-15-intel"),
    ("osx-arm64", "macos-latest"),
    ("win-64", "windows-latest"),
    ("win-arm64", "windows-11-arm"),
];

/// What a workflow is for.
pub(super) struct Workflow<'a> {
    /// The channel that packages are published to, as the user wrote it.
    pub(super) address: &'a str,
    /// The same channel.
    pub(super) destination: &'a Destination,
    /// The platforms with a machine of each, in the order of jobs; not empty.
    pub(super) platforms: Vec<(Platform, &'static str)>,
    /// The largest number of machines that build for one platform at a time.
    pub(super) partitions: NonZeroUsize,
    /// Cargo's target directory, relative to the workspace if it is in it, with slashes.
    pub(super) target: &'a str,
}

/// GitHub's machine of a platform; `None` if GitHub has none.
pub(super) fn machine(platform: Platform) -> Option<&'static str> {
    MACHINES.iter().find(|(name, _)| *name == platform.as_str()).map(|(_, machine)| *machine)
}

impl Workflow<'_> {
    /// The text of the workflow's file.
    pub(super) fn text(&self) -> String {
        let names = self.platforms.iter().map(|(platform, _)| format!("build-{platform}"));
        let builds: Vec<_> = names.collect();
        let built: Vec<_> = builds.iter().map(|name| format!("needs.{name}.result == 'success'")).collect();
        let secrets = self.destination.secret_variables();
        // Clients read a bucket with the same credentials that write to it.
        let everywhere = matches!(self.destination, Destination::S3 { .. });
        let of_publishing =
            if everywhere { String::new() } else { assignments(secrets, "        env:\n", 10) };
        let identity = if matches!(self.destination, Destination::Prefix { .. }) {
            "    permissions:\n      contents: read\n      # By which prefix.dev knows this workflow, if it \
             trusts it.\n      id-token: write\n"
        } else {
            ""
        };
        let platforms: String = self.platforms.iter().map(|platform| self.of_platform(*platform)).collect();
        WORKFLOW
            .replace("{platforms}\n", &platforms)
            .replace("{install}\n", INSTALL)
            .replace("{credentials}\n", &if everywhere { assignments(secrets, "", 2) } else { String::new() })
            .replace("{secrets}\n", &of_publishing)
            .replace("{identity}\n", identity)
            .replace("{channel}", &self.destination.to_string())
            .replace("{address}", self.address)
            .replace("{builds}", &builds.join(", "))
            .replace("{built}", &built.join(" || "))
    }

    fn of_platform(&self, (platform, machine): (Platform, &str)) -> String {
        OF_PLATFORM
            .replace("{platform}", platform.as_str())
            .replace("{machine}", machine)
            .replace("{partitions}", &self.partitions.to_string())
            .replace("{target}", self.target)
    }
}

/// Lines that give variables the values of the repository's secrets of the same names, under a line before
/// them; empty without variables.
fn assignments(variables: &[&str], before: &str, indent: usize) -> String {
    if variables.is_empty() {
        return String::new();
    }
    let line = |name: &&str| format!("{:indent$}{name}: ${{{{ secrets.{name} }}}}\n", "");
    before.to_owned() + &variables.iter().map(line).collect::<String>()
}
