//! From an inventory to the licence texts of the other people's crates in it.

use std::io;
use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{SpdxExpression, license_expression, license_ref};
use cargo_conda_workspace::{Inventory, InventoryPackage, Package, PackageFacts, PackageSource, Role};
use semver::Version;
use thiserror::Error;

use super::canonical::{CanonicalLicense, sufficient};
use super::clarification::{Clarification, Clarifications};
use super::library::{FoundText, LicenseTexts};
use super::model::{Notice, NoticeText, Notices};

/// What SPDX writes for a text whose licence has not been said.
const UNKNOWN: &str = "NOASSERTION";

/// Which licence texts to collect.
#[derive(Debug, Clone, Copy)]
pub struct NoticeRequest<'a> {
    /// The crates of the program.
    pub inventory: &'a Inventory<'a>,
    /// The licence of the package itself, whose texts it ships anyway.
    pub own: OwnLicense<'a>,
    /// What is said about crates that do not say it themselves.
    pub clarifications: &'a Clarifications,
    /// True to collect the texts of procedural macros and of crates that only build scripts use, too.
    pub with_build: bool,
}

/// The licence of the package that the program is part of.
#[derive(Debug, Clone, Copy)]
pub struct OwnLicense<'a> {
    /// The expression; `None` if the package states none.
    pub expression: Option<&'a SpdxExpression>,
    /// The absolute paths of the texts that the package ships.
    pub files: &'a [Utf8PathBuf],
}

/// Why the licence texts of a program are incomplete.
#[derive(Debug, Error)]
pub enum NoticeProblem {
    /// A crate has neither a licence in its manifest nor a licence file.
    #[error("{name} {version} says nothing of its licence")]
    NoLicense {
        /// The name of the crate.
        name: String,
        /// Its version.
        version: Version,
    },
    /// The expression of a crate cannot be read, and the crate ships no text.
    #[error("{name} {version} ships no licence text, and `{license}` is in no list of licences")]
    NoText {
        /// The name of the crate.
        name: String,
        /// Its version.
        version: Version,
        /// The licence as the manifest has it.
        license: String,
    },
    /// A file cannot be read.
    #[error("cannot read the licence of {name} {version}")]
    Unreadable {
        /// The name of the crate.
        name: String,
        /// Its version.
        version: Version,
        /// What the system says.
        source: io::Error,
    },
}

impl NoticeProblem {
    /// The name of the crate that something has to be said about; `None` if nothing that is said helps.
    pub fn crate_name(&self) -> Option<&str> {
        match self {
            Self::NoLicense { name, .. } | Self::NoText { name, .. } => Some(name),
            Self::Unreadable { .. } => None,
        }
    }
}

