//! The licence of a package, and the licence texts that it ships.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{
    SpdxExpression, has_withdrawn_identifier, is_license_file_name, license_expression, license_ref,
};
use cargo_conda_workspace::{Manifest, Member, Workspace, normalize};
use toml_edit::Document;

use super::license_texts::{TextJudge, TextJudgement};
use super::selection::publishes;
use crate::config::PackageConfig;
use crate::model::{License, LicenseFile};
use crate::problem::Warning;
use crate::problem::{Findings, ProblemKind};
use crate::source::SourceTree;
use crate::source::{Located, Location, Source};

/// Finds the licences of members; holds the input that is the same for all of them.
pub(super) struct Licenses<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) files: &'a dyn SourceTree,
    /// The configuration files.
    pub(super) config_files: &'a [Arc<Source>],
    /// The licences whose texts may be at the workspace's root; empty if they are not known.
    pub(super) at_root: &'a [SpdxExpression],
    /// Tells whether texts are those of a licence.
    pub(super) judge: &'a TextJudge,
}

impl Licenses<'_> {
    /// Returns the licence of a member. Invalid or missing licences go to `findings`.
    pub(super) fn of(&self, member: &Member, config: &PackageConfig, findings: &mut Findings) -> License {
        let crate_name = member.name().to_owned();
        let own = (!config.ignore_cargo_manifest).then_some(member);
        let configured = config.license.as_ref();
        let text = configured.map(|license| license.value.as_str()).or(own.and_then(Member::license));
        let has_file = config.license_files.as_ref().is_some_and(|files| !files.is_empty())
            || own.is_some_and(|own| own.license_file().is_some());
        let expression = match text {
            Some(text) => {
                let location = configured.map(|license| license.location.clone());
                let location = location.unwrap_or_else(|| self.location(member, "license"));
                self.expression(text, location, findings)
            }
            None if has_file => Some(license_ref(member.name())),
            None => {
                findings.warn(Warning::NoLicense { crate_name: crate_name.clone() });
                None
            }
        };
        let own_license = expression.as_ref().filter(|_| configured.is_none());
        let (files, root_license) = match self.own_texts(member, config, findings) {
            Some(files) => (files, None),
            None => self.texts_at_root(own_license),
        };
        let license = expression.clone();
        let warning =
            license.and_then(|license| self.text_warning(crate_name, license, &files, root_license));
        if let Some(warning) = warning {
            findings.warn(warning);
        }
        License { expression, files }
    }

    /// The warning about a licence without a text, or with that of another licence. `root_license` is that of
    /// the texts at the workspace's root; `None` if these may be of the licence.
    fn text_warning(
        &self,
        crate_name: String,
        license: SpdxExpression,
        files: &[LicenseFile],
        root_license: Option<SpdxExpression>,
    ) -> Option<Warning> {
        if files.is_empty() {
            return Some(match root_license {
                Some(root_license) => Warning::OtherLicenseAtRoot { crate_name, license, root_license },
                None => Warning::NoLicenseFile { crate_name },
            });
        }
        match self.judge.judge(self.files, files, &license) {
            TextJudgement::Fits | TextJudgement::Unknown => None,
            TextJudgement::Other { file, license: text_license } => {
                let file = file.strip_prefix(self.workspace.root()).map_or(file.clone(), Utf8Path::to_owned);
                Some(Warning::OtherLicenseText { crate_name, license, file, text_license })
            }
        }
    }

    /// Reads a licence that is written at `location`.
    ///
    /// One that is no SPDX expression is a problem. Where nothing is published, it may also be the name of a
    /// licence of the workspace's own.
    fn expression(
        &self,
        license: &str,
        location: Location,
        findings: &mut Findings,
    ) -> Option<SpdxExpression> {
        let error = match license_expression(license) {
            Ok(expression) => {
                if has_withdrawn_identifier(license) {
                    let (license, expression) = (license.to_owned(), expression.clone());
                    findings.warn(Warning::WithdrawnLicense { license, expression, location });
                }
                return Some(expression);
            }
            Err(error) => error,
        };
        let expression = error.own_license().filter(|_| !publishes(self.workspace));
        if let Some(expression) = expression.clone() {
            findings.warn(Warning::OwnLicense { license: license.to_owned(), expression, location });
        } else {
            findings.report(location, ProblemKind::InvalidLicense(error));
        }
        expression
    }

    /// The texts that are configured for a member or lie beside it. `None` if there are none, so that those
    /// at the workspace's root count.
    fn own_texts(
        &self,
        member: &Member,
        config: &PackageConfig,
        findings: &mut Findings,
    ) -> Option<Vec<LicenseFile>> {
        if let Some(configured) = &config.license_files {
            let resolve = |name: &Located<String>| {
                self.existing(&self.places(name), || name.location.clone(), findings)
            };
            return Some(apart(configured.iter().filter_map(resolve)));
        }
        if let Some(path) = member.license_file().filter(|_| !config.ignore_cargo_manifest) {
            let location = || self.location(member, "license-file");
            return Some(self.existing(&[path.to_owned()], location, findings).into_iter().collect());
        }
        Some(self.texts_in(member.directory())).filter(|beside_member| !beside_member.is_empty())
    }

    /// The texts at the workspace's root. If they are of other licences than `license`, one of these licences
    /// is returned instead. The words of the texts tell; where they do not, the manifest at the root does.
    fn texts_at_root(&self, license: Option<&SpdxExpression>) -> (Vec<LicenseFile>, Option<SpdxExpression>) {
        let texts = self.texts_in(self.workspace.root());
        let Some(license) = license.filter(|_| !texts.is_empty()) else {
            return (texts, None);
        };
        let is_other = !self.at_root.iter().any(|at_root| at_root.shares_license_with(license));
        let other = match self.judge.judge(self.files, &texts, license) {
            TextJudgement::Fits => None,
            TextJudgement::Other { license, .. } => Some(license),
            TextJudgement::Unknown => self.at_root.first().filter(|_| is_other).cloned(),
        };
        if other.is_some() { (Vec::new(), other) } else { (texts, None) }
    }

    fn texts_in(&self, directory: &Utf8Path) -> Vec<LicenseFile> {
        let names = self.files.file_names(directory);
        let texts = names.iter().filter(|name| is_license_file_name(name));
        texts.map(|name| self.packaged(&directory.join(name))).collect()
    }

    /// The paths where a text may be that the configuration names: in the directory of the file that names it
    /// and, if this is a configuration file, which may be far from the sources, at the workspace's root.
    fn places(&self, name: &Located<String>) -> Vec<Utf8PathBuf> {
        let file = &name.location.source.path;
        let is_config_file = self.config_files.iter().any(|config| config.path == *file);
        let root = is_config_file.then(|| self.workspace.root());
        let mut places: Vec<_> = [Some(file.parent().unwrap_or(file)), root]
            .into_iter()
            .flatten()
            .map(|directory| normalize(&directory.join(&name.value)))
            .collect();
        places.dedup();
        places
    }

    /// The first of some paths where there is a file; it is a problem if there is none.
    fn existing(
        &self,
        paths: &[Utf8PathBuf],
        location: impl FnOnce() -> Location,
        findings: &mut Findings,
    ) -> Option<LicenseFile> {
        let found = paths.iter().find(|path| self.files.is_file(path));
        if found.is_none() {
            findings.report(location(), ProblemKind::MissingLicenseFile { paths: paths.to_owned() });
        }
        found.map(|path| self.packaged(path))
    }

    fn packaged(&self, source: &Utf8Path) -> LicenseFile {
        // A `..` would lead out of the package.
        let source = normalize(source);
        let packaged_as = source.strip_prefix(self.workspace.root()).map_or_else(
            |_outside| Utf8PathBuf::from(source.file_name().unwrap_or("LICENSE")),
            ToOwned::to_owned,
        );
        LicenseFile { source, packaged_as }
    }

    /// The location of a key of `[package]`: in the member's manifest, or in the root's if inherited.
    fn location(&self, member: &Member, key: &str) -> Location {
        written_in(member.manifest(), &["package", key])
            .or_else(|| written_in(self.workspace.root_manifest(), &["workspace", "package", key]))
            .unwrap_or_else(|| Location { source: Source::of(member.manifest()), span: 0..0 })
    }
}

