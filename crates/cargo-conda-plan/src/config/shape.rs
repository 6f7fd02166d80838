//! What the values of keys look like, for the schemas that editors read.
//!
//! The reader walks tables by hand, for the sake of its messages. Tests hold its verdicts against these
//! shapes.

/// A key of a configuration table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigKey {
    /// The key.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: ValueShape,
    /// What it means, as a sentence without a full stop.
    pub text: &'static str,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueShape {
    /// A string.
    Text,
    /// A string that is a URL.
    Url,
    /// `true` or `false`.
    Flag,
    /// This value of the two.
    Only(bool),
    /// A whole number, 0 or more.
    Number,
    /// One of these strings.
    Word(&'static [&'static str]),
    /// A platform of conda, such as `linux-64`.
    Platform,
    /// An array of such values.
    List(&'static ValueShape),
    /// A table in which each key has such a value.
    Map(&'static ValueShape),
    /// A table of these keys.
    Table(&'static [Field]),
    /// A value of one of these shapes.
    Either(&'static [ValueShape]),
}

/// A key of a table within a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: ValueShape,
    /// True if the table must have the key.
    pub is_required: bool,
}

impl ValueShape {
    /// An array of strings.
    pub(super) const TEXTS: Self = Self::List(&Self::Text);
}

/// A key that a table may lack.
pub(super) const fn may(name: &'static str, shape: ValueShape) -> Field {
    Field { name, shape, is_required: false }
}

/// A key that a table must have.
pub(super) const fn must(name: &'static str, shape: ValueShape) -> Field {
    Field { name, shape, is_required: true }
}
