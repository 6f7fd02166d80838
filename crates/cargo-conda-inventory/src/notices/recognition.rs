//! Tells by the words of a text which licence it is the text of.
//!
//! The measure is that of [askalono](https://github.com/jpeddicord/askalono), which cargo-deny and cargo-about
//! use too: the Sørensen–Dice coefficient of the pairs of neighbouring words. The texts to compare with are
//! those of the SPDX list.

use cargo_conda_mapping::{SpdxExpression, license_expression};
use spdx::identifiers::LICENSES;
use spdx::{Expression, LicenseId, LicenseItem, license_id};

/// From this coefficient on, a text can be that of the licence: holders and small changes make up the rest.
const ALIKE: f64 = 0.9;

/// From this coefficient on, it is. Below, a licence of the same family may be more alike: that of
/// BSD-2-Clause and BSD-3-Clause is 0.918.
const NEARLY_EQUAL: f64 = 0.93;

/// By how much another licence may be more alike.
const MARGIN: f64 = 0.02;

/// From this share of the pairs of a licence on, a text contains the licence.
const CONTAINED: f64 = 0.95;

/// A text that contains the text of a licence beside those of others has at least so many times its pairs.
/// Two licences of one family differ by less.
const COLLECTION: f64 = 1.5;

/// Words that follow "copyright" within the sentences of licences. After others, a line names holders.
const AFTER_COPYRIGHT: [&str; 15] = [
    "and",
    "holder",
    "holders",
    "in",
    "infringement",
    "law",
    "laws",
    "license",
    "licence",
    "notice",
    "notices",
    "or",
    "owner",
    "owners",
    "protection",
];

/// What follows this in the licences of GNU and Apache is advice on how to apply them, which many files lack.
const END: &str = "END OF TERMS AND CONDITIONS";

/// The words of a file that may be the text of a licence.
#[derive(Debug, Clone)]
pub struct LicenseWords {
    length: usize,
    all: Pairs,
    terms: Pairs,
}

impl LicenseWords {
    /// Reads the words of a text.
    pub fn new(text: &str) -> Self {
        Self { length: text.len(), all: Pairs::of(text), terms: Pairs::of_terms(text) }
    }

    /// The licence that this is the text of; `None` if it is that of none in the SPDX list. To find it takes
    /// long: the text is compared with all licences.
    pub fn license(&self) -> Option<SpdxExpression> {
        self.most_alike().and_then(|(_, id)| license_expression(id.name).ok())
    }

    /// Whether this is the text of a licence in the expression, or contains it among others. False if the
    /// expression cannot be read.
    pub fn is_of(&self, license: &SpdxExpression) -> bool {
        let mut licenses = licenses(license).into_iter().flatten();
        licenses.any(|id| {
            let terms = Pairs::of_terms(id.text());
            let likeness = self.terms.likeness(&terms);
            let is_among_others = || {
                self.all.count() >= COLLECTION * terms.count()
                    && self.all.common(&terms) >= CONTAINED * terms.count()
            };
            let is_most_alike = || self.most_alike().is_some_and(|(most, _)| most < likeness + MARGIN);
            likeness >= NEARLY_EQUAL || is_among_others() || likeness >= ALIKE && is_most_alike()
        })
    }

    /// The licence of the SPDX list whose text is most like this one, and how much it is; `None` if none is
    /// alike.
    fn most_alike(&self) -> Option<(f64, LicenseId)> {
        // Most texts are of another length.
        let has_similar_length = |id: &LicenseId| {
            let other = id.text().len();
            self.length < 2 * other && other < 2 * self.length
        };
        let licenses = LICENSES.iter().filter_map(|license| license_id(license.name));
        let similar = licenses.filter(|id| !id.is_deprecated()).filter(has_similar_length);
        let alike = similar.map(|id| (self.terms.likeness(&Pairs::of_terms(id.text())), id));
        // Of equal texts, such as those of `-only` and `-or-later`, the first by name.
        alike
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .reduce(|best, other| if other.0 > best.0 { other } else { best })
    }
}

