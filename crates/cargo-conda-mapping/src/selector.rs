//! Selectors: the keys of `target.<selector>` tables in the configuration.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::{Platform, UnknownPlatform, nearest};

/// A set of platforms that a `target.<selector>` table applies to.
///
/// Selectors are ordered from the widest to the narrowest. Tables are applied in that order, so that a
/// narrower selector wins. No platform is matched by two of `linux`, `osx` and `win`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selector {
    /// `unix`: every platform for which [`Platform::is_unix`] is true.
    Unix,
    /// `linux`: Linux on any processor.
    Linux,
    /// `osx` or `macos`: macOS on any processor.
    Osx,
    /// `win`: Windows on any processor.
    Win,
    /// A platform by its own name, such as `linux-64`.
    Platform(Platform),
}

impl Selector {
    /// The selectors that cover more than one platform, by the words they are written with.
    const FAMILIES: [(&str, Self); 5] = [
        ("unix", Self::Unix),
        ("linux", Self::Linux),
        ("osx", Self::Osx),
        ("macos", Self::Osx),
        ("win", Self::Win),
    ];

    /// Returns true if the selector covers the platform.
    pub fn matches(self, platform: Platform) -> bool {
        match self {
            Self::Unix => platform.is_unix(),
            Self::Linux => platform.is_linux(),
            Self::Osx => platform.is_osx(),
            Self::Win => platform.is_windows(),
            Self::Platform(own) => own == platform,
        }
    }

    /// Returns the word that the selector is written with; `osx` for both spellings of macOS.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unix => "unix",
            Self::Linux => "linux",
            Self::Osx => "osx",
            Self::Win => "win",
            Self::Platform(platform) => platform.as_str(),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Selector {
    type Err = UnknownSelector;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((_, family)) = Self::FAMILIES.iter().find(|(word, _)| *word == text) {
            return Ok(*family);
        }
        text.parse().map(Self::Platform).map_err(|UnknownPlatform { text, suggestion }| {
            let family = match text.as_str() {
                "windows" => Some("win"),
                _ => nearest(&text, Self::FAMILIES.map(|(word, _)| word)),
            };
            UnknownSelector { suggestion: family.or(suggestion.map(Platform::as_str)), text }
        })
    }
}

/// The error for a word that is not a selector.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{text}` is not a selector; {}write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`",
    advice(self.suggestion)
)]
pub struct UnknownSelector {
    /// The word.
    pub text: String,
    /// The selector that was probably meant; `None` if no selector is close.
    pub suggestion: Option<&'static str>,
}

fn advice(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |word| format!("did you mean `{word}`? "))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn selector(text: &str) -> Selector {
        text.parse().unwrap()
    }

    #[test]
    fn each_matches_its_platforms() {
        let platforms: [Platform; 4] =
            ["linux-64", "linux-aarch64", "osx-arm64", "win-64"].map(|name| name.parse().unwrap());
        for (text, expected) in [
            ("unix", [true, true, true, false]),
            ("linux", [true, true, false, false]),
            ("osx", [false, false, true, false]),
            ("macos", [false, false, true, false]),
            ("win", [false, false, false, true]),
            ("linux-aarch64", [false, true, false, false]),
        ] {
            assert_eq!(platforms.map(|platform| selector(text).matches(platform)), expected, "{text}");
        }
    }

    #[test]
    fn the_widest_comes_first() {
        let mut selectors = ["win-64", "linux-64", "win", "linux", "unix", "osx"].map(selector);
        selectors.sort();
        assert_eq!(selectors.map(Selector::as_str), ["unix", "linux", "osx", "win", "linux-64", "win-64"]);
    }

    #[test]
    fn errors_list_what_is_allowed() {
        let error = |text: &str| text.parse::<Selector>().unwrap_err().to_string();
        assert_snapshot!(error("windows"), @"`windows` is not a selector; did you mean `win`? write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`");
        assert_snapshot!(error("linux-arm64"), @"`linux-arm64` is not a selector; did you mean `linux-aarch64`? write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`");
        assert_snapshot!(error("Unix"), @"`Unix` is not a selector; did you mean `unix`? write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`");
        assert_snapshot!(error("everything"), @"`everything` is not a selector; write `unix`, `linux`, `osx`, `macos`, `win` or a platform such as `linux-64`");
    }
}
