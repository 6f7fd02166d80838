//! Adds flags for rustc to those that the user has set, in the one place where cargo reads flags.
//!
//! cargo reads flags from the first of four places that has some, and joins variables and configuration files
//! that belong to the same place: <https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags>.
//! Flags in an earlier place would push out the user's, and flags in a later one would be pushed out.

use cargo_conda_mapping::RustTarget;
use cargo_conda_workspace::CargoConfig;
use indexmap::IndexMap;

/// The first place: a variable with flags that are separated by this character.
pub(crate) const ENCODED: &str = "CARGO_ENCODED_RUSTFLAGS";
const SEPARATOR: char = '\u{1f}';

/// The second place: a variable with flags that are separated by spaces.
pub(crate) const PLAIN: &str = "RUSTFLAGS";

/// The variable of the last place, `build.rustflags`. That of the third, `target.<triple>.rustflags`, is
/// [`of_target`].
pub(crate) const OF_BUILD: &str = "CARGO_BUILD_RUSTFLAGS";

/// The variable of the place `target.<triple>.rustflags`.
pub(crate) fn of_target(target: &RustTarget) -> String {
    target.cargo_variable("RUSTFLAGS")
}

/// Where cargo's configuration files set flags.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FlagsInFiles {
    /// True if a file sets them for the target, by its triple or a condition.
    pub(crate) for_target: bool,
    /// True if a file sets `build.rustflags`.
    pub(crate) for_build: bool,
}

impl FlagsInFiles {
    /// What these or other files set.
    pub(crate) fn and(self, others: Self) -> Self {
        Self {
            for_target: self.for_target || others.for_target,
            for_build: self.for_build || others.for_build,
        }
    }

    /// What any of these files sets for a target.
    pub(crate) fn of<'a>(configs: impl IntoIterator<Item = &'a CargoConfig>, target: &RustTarget) -> Self {
        let of_one = |config: &CargoConfig| Self {
            for_target: config.has_rustflags_for(target.as_str()),
            for_build: config.has_build_rustflags,
        };
        configs.into_iter().map(of_one).fold(Self::default(), Self::and)
    }
}

/// The variable in which these flags reach cargo together with the user's, and its value; `None` if there are
/// no flags.
///
/// `variables` are those of the build. The user's flags come last, because the last of two that contradict
/// each other counts. A flag with white space is left out where the variable cannot hold it.
pub(crate) fn added_to(
    variables: &IndexMap<String, String>,
    in_files: FlagsInFiles,
    target: &RustTarget,
    added: &[String],
) -> Option<(String, String)> {
    let set = |name: &str| variables.get(name).map(String::as_str);
    let of_target = of_target(target);
    let has_space = added.iter().any(|flag| flag.contains(char::is_whitespace));
    let words = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
    let (name, known) = if let Some(theirs) = set(ENCODED) {
        let theirs = theirs.split(SEPARATOR).filter(|flag| !flag.is_empty());
        (ENCODED, theirs.map(ToOwned::to_owned).collect())
    } else if let Some(theirs) = set(PLAIN) {
        // Only the first place can hold a flag with a space.
        (if has_space { ENCODED } else { PLAIN }, words(theirs))
    } else if in_files.for_target || set(&of_target).is_some() {
        (of_target.as_str(), words(set(&of_target).unwrap_or_default()))
    } else if has_space && !in_files.for_build {
        (ENCODED, words(set(OF_BUILD).unwrap_or_default()))
    } else {
        (OF_BUILD, words(set(OF_BUILD).unwrap_or_default()))
    };
    let can_hold = |flag: &&String| name == ENCODED || !flag.contains(char::is_whitespace);
    let all: Vec<_> = added.iter().filter(can_hold).chain(&known).map(String::as_str).collect();
    let separator = if name == ENCODED { SEPARATOR } else { ' ' };
    (!all.is_empty()).then(|| (name.to_owned(), all.join(&separator.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> RustTarget {
        "x86_64-unknown-linux-gnu".parse().unwrap()
    }

    const NONE: FlagsInFiles = FlagsInFiles { for_target: false, for_build: false };

    fn added(set: &[(&str, &str)], in_files: FlagsInFiles, flag: &str) -> String {
        let variables = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (name, value) = added_to(&variables, in_files, &target(), &[flag.to_owned()]).unwrap();
        format!("{name}={}", value.replace(SEPARATOR, "|"))
    }

    #[test]
    fn flags_go_to_the_first_place_that_the_user_takes() {
        let target = of_target(&target());
        let all = [(ENCODED, "-A\u{1f}b c"), (PLAIN, "-B"), (target.as_str(), "-C"), (OF_BUILD, "-D")];
        let expected = [
            "CARGO_ENCODED_RUSTFLAGS=-X|-A|b c",
            "RUSTFLAGS=-X -B",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS=-X -C",
            "CARGO_BUILD_RUSTFLAGS=-X -D",
            "CARGO_BUILD_RUSTFLAGS=-X",
        ];
        for (first, expected) in expected.into_iter().enumerate() {
            assert_eq!(added(&all[first.min(all.len())..], NONE, "-X"), expected);
        }
        let in_file = FlagsInFiles { for_target: true, for_build: true };
        assert_eq!(added(&all[3..], in_file, "-X"), "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS=-X");
        let of_build = FlagsInFiles { for_target: false, for_build: true };
        assert_eq!(added(&[], of_build, "-X"), "CARGO_BUILD_RUSTFLAGS=-X");
    }

    #[test]
    fn an_empty_variable_takes_its_place_too() {
        assert_eq!(
            added(&[(PLAIN, "")], FlagsInFiles { for_target: true, for_build: true }, "-X"),
            "RUSTFLAGS=-X"
        );
        assert_eq!(added(&[(ENCODED, "")], NONE, "-X"), "CARGO_ENCODED_RUSTFLAGS=-X");
    }

    #[test]
    fn a_flag_with_a_space_is_encoded_where_that_pushes_out_nothing() {
        assert_eq!(added(&[], NONE, "-X=a b"), "CARGO_ENCODED_RUSTFLAGS=-X=a b");
        assert_eq!(added(&[(PLAIN, "-A -B")], NONE, "-X=a b"), "CARGO_ENCODED_RUSTFLAGS=-X=a b|-A|-B");
        assert_eq!(added(&[(OF_BUILD, "-A")], NONE, "-X=a b"), "CARGO_ENCODED_RUSTFLAGS=-X=a b|-A");
        let of_build = FlagsInFiles { for_target: false, for_build: true };
        assert_eq!(added(&[(OF_BUILD, "-A")], of_build, "-X=a b"), "CARGO_BUILD_RUSTFLAGS=-A");
        let variables = IndexMap::new();
        assert_eq!(added_to(&variables, of_build, &target(), &["-X=a b".to_owned()]), None);
        assert_eq!(added_to(&variables, NONE, &target(), &[]), None);
    }
}
