use std::fmt;
use std::str::FromStr;

/// The severity of a record; later variants are more severe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Single steps of a computation.
    Trace,
    /// Details for the developers of the program.
    Debug,
    /// Events of normal operation.
    #[default]
    Info,
    /// Conditions that may need attention later.
    Warn,
    /// Failures that need attention now.
    Error,
}

/// A level that is not one of [`Level::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown level `{0}`: write trace, debug, info, warn or error")]
pub struct UnknownLevel(pub String);

impl Level {
    /// All levels, from the least to the most severe.
    pub const ALL: [Self; 5] = [
        Self::Trace,
        Self::Debug,
        Self::Info,
        Self::Warn,
        Self::Error,
    ];

    /// The lower-case name that all text formats use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    /// Reads a level in any case, with `warning` as another word for `warn`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.to_ascii_lowercase();
        match name.as_str() {
            "warning" => Ok(Self::Warn),
            name => Self::ALL
                .into_iter()
                .find(|level| level.as_str() == name)
                .ok_or_else(|| UnknownLevel(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_by_importance() {
        assert!(Level::ALL.is_sorted());
        assert!(Level::Error > Level::Warn);
    }

    #[test]
    fn names_are_read_back() {
        for level in Level::ALL {
            assert_eq!(level.to_string().parse(), Ok(level));
        }
        assert_eq!("WARNING".parse(), Ok(Level::Warn));
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        assert_eq!(
            "fatal".parse::<Level>(),
            Err(UnknownLevel("fatal".to_owned()))
        );
    }
}