/// Whether SPDX has the texts of all licences in an expression. A `LicenseRef-…` has a text that only its
/// author knows.
pub fn has_known_texts(license: &SpdxExpression) -> bool {
    let licenses = licenses(license);
    !licenses.is_empty() && licenses.iter().all(Option::is_some)
}

/// The licences of an expression; `None` for those that are not in the SPDX list.
fn licenses(expression: &SpdxExpression) -> Vec<Option<LicenseId>> {
    let Ok(expression) = Expression::parse(expression.as_str()) else {
        return Vec::new();
    };
    let ids = expression.requirements().map(|requirement| match &requirement.req.license {
        LicenseItem::Spdx { id, .. } => Some(*id),
        LicenseItem::Other(_) => None,
    });
    ids.collect()
}

/// The pairs of neighbouring words in a text, each as its hash, sorted. A pair that the text repeats is there
/// as often.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pairs(Vec<u64>);

impl Pairs {
    /// Lines with the names of holders, punctuation and capitals do not count.
    fn of(text: &str) -> Self {
        let lines = text.lines().filter(|line| !is_about_holders(line));
        let words = lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric()));
        let words: Vec<_> = words.filter(|word| !word.is_empty()).map(hash).collect();
        let mut pairs: Vec<_> = words.windows(2).map(|pair| pair[0].rotate_left(1) ^ pair[1]).collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    /// Those of the licence itself, without advice on how to apply it.
    fn of_terms(text: &str) -> Self {
        Self::of(text.split_once(END).map_or(text, |(terms, _advice)| terms))
    }

    /// How many pairs there are.
    fn count(&self) -> f64 {
        as_number(self.0.len())
    }

    /// How many pairs are in both texts.
    fn common(&self, other: &Self) -> f64 {
        let mut others = other.0.iter().peekable();
        let is_common = |pair: &&u64| {
            while others.next_if(|other| other < pair).is_some() {}
            others.next_if(|other| other == pair).is_some()
        };
        as_number(self.0.iter().filter(is_common).count())
    }

    /// The Sørensen–Dice coefficient: 1 for equal texts, 0 for texts that have no pair in common.
    fn likeness(&self, other: &Self) -> f64 {
        let total = self.count() + other.count();
        if total == 0.0 { 0.0 } else { 2.0 * self.common(other) / total }
    }
}

fn as_number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A number for a word, the same for capitals and for both spellings of licence: FNV-1a.
fn hash(word: &str) -> u64 {
    let word = if word.eq_ignore_ascii_case("licence") { "license" } else { word };
    let bytes = word.bytes().map(|byte| u64::from(byte.to_ascii_lowercase()));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ byte).wrapping_mul(0x0100_0000_01b3))
}

