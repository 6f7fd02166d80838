//! The recipes of several packages in one file.

use serde::Serialize;

use crate::model::{About, Context, Extra, Package, Source};
use crate::recipe::{Recipe, with_header};
use crate::text::VERSION;

/// The recipes of several packages in one file, as outputs of rattler-build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MultiOutputRecipe {
    #[serde(flatten)]
    head: Option<Head>,
    outputs: Vec<Recipe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<About>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<Extra>,
}

/// What the recipe says for all of its outputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Head {
    schema_version: u8,
    context: Context,
    recipe: Package,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    build: BuildNumber,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct BuildNumber {
    number: u64,
}

impl MultiOutputRecipe {
    /// Joins recipes that are built [in place](crate::SourceLayout::InPlace). Nothing is said for all of
    /// them.
    pub fn in_place(outputs: Vec<Recipe>) -> Self {
        Self { head: None, outputs, about: None, extra: None }
    }

    /// Joins recipes of [one copied source](crate::SourceLayout::Copied), as conda-forge wants to have them.
    ///
    /// The recipe is called `name`, has the version that most of the packages have, and is about what the
    /// package `name` is about, or else the first one, as far as all packages say something. Each output
    /// keeps its own version, licence and texts.
    ///
    /// # Panics
    ///
    /// Panics if there are no outputs.
    pub fn copied(name: &str, mut outputs: Vec<Recipe>) -> Self {
        let version = most_frequent(outputs.iter().map(Recipe::version)).to_owned();
        let lead = outputs.iter().find(|output| output.name() == name).unwrap_or(&outputs[0]);
        let about = about(lead, &outputs);
        let head = Head {
            schema_version: 1,
            context: Context { version: version.clone() },
            recipe: Package { name: name.to_owned(), version: VERSION.to_owned() },
            source: lead.source.clone(),
            build: BuildNumber { number: lead.build.number },
        };
        for output in &mut outputs {
            output.become_output(&version);
        }
        Self { head: Some(head), outputs, about: Some(about), extra: None }
    }

    /// Names the people who look after the recipe, by their names on GitHub.
    #[must_use]
    pub fn maintained_by(mut self, maintainers: &[String]) -> Self {
        self.extra = Some(Extra::maintained_by(maintainers));
        self
    }

    /// Returns the text of a `recipe.yaml`.
    pub fn to_yaml(&self) -> String {
        with_header(self)
    }
}

/// What the recipe is about. An output without a text of its own would take over that of the recipe, and with
/// it another package's licence, so the recipe has only texts of which each output has its own.
fn about(lead: &Recipe, outputs: &[Recipe]) -> About {
    let all = |says: fn(&About) -> bool| outputs.iter().all(|output| says(&output.about));
    let About { homepage, repository, documentation, license, license_file, summary, description } =
        lead.about.clone();
    About {
        homepage: homepage.filter(|_| all(|about| about.homepage.is_some())),
        repository: repository.filter(|_| all(|about| about.repository.is_some())),
        documentation: documentation.filter(|_| all(|about| about.documentation.is_some())),
        license: license.filter(|_| all(|about| about.license.is_some())),
        license_file: if all(|about| !about.license_file.is_empty()) { license_file } else { Vec::new() },
        summary: summary.filter(|_| all(|about| about.summary.is_some())),
        description: description.filter(|_| all(|about| about.description.is_some())),
    }
}

/// The text that occurs most often; of several, the first.
fn most_frequent<'a>(texts: impl Iterator<Item = &'a str>) -> &'a str {
    let texts: Vec<_> = texts.collect();
    let count = |text: &str| texts.iter().filter(|other| **other == text).count();
    // `max_by_key` would return the last of equals.
    texts.iter().rev().max_by_key(|text| count(text)).expect("there are outputs")
}
