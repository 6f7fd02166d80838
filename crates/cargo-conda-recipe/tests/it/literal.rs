//! Users' texts are the same after rattler-build has read a recipe.

use cargo_conda_plan::{About, PackagePlan};
use cargo_conda_recipe::variable_value;
use indexmap::IndexMap;
use proptest::prelude::*;
use rattler_build_recipe::stage1::TestType;
use rattler_build_variant_config::VariantConfig;

use crate::samples::{in_place, plain, read, recipe};
use crate::scripts::commands;

/// Texts with many characters that are special in YAML or in templates.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zäß ]{1,4}",
        prop::sample::select(vec![
            "${{", "{{", "}}", "{%", "%}", "{#", "#}", "$", "{", "}", "'", "\"", "\\", "\n", ": ", "- ",
            "# ", "|", "raw", "-", "0", "~", "\t", "%", "&", "*", "!",
        ])
        .prop_map(ToOwned::to_owned),
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn text_comes_back(description in text(), variable in text(), command in text()) {
        // Plans have no texts with white space around them, and no variables that are empty or have several
        // lines.
        let description = description.trim().to_owned();
        let variable = format!("x{}", variable.replace('\n', " "));
        let package = PackagePlan {
            about: About {
                summary: Some(description.clone()),
                description: Some(description.clone()),
                ..About::default()
            },
            tests: Some(vec![command.clone(), "true".to_owned()]),
            ..plain("tool")
        };
        let env = IndexMap::from([("V".to_owned(), variable.clone())]);
        let yaml = recipe(&package, &in_place(), env.clone()).to_yaml();
        let recipe = read(&yaml, "linux-64", &VariantConfig::default()).unwrap().remove(0);
        prop_assert_eq!(recipe.about.summary.as_deref(), Some(description.as_str()));
        prop_assert_eq!(recipe.about.description.as_deref(), Some(description.as_str()));
        let written = IndexMap::from([("V".to_owned(), variable_value(&variable, false))]);
        prop_assert_eq!(&recipe.build.plan.script().unwrap().env, &written);
        let TestType::Commands(test) = &recipe.tests[1] else { panic!("{:?}", recipe.tests) };
        prop_assert_eq!(commands(&test.script), [command.as_str(), "true"]);
    }
}
