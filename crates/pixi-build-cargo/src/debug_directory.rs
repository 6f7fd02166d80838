//! What pixi asked and what it was told, in files: where the build of a package takes place, in `debug`.

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde::Serialize;
use serde_json::Value;

/// A directory that people look into when something went wrong. That it cannot be written to is no reason to fail.
pub(crate) struct DebugDirectory(Option<Utf8PathBuf>);

impl DebugDirectory {
    /// The directory of a request.
    pub(crate) fn of(params: &Value) -> Self {
        let work_directory = params.get("workDirectory").and_then(Value::as_str);
        Self(work_directory.map(|directory| Utf8Path::new(directory).join("debug")))
    }

    /// The same below a working directory.
    pub(crate) fn below(work_directory: &Utf8Path) -> Self {
        Self(Some(work_directory.join("debug")))
    }

    pub(crate) fn write(&self, name: &str, value: &impl Serialize) {
        if let Ok(text) = serde_json::to_string_pretty(value) {
            self.write_text(name, &text);
        }
    }

    pub(crate) fn write_text(&self, name: &str, text: &str) {
        let Some(directory) = &self.0 else { return };
        let path = directory.join(name);
        let folder = path.parent().unwrap_or(directory);
        let _unwritten = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
    }
}
