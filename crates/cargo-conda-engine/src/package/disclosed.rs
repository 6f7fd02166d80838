//! What decides on the licence texts and lists of crates in a package, besides the crates themselves.

use std::collections::BTreeMap;

use camino::Utf8Path;
use cargo_conda_inventory::{Clarification, LicenseTexts};
use cargo_conda_mapping::SpdxExpression;
use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::Workspace;

use crate::system::{Digest, Hasher};

/// The settings and files, in a form that records compare and messages show.
///
/// The texts of crates from registries and from git are not among them: an entry of the lock file stands for
/// each of these crates.
pub(super) fn disclosed(
    workspace: &Workspace,
    texts: &LicenseTexts,
    package: &PackagePlan,
) -> BTreeMap<String, String> {
    let disclosure = &package.disclosure;
    let mut settings = BTreeMap::from([
        ("auditable".to_owned(), disclosure.auditable.to_string()),
        ("sbom".to_owned(), disclosure.sbom.to_string()),
    ]);
    let Some(notices) = &disclosure.notices else {
        return settings;
    };
    settings.insert("third-party-licenses.build".to_owned(), notices.with_build.to_string());
    settings.insert("licence texts of local crates".to_owned(), local_texts(workspace, texts, package));
    for (name, said) in &notices.clarifications.0 {
        let said: Vec<_> = said.iter().map(described).collect();
        settings.insert(format!("third-party-licenses.clarify.{name}"), said.join("; "));
    }
    settings
}

/// One digest of the licence texts of all crates in directories that the package can consist of.
fn local_texts(workspace: &Workspace, texts: &LicenseTexts, package: &PackagePlan) -> String {
    let member = workspace.member(&package.crate_name);
    let mut hasher = Hasher::default();
    for (local, facts) in member.into_iter().flat_map(|member| workspace.local_packages_below(member)) {
        // Texts that cannot be read stop the build, which then says why.
        hasher.add(format!(
            "{} {}\n{}\n",
            local.name,
            local.version,
            texts.joined(facts).unwrap_or_default()
        ));
    }
    hasher.finish().abbreviated()
}

fn described(Clarification { versions, license, files }: &Clarification) -> String {
    let license = license.as_ref().map_or("its own", SpdxExpression::as_str);
    let digest = |file: &Utf8Path| Digest::of_file(file).map(Digest::abbreviated).unwrap_or_default();
    let files: Vec<_> = files.iter().map(|file| digest(file)).collect();
    format!("{versions}: {license} {}", files.join(" "))
}
