//! The key `files`.

use camino::Utf8PathBuf;

use super::collector::Collector;
use super::sources::{Found, is_pattern};
use super::target::Target;
use crate::config::FileKeys;
use crate::model::SourceFile;
use crate::problem::AssetProblem;

impl Collector<'_> {
    pub(super) fn add_files(&mut self, entries: &[FileKeys]) {
        for entry in entries {
            match Target::parse(&entry.to.value) {
                Ok(target) => self.add_entry(entry, &target),
                Err(problem) => self.report(&entry.to.location, problem),
            }
        }
    }

    fn add_entry(&mut self, entry: &FileKeys, target: &Target) {
        let FileKeys { source, to, is_executable } = entry;
        if is_pattern(&source.value) && !target.is_directory {
            let (source_pattern, to_text) = (source.value.clone(), to.value.clone());
            self.report(&to.location, AssetProblem::NotADirectory { source_pattern, to: to_text });
            return;
        }
        for Found { path, below, is_executable: is_source_executable } in self.find(source) {
            let path_in_package =
                if target.is_directory { joined(&target.path, &below) } else { target.path.clone() };
            let is_executable = is_executable.unwrap_or(is_source_executable);
            let file = SourceFile { source: path, is_executable };
            self.install(path_in_package, file, &to.location);
        }
    }
}

/// Two paths joined by a slash, on every machine.
fn joined(directory: &Utf8PathBuf, below: &Utf8PathBuf) -> Utf8PathBuf {
    Utf8PathBuf::from(format!("{directory}/{below}"))
}
