//! The part of rattler-build's recipe format that is written, field for field.
//!
//! Names and nesting are those of <https://rattler.build/latest/reference/recipe_file/>; keys without a value
//! are left out.

use cargo_conda_mapping::{Requirements, RunExports};
use indexmap::IndexMap;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::text::literal_value;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
}

/// The variables of a recipe's templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Context {
    pub(crate) version: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Source {
    Path { path: String },
    Archive { url: String, sha256: String },
    Git { git: String, rev: String },
}

/// The section `extra`, which conda-forge reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Extra {
    #[serde(rename = "recipe-maintainers")]
    pub(crate) recipe_maintainers: Vec<String>,
}

impl Extra {
    pub(crate) fn maintained_by(names: &[String]) -> Self {
        Self { recipe_maintainers: names.iter().map(|name| literal_value(name)).collect() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Build {
    pub(crate) number: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) flags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) variant: Option<BuildVariant>,
    pub(crate) script: Script,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dynamic_linking: Option<DynamicLinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) python: Option<PythonBuild>,
}

/// The variant keys of a package that nothing else in its recipe mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct BuildVariant {
    pub(crate) use_keys: Vec<String>,
}

/// What installers and rattler-build do for packages of Python modules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PythonBuild {
    /// Commands that are made when the package is installed, or packaged: `name = module:function`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) entry_points: Vec<String>,
    /// True if one package is for all Pythons.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) version_independent: bool,
    /// Patterns of the files that are not compiled to byte code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) skip_pyc_compilation: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Script {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) env: IndexMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) secrets: Vec<String>,
    pub(crate) content: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DynamicLinking {
    pub(crate) binary_relocation: bool,
}

/// The section `requirements`. Its lists have the names of [`Requirements`]' fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RequirementsSection {
    pub(crate) lists: Requirements<Item>,
    pub(crate) ignore_run_exports: IgnoreRunExports,
}

impl RequirementsSection {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Serialize for RequirementsSection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Requirements { build, host, run, run_constraints, extras, run_exports } = &self.lists;
        let mut section = serializer.serialize_map(None)?;
        let lists = [("build", build), ("host", host), ("run", run), ("run_constraints", run_constraints)];
        for (key, list) in not_empty(lists) {
            section.serialize_entry(key, list)?;
        }
        if !extras.is_empty() {
            section.serialize_entry("extras", extras)?;
        }
        let run_exports = run_export_lists(run_exports);
        if !run_exports.is_empty() {
            section.serialize_entry("run_exports", &run_exports)?;
        }
        if !self.ignore_run_exports.is_empty() {
            section.serialize_entry("ignore_run_exports", &self.ignore_run_exports)?;
        }
        section.end()
    }
}

fn run_export_lists(run_exports: &RunExports<Item>) -> IndexMap<&'static str, &Vec<Item>> {
    let RunExports { noarch, strong, weak, strong_constraints, weak_constraints } = run_exports;
    let lists = [
        ("noarch", noarch),
        ("strong", strong),
        ("weak", weak),
        ("strong_constraints", strong_constraints),
        ("weak_constraints", weak_constraints),
    ];
    not_empty(lists).collect()
}

/// The lists with their keys, without those that are empty.
fn not_empty<'a, const N: usize>(
    lists: [(&'static str, &'a Vec<Item>); N],
) -> impl Iterator<Item = (&'static str, &'a Vec<Item>)> {
    lists.into_iter().filter(|(_, list)| !list.is_empty())
}

/// An element of a list: a text, or a text under a condition that rattler-build evaluates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Item {
    Always(String),
    If {
        #[serde(rename = "if")]
        condition: String,
        then: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct IgnoreRunExports {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) by_name: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) from_package: Vec<String>,
}

impl IgnoreRunExports {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Test {
    PackageContents { package_contents: PackageContents },
    Script { script: Vec<String> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PackageContents {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) bin: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) site_packages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<String>,
    /// True if any other file in the package is an error.
    pub(crate) strict: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct About {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) homepage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) repository: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) documentation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) license: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) license_file: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
}
