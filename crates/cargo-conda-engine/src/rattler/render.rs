//! Renders the text of a recipe into its variants.

use std::collections::{BTreeMap, BTreeSet};

use cargo_conda_mapping::Platform;
use cargo_conda_plan::{StdlibChoice, VariantValue, Variants};
use rattler_build_jinja::{JinjaConfig, Variable};
use rattler_build_recipe::source_code::Source;
use rattler_build_recipe::stage0::ParseConfig;
use rattler_build_recipe::variant_render::{RenderConfig, RenderedVariant};
use rattler_build_recipe::{parse_recipe_with_config, render_recipe};
use rattler_build_types::NormalizedKey;
use rattler_build_variant_config::VariantConfig;
use rattler_conda_types::RepodataRevision;

use super::RattlerSession;
use super::session::subdir;
use super::step::chain;
use crate::api::{EngineError, StepError};

/// The values of all variant keys for one platform.
#[derive(Default)]
pub(crate) struct VariantTable(VariantConfig);

impl VariantTable {
    /// Reads the values: conda-forge's defaults, then the workspace's, then those of variant files, then
    /// those of the command line. Later values replace earlier ones.
    pub(crate) fn read(
        session: &RattlerSession,
        variants: &Variants,
        platform: Platform,
    ) -> Result<Self, EngineError> {
        let jinja = JinjaConfig {
            target_platform: subdir(platform),
            host_platform: subdir(platform),
            build_platform: session.build_platform.platform,
            ..JinjaConfig::default()
        };
        let stand_ins = match variants.stdlib {
            StdlibChoice::Always => cargo_conda_recipe::VARIANTS,
            StdlibChoice::WhereChosen => cargo_conda_recipe::COMPILERS,
        };
        let mut table =
            VariantConfig::from_yaml_str_with_context(stand_ins, &jinja).expect("our own files are valid");
        insert(&mut table, &variants.defaults);
        for path in &variants.files {
            let read = VariantConfig::from_files_with_context(&[path], &jinja);
            let file = read.map_err(|error| EngineError::VariantFile {
                path: path.clone(),
                source: StepError::of(match error {
                    // The outer error repeats the path, but only its source has the line.
                    rattler_build_variant_config::VariantConfigError::ParseError { source, .. } => {
                        source.to_string()
                    }
                    other => chain(&other).to_string(),
                }),
            })?;
            table.merge(file);
        }
        insert(&mut table, &variants.values);
        Ok(Self(table))
    }

    /// The same with further values of a key.
    pub(crate) fn with(mut self, key: &str, values: &BTreeSet<String>) -> Self {
        self.0.insert(key, values.iter().map(|value| value.as_str().into()).collect());
        self
    }
}

fn insert<'v>(
    table: &mut VariantConfig,
    values: impl IntoIterator<Item = (&'v String, &'v Vec<VariantValue>)>,
) {
    for (key, values) in values {
        table.insert(key.as_str(), values.iter().map(variable).collect());
    }
}

fn variable(value: &VariantValue) -> Variable {
    match value {
        VariantValue::Text(text) => text.as_str().into(),
        VariantValue::Number(number) => (*number).into(),
        VariantValue::Flag(flag) => (*flag).into(),
    }
}

/// One variant of a rendered recipe.
#[derive(Debug, Clone)]
pub(crate) struct Rendered(pub(super) RenderedVariant);

impl Rendered {
    /// The values of the variant keys that the recipe uses, without those that follow from the platform.
    pub(crate) fn variant(&self) -> BTreeMap<String, String> {
        let own = self.0.variant.iter().filter(|(key, _)| !is_given(key));
        own.map(|(key, value)| (key.normalize(), value.to_string())).collect()
    }

    /// The name of the package.
    pub(crate) fn name(&self) -> &str {
        self.0.recipe.package().name().as_normalized()
    }

    /// The build string of the package.
    pub(crate) fn build_string(&self) -> String {
        let string: Option<&str> = self.0.recipe.build().string.as_ref().into();
        string.unwrap_or_default().to_owned()
    }

    /// The hash of the variant's values, which is part of the build string.
    pub(crate) fn hash(&self) -> String {
        self.0.hash_info.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

/// Whether the value of a key follows from the platform.
fn is_given(key: &NormalizedKey) -> bool {
    matches!(key.normalize().as_str(), "target_platform" | "build_platform" | "host_platform")
}

/// The file name of the recipe in messages.
const RECIPE: &str = "recipe.yaml";

/// The text of a recipe, with the platform and the build string prefix to render it for.
#[derive(Clone, Copy)]
pub(crate) struct RecipeText<'a> {
    pub(crate) text: &'a str,
    pub(crate) platform: Platform,
    /// The prefix of build strings; `None` for conda's default.
    pub(crate) prefix: Option<&'a str>,
}

/// Renders a recipe once for each combination of the values of the keys that it uses. Returns at least one
/// variant.
pub(crate) fn render(
    session: &RattlerSession,
    RecipeText { text, platform, prefix }: RecipeText<'_>,
    variants: &VariantTable,
) -> Result<Vec<Rendered>, StepError> {
    let source = Source { name: RECIPE.to_owned(), code: text.into(), path: RECIPE.into() };
    // Extras, flags and conditions of match specs exist in this revision only.
    let repodata_revision = RepodataRevision::V3;
    let parsed = parse_recipe_with_config(&source, ParseConfig { repodata_revision });
    let parsed = parsed.map_err(|error| chain(&error))?;
    let config = RenderConfig {
        recipe_path: Some(RECIPE.into()),
        repodata_revision,
        build_string_prefix: prefix.map(ToOwned::to_owned),
        target_platform: subdir(platform),
        host_platform: subdir(platform),
        build_platform: session.build_platform.platform,
        ..RenderConfig::default()
    };
    let rendered = render_recipe(&source, &parsed, &variants.0, config).map_err(|error| chain(&error))?;
    if rendered.is_empty() {
        return Err(StepError::of("the recipe renders to no output"));
    }
    Ok(rendered.into_iter().map(Rendered).collect())
}
