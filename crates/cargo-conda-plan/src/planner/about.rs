//! What conda shows of a package: licence, description and addresses.

use cargo_conda_mapping::about as texts_of;
use cargo_conda_workspace::Member;
use url::Url;

use super::candidate::Candidate;
use super::compute::PlanInput;
use super::configured::Configured;
use super::license::Licenses;
use crate::model::About;
use crate::problem::{Findings, Warning};

/// Describes a package. The configuration overrules Cargo's manifest; with `ignore-cargo-manifest`, it alone
/// counts.
pub(super) fn about(
    configured: &Configured<'_>,
    candidate: &Candidate<'_>,
    findings: &mut Findings,
) -> About {
    let Candidate { member, config, .. } = candidate;
    let PlanInput { workspace, files, request } = configured.input;
    let cargo = (!config.ignore_cargo_manifest).then_some(*member);

    let licenses = Licenses {
        workspace,
        files,
        config_files: &request.config_files,
        at_root: &configured.root_licenses,
        judge: &configured.text_judge,
    };
    let license = licenses.of(member, config, findings);
    let texts = texts_of(config.description.as_deref().or(cargo.and_then(Member::description)));
    let mut link = |key, configured: &Option<String>, own: Option<&str>| match configured {
        // It is a URL: otherwise the configuration would have been refused.
        Some(link) => Some(link.clone()),
        None => url(member, key, own, findings),
    };
    About {
        license,
        summary: config.summary.as_deref().map(one_line).or(texts.summary).filter(|text| !text.is_empty()),
        description: texts.description,
        homepage: link("homepage", &config.homepage, cargo.and_then(Member::homepage)),
        repository: link("repository", &config.repository, cargo.and_then(Member::repository)),
        documentation: link("documentation", &config.documentation, cargo.and_then(Member::documentation)),
    }
}

/// A text in one line, every run of white space as one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of a key of `[package]`, if it is a URL. Cargo accepts any text, but rattler-build refuses a
/// whole recipe for a text that is not a URL, so such a value is left out with a warning.
fn url(member: &Member, key: &'static str, value: Option<&str>, findings: &mut Findings) -> Option<String> {
    let value = value?;
    match Url::parse(value) {
        Ok(_) => Some(value.to_owned()),
        Err(reason) => {
            findings.warn(Warning::InvalidUrl {
                crate_name: member.name().to_owned(),
                key,
                value: value.to_owned(),
                reason: reason.to_string(),
            });
            None
        }
    }
}
