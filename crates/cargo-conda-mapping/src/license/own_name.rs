//! Makes an SPDX reference of a licence that has only a name of its author's own.

use super::{SpdxExpression, license_ref};

/// The reference for a text without operators and without words that name a licence of the SPDX list. `None`
/// for any other text, and for one without a letter or digit that a reference may have.
///
/// Runs of characters that SPDX does not allow in a reference become one `-`.
pub(super) fn own_name(text: &str) -> Option<SpdxExpression> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let words: Vec<_> = text.split(|c| !is_allowed(c)).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.iter().any(|word| is_operator(word) || names_license(word)) {
        return None;
    }
    let name = words.join("-");
    let name = name.trim_matches(['-', '.']);
    (!name.is_empty()).then(|| license_ref(name))
}

/// In lower case these are words of a name too, as in `Acme and Sons`.
fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "WITH")
}

fn names_license(word: &str) -> bool {
    let is_word = |name: &str| name.eq_ignore_ascii_case(word);
    spdx::identifiers::LICENSES.iter().any(|license| is_word(license.name))
        || spdx::identifiers::EXCEPTIONS.iter().any(|exception| is_word(exception.name))
        || spdx::identifiers::IMPRECISE_NAMES.iter().any(|(nickname, _)| is_word(nickname))
        || word.starts_with("LicenseRef-")
}

#[cfg(test)]
mod tests {
    use super::super::license_expression;

    fn own(text: &str) -> Option<String> {
        license_expression(text).unwrap_err().own_license().map(|expression| expression.to_string())
    }

    #[test]
    fn a_name_becomes_a_reference() {
        for (text, expected) in [
            ("Proprietary", "LicenseRef-Proprietary"),
            ("proprietary", "LicenseRef-proprietary"),
            ("Acme and Sons, Inc. (internal)", "LicenseRef-Acme-and-Sons-Inc.-internal"),
            ("All rights reserved", "LicenseRef-All-rights-reserved"),
            ("\u{a9} 2026 Acme GmbH & Co. KG", "LicenseRef-2026-Acme-GmbH-Co.-KG"),
            ("acme_internal", "LicenseRef-acme-internal"),
        ] {
            assert_eq!(own(text).as_deref(), Some(expected), "{text}");
            assert_eq!(license_expression(expected).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn what_may_be_meant_as_an_expression_stays_an_error() {
        for text in [
            "Apache 2.0",
            "GPLv3",
            "MIT, Apache-2.0",
            "MIT OR Proprietary",
            "Proprietary AND Confidential",
            "apache, gpl",
            "(MIT",
            "MIT OR",
            "LicenseRef-A, LicenseRef-B",
            "",
            " ",
            "\u{a9}",
        ] {
            assert_eq!(own(text), None, "{text}");
        }
    }
}
