//! What a build script told cargo, read from where cargo keeps the script's output.
//!
//! cargo's messages name a build script's `OUT_DIR` but not what the script printed. A script that prints no
//! `rerun-if-…` instruction may read any file of its package, so freshness has to know which kind it is.

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

/// Where cargo keeps a build script's standard output, relative to the directory that holds `OUT_DIR`: the
/// layout of every cargo up to 1.99, and the one of cargo 1.100 and of `-Zbuild-dir-new-layout`; see
/// <https://github.com/rust-lang/cargo/issues/15010>.
const OUTPUT_FILES: [&str; 2] = ["output", "run/stdout"];

/// Whether a build script told cargo when to run it again, by a `rerun-if-…` instruction; see
/// <https://doc.rust-lang.org/cargo/reference/build-scripts.html#change-detection>. `None` if its output lies
/// in neither of the places that we know.
pub(crate) fn declares_inputs(out_dir: &Utf8Path) -> Option<bool> {
    let directory = out_dir.parent()?;
    let output = OUTPUT_FILES.iter().find_map(|file| read(directory.join(file)))?;
    Some(output.lines().any(is_rerun_instruction))
}

/// The variables for whose changes a build script asked cargo to run it again; none if its output lies in
/// neither of the places that we know.
pub(crate) fn variables(out_dir: &Utf8Path) -> Vec<String> {
    let directory = out_dir.parent().into_iter();
    let output = directory.flat_map(|directory| OUTPUT_FILES.map(|file| directory.join(file))).find_map(read);
    output.iter().flat_map(|text| text.lines()).filter_map(variable).map(ToOwned::to_owned).collect()
}

/// The variable in a line that a build script printed, if the line asks cargo to run the script again when
/// that changes. Cargo indents such lines when it shows the output of a script that failed.
pub(crate) fn variable(line: &str) -> Option<&str> {
    instruction(line.trim())?.strip_prefix("rerun-if-env-changed=")
}

/// Build scripts may print anything, so the bytes need not be UTF-8.
fn read(path: Utf8PathBuf) -> Option<String> {
    fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn is_rerun_instruction(line: &str) -> bool {
    instruction(line).is_some_and(|instruction| instruction.starts_with("rerun-if-"))
}

fn instruction(line: &str) -> Option<&str> {
    line.strip_prefix("cargo::").or_else(|| line.strip_prefix("cargo:"))
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{declares_inputs, variable, variables};

    /// What is known of a script whose output lies in this file of the unit's directory.
    fn declares(file: &str, output: &[u8]) -> Option<bool> {
        let directory = tempfile::tempdir().unwrap();
        let unit = Utf8Path::from_path(directory.path()).unwrap();
        fs_err::create_dir_all(unit.join("run")).unwrap();
        fs_err::write(unit.join(file), output).unwrap();
        declares_inputs(&unit.join("out"))
    }

    #[test]
    fn a_script_without_an_instruction_declares_nothing_in_either_layout() {
        for file in ["output", "run/stdout"] {
            assert_eq!(declares(file, b"cargo::rustc-cfg=fast\n"), Some(false));
            assert_eq!(declares(file, b""), Some(false));
            assert_eq!(
                declares(file, b"cargo::rustc-cfg=fast\ncargo:rerun-if-changed=build.rs\n"),
                Some(true)
            );
            assert_eq!(declares(file, b"cargo::rerun-if-env-changed=CC\n"), Some(true));
            assert_eq!(declares(file, b"\xff\ncargo::rerun-if-env-changed=CC\n"), Some(true));
        }
    }

    #[test]
    fn variables_are_read_in_either_layout_and_from_a_failure() {
        let directory = tempfile::tempdir().unwrap();
        let unit = Utf8Path::from_path(directory.path()).unwrap();
        let text = "cargo:rerun-if-env-changed=CC\ncargo::rerun-if-changed=build.rs\n";
        fs_err::create_dir_all(unit.join("run")).unwrap();
        fs_err::write(unit.join("run/stdout"), text).unwrap();
        assert_eq!(variables(&unit.join("out")), ["CC"]);
        fs_err::write(unit.join("output"), "cargo::rerun-if-env-changed=CXX\n").unwrap();
        assert_eq!(variables(&unit.join("out")), ["CXX"]);
        assert_eq!(variable("  cargo:rerun-if-env-changed=OPENSSL_DIR"), Some("OPENSSL_DIR"));
        assert_eq!(variable("  rerun-if-env-changed=OPENSSL_DIR"), None);
    }

    #[test]
    fn output_in_a_third_layout_is_unknown() {
        assert_eq!(declares("elsewhere", b"cargo:rerun-if-changed=build.rs\n"), None);
    }
}
