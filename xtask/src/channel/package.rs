//! A conda package in memory, before it is written as an archive.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use walkdir::WalkDir;

use super::digest::Fingerprint;
use super::platform::Platform;
use crate::error::ChoreError;

/// The placeholder in texts that an installer replaces by the prefix.
pub(super) const PREFIX: &str = "/opt/the_directory_that_this_package_is_installed_in";

/// The build time of all packages: 2020-01-01 in Unix milliseconds. A constant, so that equal files give
/// equal archives.
const TIMESTAMP: u64 = 1_577_836_800_000;

/// The files of a package by their path from the prefix, with `/` as separator.
pub(super) type Files = BTreeMap<String, Content>;

/// The content of a file in a package.
pub(super) enum Content {
    /// A copy of a file of this machine.
    Copy(PathBuf),
    /// A text, in which an installer replaces [`PREFIX`].
    Text(String),
    /// A text like `Text`, and executable.
    Script(String),
    /// A symbolic link to this path.
    Link(String),
}

/// The run exports of a package: what packages built with it depend on.
#[derive(Default)]
pub(super) struct RunExports {
    /// Dependencies of packages that have this one in their host environment.
    pub(super) weak: Vec<String>,
    /// Dependencies of packages that have this one in their build or host environment.
    pub(super) strong: Vec<String>,
    /// Constraints of packages that have this one in their build or host environment.
    pub(super) strong_constrains: Vec<String>,
}

/// A conda package with its files and metadata.
pub(super) struct CondaPackage {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) build_number: u64,
    /// The end of the build string, such as `cpython`; `None` if the build number is its end.
    pub(super) build_suffix: Option<String>,
    /// The platform; `None` for a package of `noarch`.
    pub(super) platform: Option<Platform>,
    pub(super) licence: &'static str,
    pub(super) depends: Vec<String>,
    pub(super) run_exports: RunExports,
    pub(super) files: Files,
}

impl CondaPackage {
    /// A package of `noarch` without files and dependencies.
    pub(super) fn new(name: impl Into<String>, version: impl Into<String>, licence: &'static str) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            build_number: 0,
            build_suffix: None,
            platform: None,
            licence,
            depends: Vec::new(),
            run_exports: RunExports::default(),
            files: Files::new(),
        }
    }

    /// The subdirectory of the channel.
    pub(super) fn subdir(&self) -> &'static str {
        self.platform.map_or("noarch", Platform::name)
    }

    /// The build string. It contains a hash of the content, so that no client uses an outdated copy from its
    /// cache.
    pub(super) fn build(&self) -> Result<String, ChoreError> {
        let suffix = self.build_suffix.iter().flat_map(|suffix| ["_", suffix]).collect::<String>();
        Ok(format!("h{}_{}{suffix}", &self.fingerprint()?[..7], self.build_number))
    }

    /// The file name of the archive without its extension.
    pub(super) fn stem(&self) -> Result<String, ChoreError> {
        Ok(format!("{}-{}-{}", self.name, self.version, self.build()?))
    }

    pub(super) fn file_name(&self) -> Result<String, ChoreError> {
        Ok(self.stem()? + ".conda")
    }

    /// The content of `info/index.json`.
    pub(super) fn index(&self) -> Result<Value, ChoreError> {
        let mut index = self.metadata();
        index.insert("build".to_owned(), json!(self.build()?));
        Ok(Value::Object(index))
    }

    /// The content of `info/run_exports.json`.
    pub(super) fn run_exports(&self) -> Value {
        let RunExports { weak, strong, strong_constrains } = &self.run_exports;
        let kinds = [("weak", weak), ("strong", strong), ("strong_constrains", strong_constrains)];
        let kinds = kinds.into_iter().filter(|(_, specs)| !specs.is_empty());
        Value::Object(kinds.map(|(kind, specs)| (kind.to_owned(), json!(specs))).collect())
    }

    /// A hash of everything in the package. Files of the machine count by size and modification time, because
    /// reading a whole toolchain takes too long.
    pub(super) fn fingerprint(&self) -> Result<String, ChoreError> {
        let mut fingerprint = Fingerprint::default();
        fingerprint.add(&Value::Object(self.metadata()).to_string());
        fingerprint.add(&self.run_exports().to_string());
        for (path, content) in &self.files {
            fingerprint.add(path);
            match content {
                Content::Copy(source) => {
                    let metadata = fs_err::metadata(source).map_err(ChoreError::File)?;
                    let modified = metadata.modified().map_err(ChoreError::File)?;
                    fingerprint.add(&format!("{} {} {modified:?}", source.display(), metadata.len()));
                }
                Content::Text(text) => fingerprint.add(&format!("text {text}")),
                Content::Script(text) => fingerprint.add(&format!("script {text}")),
                Content::Link(target) => fingerprint.add(&format!("link {target}")),
            }
        }
        Ok(fingerprint.finish())
    }

    /// The content of `info/index.json` without the build string, which is computed from it.
    fn metadata(&self) -> Map<String, Value> {
        let mut index = Map::new();
        let mut set = |key: &str, value: Value| index.insert(key.to_owned(), value);
        set("name", json!(self.name));
        set("version", json!(self.version));
        set("build_number", json!(self.build_number));
        set("subdir", json!(self.subdir()));
        if let Some(platform) = self.platform {
            set("platform", json!(platform.system()));
            set("arch", json!(platform.processor()));
        } else {
            set("noarch", json!("generic"));
            set("platform", Value::Null);
            set("arch", Value::Null);
        }
        set("depends", json!(self.depends));
        set("constrains", json!([]));
        set("license", json!(self.licence));
        set("timestamp", json!(TIMESTAMP));
        index
    }
}

