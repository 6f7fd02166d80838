//! From an inventory to a bill of materials.

use std::collections::BTreeMap;

use cargo_conda_mapping::license_expression;
use cargo_conda_workspace::{Inventory, InventoryPackage, Role};

use super::model::{
    Component, Dependency, Document, ExternalReference, Hash, License, Metadata, Named, Scope, Tools,
};
use super::purl;

/// The crates of a program in the form of CycloneDX 1.5.
///
/// There is no serial number: it would have to be random, and equal packages would differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillOfMaterials(Document);

/// The conda package that a bill is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The name of the conda package.
    pub name: &'a str,
    /// Its version, as conda writes it.
    pub version: &'a str,
    /// Its build string; `None` if the package is not built yet.
    pub build: Option<&'a str>,
    /// Its directory in the channel, such as `linux-64`.
    pub subdir: &'a str,
    /// Its licence as an SPDX expression; `None` if it states none.
    pub license: Option<&'a str>,
    /// The time of the package as RFC 3339 writes it, in UTC; `None` to leave it out.
    pub timestamp: Option<&'a str>,
    /// The version of the compiler, whose standard library is in the program; `None` if it is not known, and
    /// the bill has the library without a version.
    pub rustc: Option<&'a str>,
    /// The version of cargo-conda.
    pub tool: &'a str,
}

impl BillOfMaterials {
    /// The bill of a package whose program has these crates.
    pub fn new(subject: &Subject<'_>, inventory: &Inventory<'_>) -> Self {
        let references = References::new(inventory);
        let packages = inventory.packages.iter().enumerate().filter(|(index, _)| *index != inventory.root);
        let mut components: Vec<_> =
            packages.map(|(index, package)| component(package, references.of(index))).collect();
        components.push(standard_library(subject.rustc));
        let subject_component = subject.component();
        let mut dependencies = vec![Dependency {
            reference: subject_component.reference.clone(),
            depends_on: references.of_dependencies(inventory, inventory.root),
        }];
        dependencies.extend((0..inventory.packages.len()).filter(|index| *index != inventory.root).map(
            |index| Dependency {
                reference: references.of(index).to_owned(),
                depends_on: references.of_dependencies(inventory, index),
            },
        ));
        Self(Document {
            bom_format: "CycloneDX",
            spec_version: "1.5",
            version: 1,
            metadata: Metadata {
                timestamp: subject.timestamp.map(ToOwned::to_owned),
                tools: Tools { components: vec![plain("application", "cargo-conda", subject.tool)] },
                component: subject_component,
            },
            components,
            dependencies,
        })
    }

    /// The file as JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(&self.0).map(|json| json + "\n")
    }
}

impl Subject<'_> {
    fn component(&self) -> Component {
        let Self { name, version, build, subdir, license, .. } = self;
        let purl = purl::of_conda_package(name, version, *build, subdir);
        Component {
            reference: purl.clone(),
            licenses: license.map(licensed).into_iter().collect(),
            purl: Some(purl),
            ..plain("application", name, version)
        }
    }
}

fn component(
    InventoryPackage { package, facts, checksum, role, .. }: &InventoryPackage<'_>,
    reference: &str,
) -> Component {
    let repository = facts.repository.as_deref().filter(|address| url::Url::parse(address).is_ok());
    Component {
        reference: reference.to_owned(),
        scope: Some(match role {
            Role::Linked => Scope::Required,
            Role::BuildOnly => Scope::Excluded,
        }),
        hashes: checksum.iter().map(|sha256| Hash { alg: "SHA-256", content: sha256.clone() }).collect(),
        licenses: facts.license.as_deref().map(licensed).into_iter().collect(),
        purl: Some(purl::of_crate(*package)),
        external_references: repository
            .map(|address| ExternalReference { kind: "vcs", url: purl::without_credentials(address) })
            .into_iter()
            .collect(),
        ..plain("library", package.name, &package.version.to_string())
    }
}

fn standard_library(rustc: Option<&str>) -> Component {
    let name = "rust-std";
    Component {
        reference: rustc.map_or_else(|| name.to_owned(), |rustc| reference(name, rustc)),
        version: rustc.map(ToOwned::to_owned),
        scope: Some(Scope::Required),
        licenses: vec![licensed("MIT OR Apache-2.0")],
        ..plain("library", name, "")
    }
}

fn plain(kind: &'static str, name: &str, version: &str) -> Component {
    Component {
        kind,
        reference: reference(name, version),
        name: name.to_owned(),
        version: Some(version.to_owned()),
        scope: None,
        hashes: Vec::new(),
        licenses: Vec::new(),
        purl: None,
        external_references: Vec::new(),
    }
}

fn reference(name: &str, version: &str) -> String {
    format!("{name}@{version}")
}

fn licensed(text: &str) -> License {
    match license_expression(text) {
        Ok(expression) => License::Expression { expression: expression.to_string() },
        Err(_) => License::Named { license: Named { name: text.to_owned() } },
    }
}

/// The name of each crate inside of the document.
struct References(Vec<String>);

impl References {
    /// Two crates have one package URL if both are in directories or one is a changed copy of the other. The
    /// second gets a number.
    fn new(inventory: &Inventory<'_>) -> Self {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let references = inventory.packages.iter().map(|package| {
            let purl = purl::of_crate(package.package);
            let count = taken.entry(purl.clone()).or_default();
            *count += 1;
            if *count == 1 { purl } else { format!("{purl}#{count}") }
        });
        Self(references.collect())
    }

    fn of(&self, index: usize) -> &str {
        self.0.get(index).map_or("", String::as_str)
    }

    fn of_dependencies(&self, inventory: &Inventory<'_>, index: usize) -> Vec<String> {
        let dependencies = inventory.packages.get(index).map(|package| package.dependencies.as_slice());
        dependencies.unwrap_or_default().iter().map(|index| self.of(*index).to_owned()).collect()
    }
}
