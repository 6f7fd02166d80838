//! Finds what conda orders differently than Cargo in a pre-release.

use super::VersionWarning;
use super::conda_version::DIGITS_OF_A_NUMBER;

/// Finds the first trap in a pre-release; the docs of the module `version` say why there are no others.
pub(super) fn order_trap(pre: &str) -> Option<VersionWarning> {
    let (first, numbers) = pre.split_once('.').map_or((pre, None), |(first, rest)| (first, Some(rest)));
    first_identifier_trap(first).or_else(|| {
        let numbers = numbers?;
        numbers.split('.').find_map(later_identifier_trap).or_else(|| {
            let last = numbers.rsplit('.').next()?;
            (last == "0").then(|| VersionWarning::TrailingZero { identifier: pre.to_owned() })
        })
    })
}

fn first_identifier_trap(identifier: &str) -> Option<VersionWarning> {
    if let Some(warning) = spelling_trap(identifier) {
        return Some(warning);
    }
    let owned = || identifier.to_owned();
    let digits = identifier.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let word = &identifier[..identifier.len() - digits.len()];
    match (word, digits) {
        ("", "") => None,
        ("", _) => Some(VersionWarning::LeadingDigit { identifier: owned() }),
        ("dev", _) => Some(VersionWarning::SpecialWord { word: "dev" }),
        ("post", _) => Some(VersionWarning::SpecialWord { word: "post" }),
        (_, "0") => Some(VersionWarning::TrailingZero { identifier: owned() }),
        (_, digits) if digits.contains(|c: char| c.is_ascii_lowercase()) => {
            Some(VersionWarning::LettersBehindDigits { identifier: owned() })
        }
        (_, digits) if digits.len() > 1 => Some(VersionWarning::AttachedNumber { identifier: owned() }),
        _ => None,
    }
}

fn later_identifier_trap(identifier: &str) -> Option<VersionWarning> {
    if let Some(warning) = spelling_trap(identifier) {
        return Some(warning);
    }
    let owned = || identifier.to_owned();
    if identifier.contains(|c: char| !c.is_ascii_digit()) {
        return Some(VersionWarning::LaterLetters { identifier: owned() });
    }
    (identifier.len() > DIGITS_OF_A_NUMBER).then(|| VersionWarning::LargeNumber { identifier: owned() })
}

/// Finds characters that conda writes differently, in any identifier.
fn spelling_trap(identifier: &str) -> Option<VersionWarning> {
    let owned = || identifier.to_owned();
    if identifier.contains('-') {
        return Some(VersionWarning::Hyphen { identifier: owned() });
    }
    identifier
        .contains(|c: char| c.is_ascii_uppercase())
        .then(|| VersionWarning::Capital { identifier: owned() })
}
