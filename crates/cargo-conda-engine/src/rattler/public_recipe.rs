//! The files of `info/recipe`, and what else rattler-build writes, without directories of the machine.

use camino::Utf8PathBuf;
use rattler_build_core::types::{Directories, Output};
use serde_yaml::Value;

use super::info_files::InfoFiles;
use super::step::chain;
use crate::api::StepError;

/// The directory that stands for those of the build, as conda's compilers name it.
const BUILDS: &str = "/usr/local/src/conda";

/// What stands for the directory of a channel on the machine.
const CHANNEL: &str = "file:///usr/local/src/conda/channel";

/// Virtual packages that describe the machine that builds: its kernel and its processors.
const OF_THE_MACHINE: [&str; 3] = ["__archspec", "__cuda", "__linux"];

/// The texts that we put into `info/recipe` beside rattler-build's.
#[derive(Debug, Clone)]
pub(crate) struct RecipeFiles {
    /// `recipe.yaml`.
    pub(crate) recipe: String,
    /// `Cargo.lock`; `None` if the workspace has none.
    pub(crate) lock_file: Option<String>,
    /// What the package was made from, as the file [`RECORD`] of `info/recipe`.
    pub(crate) record: String,
    /// What rattler-build's `rebuild` checks out; `None` if it cannot make the package.
    pub(crate) checkout: Option<Checkout>,
}

/// The sources of a package that was built in place, for a build with rattler-build alone.
#[derive(Debug, Clone)]
pub(crate) struct Checkout {
    /// The address of the repository.
    pub(crate) url: String,
    /// The full hash of the commit.
    pub(crate) commit: String,
    /// The workspace's root in the repository, relative; empty if both are the same.
    pub(crate) directory: Utf8PathBuf,
    /// The package's own licence texts, relative to the repository, in the order of the recipe.
    pub(crate) licenses: Vec<Utf8PathBuf>,
}

impl Checkout {
    /// Has a rendered recipe take its sources from the repository. Licence texts that the engine collects are
    /// not there.
    fn apply(&self, rendered: &mut Value) {
        let Self { url, commit, directory, licenses } = self;
        let texts = |pairs: &[(&str, &str)]| -> Value {
            let pairs = pairs.iter().map(|(key, text)| (Value::from(*key), Value::from(*text)));
            Value::Mapping(pairs.collect())
        };
        let sources = Value::from(vec![texts(&[("git", url), ("rev", commit)])]);
        rendered["recipe"]["source"] = sources.clone();
        rendered["finalized_sources"] = sources;
        let licenses: Vec<_> = licenses.iter().map(|path| Value::from(path.as_str())).collect();
        rendered["recipe"]["about"]["license_file"] = licenses.into();
        let script = &mut rendered["recipe"]["build"]["script"];
        if !directory.as_str().is_empty() {
            // A script without variables is not a mapping.
            if !script.is_mapping() {
                let content = std::mem::take(script);
                *script = Value::Mapping([(Value::from("content"), content)].into_iter().collect());
            }
            // rattler-build takes it to be relative to the host prefix.
            script["cwd"] = format!("../work/{directory}").into();
        }
    }
}

/// The name of the record in `info/recipe`.
pub(crate) const RECORD: &str = "cargo-conda-record.json";

/// Puts the recipe's files among those of `info`, and takes directories of the machine out of all.
pub(super) fn publish(output: &Output, ours: &RecipeFiles, files: &mut InfoFiles) -> Result<(), StepError> {
    let names = Names::of(output);
    let mut rendered = serde_yaml::to_value(public(output)).map_err(|error| chain(&error))?;
    names.apply(&mut rendered);
    if let Some(checkout) = &ours.checkout {
        checkout.apply(&mut rendered);
    }
    let mut set = |name: &str, text: String| drop(files.insert(format!("info/recipe/{name}"), text));
    set("recipe.yaml", ours.recipe.clone());
    let variant = serde_yaml::to_string(&output.build_configuration.variant);
    set("rendered_recipe.yaml", serde_yaml::to_string(&rendered).map_err(|error| chain(&error))?);
    set("variant_config.yaml", variant.map_err(|error| chain(&error))?);
    set(RECORD, ours.record.clone());
    if let Some(text) = &ours.lock_file {
        set("Cargo.lock", text.clone());
    }
    if let Some(about) = files.get_mut("info/about.json") {
        // JSON is YAML too.
        let mut value = serde_yaml::from_str(about).map_err(|error| chain(&error))?;
        names.apply(&mut value);
        *about = serde_json::to_string_pretty(&value).map_err(|error| chain(&error))?;
    }
    Ok(())
}

