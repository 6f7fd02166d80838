//! The debug directory of a request: what pixi asked, what it was told, and the recipes behind it, as files.
//!
//! pixi's own backends write the same files, `debug` below the work directory of the request, and users are
//! told to look there. Nothing reads them back.

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde::Serialize;
use serde_json::Value;

/// The directory of one request. A file that cannot be written is left out, since the request itself can
/// still succeed.
pub(crate) struct DebugDirectory(Option<Utf8PathBuf>);

impl DebugDirectory {
    /// The directory of a request with these parameters; no file is written if they name no work directory.
    pub(crate) fn of_request(params: &Value) -> Self {
        let work_directory = params.get("workDirectory").and_then(Value::as_str);
        Self(work_directory.map(|directory| Utf8Path::new(directory).join("debug")))
    }

    /// The directory of a request with this work directory.
    pub(crate) fn below(work_directory: &Utf8Path) -> Self {
        Self(Some(work_directory.join("debug")))
    }

    /// Writes a value as JSON.
    pub(crate) fn write(&self, name: &str, value: &impl Serialize) {
        if let Ok(text) = serde_json::to_string_pretty(value) {
            self.write_text(name, &text);
        }
    }

    /// Writes a text. `name` is a path below the directory.
    pub(crate) fn write_text(&self, name: &str, text: &str) {
        let Some(directory) = &self.0 else { return };
        let path = directory.join(name);
        let folder = path.parent().unwrap_or(directory);
        let _unwritten = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn files_are_below_debug_of_the_work_directory() {
        let directory = tempfile::tempdir().unwrap();
        let work = Utf8Path::from_path(directory.path()).unwrap();
        DebugDirectory::of_request(&json!({ "workDirectory": work })).write("a.json", &7);
        DebugDirectory::below(work).write_text("recipe/x/recipe.yaml", "package: x\n");
        assert_eq!(fs::read_to_string(work.join("debug/a.json")).unwrap(), "7");
        assert_eq!(fs::read_to_string(work.join("debug/recipe/x/recipe.yaml")).unwrap(), "package: x\n");
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_no_failure() {
        DebugDirectory::of_request(&json!({ "workDirectory": 7 })).write("a.json", &7);
        DebugDirectory::of_request(&json!(null)).write("a.json", &7);
        DebugDirectory::below(Utf8Path::new("/dev/null")).write_text("a.json", "7");
    }
}