/// Whether a line says who holds the rights, which is not of the licence. Where lines are broken at another
/// width, a sentence of the licence can go on with "copyright notice" at the beginning of a line.
fn is_about_holders(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is = |word: Option<&str>, known: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(known));
    match words.next() {
        first if is(first, "copyright") => {
            let next = words.next();
            !AFTER_COPYRIGHT.iter().any(|word| is(next, word))
        }
        first => is(first, "all") && is(words.next(), "rights") && is(words.next(), "reserved"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spdx_text(license: &str) -> &'static str {
        license_id(license).unwrap().text()
    }

    fn license(text: &str) -> Option<String> {
        LicenseWords::new(text).license().map(|license| license.to_string())
    }

    fn is_of(text: &str, license: &str) -> bool {
        LicenseWords::new(text).is_of(&license_expression(license).unwrap())
    }

    #[test]
    fn a_text_is_recognised_whoever_the_holder_is_and_however_it_is_set() {
        let mit = spdx_text("MIT").replace("<year> <copyright holders>", "2026 Ann and Bob");
        assert_eq!(license(&mit).as_deref(), Some("MIT"));
        let upper = format!("# THE MIT LICENCE (MIT)\n\n{}", mit.to_uppercase());
        assert_eq!(license(&upper).as_deref(), Some("MIT"));
        let commented = format!("/* {}", mit.replace('\n', "\r\n * "));
        assert_eq!(license(&commented).as_deref(), Some("MIT"));
        // Without the advice at its end.
        let apache = spdx_text("Apache-2.0").split("END OF TERMS").next().unwrap();
        assert_eq!(license(apache).as_deref(), Some("Apache-2.0"));
        assert_eq!(license(spdx_text("GPL-3.0-or-later")).as_deref(), Some("GPL-3.0-only"));
    }

    #[test]
    fn a_text_is_recognised_at_whatever_width_its_lines_are_broken() {
        for (own, other) in [("ISC", "0BSD"), ("BSD-3-Clause", "BSD-2-Clause"), ("MIT", "MIT-0")] {
            for width in (20..100).step_by(9) {
                let text = broken(spdx_text(own), width);
                assert_eq!(license(&text).as_deref(), Some(own), "{width}: {text}");
                assert!(is_of(&text, own) && !is_of(&text, other), "{width}: {text}");
            }
        }
    }

    /// Breaks the lines of each paragraph that names no holders at another width.
    fn broken(text: &str, width: usize) -> String {
        let paragraphs = text.split("\n\n").map(|paragraph| {
            if is_about_holders(paragraph) {
                return paragraph.to_owned();
            }
            let mut length = 0;
            let words = paragraph.split_whitespace().map(|word| {
                let fits = length + word.len() < width;
                length = if fits { length + word.len() + 1 } else { word.len() };
                format!("{}{word}", if fits { ' ' } else { '\n' })
            });
            words.collect()
        });
        paragraphs.collect::<Vec<String>>().join("\n\n")
    }

    #[test]
    fn other_texts_are_of_no_licence() {
        for text in ["", "GPL", "See ../LICENSE-MIT.", "Licensed under the terms of the MIT license."] {
            assert_eq!(license(text), None, "{text}");
            assert!(!is_of(text, "MIT"), "{text}");
        }
    }

    #[test]
    fn licences_of_one_family_are_told_apart() {
        for (text, other) in [
            ("BSD-3-Clause", "BSD-2-Clause"),
            ("MIT", "MIT-0"),
            ("ISC", "0BSD"),
            ("GPL-3.0-only", "GPL-2.0-only"),
        ] {
            assert_eq!(license(spdx_text(text)).as_deref(), Some(text));
            assert!(is_of(spdx_text(text), text));
            assert!(!is_of(spdx_text(text), other), "{text} is not {other}");
            assert!(!is_of(spdx_text(other), text), "{other} is not {text}");
        }
    }

    #[test]
    fn one_licence_of_the_expression_is_enough() {
        assert!(is_of(spdx_text("MIT"), "MIT OR Apache-2.0"));
        assert!(is_of(spdx_text("Apache-2.0"), "(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(is_of(spdx_text("GPL-3.0-only"), "GPL-3.0-or-later"));
        assert!(is_of(spdx_text("Apache-2.0"), "Apache-2.0 WITH LLVM-exception"));
    }

    #[test]
    fn one_file_can_hold_the_texts_of_several_licences() {
        let both = format!("Either of:\n{}\n---\n{}", spdx_text("MIT"), spdx_text("Apache-2.0"));
        assert!(is_of(&both, "MIT"));
        assert!(is_of(&both, "Apache-2.0"));
        assert!(!is_of(&both, "GPL-3.0-only"));
        assert!(!is_of(&both, "ISC"));
    }

    #[test]
    fn the_texts_of_own_licences_are_not_known() {
        for (license, is_known) in
            [("MIT OR Apache-2.0", true), ("LicenseRef-Acme", false), ("MIT AND LicenseRef-Acme", false)]
        {
            assert_eq!(has_known_texts(&license_expression(license).unwrap()), is_known, "{license}");
        }
    }

    #[test]
    fn texts_of_the_list_are_those_of_their_licences() {
        let licenses = LICENSES.iter().filter_map(|license| license_id(license.name));
        for license in licenses.filter(|license| !license.is_deprecated()).step_by(13) {
            let expression = license_expression(license.name).unwrap();
            assert!(LicenseWords::new(license.text()).is_of(&expression), "{}", license.name);
        }
    }
}
