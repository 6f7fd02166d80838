//! The workspace that a benchmark builds, and the packages in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::arguments::Arguments;
use super::program::{self, Compiled};
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, output_of};

/// A workspace, the packages to build from it, and the `cargo-conda` to build them with.
pub(super) struct Subject {
    /// Path of `cargo-conda`.
    pub(super) program: PathBuf,
    /// Absolute path of the workspace's manifest.
    pub(super) manifest: PathBuf,
    /// The packages to build, in the order of the plan.
    pub(super) packages: Vec<Package>,
}

/// A package as `cargo conda plan --format json` describes it.
pub(super) struct Package {
    pub(super) crate_name: String,
    pub(super) version: String,
    /// The directory of its manifest.
    pub(super) directory: PathBuf,
    pub(super) binaries: Vec<String>,
    /// The source file of its first binary.
    pub(super) main: PathBuf,
    pub(super) features: Vec<String>,
    pub(super) all_features: bool,
    pub(super) no_default_features: bool,
    pub(super) profile: String,
}

impl Subject {
    /// Reads the options about the subject. Downloads all crates first, so that no side has to.
    pub(super) fn new(
        repository: &Repository,
        arguments: &mut Arguments,
        compiled: &Compiled,
    ) -> Result<Self, ChoreError> {
        let manifest = match arguments.value("--manifest-path")? {
            Some(path) => std::path::absolute(path).map_err(ChoreError::File)?,
            None => repository.root().join("examples").join("monorepo").join("Cargo.toml"),
        };
        let names = arguments.values(["-p", "--package"])?;
        let program = program::program(repository, arguments, compiled)?;
        let mut fetch = Command::new("cargo");
        step::run(fetch.args(["fetch", "--quiet", "--locked", "--manifest-path"]).arg(&manifest))?;
        Self::of(program, &manifest, &names)
    }

    /// The same packages of a copy of the workspace.
    pub(super) fn moved_to(&self, manifest: &Path) -> Result<Self, ChoreError> {
        let names: Vec<_> = self.packages.iter().map(|package| package.crate_name.clone()).collect();
        Self::of(self.program.clone(), manifest, &names)
    }

    /// The packages of these names; all of the workspace if there are no names.
    pub(super) fn of(program: PathBuf, manifest: &Path, names: &[String]) -> Result<Self, ChoreError> {
        let mut plan = Command::new(&program);
        plan.args(["conda", "plan", "--offline", "--format", "json", "--quiet", "--manifest-path"])
            .arg(manifest);
        let plan = parsed(&output_of(plan.args(selected(names)))?)?;
        let metadata = metadata(manifest)?;
        let root = plan["workspace"].as_str().unwrap_or_default();
        let packages = plan["packages"].as_array().into_iter().flatten();
        Ok(Self {
            program,
            manifest: Path::new(root).join("Cargo.toml"),
            packages: packages.map(|package| Package::new(package, &metadata)).collect::<Result<_, _>>()?,
        })
    }

    /// The directory of the workspace.
    pub(super) fn root(&self) -> &Path {
        self.manifest.parent().unwrap_or(&self.manifest)
    }

    /// `cargo conda build` of the packages into a target directory, without tests.
    pub(super) fn build(&self, target: &Path) -> Command {
        let mut command = self.build_and_test(target);
        command.arg("--no-test");
        command
    }

