//! Licences: Cargo's `license` key as an SPDX expression.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use spdx::{Expression, LicenseItem, ParseMode};

use super::suggestion::suggestions;
use super::withdrawn::with_successors;
use super::{LicenseError, LicenseProblem};

/// Strict SPDX, and `/` for `OR`, which Cargo accepted before it asked for SPDX ([manifest
/// format](https://doc.rust-lang.org/cargo/reference/manifest.html#the-license-and-license-file-fields)).
const CARGO: ParseMode = ParseMode { allow_slash_as_or_operator: true, ..ParseMode::STRICT };

/// [`CARGO`], and what SPDX has withdrawn, so that only other problems are errors.
const WITH_WITHDRAWN: ParseMode =
    ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..CARGO };

/// A licence as a valid expression of SPDX, such as `MIT OR Apache-2.0`.
///
/// Only current identifiers of the SPDX list and `LicenseRef-…` are allowed, and operators are in capitals.
/// rattler-build reads licences by the same rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpdxExpression(String);

impl SpdxExpression {
    /// Returns the expression as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if the expressions have a licence in common, so that the text of one may be that of the
    /// other. A version of a GNU licence has one text, whether later versions are allowed or not.
    pub fn shares_license_with(&self, other: &Self) -> bool {
        !self.licenses().is_disjoint(&other.licenses())
    }

    /// The licences of the expression, without what is said about their versions.
    fn licenses(&self) -> BTreeSet<String> {
        let Ok(expression) = Expression::parse(&self.0) else {
            return BTreeSet::new();
        };
        let licenses = expression.requirements().map(|requirement| match &requirement.req.license {
            LicenseItem::Spdx { id, .. } => {
                let version = id.name.strip_suffix("-only").or_else(|| id.name.strip_suffix("-or-later"));
                version.unwrap_or(id.name).to_owned()
            }
            LicenseItem::Other(reference) => reference.to_string(),
        });
        licenses.collect()
    }
}

impl fmt::Display for SpdxExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads the text of Cargo's `license` key.
///
/// Cargo's old `MIT/Apache-2.0` becomes `MIT OR Apache-2.0`. An identifier that SPDX has withdrawn becomes
/// its successor: `GPL-3.0` is `GPL-3.0-only`, and `GPL-2.0+` is `GPL-2.0-or-later`;
/// [`has_withdrawn_identifier`](crate::has_withdrawn_identifier) tells. Nothing else is guessed: any other
/// text that is not SPDX is an error with a suggestion, since only the author of the crate knows which
/// licence was meant.
pub fn license_expression(text: &str) -> Result<SpdxExpression, LicenseError> {
    let current = with_successors(text, CARGO);
    let canonical = Expression::parse_mode(&current, CARGO).and_then(|_| Expression::canonicalize(&current));
    match canonical {
        Ok(canonical) => Ok(SpdxExpression(canonical.unwrap_or(current))),
        Err(error) => {
            // The span has to fit the text that the author wrote.
            let mut modes = [WITH_WITHDRAWN, CARGO].into_iter();
            let error = modes.find_map(|mode| Expression::parse_mode(text, mode).err()).unwrap_or(error);
            let problem = LicenseProblem::new(&error.reason, &error.span);
            let span = narrow(text, error.span, problem);
            Err(LicenseError {
                text: text.to_owned(),
                problem,
                suggestions: suggestions(text, &span, problem),
                span,
            })
        }
    }
}

