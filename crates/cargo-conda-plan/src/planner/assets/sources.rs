//! Finds the files of the sources that a path or a glob pattern means.
//!
//! A pattern starts in the directory of the file that has it. `*`, `?` and `[…]` stay within a name, `**`
//! stands for any directories, and `{…}` for one of several texts. As in a shell, names that begin with a dot
//! are matched only by a pattern with such a name.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{Workspace, normalize};
use globset::{GlobBuilder, GlobMatcher};

use super::super::configured::Configured;
use crate::config::{CompletionKeys, FileKeys, ManPageKeys, PackageConfig};
use crate::model::FilePattern;
use crate::problem::AssetProblem;
use crate::source::{EntryKind, Located, Source, SourceEntry, SourceTree};

/// The deepest directory below the start of a pattern that is searched.
const DEEPEST: usize = 64;

/// A file that a pattern matches.
#[derive(Debug)]
pub(super) struct Found {
    /// Absolute path of the file.
    pub(super) path: Utf8PathBuf,
    /// The path below the part of the pattern that has no special characters; the name for a plain path.
    pub(super) below: Utf8PathBuf,
    /// True if the file may be executed.
    pub(super) is_executable: bool,
}

/// The sources of a workspace.
pub(super) struct Sources<'a> {
    workspace: &'a Workspace,
    files: &'a dyn SourceTree,
    config_files: &'a [Arc<Source>],
}

/// Returns true for a text with special characters of patterns in it.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// The patterns of all files that a configuration names, whether or not they match anything.
pub(in crate::planner) fn patterns(configured: &Configured<'_>, config: &PackageConfig) -> Vec<FilePattern> {
    let sources = Sources::of(configured);
    let files = config.files.iter().map(|FileKeys { source, .. }| source);
    let completions = config.completions.iter();
    let scripts = completions
        .flat_map(|Located { value: CompletionKeys { shells, .. }, .. }| shells.values().flatten());
    let pages = config.man_pages.iter().filter_map(|page| match page {
        ManPageKeys::Files(pattern) => Some(pattern),
        ManPageKeys::Command { .. } => None,
    });
    files.chain(scripts).chain(pages).flat_map(|pattern| sources.patterns(pattern)).collect()
}

impl<'a> Sources<'a> {
    pub(super) fn of(configured: &Configured<'a>) -> Self {
        let input = configured.input;
        Self { workspace: input.workspace, files: input.files, config_files: &input.request.config_files }
    }

    /// The files that a pattern matches, sorted; at least one.
    pub(super) fn find(&self, pattern: &Located<String>) -> Result<Vec<Found>, AssetProblem> {
        let split = Split::of(&pattern.value)?;
        let places = self.places(pattern, &split);
        for place in &places {
            let mut search =
                Search { sources: self, split: &split, matches: Vec::new(), home: home(pattern) };
            search.directory(place, Utf8Path::new(""), &mut Vec::new())?;
            if !search.matches.is_empty() {
                return self.checked(pattern, search.matches);
            }
        }
        let is_output = places.iter().any(|place| self.is_output(place));
        let places = places.iter().map(|place| place.join(&split.shown)).collect();
        Err(AssetProblem::NoMatch { places, is_output })
    }

    /// A pattern in each directory where it may start; none if it cannot be read as one.
    pub(super) fn patterns(&self, pattern: &Located<String>) -> Vec<FilePattern> {
        let Ok(split) = Split::of(&pattern.value) else {
            return Vec::new();
        };
        let places = self.places(pattern, &split).into_iter();
        // git and pixi name files by their real paths.
        let real = |place: Utf8PathBuf| self.files.resolve(&place).unwrap_or(place);
        places.map(|place| FilePattern { directory: real(place), pattern: split.rest.clone() }).collect()
    }

    /// The directories where the rest of a pattern may start: below that of the file that has the pattern
    /// and, if this is a configuration file, which may be far from the sources, below the workspace's root.
    fn places(&self, pattern: &Located<String>, split: &Split) -> Vec<Utf8PathBuf> {
        let file = &pattern.location.source.path;
        let is_config_file = self.config_files.iter().any(|config| config.path == *file);
        let root = is_config_file.then(|| self.workspace.root());
        let starts = [Some(home(pattern)), root].into_iter().flatten();
        let mut places: Vec<_> = starts.map(|start| normalize(&start.join(&split.directory))).collect();
        places.dedup();
        places
    }

    /// Checks the matches of a pattern. Directories are not meant, but by a pattern that matches nothing
    /// else.
    fn checked(&self, pattern: &Located<String>, matches: Vec<Match>) -> Result<Vec<Found>, AssetProblem> {
        let mut found = Vec::new();
        for Match { path, below, entry } in &matches {
            let is_executable = match entry.kind {
                EntryKind::Directory | EntryKind::LinkToDirectory => continue,
                _ if !entry.is_utf8 => return Err(AssetProblem::NotUtf8 { path: path.clone() }),
                EntryKind::Other => return Err(AssetProblem::NotAFile { path: path.clone() }),
                EntryKind::File { is_executable } => is_executable,
            };
            self.check_place(path, home(pattern))?;
            found.push(Found { path: path.clone(), below: below.clone(), is_executable });
        }
        match matches.into_iter().next() {
            Some(Match { path, .. }) if found.is_empty() => {
                Err(AssetProblem::IsDirectory { pattern: pattern.value.clone(), path })
            }
            _ => Ok(found),
        }
    }

