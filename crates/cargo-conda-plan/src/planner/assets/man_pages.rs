//! The key `man-pages`.

use camino::Utf8PathBuf;

use super::collector::Collector;
use super::command::Command;
use super::sources::Found;
use crate::config::ManPageKeys;
use crate::model::{PrintedFile, PrintedForm, SourceFile};
use crate::problem::AssetProblem;
use crate::source::Located;

impl Collector<'_> {
    pub(super) fn add_man_pages(&mut self, entries: &[ManPageKeys]) {
        for entry in entries {
            match entry {
                ManPageKeys::Files(pattern) => self.add_pages(pattern),
                ManPageKeys::Command { command, page } => self.add_printed_page(command, page.as_ref()),
            }
        }
    }

    fn add_pages(&mut self, pattern: &Located<String>) {
        for Found { path, .. } in self.find(pattern) {
            let name = path.file_name().unwrap_or_default().to_owned();
            match section_of(name.strip_suffix(".gz").unwrap_or(&name)) {
                Some(section) => {
                    let file = SourceFile { source: path, is_executable: false };
                    self.install(path_of(section, &name), file, &pattern.location);
                }
                None => self.report(&pattern.location, AssetProblem::NotAPage { name }),
            }
        }
    }

    /// Adds a page that a program prints. By default it is called like the program, in section 1, which is
    /// that of commands.
    fn add_printed_page(&mut self, text: &Located<String>, page: Option<&Located<String>>) {
        let Some(command) = self.command("man-pages", text) else { return };
        let Command { variables, program, arguments } = command;
        let name = page.map_or_else(|| format!("{program}.1"), |page| page.value.clone());
        let location = page.map_or(&text.location, |page| &page.location);
        match section_of(&name).filter(|_| !name.contains('/')) {
            Some(section) => {
                let form = PrintedForm::ManualPage { section };
                let file = PrintedFile { variables, program, arguments, form };
                self.print(path_of(section, &name), file, location);
            }
            None => self.report(location, AssetProblem::NotAPage { name }),
        }
    }
}

/// The section at the end of the name of a manual page: a digit, and perhaps a suffix such as the `pm` of
/// `3pm`. `None` if there is none.
pub(super) fn section_of(name: &str) -> Option<char> {
    let (stem, extension) = name.rsplit_once('.')?;
    let section = extension.chars().next().filter(|c| ('1'..='9').contains(c))?;
    let is_suffix = extension[1..].chars().all(|c| c.is_ascii_lowercase());
    (!stem.is_empty() && is_suffix).then_some(section)
}

fn path_of(section: char, name: &str) -> Utf8PathBuf {
    Utf8PathBuf::from(format!("share/man/man{section}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::section_of;

    #[test]
    fn names_of_pages_end_in_their_section() {
        assert_eq!(section_of("tool.1"), Some('1'));
        assert_eq!(section_of("ntp.toml.5"), Some('5'));
        assert_eq!(section_of("Foo::Bar.3pm"), Some('3'));
        for name in ["tool", "tool.md", ".1", "tool.0", "tool.1.md", "tool.10", "tool."] {
            assert_eq!(section_of(name), None, "{name}");
        }
    }
}