/// Makes the expression for a crate that has a `license-file` and no `license`: `LicenseRef-<crate>`.
///
/// SPDX allows letters, digits, `-` and `.` in such a name; every other character becomes a `-`.
pub fn license_ref(crate_name: &str) -> SpdxExpression {
    let name = crate_name.replace(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')), "-");
    SpdxExpression(format!("LicenseRef-{name}"))
}

/// Corrects the span of a problem where that of the spdx crate is too wide or beside the problem.
fn narrow(text: &str, span: Range<usize>, problem: LicenseProblem) -> Range<usize> {
    match problem {
        // The span reaches to the end of the text.
        LicenseProblem::Character => {
            let length =
                text.get(span.start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            span.start..span.start + length
        }
        // The span covers the space before the `+`.
        LicenseProblem::Plus if text.get(span.end..).is_some_and(|rest| rest.starts_with('+')) => {
            span.end..span.end + 1
        }
        _ => span,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::super::suggestion::is_deprecated;
    use super::*;

    fn expression(text: &str) -> String {
        license_expression(text).unwrap().to_string()
    }

    #[test]
    fn spdx_stays_and_the_old_form_becomes_spdx() {
        for (text, expected) in [
            ("MIT", "MIT"),
            ("MIT OR Apache-2.0", "MIT OR Apache-2.0"),
            ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
            ("MIT / Apache-2.0/ Zlib", "MIT OR Apache-2.0 OR Zlib"),
            ("MIT or Apache-2.0 with LLVM-exception", "MIT OR Apache-2.0 WITH LLVM-exception"),
            ("(MIT  OR Apache-2.0) AND Unicode-3.0", "(MIT OR Apache-2.0) AND Unicode-3.0"),
            ("GPL-3.0-or-later", "GPL-3.0-or-later"),
            ("Apache-2.0+", "Apache-2.0+"),
            ("LicenseRef-Mine AND 0BSD", "LicenseRef-Mine AND 0BSD"),
        ] {
            assert_eq!(expression(text), expected);
        }
    }

    #[test]
    fn every_current_identifier_is_its_own_canonical_form() {
        for license in spdx::identifiers::LICENSES.iter().filter(|license| !is_deprecated(license)) {
            // `GFDL-1.3-invariants` is a short form that only the spdx crate knows.
            let suffix = if license.name.ends_with("-invariants") { "-only" } else { "" };
            assert_eq!(expression(license.name), format!("{}{suffix}", license.name));
        }
    }

    #[test]
    fn errors_say_what_to_write() {
        let error = |text: &str| license_expression(text).unwrap_err().to_string();
        assert_snapshot!(error("Apache 2.0"), @"cannot read the licence `Apache 2.0` as an SPDX expression: `Apache` is not in the SPDX list; write `Apache-2.0`");
        assert_snapshot!(error("MIT OR Apache 2.0"), @"cannot read the licence `MIT OR Apache 2.0` as an SPDX expression: `Apache` is not in the SPDX list; write `Apache-2.0`");
        assert_snapshot!(error("Apache2/mit"), @"cannot read the licence `Apache2/mit` as an SPDX expression: `Apache2` is not in the SPDX list; write `Apache-2.0`");
        assert_snapshot!(error("GPLv3"), @"cannot read the licence `GPLv3` as an SPDX expression: `GPLv3` is not in the SPDX list; write `GPL-3.0-only` or `GPL-3.0-or-later`");
        assert_snapshot!(error("Net-SNMP"), @"cannot read the licence `Net-SNMP` as an SPDX expression: `Net-SNMP` is an identifier that SPDX has withdrawn; write an identifier of https://spdx.org/licenses, or set `license-file` in its place");
        assert_snapshot!(error("GPL-2.0+ OR Apche-2.0"), @"cannot read the licence `GPL-2.0+ OR Apche-2.0` as an SPDX expression: `Apche-2.0` is not in the SPDX list; write `Apache-2.0`");
        assert_snapshot!(error("GPL-2.0-only+"), @"cannot read the licence `GPL-2.0-only+` as an SPDX expression: `+` is only allowed directly after a licence, and not after one of GNU's; write `GPL-2.0-or-later`");
        assert_snapshot!(error("GNU AGPL v3 or later"), @"cannot read the licence `GNU AGPL v3 or later` as an SPDX expression: `GNU` is not in the SPDX list; write `AGPL-3.0-or-later`");
        assert_snapshot!(error("MIT License"), @"cannot read the licence `MIT License` as an SPDX expression: `License` is not in the SPDX list; write `MIT`");
        assert_snapshot!(error("BSD-3-Claus"), @"cannot read the licence `BSD-3-Claus` as an SPDX expression: `BSD-3-Claus` is not in the SPDX list; write `BSD-3-Clause`");
        assert_snapshot!(error("MIT, Apache-2.0"), @"cannot read the licence `MIT, Apache-2.0` as an SPDX expression: `,` cannot be in an expression; join licences by `AND` or `OR`, a licence and its exception by `WITH`");
        assert_snapshot!(error("MIT Apache-2.0"), @"cannot read the licence `MIT Apache-2.0` as an SPDX expression: `Apache-2.0` is not expected there; join licences by `AND` or `OR`, a licence and its exception by `WITH`");
        assert_snapshot!(error("(MIT OR Apache-2.0"), @"cannot read the licence `(MIT OR Apache-2.0` as an SPDX expression: `(` is a parenthesis without its partner");
        assert_snapshot!(error("Apache-2.0 WITH LLVM-exeption"), @"cannot read the licence `Apache-2.0 WITH LLVM-exeption` as an SPDX expression: `LLVM-exeption` is not in the SPDX list; write `LLVM-exception`");
        assert_snapshot!(error("proprietary"), @"cannot read the licence `proprietary` as an SPDX expression: `proprietary` is not in the SPDX list; write an identifier of https://spdx.org/licenses, or set `license-file` in its place");
        assert_snapshot!(error("MIT +"), @"cannot read the licence `MIT +` as an SPDX expression: `+` is only allowed directly after a licence, and not after one of GNU's");
        assert_snapshot!(error("MIT OR"), @"cannot read the licence `MIT OR` as an SPDX expression: it ends where a licence has to follow; write a licence such as `MIT OR Apache-2.0`");
        assert_snapshot!(error(" "), @"cannot read the licence ` ` as an SPDX expression: it is empty; write a licence such as `MIT OR Apache-2.0`");
    }

    #[test]
    fn expressions_with_a_licence_in_common_may_share_a_text() {
        let shares = |one: &str, other: &str| {
            let read = |text| license_expression(text).unwrap();
            read(one).shares_license_with(&read(other))
        };
        assert!(shares("MIT", "MIT"));
        assert!(shares("MIT", "Apache-2.0/MIT"));
        assert!(shares("GPL-3.0-only", "GPL-3.0-or-later WITH GCC-exception-3.1"));
        assert!(shares("Apache-2.0", "Apache-2.0+ AND Zlib"));
        assert!(shares("LicenseRef-Acme", "LicenseRef-Acme"));
        assert!(!shares("MIT", "GPL-3.0-only"));
        assert!(!shares("GPL-2.0-only", "GPL-3.0-only"));
        assert!(!shares("GPL-3.0-only", "LGPL-3.0-only"));
        assert!(!shares("LicenseRef-Acme", "MIT OR Apache-2.0"));
    }

    #[test]
    fn the_span_is_where_the_problem_is() {
        let error = license_expression("MIT/Apche-2.0").unwrap_err();
        assert_eq!(&error.text[error.span.clone()], "Apche-2.0");
        assert_eq!((error.problem, error.suggestions), (LicenseProblem::Unknown, vec!["Apache-2.0"]));
    }

    #[test]
    fn a_license_file_alone_gives_a_reference() {
        for (name, expected) in [("ripgrep", "LicenseRef-ripgrep"), ("my_tool", "LicenseRef-my-tool")] {
            assert_eq!(license_ref(name).as_str(), expected);
            assert_eq!(expression(expected), expected);
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_strict_spdx(
            text in "(MIT|Apache-2.0|GPL-2.0|mit|GPLv3|bsd|[ ()/+]| OR | and | WITH |LLVM-exception|LicenseRef-x|é|,){0,8}"
        ) {
            match license_expression(&text) {
                Ok(expression) => prop_assert!(Expression::parse(expression.as_str()).is_ok(), "{expression}"),
                Err(error) => {
                    prop_assert!(text.get(error.span).is_some());
                    for suggestion in error.suggestions {
                        prop_assert!(Expression::parse(suggestion).is_ok() || spdx::exception_id(suggestion).is_some());
                    }
                }
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            // The message is made from the span, so it is part of what must not panic.
            license_expression(&text).map_or_else(|error| drop(error.to_string()), drop);
        }
    }
}
