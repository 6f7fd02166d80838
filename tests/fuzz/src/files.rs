//! Several files in one input.

use std::collections::BTreeMap;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{EntryKind, SourceEntry, SourceTree};

/// The output of `cargo metadata` for a workspace at `/w` with a program and a library.
pub(crate) const METADATA: &str = include_str!("../samples/metadata/two-members.json");

/// What the manifests say that an input does not replace.
const MANIFESTS: [(&str, &str); 3] = [
    ("/w/Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['app', 'core']\n"),
    ("/w/app/Cargo.toml", "[package]\nname = 'app'\nversion = '0.1.0'\n"),
    ("/w/core/Cargo.toml", "[package]\nname = 'corelib'\nversion = '0.2.0-rc.1'\n"),
];

/// Files by absolute path. Nothing else exists, apart from two licence texts.
pub(crate) struct Files(BTreeMap<String, String>);

impl Files {
    /// The manifests, and the files of an input. Each begins after a line `-- path --`, as in Go's `txtar`;
    /// what comes before the first such line is the manifest of the program.
    pub(crate) fn of(input: &str) -> Self {
        let mut files: BTreeMap<_, _> =
            MANIFESTS.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect();
        let mut path = "/w/app/Cargo.toml".to_owned();
        let mut text = String::new();
        for line in input.split_inclusive('\n') {
            let name = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            if let Some(name) = name {
                keep(&mut files, path, text);
                path = format!("/w/{name}");
                text = String::new();
            } else {
                text.push_str(line);
            }
        }
        keep(&mut files, path, text);
        Self(files)
    }

    pub(crate) fn read(&self, path: &Utf8Path) -> io::Result<String> {
        self.0.get(path.as_str()).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn keep(files: &mut BTreeMap<String, String>, path: String, text: String) {
    if !text.is_empty() {
        files.insert(path, text);
    }
}

impl SourceTree for Files {
    /// Any path that an input names is a file, so that the paths of texts are followed.
    fn is_file(&self, path: &Utf8Path) -> bool {
        path.file_name().is_some()
    }

    fn text(&self, path: &Utf8Path) -> Option<String> {
        self.0.get(path.as_str()).cloned()
    }

    fn entries(&self, _directory: &Utf8Path) -> Vec<SourceEntry> {
        let kind = EntryKind::File { is_executable: false };
        let entry = |name: &str| SourceEntry { name: name.to_owned(), is_utf8: true, kind };
        ["COPYING", "LICENSE-MIT", "tool.1"].map(entry).into()
    }

    fn resolve(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        Some(path.to_owned())
    }
}
