//! Where a file of a wheel is installed:
//! <https://packaging.python.org/en/latest/specifications/binary-distribution-format/>.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::api::WheelError;

/// The layout of an environment, in paths relative to its prefix.
#[derive(Debug, Clone)]
pub(in crate::package) struct PythonLayout {
    /// The directory of modules, such as `lib/python3.11/site-packages`.
    pub(in crate::package) site_packages: Utf8PathBuf,
    /// The directory of commands.
    pub(in crate::package) scripts: &'static str,
}

impl PythonLayout {
    /// Whether scripts are run by a shell of Unix.
    pub(super) fn has_shell(&self) -> bool {
        self.scripts == "bin"
    }
}

/// What becomes of a file of a wheel.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is installed at this path relative to the prefix.
    At(Utf8PathBuf),
    /// It is left out: the list of files is written anew, maturin's list of crates names the machine, and
    /// byte code has the time of the file that it was made from.
    LeftOut,
}

/// Finds the place of a file. `crate_name` is that of the crate that the wheel was made from.
pub(super) fn place(path: &str, layout: &PythonLayout, crate_name: &str) -> Result<Place, WheelError> {
    let unsafe_path = || WheelError::Path { path: path.to_owned() };
    let file = Utf8Path::new(path);
    let is_safe = |part: Utf8Component<'_>| matches!(part, Utf8Component::Normal(_));
    if path.contains('\\') || !file.components().all(is_safe) || path.is_empty() || path.ends_with('/') {
        return Err(unsafe_path());
    }
    if file.components().any(|part| part.as_str() == "__pycache__")
        || file.extension().is_some_and(|ending| ["pyc", "pyo"].contains(&ending))
    {
        return Ok(Place::LeftOut);
    }
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    if first.ends_with(".dist-info") {
        let of_maturin = format!("sboms/{crate_name}.cyclonedx.json");
        if ["RECORD", "INSTALLER", &of_maturin].contains(&rest) {
            return Ok(Place::LeftOut);
        }
    }
    if first.strip_suffix(".data").is_none() {
        return Ok(Place::At(layout.site_packages.join(file)));
    }
    // The directories of a wheel's data are named as those of an installation.
    let (scheme, below) = rest.split_once('/').ok_or_else(unsafe_path)?;
    Ok(Place::At(match scheme {
        "purelib" | "platlib" => layout.site_packages.join(below),
        "scripts" => Utf8Path::new(layout.scripts).join(below),
        "data" => Utf8PathBuf::from(below),
        "headers" => Utf8Path::new("include").join(below),
        _ => return Err(unsafe_path()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(path: &str) -> String {
        let layout = PythonLayout { site_packages: "lib/python3.11/site-packages".into(), scripts: "bin" };
        match place(path, &layout, "my-crate") {
            Ok(Place::At(path)) => path.into_string(),
            Ok(Place::LeftOut) => "left out".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn files_go_where_pip_would_put_them() {
        assert_eq!(placed("hello/__init__.py"), "lib/python3.11/site-packages/hello/__init__.py");
        assert_eq!(
            placed("hello-1.0.dist-info/METADATA"),
            "lib/python3.11/site-packages/hello-1.0.dist-info/METADATA"
        );
        assert_eq!(placed("hello-1.0.data/scripts/run.sh"), "bin/run.sh");
        assert_eq!(placed("hello-1.0.data/data/share/hello/x"), "share/hello/x");
        assert_eq!(placed("hello-1.0.data/platlib/x.so"), "lib/python3.11/site-packages/x.so");
        assert_eq!(placed("hello/__pycache__/cli.cpython-312.pyc"), "left out");
        assert_eq!(placed("hello-1.0.dist-info/RECORD"), "left out");
        assert_eq!(placed("hello-1.0.dist-info/sboms/my-crate.cyclonedx.json"), "left out");
        assert_eq!(
            placed("hello-1.0.dist-info/sboms/own.json"),
            "lib/python3.11/site-packages/hello-1.0.dist-info/sboms/own.json"
        );
    }

    #[test]
    fn no_file_leaves_the_environment() {
        for path in [
            "../x",
            "/etc/x",
            "a/../../x",
            "",
            "hello-1.0.data/x",
            "hello-1.0.data/stdlib/x",
            "a\\..\\x",
            "hello-1.0.data/scripts/../../x",
            "hello-1.0.data/data/../x",
            "hello-1.0.data/scripts/",
            "hello/",
        ] {
            assert!(placed(path).contains("no path in an environment"), "{path}");
        }
    }
}
