//! Finds the SPDX identifiers that a licence in another spelling is probably meant to be.

use std::ops::Range;

use super::LicenseProblem;
use crate::nearest;

/// Finds the identifiers that are probably meant by the licence around `span`.
pub(super) fn suggestions(text: &str, span: &Range<usize>, problem: LicenseProblem) -> Vec<&'static str> {
    use LicenseProblem::{Deprecated, Plus, Unknown};
    if !matches!(problem, Deprecated | Plus | Unknown) {
        return Vec::new();
    }
    let phrase = phrase_around(text, span);
    let before = text.get(..span.start).unwrap_or_default().trim_end();
    if before.ends_with("WITH") || before.ends_with("with") {
        let exceptions = spdx::identifiers::EXCEPTIONS.iter().map(|exception| exception.name);
        return nearest(&phrase, exceptions).into_iter().collect();
    }
    gnu_licenses(&phrase).unwrap_or_else(|| {
        // A misplaced `+` leaves no doubt about the licence, so there is nothing to suggest.
        let any = if problem == Plus { None } else { license_of_any_spelling(&phrase) };
        any.into_iter().collect()
    })
}

/// Returns the words around `span` up to the operators and parentheses on both sides: `Apache 2.0` as a
/// whole.
fn phrase_around(text: &str, span: &Range<usize>) -> String {
    const ENDS: [&str; 9] = ["/", "(", ")", " OR ", " AND ", " WITH ", " or ", " and ", " with "];
    // The replacement has the same length, so that the span still fits.
    let text = text.replace(" or later", "-or-later");
    let before = text.get(..span.start).unwrap_or_default();
    let start = ENDS.iter().filter_map(|end| Some(before.rfind(end)? + end.len())).max().unwrap_or(0);
    let rest = &text[start..];
    let end = ENDS.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
    rest[..end].trim().to_owned()
}

/// Returns both current forms of a GNU licence, since the old spellings leave open whether later versions are
/// included.
fn gnu_licenses(phrase: &str) -> Option<Vec<&'static str>> {
    let squeezed: String = phrase
        .to_ascii_lowercase()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+'))
        .collect();
    let family = ["agpl", "lgpl", "gpl"].into_iter().find(|family| squeezed.contains(family))?;
    let (_, version) = squeezed.split_once(family)?;
    let or_later = version.contains('+') || version.contains("later");
    let number = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    let number = &number[..number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len())];
    let number = number.trim_end_matches('.');
    let number =
        if number.contains('.') || number.is_empty() { number.to_owned() } else { format!("{number}.0") };
    let base = format!("{}-{number}", family.to_ascii_uppercase());
    let forms = [(false, "only"), (true, "or-later")];
    let ids = forms
        .iter()
        .filter(|(is_later, _)| *is_later || !or_later)
        .filter_map(|(_, suffix)| spdx::license_id(&format!("{base}-{suffix}")).map(|id| id.name));
    Some(ids.collect::<Vec<_>>()).filter(|ids| !ids.is_empty())
}

/// Finds a licence by its identifier or its full name in any case, by a nickname, or by a name that is close.
fn license_of_any_spelling(phrase: &str) -> Option<&'static str> {
    let current = || spdx::identifiers::LICENSES.iter().filter(|license| !is_deprecated(license));
    let is_phrase = |name: &str| name.eq_ignore_ascii_case(phrase);
    current()
        .find(|license| is_phrase(license.name) || is_phrase(license.full_name))
        .map(|license| license.name)
        .or_else(|| nickname(phrase))
        .or_else(|| nearest(phrase, current().map(|license| license.name)))
}

/// Looks a phrase up in the nicknames that the spdx crate collects, if it is nothing but the nickname.
fn nickname(phrase: &str) -> Option<&'static str> {
    let (id, length) = spdx::imprecise_license_id(phrase)?;
    let rest = phrase.get(length..)?.to_ascii_lowercase();
    let is_filler = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).all(|word| {
        matches!(word, "" | "license" | "licence" | "version" | "v2" | "2" | "2.0" | ".0" | "v2.0")
    });
    (is_filler && !is_deprecated(&id)).then_some(id.name)
}

pub(super) fn is_deprecated(license: &spdx::License) -> bool {
    license.flags & spdx::flags::IS_DEPRECATED != 0
}
