//! The packages of Python: a copy of this machine's interpreter with its standard library, the packages that
//! tell Pythons apart as conda-forge's do, and maturin, which makes wheels of Rust crates.
//!
//! The interpreter finds its library by the path from the executable, so the copy can be installed anywhere.
//! Its own shared libraries stay those of the machine, as those of the compilers do.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::machine::{program, version_of};
use super::package::{CondaPackage, Content, Files, PREFIX, RunExports, add_tree};
use super::platform::Platform;
use super::tool;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{announce, output_of};

/// Parts of the standard library that no extension needs: tests, editors, windows, the installer of pip, and
/// what belongs to the machine's own environments.
const LEFT_OUT: [&str; 9] = [
    "__pycache__",
    "dist-packages",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "site-packages",
    "test",
    "tkinter",
    "turtledemo",
];

/// Tells, one a line: version, executable, standard library, headers, prefix, implementation, free-threaded.
const QUESTION: &str = "import os, sys, sysconfig as s
base = getattr(sys, '_base_executable', sys.executable)
print('.'.join(map(str, sys.version_info[:3])))
print(os.path.realpath(base))
print(s.get_path('stdlib', vars={'installed_base': sys.base_prefix}))
print(s.get_path('include', vars={'installed_base': sys.base_prefix}))
print(sys.base_prefix)
print(sys.implementation.name)
print(bool(s.get_config_var('Py_GIL_DISABLED')))";

/// A Python of this machine.
struct Interpreter {
    /// Such as `3.11.7`.
    version: String,
    /// Such as `3.11`.
    minor: String,
    executable: PathBuf,
    library: PathBuf,
    headers: PathBuf,
    prefix: String,
}

/// The packages of Python; none, with a line that says why, where the machine's cannot be packaged.
pub(super) fn packages(repository: &Repository, platform: Platform) -> Result<Vec<CondaPackage>, ChoreError> {
    let mut packages: Vec<_> = maturin(repository, platform)?.into_iter().collect();
    match Interpreter::find()? {
        Ok(interpreter) => packages.extend(interpreter.packages(platform)?),
        Err(reason) => announce(&format!("no package `python` in the channel: {reason}")),
    }
    Ok(packages)
}

/// The maturin that `cargo xtask venv` installs; `None` if it is not installed.
fn maturin(repository: &Repository, platform: Platform) -> Result<Option<CondaPackage>, ChoreError> {
    let path = repository.venv().join("bin").join("maturin");
    if !path.is_file() {
        return Ok(None);
    }
    let version = version_of(&path, &["--version"])?;
    let licence = "MIT OR Apache-2.0";
    Ok(Some(tool::package("maturin", version, licence, platform, Content::Copy(path))))
}

impl Interpreter {
    /// Asks the `python3` on `PATH`. The inner error says why it cannot be packaged.
    fn find() -> Result<Result<Self, String>, ChoreError> {
        let Some(python) = program("python3") else {
            return Ok(Err("`python3` is not on PATH".to_owned()));
        };
        let told = output_of(Command::new(&python).args(["-I", "-c", QUESTION]))?;
        let lines: Vec<_> = told.lines().collect();
        let [version, executable, library, headers, prefix, implementation, free_threaded] = lines[..] else {
            return Err(ChoreError::NoVersion { program: python.display().to_string() });
        };
        if implementation != "cpython" || free_threaded == "True" {
            return Ok(Err(format!("`{}` is not a CPython with its lock", python.display())));
        }
        let minor: Vec<_> = version.split('.').take(2).collect();
        let interpreter = Self {
            version: version.to_owned(),
            minor: minor.join("."),
            executable: executable.into(),
            library: library.into(),
            headers: headers.into(),
            prefix: prefix.to_owned(),
        };
        if !interpreter.library.join("os.py").is_file() {
            return Ok(Err(format!("`{library}` has no standard library")));
        }
        Ok(Ok(interpreter))
    }

    /// The interpreter, and the packages that say which of its kind it is.
    fn packages(&self, platform: Platform) -> Result<Vec<CondaPackage>, ChoreError> {
        let Self { version, minor, .. } = self;
        let tag = format!("cp{}", minor.replace('.', ""));
        let abi = format!("python_abi {minor}.* *_{tag}");
        let meta = |name: &str, version: &str, depends: &[String]| {
            let mut package = CondaPackage::new(name, version, "BSD-3-Clause");
            package.depends = depends.to_vec();
            package
        };
        let mut python_abi = meta("python_abi", minor, &[]);
        python_abi.platform = Some(platform);
        python_abi.build_suffix = Some(tag);
        Ok(vec![
            self.python(platform, abi.clone())?,
            python_abi,
            meta("cpython", version, &[format!("python {version} *_cpython")]),
            meta("python-gil", minor, &[format!("cpython {minor}.*"), abi]),
        ])
    }

