//! Which files something was made from.

use serde::Serialize;

/// Patterns below a directory, in the manner of `.gitignore`: the last that matches decides, and one with `!` leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InputGlobSet {
    pub(crate) patterns: Vec<String>,
    /// Whether names that begin with a dot are passed over where no pattern has them.
    pub(crate) exclude_hidden: bool,
    /// The directory; that of the package's manifest if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) root: Option<String>,
}
