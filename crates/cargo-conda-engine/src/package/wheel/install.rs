//! Unpacks a wheel into a prefix, and removes what was unpacked there before.

use std::collections::BTreeSet;
use std::io::{self, Read as _};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::normalized_name;
use cargo_conda_plan::EntryPoint;
use fs_err as fs;
use zip::ZipArchive;

use super::commands::{script, with_interpreter};
use super::place::{Place, PythonLayout, place};
use super::record;
use crate::api::WheelError;

/// The content of `INSTALLER`, by which pip knows that the files are not its own.
const INSTALLER: &str = "conda\n";

/// A wheel, and what is installed with it.
#[derive(Clone, Copy)]
pub(in crate::package) struct Wheel<'a> {
    /// The file.
    pub(in crate::package) file: &'a Utf8Path,
    /// The crate that it was made from.
    pub(in crate::package) crate_name: &'a str,
    /// The commands that get scripts, by name.
    pub(in crate::package) commands: &'a [EntryPoint],
}

/// The files of a wheel, relative to the prefix.
pub(in crate::package) struct Installed {
    /// All files but the list of files.
    pub(in crate::package) files: Vec<Utf8PathBuf>,
    /// The list of files.
    pub(in crate::package) record: Utf8PathBuf,
    site_packages: Utf8PathBuf,
}

impl Installed {
    /// Writes the list of files, once they are as they are packaged. `changing` are those that change still.
    pub(in crate::package) fn seal(
        &self,
        prefix: &Utf8Path,
        changing: &[Utf8PathBuf],
    ) -> Result<(), WheelError> {
        Ok(record::write(prefix, &self.site_packages, &self.record, &self.files, changing)?)
    }
}

/// The one wheel in a directory.
pub(in crate::package) fn find(directory: &Utf8Path) -> Result<Utf8PathBuf, WheelError> {
    let entries = directory.read_dir_utf8()?.collect::<io::Result<Vec<_>>>()?;
    let wheels = entries.into_iter().map(|entry| entry.path().to_owned());
    let mut wheels: Vec<_> = wheels.filter(|path| path.extension() == Some("whl")).collect();
    match (wheels.pop(), wheels.len()) {
        (Some(wheel), 0) => Ok(wheel),
        (None, _) => Err(WheelError::NotOne { count: 0 }),
        (Some(_), others) => Err(WheelError::NotOne { count: others + 1 }),
    }
}

/// Unpacks a wheel, and writes scripts for commands. `owner_of` tells which conda package has a file of the
/// prefix.
pub(in crate::package) fn install(
    Wheel { file, crate_name, commands }: Wheel<'_>,
    prefix: &Utf8Path,
    layout: &PythonLayout,
    owner_of: impl Fn(&Utf8Path) -> Option<String>,
) -> Result<Installed, WheelError> {
    let unreadable = |reason: String| WheelError::Unreadable { reason };
    let mut archive =
        ZipArchive::new(fs::File::open(file)?).map_err(|error| unreadable(error.to_string()))?;
    let mut files = Vec::new();
    let mut info = None;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| unreadable(error.to_string()))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| unreadable(error.to_string()))?.into_owned();
        if let Some((directory, "METADATA")) = name.split_once('/') {
            info = Some(directory.to_owned());
        }
        let Place::At(path) = place(&name, layout, crate_name)? else { continue };
        let is_program = entry.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        let is_script = path.starts_with(layout.scripts);
        let bytes = if is_script && layout.has_shell() { with_interpreter(bytes) } else { bytes };
        write(prefix, &path, bytes, is_program || is_script, &owner_of)?;
        files.push(path);
    }
    for command in commands {
        let path = Utf8Path::new(layout.scripts).join(&command.command);
        write(prefix, &path, script(command).into(), true, &owner_of)?;
        files.push(path);
    }
    let info = info.ok_or_else(|| unreadable("it has no `METADATA`".to_owned()))?;
    let info = layout.site_packages.join(info);
    let installer = info.join("INSTALLER");
    write(prefix, &installer, INSTALLER.into(), false, &owner_of)?;
    files.push(installer);
    files.sort();
    Ok(Installed { files, record: info.join("RECORD"), site_packages: layout.site_packages.clone() })
}

