//! Files for pkg-config: <https://people.freedesktop.org/~dbn/pkg-config-guide.html>.

use camino::Utf8PathBuf;

/// What a file for pkg-config says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PkgConfig {
    /// The name of the file without its suffix, by which programs ask for the library.
    pub file_name: String,
    /// `Name`.
    pub name: String,
    /// `Description`, one line; empty if there is none.
    pub description: String,
    /// `Version`.
    pub version: String,
    /// `Requires`: other files for pkg-config, in the order of the configuration.
    pub requires: Vec<String>,
    /// `Requires.private`: those that only static programs need, in the order of the configuration.
    pub requires_private: Vec<String>,
    /// The directory of the library below `lib`; `None` for `lib` itself.
    pub library_directory: Option<Utf8PathBuf>,
    /// The name of the library: `-l<library>`.
    pub library: String,
    /// The directory for `#include`, below `include`; empty for `include` itself. `None` without headers.
    pub include_directory: Option<Utf8PathBuf>,
}

impl PkgConfig {
    /// The lines of the file.
    ///
    /// The prefix is where the file is, so that the file names no directory of the machine that built it.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.first_lines();
        lines.push(self.libs());
        lines.extend(self.last_lines());
        lines
    }

    /// The lines of the file but for `Libs`.
    pub fn lines_without_libs(&self) -> Vec<String> {
        let mut lines = self.first_lines();
        lines.extend(self.last_lines());
        lines
    }

    /// The line `Libs`, which names the library alone.
    pub fn libs(&self) -> String {
        let directory = below("libdir", self.library_directory.as_ref());
        format!("Libs: -L{directory} -l{}", self.library)
    }

    fn first_lines(&self) -> Vec<String> {
        vec![
            "prefix=${pcfiledir}/../..".to_owned(),
            "exec_prefix=${prefix}".to_owned(),
            "libdir=${prefix}/lib".to_owned(),
            "includedir=${prefix}/include".to_owned(),
            String::new(),
            format!("Name: {}", self.name),
            format!("Description: {}", self.description).trim_end().to_owned(),
            format!("Version: {}", self.version),
        ]
    }

    fn last_lines(&self) -> Vec<String> {
        let cflags = self.include_directory.as_ref().map(|directory| below("includedir", Some(directory)));
        let mut lines =
            vec![cflags.map_or_else(|| "Cflags:".to_owned(), |directory| format!("Cflags: -I{directory}"))];
        for (field, list) in [("Requires", &self.requires), ("Requires.private", &self.requires_private)] {
            if !list.is_empty() {
                lines.push(format!("{field}: {}", list.join(", ")));
            }
        }
        lines
    }
}

/// A directory below that of a variable of the file.
fn below(variable: &str, directory: Option<&Utf8PathBuf>) -> String {
    match directory {
        Some(directory) if !directory.as_str().is_empty() => format!("${{{variable}}}/{directory}"),
        _ => format!("${{{variable}}}"),
    }
}
