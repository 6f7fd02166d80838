//! Targets of the functions from Cargo's words to conda's.

use cargo_conda_mapping::{
    CondaName, CondaVersion, Platform, Requirement, Selector, about, license_expression, license_ref,
};

/// A requirement in conda's notation.
pub fn requirement(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match Requirement::parse(&text) {
        Ok(requirement) => {
            check_requirement(requirement.as_str());
            assert!(!requirement.name().is_empty());
            assert_eq!(Requirement::parse(requirement.as_str()).ok().as_ref(), Some(&requirement));
            // A requirement without a lower bound is covered by itself as well.
            assert!(requirement.as_str().contains("${{") || requirement.is_covered_by(requirement.as_str()));
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            if let Some(suggestion) = error.suggestion {
                assert!(Requirement::parse(&suggestion).is_ok(), "`{suggestion}` is suggested and refused");
            }
        }
    }
}

/// A requirement is one line. rattler-build evaluates an expression in it, so it has none but the calls of
/// four functions.
pub(crate) fn check_requirement(text: &str) {
    assert!(!text.contains(['\n', '\r', '\0']), "{text:?} has several lines");
    if let Some((before, call)) = text.split_once("${{") {
        assert!(before.is_empty() && !call.contains("${{"), "{text:?} is more than one call");
        let functions = ["compiler", "stdlib", "pin_compatible", "pin_subpackage"];
        assert!(functions.iter().any(|function| call.trim_start().starts_with(function)), "{text:?}");
        assert_eq!(call.matches('(').count(), 1, "{text:?}");
    }
}

/// The version of a crate, or that of pixi's manifest.
pub fn version(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match CondaVersion::from_conda(&text) {
        Ok(version) => check_version(version.as_str()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Ok(version) = semver::Version::parse(&text) {
        check_version(CondaVersion::from_semver(&version).as_str());
    }
}

/// A version is part of the name of a file.
pub(crate) fn check_version(text: &str) {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._+!".contains(c);
    assert!(!text.is_empty() && text.chars().all(is_allowed), "{text:?} is no version");
}

/// The name of a crate or of a package, and other short words: platforms, selectors.
pub fn name(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for name in [CondaName::parse(&text), CondaName::from_crate_name(&text)] {
        match name {
            Ok(name) => check_name(name.as_str()),
            Err(error) => {
                assert!(!error.to_string().is_empty());
                error.suggestion.iter().for_each(|suggestion| check_name(suggestion));
            }
        }
    }
    if let Ok(platform) = text.parse::<Platform>() {
        assert_eq!(platform.as_str().parse::<Platform>().as_ref(), Ok(&platform));
    }
    if let Err(error) = text.parse::<Selector>() {
        assert!(!error.to_string().is_empty());
    }
}

/// A name is part of the name of a file, and of paths.
pub(crate) fn check_name(text: &str) {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    assert!(!text.is_empty() && text.len() <= 64 && text.chars().all(is_allowed), "{text:?} is no name");
    assert!(!text.starts_with(['.', '-']), "{text:?} is no name");
}

/// A licence, and a description.
pub fn license(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let accepted = match license_expression(&text) {
        Ok(expression) => Some(expression),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(text.get(error.span.clone()).is_some());
            error.own_license()
        }
    };
    for expression in accepted.into_iter().chain([license_ref(&text)]) {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || " .-+():".contains(c);
        assert!(expression.as_str().chars().all(is_allowed), "`{expression}` is no licence");
        assert!(expression.shares_license_with(&expression), "`{expression}` has no licence");
    }
    let about = about(Some(&text));
    let starts = |summary: String| about.description.as_deref().unwrap_or_default().starts_with(&summary);
    assert!(about.summary.clone().is_none_or(starts));
}
