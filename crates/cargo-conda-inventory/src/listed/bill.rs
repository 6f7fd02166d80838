//! The list in a bill of materials in the form of CycloneDX, of whatever origin.

use std::collections::BTreeMap;

use semver::Version;
use serde::Deserialize;
use url::form_urlencoded;

use super::list::{CrateList, DamagedList, ListedCrate};

/// The part of the [standard](https://cyclonedx.org/docs/1.5/json/) that says which crates there are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bill {
    bom_format: String,
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    components: Vec<Component>,
    #[serde(default)]
    dependencies: Vec<Dependency>,
}

#[derive(Default, Deserialize)]
struct Metadata {
    component: Option<Component>,
    #[serde(default)]
    tools: Tools,
}

/// The programs that have written the bill: an object since CycloneDX 1.5, a list before.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tools {
    Components {
        #[serde(default)]
        components: Vec<Tool>,
    },
    List(Vec<Tool>),
}

impl Default for Tools {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

#[derive(Deserialize)]
struct Tool {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(rename = "bom-ref")]
    reference: Option<String>,
    purl: Option<String>,
    scope: Option<String>,
    #[serde(default)]
    hashes: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(default)]
    depends_on: Vec<String>,
}

impl CrateList {
    /// The list in a bill of materials, in JSON. Components that are no crates are left out.
    pub fn of_bill(json: &[u8]) -> Result<Self, DamagedList> {
        let bill: Bill = serde_json::from_slice(json).map_err(|error| DamagedList::form(&error))?;
        if bill.bom_format != "CycloneDX" {
            return Err(DamagedList::form(&format!("its form is `{}`, not `CycloneDX`", bill.bom_format)));
        }
        let Metadata { component: subject, tools } = &bill.metadata;
        let mut reader = Reader { is_own: tools.are_own(), ..Reader::default() };
        reader.read_all(subject.as_slice())?;
        reader.read_all(&bill.components)?;
        let Reader { mut crates, indices, .. } = reader;
        let subject = subject.as_ref().and_then(|component| component.reference.as_ref());
        let mut roots = Vec::new();
        for Dependency { reference, depends_on } in &bill.dependencies {
            let needed = depends_on.iter().filter_map(|needed| indices.get(needed).copied());
            if let Some(index) = indices.get(reference) {
                crates[*index].dependencies.extend(needed);
            } else if subject == Some(reference) {
                roots.extend(needed);
            }
        }
        let root = subject.and_then(|subject| indices.get(subject).copied());
        Self { crates, root, roots }.checked()
    }
}

impl Tools {
    /// Whether cargo-conda has written the bill.
    fn are_own(&self) -> bool {
        let (Self::Components { components: tools } | Self::List(tools)) = self;
        tools.iter().any(|tool| tool.name.as_deref() == Some("cargo-conda"))
    }
}

#[derive(Default)]
struct Reader {
    /// True if cargo-conda has written the bill, in which every crate of a registry has a checksum, and no
    /// other.
    is_own: bool,
    crates: Vec<ListedCrate>,
    /// The index of each crate, by the name that the bill has for it.
    indices: BTreeMap<String, usize>,
}

impl Reader {
    fn read_all(&mut self, components: &[Component]) -> Result<(), DamagedList> {
        for component in components {
            if let Some(purl) = component.purl.as_deref().filter(|purl| purl.starts_with(CRATE)) {
                let mut listed = crate_of(purl).ok_or_else(|| {
                    DamagedList::form(&format!("`{purl}` does not name a version of a crate"))
                })?;
                listed.is_linked = component.scope.as_deref() != Some("excluded");
                listed.is_from_crates_io &= !self.is_own || !component.hashes.is_empty();
                let reference = component.reference.clone().unwrap_or_else(|| purl.to_owned());
                self.indices.insert(reference, self.crates.len());
                self.crates.push(listed);
            }
            self.read_all(&component.components)?;
        }
        Ok(())
    }
}

/// How package URLs of crates start.
const CRATE: &str = "pkg:cargo/";

/// The crate that a package URL names; `None` if the URL has no version that is one of Cargo's.
fn crate_of(purl: &str) -> Option<ListedCrate> {
    let purl = purl.strip_prefix(CRATE)?;
    let purl = purl.split('#').next().unwrap_or(purl);
    let (name_and_version, qualifiers) = purl.split_once('?').unwrap_or((purl, ""));
    let (name, version) = name_and_version.split_once('@')?;
    // A plus sign stands for itself in a package URL, and for a space in a form.
    let version = form_urlencoded::parse(version.replace('+', "%2B").as_bytes()).next()?.0.into_owned();
    let mut keys = form_urlencoded::parse(qualifiers.as_bytes()).map(|(key, _)| key);
    let is_elsewhere = keys.any(|key| matches!(&*key, "repository_url" | "vcs_url" | "download_url"));
    Some(ListedCrate {
        name: name.to_owned(),
        version: Version::parse(&version).ok()?,
        is_from_crates_io: !is_elsewhere,
        is_linked: true,
        dependencies: Vec::new(),
    })
}
