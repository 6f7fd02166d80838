//! Texts of the SPDX list for crates that ship none.

use spdx::expression::ExpressionReq;
use spdx::{AdditionItem, Expression, LicenseId, LicenseItem};

/// The licences of an expression whose texts have to go with the program.
///
/// Where one licence satisfies the expression, it is enough. A text without a place for the holder's name is
/// preferred: only the authors know that name. Empty if the expression cannot be read.
pub(super) fn sufficient(expression: &str) -> Vec<CanonicalLicense> {
    let Ok(expression) = Expression::parse(expression) else {
        return Vec::new();
    };
    let mut licenses: Vec<_> = expression.requirements().filter_map(CanonicalLicense::new).collect();
    licenses.sort_by_key(CanonicalLicense::needs_holder);
    let alone = licenses
        .iter()
        .find(|license| expression.evaluate(|requirement| requirement.license.id() == Some(license.id)));
    match alone {
        Some(license) => vec![license.clone()],
        None => licenses,
    }
}

/// A licence of the SPDX list, and an exception from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CanonicalLicense {
    id: LicenseId,
    exception: Option<spdx::ExceptionId>,
}

impl CanonicalLicense {
    /// `None` for a `LicenseRef-…`, whose text only its author has.
    fn new(requirement: &ExpressionReq) -> Option<Self> {
        let LicenseItem::Spdx { id, .. } = &requirement.req.license else {
            return None;
        };
        let exception = match &requirement.req.addition {
            Some(AdditionItem::Spdx(exception)) => Some(*exception),
            Some(AdditionItem::Other(_)) | None => None,
        };
        Some(Self { id: *id, exception })
    }

    /// The SPDX expression of the licence.
    pub(super) fn expression(&self) -> String {
        match self.exception {
            Some(exception) => format!("{} WITH {}", self.id.name, exception.name),
            None => self.id.name.to_owned(),
        }
    }

    fn needs_holder(&self) -> bool {
        self.id.text().lines().any(is_holder_line)
    }

    /// The text, with the holders in the place that the text has for them.
    pub(super) fn text(&self, holders: &str) -> String {
        let lines = self.id.text().lines();
        let holder_line = format!("Copyright (c) {holders}");
        let filled = lines.map(|line| if is_holder_line(line) { &holder_line } else { line.trim_end() });
        let mut text = filled.collect::<Vec<_>>().join("\n").trim_start_matches('\n').to_owned();
        if let Some(exception) = self.exception {
            text = format!("{}\n\n{}", text.trim_end(), exception.text().trim_start());
        }
        format!("{}\n", text.trim_end())
    }
}

/// Whether the line is where the licence has the holder's name, such as `Copyright (c) <year> <owner>`. The
/// texts of GNU and Apache have such a line too, but only in their advice on how to apply them.
fn is_holder_line(line: &str) -> bool {
    line.starts_with("Copyright") && line.contains('<') && !line.contains("name of author")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(expression: &str) -> Vec<String> {
        sufficient(expression).iter().map(CanonicalLicense::expression).collect()
    }

    #[test]
    fn one_licence_is_enough_where_there_is_a_choice() {
        assert_eq!(names("MIT OR Apache-2.0"), ["Apache-2.0"]);
        assert_eq!(names("MIT OR ISC"), ["MIT"]);
        assert_eq!(names("MIT AND Unicode-3.0"), ["Unicode-3.0", "MIT"]);
        assert_eq!(names("(MIT OR Apache-2.0) AND Unicode-3.0"), ["Apache-2.0", "Unicode-3.0", "MIT"]);
        assert_eq!(names("Apache-2.0 WITH LLVM-exception"), ["Apache-2.0 WITH LLVM-exception"]);
        assert_eq!(names("LicenseRef-Acme"), [""; 0]);
        assert_eq!(names("no expression"), [""; 0]);
    }

    #[test]
    fn the_holder_is_filled_in() {
        for license in ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause"] {
            let [canonical] = sufficient(license).try_into().unwrap();
            let text = canonical.text("Ann <ann@example.org>");
            assert!(text.contains("Copyright (c) Ann <ann@example.org>\n"), "{text}");
            assert!(!text.contains("<year>"), "{text}");
        }
    }

    #[test]
    fn an_exception_follows_its_licence() {
        let [canonical] = sufficient("Apache-2.0 WITH LLVM-exception").try_into().unwrap();
        let text = canonical.text("Ann");
        let (license, exception) =
            (text.find("Apache License").unwrap(), text.find("LLVM Exceptions").unwrap());
        assert!(license < exception);
    }
}