/// The output without what describes the machine that builds.
fn public(output: &Output) -> Output {
    let mut output = output.clone();
    let configuration = &mut output.build_configuration;
    for platform in [&mut configuration.host_platform, &mut configuration.build_platform] {
        platform.virtual_packages.retain(|package| !OF_THE_MACHINE.contains(&package.name.as_normalized()));
    }
    output
}

/// Texts that stand for others wherever they are the beginning of a string; of several that fit, the first
/// counts.
struct Names(Vec<(String, String)>);

impl Names {
    fn of(output: &Output) -> Self {
        let configuration = &output.build_configuration;
        let Directories { host_prefix, build_prefix, work_dir, build_dir, .. } = &configuration.directories;
        let build = format!("{BUILDS}/{}-{}", output.name().as_normalized(), output.version());
        let directories = [
            (host_prefix, format!("{build}/host_env")),
            (build_prefix, format!("{build}/build_env")),
            (work_dir, format!("{build}/work")),
            (build_dir, build.clone()),
        ];
        let directories = directories.map(|(path, name)| (path.display().to_string(), name));
        let channels = configuration.channels.iter().map(|channel| channel.url().to_string());
        let local = channels.filter(|url| url.starts_with("file:"));
        let local = local.map(|url| (url.trim_end_matches('/').to_owned(), CHANNEL.to_owned()));
        Self(directories.into_iter().chain(local).collect())
    }

    /// Replaces texts at the beginning of each string of a document.
    fn apply(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.apply_to(text),
            Value::Sequence(items) => items.iter_mut().for_each(|item| self.apply(item)),
            Value::Mapping(mapping) => mapping.values_mut().for_each(|item| self.apply(item)),
            Value::Tagged(tagged) => self.apply(&mut tagged.value),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn apply_to(&self, text: &mut String) {
        let named = self.0.iter().find_map(|(machine, name)| {
            let rest = text.strip_prefix(machine.as_str())?;
            let is_whole = rest.is_empty() || rest.starts_with(['/', '\\']);
            is_whole.then(|| format!("{name}{}", rest.replace('\\', "/")))
        });
        if let Some(named) = named {
            *text = named;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Checkout, Names, Value};

    #[test]
    fn whole_directories_at_the_beginning_of_a_text_are_replaced() {
        let names = Names(vec![("/w/host".to_owned(), "/h".to_owned()), ("/w".to_owned(), "/b".to_owned())]);
        let texts = "a: /w/host/lib\nb: /w/hosts\nc: [/w, /ww, see /w]\nd: !x /w/src\ne: 1\n";
        let mut value: Value = serde_yaml::from_str(texts).unwrap();
        names.apply(&mut value);
        insta::assert_snapshot!(serde_yaml::to_string(&value).unwrap(), @"
        a: /h/lib
        b: /b/hosts
        c:
        - /b
        - /ww
        - see /w
        d: !x /b/src
        e: 1
        ");
    }

    #[test]
    fn a_checkout_has_the_sources_and_not_what_the_engine_collects() {
        let rendered = "recipe:\n  build: {script: make}\n  \
                        about: {license_file: [LICENSE, THIRDPARTY.yml]}\nfinalized_sources: null\n";
        let mut rendered: Value = serde_yaml::from_str(rendered).unwrap();
        let checkout = Checkout {
            url: "https://git.example/tools".to_owned(),
            commit: "0b24115".to_owned(),
            directory: "rust".into(),
            licenses: vec!["rust/LICENSE".into()],
        };
        checkout.apply(&mut rendered);
        let once = serde_yaml::to_string(&rendered).unwrap();
        insta::assert_snapshot!(once, @"
        recipe:
          build:
            script:
              content: make
              cwd: ../work/rust
          about:
            license_file:
            - rust/LICENSE
          source:
          - git: https://git.example/tools
            rev: 0b24115
        finalized_sources:
        - git: https://git.example/tools
          rev: 0b24115
        ");
        checkout.apply(&mut rendered);
        assert_eq!(serde_yaml::to_string(&rendered).unwrap(), once, "a script that is a mapping stays one");
    }
}
