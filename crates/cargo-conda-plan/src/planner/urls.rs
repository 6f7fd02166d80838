//! The URLs that a package shows.

use cargo_conda_workspace::Member;
use url::Url;

use crate::problem::Findings;
use crate::problem::Warning;

/// The value of a key of `[package]`, if it is a URL. Cargo takes any text; a recipe with text that is no URL is
/// refused as a whole, so such a value is left out, and said to be.
pub(crate) fn url(
    member: &Member,
    key: &'static str,
    value: Option<&str>,
    findings: &mut Findings,
) -> Option<String> {
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
