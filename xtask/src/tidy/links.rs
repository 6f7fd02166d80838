//! Links between the Markdown files of this repository: their targets exist, and so do the headings that they
//! name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// Where the book, whose pages stand alone, shows the other files of this repository.
const ADDRESS: &str = "https://github.com/cargo-conda/cargo-conda/blob/main/";

/// The table of contents of the book, and the directory of its pages.
const CONTENTS: &str = "docs/book/src/SUMMARY.md";
const PAGES: &str = "docs/book/src/";

/// Collects the Markdown files; [`LinkCheck::broken`] compares them with each other.
#[derive(Debug, Default)]
pub(super) struct LinkCheck {
    /// The headings of each file, as anchors, by the file's path.
    anchors: BTreeMap<String, BTreeSet<String>>,
    /// Each link, in the order of the files.
    links: Vec<Link>,
}

#[derive(Debug)]
struct Link {
    file: String,
    line: usize,
    target: String,
}

impl LinkCheck {
    /// Reads a file, if it is Markdown.
    pub(super) fn read(&mut self, path: &str, text: &str) {
        if Path::new(path).extension().is_none_or(|extension| extension != "md") {
            return;
        }
        let anchors = self.anchors.entry(path.to_owned()).or_default();
        for (line, text) in prose(text) {
            if let Some(heading) = text.strip_prefix('#') {
                anchors.insert(anchor(heading.trim_start_matches('#')));
            }
            let links = text.match_indices("](").filter_map(|(at, start)| {
                let rest = &text[at + start.len()..];
                rest.split_once(')').map(|(target, _)| target.to_owned())
            });
            self.links.extend(links.map(|target| Link { file: path.to_owned(), line, target }));
        }
    }

    /// A line for each link that leads nowhere, and for each page that the book's table of contents lacks.
    /// `files` are all files of the repository.
    pub(super) fn broken(&self, files: &[String]) -> Vec<String> {
        let wrong = self.links.iter().filter_map(|link| self.complaint(link, files));
        let contents = self.links.iter().filter(|link| link.file == CONTENTS);
        let listed: BTreeSet<_> = contents.map(|link| link.target.as_str()).collect();
        let pages = self.anchors.keys().filter_map(|path| path.strip_prefix(PAGES));
        let unlisted = pages.filter(|page| *page != "SUMMARY.md" && !listed.contains(*page));
        wrong.chain(unlisted.map(|page| format!("{PAGES}{page}: {CONTENTS} does not list it"))).collect()
    }

    fn complaint(&self, link: &Link, files: &[String]) -> Option<String> {
        let Link { file, line, target } = link;
        let local = target.strip_prefix(ADDRESS);
        if local.is_none() && target.contains("://") {
            return None;
        }
        let (path, heading) = target.split_once('#').unwrap_or((target.as_str(), ""));
        let path = match path.strip_prefix(ADDRESS) {
            Some(path) => path.to_owned(),
            None if path.is_empty() => file.clone(),
            None => relative(file, path),
        };
        let directory = format!("{path}/");
        if !files.iter().any(|there| *there == path || there.starts_with(&directory)) {
            return Some(format!("{file}:{line}: the link leads to `{path}`, which does not exist"));
        }
        let known = heading.is_empty() || self.anchors.get(&path).is_some_and(|all| all.contains(heading));
        (!known).then(|| format!("{file}:{line}: `{path}` has no heading `#{heading}`"))
    }
}

/// The lines outside blocks of code, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        let is_prose = !in_code && !is_fence && !line.starts_with("    ");
        is_prose.then_some((index + 1, line))
    })
}

/// The anchor that GitHub and mdBook give a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// The path of `target`, which a link in `file` gives relative to that file.
fn relative(file: &str, target: &str) -> String {
    let mut path = PathBuf::from(file);
    path.pop();
    for component in Path::new(target).components() {
        match component {
            Component::ParentDir => {
                path.pop();
            }
            component => path.push(component),
        }
    }
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::LinkCheck;

    #[test]
    fn links_lead_to_files_and_headings() {
        let mut check = LinkCheck::default();
        check.read(
            "README.md",
            "[a](docs/a.md#two-words) [b](docs/b.md)\n[c](#none) [d](https://example.com)\n",
        );
        check.read("docs/a.md", "# Two words\n```\n[e](nowhere.md)\n```\n[f](../README.md)\n");
        let files = ["README.md", "docs/a.md"].map(str::to_owned);
        assert_eq!(
            check.broken(&files),
            [
                "README.md:1: the link leads to `docs/b.md`, which does not exist",
                "README.md:2: `README.md` has no heading `#none`"
            ]
        );
    }

    #[test]
    fn the_table_of_contents_lists_each_page() {
        let mut check = LinkCheck::default();
        check.read("docs/book/src/SUMMARY.md", "- [One](one.md)\n");
        check.read("docs/book/src/one.md", "");
        check.read("docs/book/src/two.md", "");
        let files = ["docs/book/src/SUMMARY.md", "docs/book/src/one.md", "docs/book/src/two.md"];
        assert_eq!(
            check.broken(&files.map(str::to_owned)),
            ["docs/book/src/two.md: docs/book/src/SUMMARY.md does not list it"]
        );
    }
}
