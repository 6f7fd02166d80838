//! What is asked for when a package is made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::api::{Cause, Change, InputKind};

/// Names and values, all of them for people to read.
type Values = BTreeMap<String, String>;

/// All that is known before anything is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Given {
    /// The recipe, key by key, and the settings of the profile.
    pub(crate) settings: Values,
    /// What makes it.
    pub(crate) tools: Values,
    /// Variables of the caller's environment that reach the build.
    pub(crate) variables: Values,
    /// The packages of its conda environments; nothing if they were not looked up.
    pub(crate) environment: Option<Values>,
}

impl Given {
    /// The keys of a recipe with their values, such as `build.number` and `0`.
    pub(crate) fn of_recipe(recipe: &str) -> Values {
        let mut settings = Values::new();
        flatten("", &serde_yaml::from_str(recipe).unwrap_or_default(), &mut settings);
        settings
    }

    pub(super) fn differences_from(&self, before: &Self) -> Vec<Cause> {
        let mut causes = differences(InputKind::Setting, &before.settings, &self.settings);
        causes.extend(differences(InputKind::Tool, &before.tools, &self.tools));
        causes.extend(differences(InputKind::Variable, &before.variables, &self.variables));
        if let (Some(before), Some(now)) = (&before.environment, &self.environment) {
            causes.extend(differences(InputKind::Environment, before, now));
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

/// Tables become dotted keys; a list is one value, as JSON, for most are of one line.
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
        let given = |recipe| Given { settings: Given::of_recipe(recipe), ..Given::default() };
        let before = given("build:\n  number: 0\n  script: [a, b]\nabout:\n  license: MIT\n");
        let now = given("build:\n  number: 1\n  script: [a, b]\n  string: x\n");
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
