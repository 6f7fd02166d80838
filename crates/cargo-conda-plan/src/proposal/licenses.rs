//! The licence of a package whose manifest gives none, and the texts of one that has none.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_inventory::LicenseWords;
use cargo_conda_mapping::{SpdxExpression, is_license_file_name};

use super::places::shown;
use super::proposals::{Evidence, Place, Proposal};
use super::value::ProposedValue;
use crate::model::PackagePlan;

/// Directories of licence texts whose files have any name, as <https://reuse.software> asks.
const DIRECTORIES: [&str; 3] = ["LICENSES", "licenses", "LICENSE"];

/// What follows the number of a licence of GNU's. Its text is that of both, so that it does not tell them
/// apart.
const VARIANTS: [&str; 2] = ["-only", "-or-later"];

/// The licence that the only licence text is the text of. Where there are several, a person has to say
/// whether all of them or any one of them holds.
pub(super) fn license(evidence: Evidence<'_>, package: &PackagePlan) -> Option<Proposal> {
    let member = evidence.workspace.member(&package.crate_name)?;
    if package.about.license.expression.is_some() || evidence.configured.has(member, "license") {
        return None;
    }
    let directories = [package.directory.as_path(), evidence.workspace.root()];
    let texts = directories.into_iter().map(|directory| named_texts(evidence, directory));
    let texts = texts.into_iter().find(|texts| !texts.is_empty())?;
    let [file] = texts.as_slice() else {
        return None;
    };
    let license = LicenseWords::new(&evidence.files.text(file)?).license()?;
    if VARIANTS.iter().any(|variant| license.as_str().ends_with(variant)) {
        return None;
    }
    Some(Proposal {
        place: Place::Member(package.crate_name.clone()),
        key: "license",
        value: ProposedValue::Text(license.to_string()),
        reason: format!("the manifest gives no `license`, and `{}` is its text", shown(evidence, file)),
    })
}

/// The texts of the licence, where they are neither beside the manifest nor at the workspace's root: in a
/// directory for them, or above the workspace in the same repository.
pub(super) fn texts(evidence: Evidence<'_>, package: &PackagePlan) -> Option<Proposal> {
    let member = evidence.workspace.member(&package.crate_name)?;
    let license = package.about.license.expression.as_ref()?;
    if !package.about.license.files.is_empty() || evidence.configured.has(member, "license-files") {
        return None;
    }
    let starts = [package.directory.as_path(), evidence.workspace.root()];
    let below = starts.into_iter().flat_map(|start| DIRECTORIES.map(|name| start.join(name)));
    let below = below.map(|directory| all_texts(evidence, &directory));
    let above = above(evidence).into_iter().map(|directory| named_texts(evidence, directory));
    let texts = below.chain(above).find_map(|texts| {
        let own: Vec<_> = texts.into_iter().filter(|file| is_of(evidence, file, license)).collect();
        (!own.is_empty()).then_some(own)
    })?;
    let names: Vec<_> = texts.iter().map(|file| format!("`{}`", shown(evidence, file))).collect();
    let (is, its) = if names.len() == 1 { ("is", "the text") } else { ("are", "the texts") };
    Some(Proposal {
        place: Place::Member(package.crate_name.clone()),
        key: "license-files",
        reason: format!(
            "no licence file lies beside the manifest or at the workspace's root, and {} {is} {its} of `{license}`",
            names.join(" and ")
        ),
        value: ProposedValue::Paths(texts),
    })
}

fn is_of(evidence: Evidence<'_>, file: &Utf8Path, license: &SpdxExpression) -> bool {
    evidence.files.text(file).is_some_and(|text| LicenseWords::new(&text).is_of(license))
}

/// The directories above the workspace's root in the same git repository, the nearest first; none outside of
/// a repository.
fn above(evidence: Evidence<'_>) -> Vec<&Utf8Path> {
    let is_top =
        |directory: &&Utf8Path| evidence.files.entries(directory).iter().any(|entry| entry.name == ".git");
    let directories: Vec<_> = evidence.workspace.root().ancestors().collect();
    let top = directories.iter().position(is_top).unwrap_or(0);
    directories[..=top].iter().copied().skip(1).collect()
}

/// The files in a directory that are called like licence texts.
fn named_texts(evidence: Evidence<'_>, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    let texts = all_texts(evidence, directory).into_iter();
    texts.filter(|file| file.file_name().is_some_and(is_license_file_name)).collect()
}

fn all_texts(evidence: Evidence<'_>, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    evidence.files.file_names(directory).into_iter().map(|name| directory.join(name)).collect()
}
