//! What the linker leaves out of programs.

/// `strip` of Cargo's profiles: <https://doc.rust-lang.org/cargo/reference/profiles.html#strip>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strip {
    /// Nothing is left out.
    None,
    /// Debug information is left out.
    Debuginfo,
    /// Debug information and the symbol table are left out.
    Symbols,
}

impl Strip {
    /// All values.
    pub const ALL: [Self; 3] = [Self::None, Self::Debuginfo, Self::Symbols];

    /// The value as Cargo writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Debuginfo => "debuginfo",
            Self::Symbols => "symbols",
        }
    }

    /// The variable that sets `strip` of a profile. See
    /// <https://doc.rust-lang.org/cargo/reference/environment-variables.html#configuration-environment-variables>.
    pub fn variable(profile: &str) -> String {
        format!("CARGO_PROFILE_{}_STRIP", Self::profile_in_variable(profile))
    }

    /// The name of a profile within that of a variable.
    pub(crate) fn profile_in_variable(profile: &str) -> String {
        profile.to_uppercase().replace('-', "_")
    }

    /// The profile, in capital letters and with `_` for `-`, whose `strip` a variable sets; `None` for other
    /// variables.
    pub fn profile_of_variable(name: &str) -> Option<&str> {
        name.strip_prefix("CARGO_PROFILE_")?.strip_suffix("_STRIP")
    }
}

/// What a build tells cargo to strip.
///
/// Cargo keeps crates that are compiled with another `strip` apart, although only the last link reads it. So
/// all packages of a workspace set the same value for the profile, and one that differs sets its own for its
/// crate alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StripPlan {
    /// The value for the profile; `None` if the profile decides.
    pub of_profile: Option<Strip>,
    /// The value for the package's own crate; `None` if it is that of the profile.
    pub of_package: Option<Strip>,
}

impl StripPlan {
    /// What the programs are stripped of; `None` if the profile decides.
    pub fn effective(self) -> Option<Strip> {
        self.of_package.or(self.of_profile)
    }
}
