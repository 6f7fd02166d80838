//! Compares conda's order of versions, as rattler implements it, with Cargo's.

use std::cmp::Ordering;

use cargo_conda_mapping::{CondaVersion, VersionWarning};
use proptest::prelude::*;
use rattler_conda_types::Version;

fn semver(text: &str) -> semver::Version {
    semver::Version::parse(text).expect("a semantic version")
}

fn conda(version: &CondaVersion) -> Version {
    version.as_str().parse().unwrap_or_else(|error| panic!("`{version}`: {error}"))
}

/// Cargo's order of two versions, and conda's order of the versions they are mapped to.
fn orders(a: &semver::Version, b: &semver::Version) -> (Ordering, Ordering) {
    let mapped = [a, b].map(|version| conda(&CondaVersion::from_semver(version)));
    (a.cmp_precedence(b), mapped[0].cmp(&mapped[1]))
}

/// True if conda orders two versions differently. Where Cargo has a tie, build metadata may decide.
fn differ(a: &semver::Version, b: &semver::Version) -> bool {
    let (cargo, conda) = orders(a, b);
    cargo != Ordering::Equal && cargo != conda
}

fn has_warning(version: &semver::Version) -> bool {
    CondaVersion::from_semver(version).warning().is_some()
}

#[test]
fn the_usual_ladder_climbs_without_a_warning() {
    let ladder = [
        "0.9.9",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.1.1",
        "1.0.0-alpha.2",
        "1.0.0-alpha.10",
        "1.0.0-alpha1",
        "1.0.0-alpha2",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-rc.1",
        "1.0.0-rc.2",
        "1.0.0-rc.10",
        "1.0.0",
        "1.0.1-rc.1",
        "1.0.1",
        "1.1.0",
        "1.10.0",
        "2.0.0",
    ]
    .map(semver);
    for (a, b) in ladder.iter().zip(&ladder[1..]) {
        assert_eq!(orders(a, b), (Ordering::Less, Ordering::Less), "{a} {b}");
    }
    assert!(!ladder.iter().any(has_warning));
}

#[test]
fn each_warning_has_a_pair_that_needs_it() {
    type Is = fn(&VersionWarning) -> bool;
    let witnesses: [(&str, &str, Is); 12] = [
        ("1.0.0-1", "1.0.0", |w| matches!(w, VersionWarning::LeadingDigit { .. })),
        ("1.0.0-0b", "1.0.0-a", |w| matches!(w, VersionWarning::LeadingDigit { .. })),
        ("1.0.0-dev", "1.0.0-alpha", |w| matches!(w, VersionWarning::SpecialWord { word: "dev" })),
        ("1.0.0-post", "1.0.0", |w| matches!(w, VersionWarning::SpecialWord { word: "post" })),
        ("1.0.0-rc10", "1.0.0-rc2", |w| matches!(w, VersionWarning::AttachedNumber { .. })),
        ("1.0.0-alpha.0", "1.0.0-alpha", |w| matches!(w, VersionWarning::TrailingZero { .. })),
        ("1.0.0-rc0", "1.0.0-rc", |w| matches!(w, VersionWarning::TrailingZero { .. })),
        ("1.0.0-rc1a", "1.0.0-rc1", |w| matches!(w, VersionWarning::LettersBehindDigits { .. })),
        ("1.0.0-alpha.beta", "1.0.0-alpha", |w| matches!(w, VersionWarning::LaterLetters { .. })),
        ("1.0.0-alpha-1", "1.0.0-alpha.2", |w| matches!(w, VersionWarning::Hyphen { .. })),
        ("1.0.0-RC.1", "1.0.0-alpha.1", |w| matches!(w, VersionWarning::Capital { .. })),
        ("1.0.0-rc.99999999999999999999", "1.0.0-rc.9999999999999999999.10", |w| {
            matches!(w, VersionWarning::LargeNumber { .. })
        }),
    ];
    for (warned, safe, is_expected) in witnesses {
        let (warned, safe) = (semver(warned), semver(safe));
        let warning = CondaVersion::from_semver(&warned).warning().cloned();
        assert!(warning.as_ref().is_some_and(is_expected), "{warned}: {warning:?}");
        assert!(!has_warning(&safe), "{safe}");
        assert!(differ(&warned, &safe), "{warned} {safe}");
    }
}

/// A version and its mapping, kept together so that many comparisons cost little.
struct Mapped {
    semver: semver::Version,
    conda: Version,
    is_safe: bool,
}

impl Mapped {
    fn new(pre: &str) -> Option<Self> {
        let pre = semver::Prerelease::new(pre).ok()?;
        let semver = semver::Version { pre, ..semver::Version::new(1, 0, 0) };
        let mapped = CondaVersion::from_semver(&semver);
        Some(Self { conda: conda(&mapped), is_safe: mapped.warning().is_none(), semver })
    }

    fn differs_from(&self, other: &Self) -> bool {
        self.semver.cmp_precedence(&other.semver) != self.conda.cmp(&other.conda)
    }
}

/// All pre-releases of up to five characters, from one character of each kind, or two where their order
/// matters.
fn small_versions() -> Vec<Mapped> {
    let mut all = vec![String::new()];
    let mut start = 0;
    for _ in 0..5 {
        let longest = start..all.len();
        start = all.len();
        for index in longest {
            let longer = ["0", "1", "a", "b", "B", "-", "."].map(|piece| format!("{}{piece}", all[index]));
            all.extend(longer);
        }
    }
    all.iter().filter_map(|pre| Mapped::new(pre)).collect()
}

