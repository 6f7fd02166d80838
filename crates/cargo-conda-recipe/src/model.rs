//! The part of rattler-build's recipe format that we write, field for field.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PathSource {
    pub(crate) path: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Build {
    pub(crate) number: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) flags: Vec<String>,
    pub(crate) script: Script,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dynamic_linking: Option<DynamicLinking>,
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

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Requirements {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) build: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) host: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) run: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) run_constraints: Vec<Item>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) extras: BTreeMap<String, Vec<Item>>,
    #[serde(skip_serializing_if = "RunExports::is_empty")]
    pub(crate) run_exports: RunExports,
    #[serde(skip_serializing_if = "IgnoreRunExports::is_empty")]
    pub(crate) ignore_run_exports: IgnoreRunExports,
}

/// An element of a list that rattler-build evaluates.
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
pub(crate) struct RunExports {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) noarch: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) strong: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) weak: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) strong_constraints: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) weak_constraints: Vec<Item>,
}

impl RunExports {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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

impl Requirements {
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
    pub(crate) bin: Vec<String>,
    /// Anything else in the package is an error.
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
