//! Scripts that run with the Python of the environment that they are in.
//!
//! They find it beside them. A path of the prefix would be replaced by the installer, but archives would
//! differ from machine to machine, and name the directory that they were built in.

use cargo_conda_plan::EntryPoint;

/// The first line of scripts in wheels that are to run with the Python of their environment.
const PYTHON_LINE: &[u8] = b"#!python";

/// What stands in the place of that line: for the shell two commands, and for Python a text.
const BESIDE: &str = r#"#!/bin/sh
'''exec' "$(dirname -- "$(realpath -- "$0")")"/python "$0" "$@"
' '''"#;

/// The script of a command that calls a function.
pub(super) fn script(EntryPoint { function, .. }: &EntryPoint) -> String {
    let (module, path) = function.split_once(':').unwrap_or((function, "main"));
    let imported = path.split('.').next().unwrap_or(path);
    format!(
        "{BESIDE}\nimport re\nimport sys\n\nfrom {module} import {imported}\n\nif __name__ == '__main__':\n    \
         sys.argv[0] = re.sub(r'(-script\\.pyw?|\\.exe)?$', '', sys.argv[0])\n    sys.exit({path}())\n"
    )
}

/// A script of a wheel, with what finds Python. Other scripts stay as they are.
pub(super) fn with_interpreter(bytes: Vec<u8>) -> Vec<u8> {
    match bytes.strip_prefix(PYTHON_LINE) {
        Some(rest) => [BESIDE.as_bytes(), rest].concat(),
        None => bytes,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use camino::Utf8Path;

    use super::*;
    use crate::package::wheel::install::make_executable;

    #[test]
    fn scripts_find_the_python_beside_them() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        let bin = root.join("my prefix/bin");
        fs_err::create_dir_all(&bin).unwrap();
        let write = |name: &str, text: &[u8]| {
            fs_err::write(bin.join(name), text).unwrap();
            make_executable(&bin.join(name)).unwrap();
        };
        write("python", b"#!/bin/sh\necho beside \"$@\"\n");
        let entry_point = EntryPoint { command: "run".to_owned(), function: "a.b:C.main".to_owned() };
        write("run", script(&entry_point).as_bytes());
        write("own", &with_interpreter(b"#!python\nimport x\n".to_vec()));
        symlink(bin.join("run"), root.join("link")).unwrap();
        for (called, script) in [
            ("my prefix/bin/run", "my prefix/bin/run"),
            ("my prefix/bin/own", "my prefix/bin/own"),
            ("link", "link"),
        ] {
            let output = Command::new(root.join(called)).arg("one two").output().unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            assert_eq!(printed, format!("beside {} one two\n", root.join(script)), "{called}");
        }
        let text = script(&entry_point);
        assert!(text.contains("\nfrom a.b import C\n") && text.contains("sys.exit(C.main())"), "{text}");
        assert_eq!(with_interpreter(b"#!/bin/sh\n".to_vec()), b"#!/bin/sh\n");
    }
}
