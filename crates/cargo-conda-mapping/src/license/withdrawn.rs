//! Replaces identifiers that SPDX has withdrawn by their successors.
//!
//! The spdx crate knows which identifiers are withdrawn, but not what follows them.

use spdx::lexer::{Lexer, Token};
use spdx::{LicenseId, ParseMode};

/// The successors of licences other than GNU's plain ones, whose successors have their name and a suffix. The
/// old names that end in `-exception` stand for a licence and its exception. `Net-SNMP` is a collection of
/// licences and has no successor.
const LICENSES: [(&str, &str); 14] = [
    ("BSD-2-Clause-FreeBSD", "BSD-2-Clause-Views"),
    ("BSD-2-Clause-NetBSD", "BSD-2-Clause"),
    ("GPL-2.0-with-GCC-exception", "GPL-2.0-only WITH GCC-exception-2.0"),
    ("GPL-2.0-with-autoconf-exception", "GPL-2.0-only WITH Autoconf-exception-2.0"),
    ("GPL-2.0-with-bison-exception", "GPL-2.0-only WITH Bison-exception-2.2"),
    ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("GPL-2.0-with-font-exception", "GPL-2.0-only WITH Font-exception-2.0"),
    ("GPL-3.0-with-GCC-exception", "GPL-3.0-only WITH GCC-exception-3.1"),
    ("GPL-3.0-with-autoconf-exception", "GPL-3.0-only WITH Autoconf-exception-3.0"),
    ("Nunit", "zlib-acknowledgement"),
    ("StandardML-NJ", "SMLNJ"),
    ("bzip2-1.0.5", "bzip2-1.0.6"),
    ("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0"),
    ("wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"),
];

/// The successors of exceptions.
const EXCEPTIONS: [(&str, &str); 1] = [("Nokia-Qt-exception-1.1", "Qt-LGPL-exception-1.1")];

/// Returns true if the text of a `license` key contains an identifier that SPDX has withdrawn.
pub fn has_withdrawn_identifier(text: &str) -> bool {
    Lexer::new_mode(text, ParseMode::LAX).map_while(Result::ok).any(|token| match token.token {
        Token::Spdx(license) => license.is_deprecated(),
        Token::Exception(exception) => exception.is_deprecated(),
        _ => false,
    })
}

/// Writes successors for withdrawn identifiers; the rest of the text stays as it is.
///
/// What has no successor stays too, as does a text that is no expression.
pub(super) fn with_successors(text: &str, mode: ParseMode) -> String {
    let Ok(tokens) = Lexer::new_mode(text, mode).collect::<Result<Vec<_>, _>>() else {
        return text.to_owned();
    };
    let mut current = String::with_capacity(text.len());
    let mut copied = 0;
    for (index, token) in tokens.iter().enumerate() {
        let or_later = tokens.get(index + 1).filter(|next| next.token == Token::Plus);
        let (successor, end) = match token.token {
            Token::Spdx(license) if license.is_deprecated() => match plain_gnu(license, or_later.is_some()) {
                Some(successor) => (Some(successor), or_later.unwrap_or(token).span.end),
                None => (find(&LICENSES, license.name), token.span.end),
            },
            Token::Exception(exception) => (find(&EXCEPTIONS, exception.name), token.span.end),
            _ => (None, token.span.end),
        };
        if let Some(successor) = successor {
            current.push_str(&text[copied..token.span.start]);
            current.push_str(successor);
            copied = end;
        }
    }
    current.push_str(&text[copied..]);
    current
}

/// The successor of a GNU licence without an exception: the old name meant one version, and with a `+` later
/// ones too.
fn plain_gnu(license: LicenseId, or_later: bool) -> Option<&'static str> {
    let suffix = if or_later { "or-later" } else { "only" };
    spdx::license_id(&format!("{}-{suffix}", license.name)).map(|successor| successor.name)
}

fn find(successors: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    successors.iter().find(|(withdrawn, _)| *withdrawn == name).map(|(_, successor)| *successor)
}

#[cfg(test)]
mod tests {
    use super::super::license_expression;
    use super::has_withdrawn_identifier;

    #[test]
    fn every_withdrawn_identifier_but_one_has_a_current_successor() {
        let withdrawn = spdx::identifiers::LICENSES
            .iter()
            .filter(|license| license.flags & spdx::flags::IS_DEPRECATED != 0);
        for license in withdrawn {
            let expression = license_expression(license.name);
            assert_eq!(expression.is_ok(), license.name != "Net-SNMP", "{}", license.name);
            assert!(has_withdrawn_identifier(license.name), "{}", license.name);
            if let Ok(expression) = expression {
                assert!(!has_withdrawn_identifier(expression.as_str()), "{expression}");
            }
        }
    }

    #[test]
    fn successors_keep_what_was_meant() {
        for (text, expected) in [
            ("GPL-3.0", "GPL-3.0-only"),
            ("GPL-2.0+", "GPL-2.0-or-later"),
            ("LGPL-2.1+", "LGPL-2.1-or-later"),
            ("LGPL-3.0", "LGPL-3.0-only"),
            ("AGPL-3.0+", "AGPL-3.0-or-later"),
            ("GFDL-1.3", "GFDL-1.3-only"),
            ("MIT/GPL-2.0+/LGPL-2.1", "MIT OR GPL-2.0-or-later OR LGPL-2.1-only"),
            ("(MIT AND GPL-3.0) OR GPL-2.0+", "(MIT AND GPL-3.0-only) OR GPL-2.0-or-later"),
            ("GPL-2.0+ WITH Classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
            ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"),
            ("LGPL-2.1 WITH Nokia-Qt-exception-1.1", "LGPL-2.1-only WITH Qt-LGPL-exception-1.1"),
            ("BSD-2-Clause-NetBSD", "BSD-2-Clause"),
        ] {
            assert_eq!(license_expression(text).unwrap().as_str(), expected);
            assert!(has_withdrawn_identifier(text), "{text}");
        }
    }

    #[test]
    fn current_identifiers_are_not_withdrawn() {
        for text in ["GPL-3.0-only", "MIT/Apache-2.0", "Apache-2.0+", "LicenseRef-GPL-3.0", "proprietary", ""]
        {
            assert!(!has_withdrawn_identifier(text), "{text}");
        }
    }
}
