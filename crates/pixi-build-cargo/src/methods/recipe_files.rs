//! Recipes in the debug directory, where pixi's own backends leave theirs.

use std::collections::BTreeMap;

use cargo_conda::backend::Output;

use crate::convert::variant_to_wire;
use crate::debug_directory::DebugDirectory;

/// Writes the recipe of an output and the variant that it was rendered with, in a folder of their own.
pub(super) fn write_recipe(debug: &DebugDirectory, output: &Output) {
    let folder = format!("recipe/{}-{}", output.package.name, output.build_string);
    debug.write_text(&format!("{folder}/recipe.yaml"), &output.recipe);
    let variant = output.variant.iter().map(|(key, value)| (key.clone(), variant_to_wire(value)));
    // JSON is also YAML.
    debug.write(&format!("{folder}/variants.yaml"), &variant.collect::<BTreeMap<_, _>>());
}