fn write(
    prefix: &Utf8Path,
    file: &Utf8Path,
    bytes: Vec<u8>,
    is_program: bool,
    owner_of: &impl Fn(&Utf8Path) -> Option<String>,
) -> Result<(), WheelError> {
    let path = prefix.join(file);
    if path.exists() {
        let owner = owner_of(file).unwrap_or_else(|| "another package of this workspace".to_owned());
        return Err(WheelError::FileOfDependency { file: file.to_owned(), owner });
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(&path, bytes)?;
    if is_program {
        make_executable(&path)?;
    }
    Ok(())
}

#[cfg(unix)]
pub(in crate::package) fn make_executable(path: &Utf8Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
pub(in crate::package) fn make_executable(_path: &Utf8Path) -> io::Result<()> {
    Ok(())
}

/// Removes what a wheel of a project has left in a prefix. A file of the environment itself stays.
pub(in crate::package) fn remove(
    prefix: &Utf8Path,
    project: &str,
    owner_of: impl Fn(&Utf8Path) -> Option<String>,
) -> io::Result<()> {
    for site_packages in directories_of_modules(prefix) {
        for info in entries(&prefix.join(&site_packages)) {
            let name = info.strip_suffix(".dist-info").and_then(|name| name.rsplit_once('-'));
            let is_of_project = |name: &str| normalized_name(name) == normalized_name(project);
            if name.is_none_or(|(name, _version)| !is_of_project(name)) {
                continue;
            }
            let info = site_packages.join(info);
            let listed = record::read(prefix, &site_packages, &info.join("RECORD")).unwrap_or_default();
            let inside = entries(&prefix.join(&info)).into_iter().map(|name| info.join(name));
            let files: BTreeSet<_> = listed.into_iter().chain(inside).collect();
            for file in files.iter().filter(|file| owner_of(file).is_none()) {
                let path = prefix.join(file);
                if path.is_file() {
                    fs::remove_file(path)?;
                }
            }
        }
    }
    Ok(())
}

/// The directories of modules in a prefix.
fn directories_of_modules(prefix: &Utf8Path) -> Vec<Utf8PathBuf> {
    let of_pythons = entries(&prefix.join("lib")).into_iter().filter(|name| name.starts_with("python"));
    let of_pythons = of_pythons.map(|name| Utf8Path::new("lib").join(name).join("site-packages"));
    let all = of_pythons.chain(["site-packages".into(), "Lib/site-packages".into()]);
    all.filter(|directory| prefix.join(directory).is_dir()).collect()
}

/// The names in a directory; none if it cannot be read.
fn entries(directory: &Utf8Path) -> Vec<String> {
    let entries = directory.read_dir_utf8().into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn wheel(directory: &Utf8Path, files: &[(&str, &str)]) -> Utf8PathBuf {
        let path = directory.join("hello-1.0-cp39-abi3-linux_x86_64.whl");
        let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
        for (name, text) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    fn of<'a>(file: &'a Utf8Path, commands: &'a [EntryPoint]) -> Wheel<'a> {
        Wheel { file, crate_name: "hello", commands }
    }

    #[test]
    fn a_wheel_is_installed_and_removed() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let files = [
            ("hello/__init__.py", "x = 1\n"),
            ("hello-1.0.dist-info/METADATA", "Name: Hello\n"),
            ("hello-1.0.dist-info/RECORD", "wrong"),
            ("hello-1.0.data/scripts/run", "#!python\nimport hello\n"),
        ];
        let wheel = wheel(directory, &files);
        assert_eq!(find(directory).unwrap(), wheel);
        let prefix = directory.join("prefix");
        let layout = PythonLayout { site_packages: "site-packages".into(), scripts: "bin" };
        let unowned = |_: &Utf8Path| None;
        let command = EntryPoint { command: "hello".to_owned(), function: "hello:main".to_owned() };
        let installed = install(of(&wheel, &[command]), &prefix, &layout, unowned).unwrap();
        installed.seal(&prefix, &[]).unwrap();
        let text = |path: &str| fs::read_to_string(prefix.join(path)).unwrap();
        for (script, line) in [("bin/run", "\nimport hello\n"), ("bin/hello", "\nfrom hello import main\n")] {
            assert!(text(script).contains(line) && !text(script).contains(prefix.as_str()), "{script}");
        }
        assert_eq!(text("site-packages/hello-1.0.dist-info/INSTALLER"), "conda\n");
        assert!(
            text("site-packages/hello-1.0.dist-info/RECORD").contains("\n../../../bin/run,sha256=")
                || text("site-packages/hello-1.0.dist-info/RECORD").starts_with("../../../bin/run,sha256=")
        );
        // A second one of the same name finds its files taken.
        let error =
            install(of(&wheel, &[]), &prefix, &layout, |_| Some("other".to_owned())).map(drop).unwrap_err();
        assert!(error.to_string().contains("which other has too"), "{error}");
        remove(&prefix, "Hello", unowned).unwrap();
        let left: Vec<_> = walkdir::WalkDir::new(&prefix)
            .into_iter()
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn what_is_no_wheel_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        assert_eq!(find(directory).unwrap_err().to_string(), "maturin succeeded but made 0 wheels");
        let layout = PythonLayout { site_packages: "site-packages".into(), scripts: "bin" };
        let error = |wheel: &Utf8Path| {
            install(of(wheel, &[]), &directory.join("prefix"), &layout, |_| None)
                .map(drop)
                .unwrap_err()
                .to_string()
        };
        let text = directory.join("x.whl");
        fs::write(&text, "no archive").unwrap();
        assert!(error(&text).starts_with("cannot read the wheel: "));
        assert_eq!(error(&wheel(directory, &[("x.py", "")])), "cannot read the wheel: it has no `METADATA`");
        let outside = wheel(directory, &[("../x.py", "")]);
        assert_eq!(error(&outside), "its wheel would install `../x.py`, which is no path in an environment");
    }
}