    /// The package `python`.
    fn python(&self, platform: Platform, abi: String) -> Result<CondaPackage, ChoreError> {
        let mut package = CondaPackage::new("python", &self.version, "Python-2.0");
        package.platform = Some(platform);
        package.build_suffix = Some("cpython".to_owned());
        package.run_exports = RunExports { weak: vec![abi], ..RunExports::default() };
        let program = format!("python{}", self.minor);
        package.files.insert(format!("bin/{program}"), Content::Copy(self.executable.clone()));
        for link in ["python", "python3"] {
            package.files.insert(format!("bin/{link}"), Content::Link(program.clone()));
        }
        if self.headers.is_dir() {
            add_tree(&self.headers, &format!("include/{program}"), &mut package.files)?;
        }
        self.add_library(&format!("lib/{program}"), &mut package.files)?;
        Ok(package)
    }

    /// Adds the standard library. The values of its build name the prefix, which installers replace.
    fn add_library(&self, below: &str, files: &mut Files) -> Result<(), ChoreError> {
        let mut library = Files::new();
        add_tree(&self.library, below, &mut library)?;
        library.retain(|path, _| is_packaged(path, below));
        for (path, content) in &mut library {
            let Content::Copy(source) = content else { continue };
            if is_build_data(path) {
                let text = fs_err::read_to_string(&*source).map_err(ChoreError::File)?;
                *content = Content::Text(in_prefix(&text, &self.prefix));
            }
        }
        // Debian's `site` looks into `site-packages` in virtual environments alone.
        let site = format!("{below}/sitecustomize.py");
        library.insert(site, Content::Text(SITE.to_owned()));
        files.append(&mut library);
        Ok(())
    }
}

/// Makes `site-packages` of the environment known where `site` does not.
const SITE: &str = "import os, site, sys
_own = os.path.join(sys.prefix, 'lib', 'python%d.%d' % sys.version_info[:2], 'site-packages')
if _own not in sys.path:
    site.addsitedir(_own)
";

/// Whether a file of the standard library is packaged; `below` is the library's path in the package.
fn is_packaged(path: &str, below: &str) -> bool {
    let parts: Vec<_> = Path::new(path).strip_prefix(below).into_iter().flatten().collect();
    let is_left_out = |part: &&std::ffi::OsStr| {
        let name = part.to_string_lossy();
        LEFT_OUT.contains(&&*name) || name.starts_with("config-")
    };
    !parts.iter().any(is_left_out) && !path.ends_with("/sitecustomize.py")
}

fn is_build_data(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with("_sysconfigdata"))
}

/// The values of a build with the prefix of a conda environment instead of the machine's. `/usr` begins the
/// paths of compilers and libraries too, which stay.
fn in_prefix(text: &str, prefix: &str) -> String {
    if prefix == "/usr" {
        return text.replace("'/usr'", &format!("'{PREFIX}'"));
    }
    text.replace(prefix, PREFIX)
}

#[cfg(test)]
mod tests {
    use super::{PREFIX, in_prefix, is_build_data, is_packaged};

    #[test]
    fn the_library_is_packaged_without_what_no_extension_needs() {
        let packaged = |path: &str| is_packaged(&format!("lib/python3.11/{path}"), "lib/python3.11");
        assert!(packaged("os.py"));
        assert!(packaged("lib-dynload/_json.cpython-311-x86_64-linux-gnu.so"));
        assert!(packaged("unittest/case.py"));
        for path in ["test/test_os.py", "json/__pycache__/x.pyc", "config-3.11/libpython3.11.a"] {
            assert!(!packaged(path), "{path}");
        }
    }

    #[test]
    fn the_prefix_of_the_machine_is_replaced() {
        assert_eq!(in_prefix("'/opt/py/lib'", "/opt/py"), format!("'{PREFIX}/lib'"));
        assert_eq!(
            in_prefix("'prefix': '/usr', '/usr/lib'", "/usr"),
            format!("'prefix': '{PREFIX}', '/usr/lib'")
        );
        assert!(is_build_data("lib/python3.11/_sysconfigdata__linux_x86_64-linux-gnu.py"));
        assert!(!is_build_data("lib/python3.11/sysconfig.py"));
    }
}
