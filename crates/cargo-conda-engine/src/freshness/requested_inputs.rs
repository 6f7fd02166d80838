//! What a build is asked to do: the settings, tools, variables and conda packages of a package's build.
//!
//! These are known before anything is compiled, unlike what the build then reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::api::{Cause, Change, InputKind};
use crate::scratch::EnvironmentContents;
use crate::system::Digest;

/// Values by name, in a form that messages can show.
type Values = BTreeMap<String, String>;

/// What a package's build is asked to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RequestedInputs {
    /// The recipe, key by key, and the settings of the profile.
    pub(crate) settings: Values,
    /// The programs that make the package, with their versions.
    pub(crate) tools: Values,
    /// Variables of the caller's environment that reach the build.
    pub(crate) variables: Values,
    /// The packages of the build and host environments; `None` with the machine's toolchain, or if the
    /// environments were not solved, as for `cargo conda plan`.
    pub(crate) environment: Option<EnvironmentContents>,
}

impl RequestedInputs {
    /// The keys of a recipe with their values, such as `build.number` and `0`. The paths of files are left
    /// out: where each comes from is a setting of its own.
    pub(crate) fn of_recipe(recipe: &str) -> Values {
        let mut settings = Values::new();
        let mut recipe: Value = serde_yaml::from_str(recipe).unwrap_or_default();
        let tests = recipe.get_mut("tests").and_then(Value::as_sequence_mut).into_iter().flatten();
        for contents in tests.filter_map(|test| test.get_mut("package_contents")?.as_mapping_mut()) {
            contents.remove("files");
        }
        flatten("", &recipe, &mut settings);
        settings
    }

    /// The same with digests for the values of variables, which may be private.
    pub(super) fn portable(&self) -> Self {
        let variables = self.variables.iter();
        let digest = |(name, value): (&String, &String)| (name.clone(), Digest::of_text(value).to_string());
        Self { variables: variables.map(digest).collect(), ..self.clone() }
    }

    /// Compares today's request with the recorded one.
    pub(super) fn differences_from(&self, before: &Self) -> Vec<Cause> {
        let mut causes = differences(InputKind::Setting, &before.settings, &self.settings);
        causes.extend(differences(InputKind::Tool, &before.tools, &self.tools));
        causes.extend(differences(InputKind::Variable, &before.variables, &self.variables));
        if let (Some(before), Some(now)) = (&before.environment, &self.environment) {
            causes.extend(differences(InputKind::Environment, &before.to_values(), &now.to_values()));
        }
        causes
    }
}

fn differences(kind: InputKind, before: &Values, now: &Values) -> Vec<Cause> {
    let names: std::collections::BTreeSet<_> = before.keys().chain(now.keys()).collect();
    let change = |name: &String| match (before.get(name), now.get(name)) {
        (Some(before), Some(now)) if before == now => None,
        (Some(before), Some(now)) => {
            Some(Change::Changed { before: Some(before.clone()), now: Some(now.clone()) })
        }
        (Some(before), None) => Some(Change::Removed(Some(before.clone()))),
        (None, now) => Some(Change::Added(now.cloned())),
    };
    let cause = |name: &String| Some(Cause::Input { kind, name: name.clone(), change: change(name)? });
    names.into_iter().filter_map(cause).collect()
}

/// Flattens a recipe: nested tables become dotted keys, and a list becomes one value, in JSON.
fn flatten(path: &str, value: &Value, into: &mut Values) {
    match value {
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                let key = key.as_str().unwrap_or_default();
                let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                flatten(&path, value, into);
            }
        }
        Value::String(text) => {
            into.insert(path.to_owned(), text.clone());
        }
        other => {
            into.insert(path.to_owned(), serde_json::to_string(other).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_recipe_are_compared_one_by_one() {
        let requested = |recipe| RequestedInputs {
            settings: RequestedInputs::of_recipe(recipe),
            ..RequestedInputs::default()
        };
        let before = requested("build:\n  number: 0\n  script: [a, b]\nabout:\n  license: MIT\n");
        let now = requested("build:\n  number: 1\n  script: [a, b]\n  string: x\n");
        let causes: Vec<_> = now.differences_from(&before).iter().map(ToString::to_string).collect();
        assert_eq!(
            causes,
            [
                "`about.license` is gone; it was MIT",
                "`build.number` has changed from 0 to 1",
                "`build.string` is new: x"
            ]
        );
        assert!(now.differences_from(&now).is_empty());
    }
}
