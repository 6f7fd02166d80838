//! The files besides those of the crate that maturin makes a wheel from.
//!
//! maturin's rules are in its `project_layout.rs`, `module_writer` and `metadata.rs`. A file that only may be
//! one counts: a package that is built once too often is better than one that is not.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{Member, normalize};

use super::project::{Maturin, Project};
use crate::model::FilePattern;
use crate::problem::PythonProblem;
use crate::source::Located;

/// The names under which maturin looks for the licence texts of a project that names none.
const TEXTS: [&str; 4] = ["LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*"];

/// The names under which maturin looks for a description where Cargo's manifest names none.
const READMES: [&str; 4] = ["README.md", "README.txt", "README.rst", "README"];

/// Files that decide which others maturin takes.
const IGNORED: [&str; 2] = [".gitignore", ".ignore"];

/// The inputs of the wheel of a module, sorted.
pub(super) fn inputs(project: &Project, member: &Member, module: &str) -> Vec<FilePattern> {
    let Maturin { python_source, python_packages, data, include, sboms, .. } = &project.maturin;
    let root = project.directory();
    let (top, last) = (module.split('.').next(), module.rsplit('.').next());
    // Without the key, maturin also looks into `src`.
    let sources = match python_source {
        Some(source) => vec![normalize(&root.join(&source.value))],
        None => vec![root.to_owned(), root.join("src")],
    };
    let mut inputs = Vec::new();
    for source in &sources {
        let packages = python_packages.iter().map(String::as_str).chain(top);
        inputs.extend(packages.map(|name| all_in(&source.join(name))));
        let stubs = [top, last].into_iter().flatten();
        inputs.extend(stubs.map(|name| in_directory(source, &format!("{name}.pyi"))));
        let above = source.ancestors().take_while(|directory| directory.starts_with(root));
        inputs.extend(above.flat_map(|directory| IGNORED.map(|name| in_directory(directory, name))));
        inputs.extend(include.iter().map(|pattern| below(source, pattern)));
    }
    inputs.extend(include.iter().chain(&project.license_files).map(|pattern| below(root, pattern)));
    let data = data.clone().unwrap_or_else(|| format!("{module}.data"));
    inputs.push(all_in(&root.join(data)));
    inputs.extend(TEXTS.map(|name| in_directory(root, name)));
    inputs.push(in_directory(root, "pyproject.toml"));
    inputs.extend(sboms.iter().chain(&project.readme).map(|path| file(&root.join(path))));
    inputs.extend(member.license_file().map(file));
    if project.has_readme_of_crate {
        inputs.extend(member.readme().as_deref().map(file));
        inputs.extend(READMES.map(|name| in_directory(member.directory(), name)));
    }
    inputs.sort();
    inputs.dedup();
    inputs
}

/// What is wrong with the directory of the Python files: maturin looks for them below that of the project
/// alone, and makes a wheel without them.
pub(super) fn outside(project: &Project) -> Option<(PythonProblem, &Located<String>)> {
    let Maturin { python_source, include, .. } = &project.maturin;
    let source = python_source.as_ref()?;
    let directory = normalize(&project.directory().join(&source.value));
    // `include` is looked for in this directory, wherever it is.
    let is_outside = !directory.starts_with(project.directory()) && include.is_empty();
    let problem = || PythonProblem::SourceOutside { directory: source.value.clone() };
    is_outside.then(|| (problem(), source))
}

/// All files in a directory and below.
fn all_in(directory: &Utf8Path) -> FilePattern {
    FilePattern { directory: normalize(directory), pattern: "**".to_owned() }
}

/// A file of a directory, whose name may have wildcards.
fn in_directory(directory: &Utf8Path, name: &str) -> FilePattern {
    FilePattern { directory: directory.to_owned(), pattern: name.to_owned() }
}

/// A single file.
fn file(path: &Utf8Path) -> FilePattern {
    let path = normalize(path);
    let name = globset::escape(path.file_name().unwrap_or_default());
    FilePattern { directory: path.parent().unwrap_or(&path).to_owned(), pattern: name }
}

/// A pattern below a directory, of which `.` and `..` at the start become part of the directory.
fn below(directory: &Utf8Path, pattern: &str) -> FilePattern {
    let is_up = |part: &Utf8Component<'_>| matches!(part, Utf8Component::CurDir | Utf8Component::ParentDir);
    let start: Utf8PathBuf = Utf8Path::new(pattern).components().take_while(is_up).collect();
    let rest: Utf8PathBuf = Utf8Path::new(pattern).components().skip_while(is_up).collect();
    FilePattern { directory: normalize(&directory.join(start)), pattern: rest.into_string() }
}