impl<'a> NoticeRequest<'a> {
    /// Collects the texts; an error has all problems, sorted like the crates.
    pub fn collect(&self, library: &LicenseTexts) -> Result<Notices, Vec<NoticeProblem>> {
        let mut notices = Vec::new();
        let mut problems = Vec::new();
        for package in self.third_party() {
            match self.notice(package, library) {
                Ok(notice) => notices.extend(notice),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let root = self.inventory.packages.get(self.inventory.root);
        Ok(Notices {
            root_name: root.map(|root| root.package.name.to_owned()).unwrap_or_default(),
            third_party_libraries: notices,
        })
    }

    /// The crates other than the one that the program is built from.
    fn third_party(&self) -> impl Iterator<Item = &'a InventoryPackage<'a>> {
        let packages = self.inventory.packages.iter().enumerate();
        let others = packages.filter(|(index, _)| *index != self.inventory.root);
        others.map(|(_, package)| package).filter(|package| self.with_build || package.role == Role::Linked)
    }

    /// The notice of a crate; `None` for a crate of the same makers that the package's own licence covers.
    fn notice(
        &self,
        InventoryPackage { package, facts, .. }: &InventoryPackage<'_>,
        library: &LicenseTexts,
    ) -> Result<Option<Notice>, NoticeProblem> {
        let clarification = self.clarifications.of(*package);
        let found = texts(facts, clarification, library).map_err(|source| NoticeProblem::Unreadable {
            name: package.name.to_owned(),
            version: package.version.clone(),
            source,
        })?;
        let is_local = matches!(package.source, PackageSource::Path(_)) && clarification.is_none();
        if is_local && self.is_own(facts, &found) {
            return Ok(None);
        }
        let license = expression(*package, facts, clarification, !found.is_empty())?;
        let own_texts = found.iter().map(|text| text.notice(&license));
        let texts: Vec<_> = if found.iter().any(|text| text.is_of_whole_crate) {
            own_texts.collect()
        } else {
            let canonical = canonical_texts(*package, facts, &license)?;
            canonical.into_iter().chain(own_texts).collect()
        };
        Ok(Some(Notice {
            package_name: package.name.to_owned(),
            package_version: package.version.to_string(),
            repository: facts.repository.clone().unwrap_or_default(),
            license,
            licenses: texts,
        }))
    }

    /// Whether the package's own licence and texts cover a crate from a directory of this machine too. One
    /// that states no licence is a part of the package.
    fn is_own(&self, facts: &PackageFacts, found: &[FoundText]) -> bool {
        let is_same_license = facts.license.as_ref().is_none_or(|license| {
            let license = license_expression(license).ok();
            license.is_some_and(|license| Some(&license) == self.own.expression)
        });
        let is_shipped = |text: &FoundText| {
            self.own.files.iter().any(|file| fs_err::read(file).is_ok_and(|bytes| text.is_of(&bytes)))
        };
        is_same_license && found.iter().all(is_shipped)
    }
}

/// The texts that a packager names for a crate, else those that the crate ships.
fn texts(
    facts: &PackageFacts,
    clarification: Option<&Clarification>,
    library: &LicenseTexts,
) -> io::Result<Arc<Vec<FoundText>>> {
    match clarification.filter(|clarification| !clarification.files.is_empty()) {
        Some(clarification) => {
            let read = clarification.files.iter().map(|file| FoundText::read(file));
            read.collect::<io::Result<Vec<_>>>().map(Arc::new)
        }
        None => library.of(facts),
    }
}

/// The licence of a crate as an SPDX expression. A text of its own, without an expression, is a
/// `LicenseRef-…`.
fn expression(
    package: Package<'_>,
    facts: &PackageFacts,
    clarification: Option<&Clarification>,
    has_text: bool,
) -> Result<String, NoticeProblem> {
    if let Some(license) = clarification.and_then(|clarification| clarification.license.as_ref()) {
        return Ok(license.to_string());
    }
    match &facts.license {
        // Old crates write what SPDX does not know; the words of the author are all that there is.
        Some(license) => {
            Ok(license_expression(license).map_or_else(|_| license.clone(), |read| read.to_string()))
        }
        None if has_text => Ok(license_ref(package.name).to_string()),
        None => {
            Err(NoticeProblem::NoLicense { name: package.name.to_owned(), version: package.version.clone() })
        }
    }
}

/// The texts of SPDX for a crate that ships none.
fn canonical_texts(
    package: Package<'_>,
    facts: &PackageFacts,
    license: &str,
) -> Result<Vec<NoticeText>, NoticeProblem> {
    let Package { name, version, .. } = package;
    let licenses = sufficient(license);
    if licenses.is_empty() {
        let (name, license) = (name.to_owned(), license.to_owned());
        return Err(NoticeProblem::NoText { name, version: version.clone(), license });
    }
    let holders =
        if facts.authors.is_empty() { format!("the authors of {name}") } else { facts.authors.join(", ") };
    let text = |license: &CanonicalLicense| NoticeText {
        license: license.expression(),
        text: license.text(&holders),
        file: None,
        note: Some(format!("{name} {version} ships no licence text; this is the text of SPDX")),
    };
    Ok(licenses.iter().map(text).collect())
}

impl FoundText {
    fn notice(&self, of_crate: &str) -> NoticeText {
        let of_crate = if self.is_of_whole_crate { of_crate } else { UNKNOWN };
        NoticeText {
            license: self.license.unwrap_or(of_crate).to_owned(),
            text: self.text.clone(),
            file: Some(self.file.clone()),
            note: None,
        }
    }
}