/// Adds all files below a directory. Links out of the directory are replaced by the files that they point to.
pub(super) fn add_tree(source: &Path, below: &str, files: &mut Files) -> Result<(), ChoreError> {
    for entry in WalkDir::new(source).sort_by_file_name() {
        let entry = entry.map_err(|error| ChoreError::File(error.into()))?;
        // Paths of toolchains and of headers are ASCII.
        let path = entry.path().strip_prefix(source).unwrap_or(entry.path()).to_string_lossy().into_owned();
        if entry.file_type().is_file() {
            files.insert(format!("{below}/{path}"), Content::Copy(entry.into_path()));
        } else if entry.path_is_symlink() {
            let target = fs_err::read_link(entry.path()).map_err(ChoreError::File)?;
            let stays = target.components().count() == 1;
            let content = if stays {
                Content::Link(target.to_string_lossy().into_owned())
            } else {
                Content::Copy(entry.into_path())
            };
            files.insert(format!("{below}/{path}"), content);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CondaPackage, Content, Platform};

    fn package(text: &str) -> CondaPackage {
        let mut package = CondaPackage::new("some", "1.0", "MIT");
        package.files.insert("share/some".to_owned(), Content::Text(text.to_owned()));
        package
    }

    #[test]
    fn other_content_is_another_build() {
        assert_eq!(package("a").build().unwrap(), package("a").build().unwrap());
        assert_ne!(package("a").build().unwrap(), package("b").build().unwrap());
        assert!(package("a").file_name().unwrap().starts_with("some-1.0-h"));
    }

    #[test]
    fn only_a_package_for_all_platforms_is_noarch() {
        let mut package = package("a");
        assert_eq!((package.subdir(), &package.index().unwrap()["noarch"]), ("noarch", &json!("generic")));
        package.platform = Some(Platform::LinuxAarch64);
        let index = package.index().unwrap();
        assert_eq!((package.subdir(), index.get("noarch")), ("linux-aarch64", None));
        assert_eq!(index["arch"], "aarch64");
    }

    #[test]
    fn run_exports_name_only_what_there_is() {
        let mut package = package("a");
        assert_eq!(package.run_exports(), json!({}));
        package.run_exports.weak.push("some >=1.0".to_owned());
        assert_eq!(package.run_exports(), json!({ "weak": ["some >=1.0"] }));
    }
}