/// Gives each text a path of its own in the package: files outside the workspace with the same name keep as
/// many of their parent directories as tell them apart. A file that is named twice is shipped once.
fn apart(files: impl Iterator<Item = LicenseFile>) -> Vec<LicenseFile> {
    let mut taken: Vec<LicenseFile> = Vec::new();
    for file in files {
        if taken.iter().any(|other| other.source == file.source) {
            continue;
        }
        let mut packaged_as = file.packaged_as;
        let mut folders = file.source.ancestors().skip(1);
        while taken.iter().any(|other| other.packaged_as == packaged_as) {
            let Some(folder) = folders.next().and_then(Utf8Path::file_name) else {
                break;
            };
            packaged_as = Utf8Path::new(folder).join(packaged_as);
        }
        taken.push(LicenseFile { source: file.source, packaged_as });
    }
    taken
}

/// The location of a plain value. `None` for `key.workspace = true`, which is a table: the value is in the
/// root manifest.
fn written_in(manifest: &Manifest, keys: &[&str]) -> Option<Location> {
    let document = Document::parse(manifest.text.as_str()).ok()?;
    let item = keys.iter().try_fold(document.as_item(), |item, key| item.get(key))?;
    item.as_str()?;
    Some(Location { source: Source::of(manifest), span: item.span()? })
}
