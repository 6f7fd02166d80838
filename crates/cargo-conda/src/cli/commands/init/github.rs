//! The text of a workflow for GitHub that uses the action of this repository.

use camino::Utf8Path;
use cargo_conda::Platform;
use cargo_conda_engine::Destination;

const WORKFLOW: &str = include_str!("../../../init/github.yaml");

/// What a workflow is for.
pub(super) struct Workflow<'a> {
    /// The channel that packages are published to, as the user wrote it.
    pub(super) address: &'a str,
    /// The same channel.
    pub(super) destination: &'a Destination,
    /// The platforms with a machine of each, in the order of jobs; not empty.
    pub(super) platforms: &'a [(Platform, &'static str)],
    /// The branch whose packages are published.
    pub(super) branch: &'a str,
    /// The workspace's root, relative to the repository's; empty if both are the same.
    pub(super) directory: &'a Utf8Path,
}

impl Workflow<'_> {
    /// The text of the workflow's file.
    pub(super) fn text(&self) -> String {
        let machines = self.platforms.iter().map(|(platform, machine)| {
            format!("          - {{ platform: {platform}, machine: {machine} }}\n")
        });
        let identity = if matches!(self.destination, Destination::Prefix { .. }) {
            "  # By which prefix.dev knows this workflow, if it trusts it.\n  id-token: write\n"
        } else {
            ""
        };
        let directory = if self.directory.as_str().is_empty() {
            String::new()
        } else {
            format!("          working-directory: {}\n", self.directory)
        };
        WORKFLOW
            .replace("{machines}\n", &machines.collect::<String>())
            .replace("{identity}\n", identity)
            .replace("{directory}\n", &directory)
            .replace("{secrets}\n", &self.secrets())
            .replace("{channel}", &self.destination.to_string())
            // Within quotes of an expression.
            .replace("{address}", &self.address.replace('\'', "''"))
            .replace("{branch}", self.branch)
    }

    /// Lines that give the variables of credentials the values of the repository's secrets of the same names.
    fn secrets(&self) -> String {
        let variables = self.destination.secret_variables();
        if variables.is_empty() {
            return String::new();
        }
        let line = |name: &&str| format!("          {name}: ${{{{ secrets.{name} }}}}\n");
        "        env:\n".to_owned() + &variables.iter().map(line).collect::<String>()
    }
}