    /// Checks that a path is in the workspace, with all links resolved, or in the directory of the file that
    /// names it, and not among the results of builds.
    fn check_place(&self, path: &Utf8Path, home: &Utf8Path) -> Result<(), AssetProblem> {
        let owned = || path.to_owned();
        let Some(target) = self.files.resolve(path) else {
            return Err(AssetProblem::NotAFile { path: owned() });
        };
        let roots = [self.workspace.root(), home];
        let is_inside = roots.into_iter().any(|root| target.starts_with(self.real(root)));
        if !is_inside && roots.into_iter().any(|root| path.starts_with(root)) {
            return Err(AssetProblem::LeavesWorkspace { path: owned(), target });
        }
        if !is_inside {
            return Err(AssetProblem::OutsideWorkspace { path: owned() });
        }
        if self.is_output(&target) {
            return Err(AssetProblem::InTargetDirectory { path: owned() });
        }
        Ok(())
    }

    fn is_output(&self, path: &Utf8Path) -> bool {
        let outputs = [self.workspace.target_directory(), self.workspace.build_directory()];
        outputs.into_iter().any(|output| path.starts_with(output) || path.starts_with(self.real(output)))
    }

    fn real(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.files.resolve(path).unwrap_or_else(|| path.to_owned())
    }
}

/// The directory of the file that has a pattern.
fn home(pattern: &Located<String>) -> &Utf8Path {
    let file = &pattern.location.source.path;
    file.parent().unwrap_or(file)
}

/// A pattern, split into a directory and the rest.
struct Split {
    /// The directories before the first special character.
    directory: Utf8PathBuf,
    /// The rest as a glob; for a plain path, its name with special characters escaped.
    rest: String,
    /// The rest as it is written.
    shown: String,
    matcher: GlobMatcher,
    /// How many directories below the first one are searched.
    depth: usize,
    /// True if names that begin with a dot can match.
    with_hidden: bool,
}

impl Split {
    fn of(pattern: &str) -> Result<Self, AssetProblem> {
        let invalid = |reason: &str| AssetProblem::InvalidPattern {
            pattern: pattern.to_owned(),
            reason: reason.to_owned(),
        };
        if pattern.trim().is_empty() {
            return Err(invalid("it is empty"));
        }
        if pattern.starts_with('/') || pattern.as_bytes().get(1) == Some(&b':') {
            return Err(invalid("it is an absolute path"));
        }
        if pattern.contains('\\') {
            return Err(invalid("directories are separated by `/`"));
        }
        let parts: Vec<_> = pattern.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        let plain = parts.iter().take_while(|part| !is_pattern(part)).count();
        let is_plain = plain == parts.len();
        // A path that ends in `..` is a directory.
        let directories =
            if is_plain && parts.last() != Some(&"..") { plain.saturating_sub(1) } else { plain };
        let (directory, rest) = parts.split_at(directories);
        if rest.contains(&"..") {
            return Err(invalid("`..` comes after a special character"));
        }
        if rest.is_empty() {
            return Err(invalid("it is a directory"));
        }
        let shown = rest.join("/");
        let rest_as_glob = if is_plain { globset::escape(&shown) } else { shown.clone() };
        let glob = GlobBuilder::new(&rest_as_glob).literal_separator(true).build();
        let glob = glob.map_err(|error| invalid(&error.kind().to_string()))?;
        let is_deep = shown.contains("**") || shown.contains('{');
        Ok(Self {
            directory: directory.iter().collect(),
            matcher: glob.compile_matcher(),
            depth: if is_deep { DEEPEST } else { rest.len() - 1 },
            with_hidden: rest.iter().any(|part| part.starts_with('.')),
            rest: rest_as_glob,
            shown,
        })
    }
}

/// What a pattern matches.
struct Match {
    path: Utf8PathBuf,
    below: Utf8PathBuf,
    entry: SourceEntry,
}

/// A search for the matches of a pattern.
struct Search<'a> {
    sources: &'a Sources<'a>,
    split: &'a Split,
    home: &'a Utf8Path,
    matches: Vec<Match>,
}

impl Search<'_> {
    /// Searches a directory and those below it. `above` has the real paths of the directories that are being
    /// searched: a link to one of them leads in a circle.
    fn directory(
        &mut self,
        directory: &Utf8Path,
        below: &Utf8Path,
        above: &mut Vec<Utf8PathBuf>,
    ) -> Result<(), AssetProblem> {
        let real = self.sources.real(directory);
        if above.contains(&real) {
            return Ok(());
        }
        above.push(real);
        for entry in self.sources.files.entries(directory) {
            if entry.name.starts_with('.') && !self.split.with_hidden {
                continue;
            }
            let path = directory.join(&entry.name);
            let below = if below.as_str().is_empty() {
                Utf8PathBuf::from(&entry.name)
            } else {
                Utf8PathBuf::from(format!("{below}/{}", entry.name))
            };
            // Results of builds are no matches, unless the pattern begins among them.
            let is_output = self.sources.is_output(&path) && !self.sources.is_output(directory);
            let goes_down = !is_output && above.len() <= self.split.depth;
            match entry.kind {
                EntryKind::Directory if goes_down => self.directory(&path, &below, above)?,
                EntryKind::LinkToDirectory if goes_down => {
                    self.sources.check_place(&path, self.home)?;
                    self.directory(&path, &below, above)?;
                }
                _ => {}
            }
            if self.split.matcher.is_match(&below) && !is_output {
                self.matches.push(Match { path, below, entry });
            }
        }
        above.pop();
        Ok(())
    }
}
