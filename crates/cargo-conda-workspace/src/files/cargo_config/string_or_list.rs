//! Values of cargo's configuration that users can write as a string or as a list.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A value that cargo accepts as `"a b"` and as `["a", "b"]`.
pub(super) enum StringOrList {
    One(String),
    List(Vec<String>),
}

impl StringOrList {
    /// The words of an alias: a string is split at white space.
    pub(super) fn into_words(self) -> Vec<String> {
        match self {
            Self::One(text) => text.split_whitespace().map(str::to_owned).collect(),
            Self::List(list) => list,
        }
    }

    /// The elements; a string is a list of one.
    pub(super) fn into_list(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::List(list) => list,
        }
    }
}

impl<'de> Deserialize<'de> for StringOrList {
    // Written by hand because an untagged enum would lose the position of a wrong value.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = StringOrList;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string or a list of strings")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(StringOrList::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(StringOrList::List(list))
            }
        }

        deserializer.deserialize_any(Either)
    }
}