#[test]
fn small_versions_without_a_warning_keep_their_order() {
    let safe: Vec<_> = small_versions().into_iter().filter(|version| version.is_safe).collect();
    assert!(safe.len() > 100, "{}", safe.len());
    for (index, a) in safe.iter().enumerate() {
        for b in &safe[index..] {
            assert!(!a.differs_from(b), "{} {}", a.semver, b.semver);
        }
    }
}

#[test]
fn small_versions_with_a_warning_differ_from_one_without() {
    let (mut safe, warned): (Vec<_>, Vec<_>) =
        small_versions().into_iter().partition(|version| version.is_safe);
    // Only a version with a digit above the first one shows that `a10` is ordered differently.
    let words: Vec<_> =
        safe.iter().map(|version| version.semver.pre.to_string()).filter(|pre| !pre.ends_with('1')).collect();
    safe.extend(words.iter().filter_map(|word| Mapped::new(&format!("{word}9"))));
    let needless: Vec<_> = warned
        .iter()
        .filter(|warned| !safe.iter().any(|safe| warned.differs_from(safe)))
        .map(|version| version.semver.pre.as_str())
        // conda ignores both the start and the later part of these, and the two differences cancel out.
        .filter(|pre| !pre.starts_with(['0', '-']))
        .collect();
    assert_eq!(needless, [""; 0]);
}

/// Texts that match a pattern. A bare string as a strategy would compile the pattern anew for each case.
fn text(pattern: &str) -> impl Strategy<Value = String> + use<> {
    prop::string::string_regex(pattern).expect("a regular expression")
}

/// Identifiers of all kinds that Cargo allows, among them those that conda orders differently.
fn identifier() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => text("(0|[1-9][0-9]{0,2})"),
        1 => text("[1-9][0-9]{17,21}"),
        6 => text("(a|alpha|beta|pre|rc|dev|post|devel|postfix)"),
        4 => text("(a|alpha|rc|dev|post)[0-9]{1,3}"),
        1 => text("(rc|a)[0-9]{18,21}"),
        3 => text("[0-9]{1,3}(a|rc|dev|post)[0-9]?"),
        3 => text("(Alpha|RC|rC|DEV|Post)[0-9]?"),
        3 => text("(alpha|rc|x86|0|-|dev)-(1|2|10|linux|-|post)?"),
        2 => text("[0-9A-Za-z-]{1,6}"),
    ]
    .prop_filter("numbers have no leading zero", |text| semver::Prerelease::new(text).is_ok())
}

fn identifiers(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(identifier(), 0..=most).prop_map(|parts| parts.join("."))
}

/// Pre-releases that mostly have no warning, so that the property is tested on enough of them.
fn plain_pre_release() -> impl Strategy<Value = String> {
    ("(a|alpha|b|beta|rc|devel)[1-9]?", prop::collection::vec(0_u64..12, 0..4))
        .prop_map(|(word, numbers)| numbers.iter().fold(word, |text, number| format!("{text}.{number}")))
}

fn version() -> impl Strategy<Value = semver::Version> {
    let number = || prop_oneof![8 => 0_u64..3, 1 => Just(u64::MAX)];
    let pre = prop_oneof![
        2 => Just(String::new()),
        5 => plain_pre_release(),
        5 => identifiers(3),
        1 => identifiers(40),
    ];
    let build = prop_oneof![3 => Just(String::new()), 1 => identifiers(3), 1 => text("[0-9A-Za-z-]{1,70}")];
    (0_u64..2, 0_u64..2, number(), pre, build).prop_map(|(major, minor, patch, pre, build)| semver::Version {
        major,
        minor,
        patch,
        pre: semver::Prerelease::new(&pre).expect("identifiers make a pre-release"),
        build: semver::BuildMetadata::new(&build).expect("identifiers make build metadata"),
    })
}

/// Pairs of versions. Half of them have the same release, since otherwise the pre-release seldom decides.
fn pair() -> impl Strategy<Value = (semver::Version, semver::Version)> {
    (version(), version(), any::<bool>()).prop_map(|(a, mut b, same_release)| {
        if same_release {
            (b.major, b.minor, b.patch) = (a.major, a.minor, a.patch);
        }
        (a, b)
    })
}

proptest! {
    // Failing cases become tests above. proptest has no place for a file of them beside an integration test.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_is_kept_or_warned_of((a, b) in pair()) {
        prop_assert!(!differ(&a, &b) || has_warning(&a) || has_warning(&b), "{} {}", a, b);
    }

    #[test]
    fn the_text_is_fit_for_a_file_name(version in version()) {
        let mapped = CondaVersion::from_semver(&version);
        let text = mapped.as_str();
        prop_assert!(text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'z' | b'.' | b'_' | b'+')), "{}", text);
        prop_assert!(text.len() <= 64);
        conda(&mapped);
    }

    #[test]
    fn the_text_means_what_rattler_makes_of_the_version(version in version()) {
        let mapped = CondaVersion::from_semver(&version);
        let cut = matches!(
            mapped.warning(),
            Some(VersionWarning::TooLong { .. } | VersionWarning::LargeNumber { .. })
        );
        // A number beyond 64 bits has no equal in conda, in any identifier.
        let too_large = version.to_string().split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 19);
        prop_assert!(cut || too_large || conda(&mapped) == Version::from(&version), "{version} {mapped}");
    }
}