    /// `cargo conda build` of all packages against a channel, on a machine whose target directory and caches
    /// are below a directory.
    pub(super) fn build_against(&self, channel: &str, machine: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["conda", "build", "--no-test", "--format", "json", "--against", channel]);
        command.arg("--manifest-path").arg(&self.manifest).current_dir(self.root());
        command.env("CARGO_TARGET_DIR", machine.join("target"));
        command.env("RATTLER_CACHE_DIR", machine.join("cache"));
        command
    }

    /// `cargo conda build` of the packages into a target directory.
    pub(super) fn build_and_test(&self, target: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["conda", "build", "--offline", "--format", "json", "--manifest-path"]);
        command.arg(&self.manifest).current_dir(self.root()).env("CARGO_TARGET_DIR", target);
        command.args(self.packages.iter().flat_map(|package| ["-p", &package.crate_name]));
        command
    }

    /// A command of cargo's, in the workspace, with a target directory.
    pub(super) fn cargo(&self, cargo: impl AsRef<Path>, subcommand: &str, target: &Path) -> Command {
        let mut command = Command::new(cargo.as_ref());
        command.args([subcommand, "--locked", "--offline"]).current_dir(self.root());
        command.env("CARGO_TARGET_DIR", target);
        command
    }

    /// The options with which one cargo process compiles all packages; an error if there is no such process.
    pub(super) fn together(&self) -> Result<Vec<String>, ChoreError> {
        let [first, others @ ..] = self.packages.as_slice() else {
            return Err(ChoreError::Bench("the plan has no packages".to_owned()));
        };
        let agrees = |other: &Package| {
            (&other.profile, other.all_features, other.no_default_features)
                == (&first.profile, first.all_features, first.no_default_features)
        };
        if let Some(other) = others.iter().find(|other| !agrees(other)) {
            return Err(ChoreError::Bench(format!(
                "`{}` and `{}` differ in profile or default features, so no single cargo process builds both: \
                 choose packages that agree with `-p`",
                first.crate_name, other.crate_name
            )));
        }
        // Not by name: a cargo that keeps packages apart wants each name in each of them.
        let mut options = vec!["--bins".to_owned(), "--profile".to_owned(), first.profile.clone()];
        options.extend(first.switches().map(str::to_owned));
        for package in &self.packages {
            options.extend(["-p".to_owned(), package.crate_name.clone()]);
            let named = package.features.iter();
            options
                .extend(named.flat_map(|name| ["-F".to_owned(), format!("{}/{name}", package.crate_name)]));
        }
        Ok(options)
    }
}

impl Package {
    fn new(planned: &Value, metadata: &Value) -> Result<Self, ChoreError> {
        let texts = |key: &str| -> Vec<String> {
            let values = planned[key].as_array().into_iter().flatten();
            values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let crate_name = planned["crate"].as_str().unwrap_or_default().to_owned();
        let mut members = metadata["packages"].as_array().into_iter().flatten();
        let member = members.find(|member| member["name"] == crate_name.as_str());
        let member =
            member.ok_or_else(|| ChoreError::Bench(format!("cargo knows no member `{crate_name}`")))?;
        let binaries = texts("binaries");
        let mut targets = member["targets"].as_array().into_iter().flatten();
        let main = targets.find(|target| {
            target["kind"][0] == "bin" && target["name"].as_str() == binaries.first().map(String::as_str)
        });
        let path = |value: &Value| PathBuf::from(value.as_str().unwrap_or_default());
        Ok(Self {
            version: planned["version"].as_str().unwrap_or_default().to_owned(),
            directory: path(&member["manifest_path"]).parent().map(Path::to_owned).unwrap_or_default(),
            main: main.map(|target| path(&target["src_path"])).unwrap_or_default(),
            binaries,
            features: texts("features"),
            all_features: planned["all_features"] == true,
            no_default_features: planned["no_default_features"] == true,
            profile: planned["profile"].as_str().unwrap_or("release").to_owned(),
            crate_name,
        })
    }

    fn switches(&self) -> impl Iterator<Item = &'static str> {
        let all = self.all_features.then_some("--all-features");
        all.into_iter().chain(self.no_default_features.then_some("--no-default-features"))
    }

    /// The options with which cargo builds this package alone.
    pub(super) fn alone(&self) -> Vec<String> {
        let mut options = vec!["--profile".to_owned(), self.profile.clone()];
        options.extend(self.switches().map(str::to_owned));
        options.extend(self.binaries.iter().flat_map(|binary| ["--bin".to_owned(), binary.clone()]));
        options.extend(self.features.iter().flat_map(|name| ["-F".to_owned(), name.clone()]));
        options
    }
}

/// Counts the units that cargo compiled, in the output of `--message-format json`.
pub(super) fn compiled_units(messages: &str) -> usize {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages.filter(|message| message["reason"] == "compiler-artifact" && message["fresh"] == false).count()
}

fn selected(names: &[String]) -> impl Iterator<Item = &str> {
    names.iter().flat_map(|name| ["-p", name])
}

fn metadata(manifest: &Path) -> Result<Value, ChoreError> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"]);
    parsed(&output_of(cargo.arg(manifest))?)
}

fn parsed(json: &str) -> Result<Value, ChoreError> {
    serde_json::from_str(json).map_err(|error| ChoreError::Bench(format!("this is no JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::compiled_units;

    #[test]
    fn only_what_was_compiled_counts() {
        let messages = "{\"reason\":\"compiler-artifact\",\"fresh\":false}\n\
                        {\"reason\":\"compiler-artifact\",\"fresh\":true}\n\
                        {\"reason\":\"build-script-executed\"}\n   Compiling x\n";
        assert_eq!(compiled_units(messages), 1);
    }
}
