//! Arguments in `extra-args` that have a key of their own.

use super::tables::Reader;
use crate::config::layer::ConfigLayer;
use crate::source::Located;

impl Reader<'_> {
    /// Moves arguments from `extra-args` to the keys that they have.
    ///
    /// pixi's own backend for Rust has no such keys, so its users write `extra-args = ["--features", "tls"]`.
    /// A profile stays where it is if the key is set too; a later check then refuses it.
    pub(super) fn lift_arguments(layer: &mut ConfigLayer) {
        let Some(arguments) = layer.extra_args.take() else {
            return;
        };
        let mut rest = Vec::new();
        let mut arguments = arguments.into_iter().peekable();
        while let Some(argument) = arguments.next() {
            let (name, attached) = match argument.value.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.value.as_str(), None),
            };
            let takes_value = matches!(name, "--features" | "-F" | "--profile" | "--bin");
            let value = match attached {
                None if takes_value => arguments.peek().map(|next| next.value.clone()),
                attached => attached,
            };
            let is_separate = takes_value && !argument.value.contains('=');
            let located = value.map(|value| Located { value, location: argument.location.clone() });
            let is_lifted = match (name, located) {
                ("--features" | "-F", Some(value)) => add_features(layer, &value),
                ("--bin", Some(value)) => {
                    layer.binaries.get_or_insert_default().push(value);
                    true
                }
                ("--profile", Some(value)) if layer.profile.is_none() => {
                    layer.profile = Some(value);
                    true
                }
                ("--all-features", None) => {
                    layer.all_features = Some(true);
                    true
                }
                ("--no-default-features", None) => {
                    layer.no_default_features = Some(true);
                    true
                }
                _ => false,
            };
            if !is_lifted {
                rest.push(argument);
            } else if is_separate {
                arguments.next();
            }
        }
        layer.extra_args = Some(rest);
    }
}

/// Adds a list of features, which cargo separates by commas or spaces.
fn add_features(layer: &mut ConfigLayer, list: &Located<String>) -> bool {
    let names = list.value.split([',', ' ']).filter(|name| !name.is_empty());
    let located = names.map(|name| Located { value: name.to_owned(), location: list.location.clone() });
    layer.features.get_or_insert_default().extend(located);
    true
}
