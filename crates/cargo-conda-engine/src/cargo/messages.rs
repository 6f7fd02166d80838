//! Reads the JSON messages that cargo prints among the output of a build (`--message-format=json`).
//!
//! They tell which targets were compiled, what rustc said, and where programs and build scripts are. The
//! format is stable: <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use cargo_metadata::{Artifact, Message, TargetKind};

use super::build_script;
use super::diagnostic::{self, Diagnostic};
use super::unit_hash::unit_hash;

/// The start of every message.
const START: &str = r#"{"reason":""#;

/// A message, as far as the engine uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CargoMessage {
    /// A target was compiled, or was fresh.
    Compiled(CompiledTarget),
    /// A build script was run, now or in an earlier build.
    ScriptRan {
        /// The package id.
        package: String,
        /// The script's `OUT_DIR`.
        out_dir: Utf8PathBuf,
        /// The libraries that the script has rustc link, as it wrote them: `z`, `static=z`.
        libraries: Vec<String>,
    },
    /// rustc reported something.
    Diagnostic(Diagnostic),
    /// A message of one of the first two kinds that could not be parsed.
    Unreadable,
    /// A message of another kind.
    Other,
}

/// What a target is for cargo, as far as the engine tells kinds apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetRole {
    /// A library or a procedural macro: other packages can depend on it.
    Library,
    /// A binary.
    Program,
    /// A shared or static library for programs in other languages.
    ForeignLibrary,
    /// A build script.
    BuildScript,
    /// A target of another kind, such as an example.
    Other,
}

/// A target of a package that cargo compiled or found fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CompiledTarget {
    /// The package id.
    pub(crate) package: String,
    /// The enabled features of the package.
    pub(crate) features: BTreeSet<String>,
    /// What the target is for cargo.
    pub(crate) role: TargetRole,
    /// The files that cargo wrote.
    pub(crate) files: Vec<Utf8PathBuf>,
    /// Whether cargo found it fresh and compiled nothing.
    pub(crate) is_fresh: bool,
}

/// What the messages of a whole build say about its inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CargoReport {
    /// The package ids of all compiled packages.
    pub(crate) packages: BTreeSet<String>,
    /// The paths of the programs and of libraries for other languages in cargo's target directory.
    pub(crate) programs: BTreeSet<Utf8PathBuf>,
    /// The build scripts that were run: package id and `OUT_DIR`.
    pub(crate) scripts: BTreeSet<(String, Utf8PathBuf)>,
    /// The hashes of the units that cargo compiled or found fresh, but for programs, whose paths have none.
    pub(crate) units: BTreeSet<String>,
    /// The variables that a failed build script had asked cargo to watch, as cargo showed its output.
    pub(crate) variables: BTreeSet<String>,
    /// Cargo printed a message that could not be parsed, so this list may lack inputs; freshness treats the
    /// package as stale.
    pub(crate) is_incomplete: bool,
}

impl CargoReport {
    /// Notes a line that is no message of cargo's.
    pub(crate) fn note_printed(&mut self, line: &str) {
        self.variables.extend(build_script::variable(line).map(ToOwned::to_owned));
    }

    pub(crate) fn note(&mut self, message: &CargoMessage) {
        match message {
            CargoMessage::Compiled(target) => {
                self.packages.insert(target.package.clone());
                self.units.extend(target.files.iter().filter_map(|file| unit_hash(file)).map(str::to_owned));
                if matches!(target.role, TargetRole::Program | TargetRole::ForeignLibrary) {
                    self.programs.extend(target.files.first().cloned());
                }
            }
            CargoMessage::ScriptRan { package, out_dir, .. } => {
                self.units.extend(unit_hash(out_dir).map(str::to_owned));
                self.scripts.insert((package.clone(), out_dir.clone()));
            }
            CargoMessage::Unreadable => self.is_incomplete = true,
            CargoMessage::Diagnostic(_) | CargoMessage::Other => {}
        }
    }
}

/// Parses a line of a build's output; `None` if it is not a message of cargo's.
pub(crate) fn parse(line: &str) -> Option<CargoMessage> {
    let (reason, _) = line.strip_prefix(START)?.split_once('"')?;
    // Later versions of cargo may print messages of further kinds.
    if reason == "compiler-message" {
        // One that cannot be parsed is a line like any other: it says nothing of the build's inputs.
        return diagnostic::parse(line).map(CargoMessage::Diagnostic);
    }
    if !["compiler-artifact", "build-script-executed"].contains(&reason) {
        return Some(CargoMessage::Other);
    }
    Some(match serde_json::from_str(line) {
        Ok(Message::CompilerArtifact(artifact)) => CargoMessage::Compiled(artifact.into()),
        Ok(Message::BuildScriptExecuted(script)) => CargoMessage::ScriptRan {
            package: script.package_id.repr,
            out_dir: script.out_dir,
            libraries: script.linked_libs.into_iter().map(Utf8PathBuf::into_string).collect(),
        },
        _ => CargoMessage::Unreadable,
    })
}

impl From<Artifact> for CompiledTarget {
    fn from(artifact: Artifact) -> Self {
        Self {
            package: artifact.package_id.repr,
            features: artifact.features.into_iter().collect(),
            role: TargetRole::of(&artifact.target.kind),
            files: artifact.filenames,
            is_fresh: artifact.fresh,
        }
    }
}

impl TargetRole {
    fn of(kinds: &[TargetKind]) -> Self {
        let is_library = |kind: &TargetKind| {
            matches!(kind, TargetKind::Lib | TargetKind::RLib | TargetKind::DyLib | TargetKind::ProcMacro)
        };
        if kinds.iter().any(is_library) {
            Self::Library
        } else if kinds.contains(&TargetKind::Bin) {
            Self::Program
        } else if kinds.iter().any(|kind| matches!(kind, TargetKind::CDyLib | TargetKind::StaticLib)) {
            Self::ForeignLibrary
        } else if kinds.contains(&TargetKind::CustomBuild) {
            Self::BuildScript
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use cargo_conda_test_support::fuzz;

    use super::{CargoMessage, CargoReport, TargetRole, parse};

    const LIBRARY: &str = r#"{"reason":"compiler-artifact","package_id":"registry+https://e.org#serde@1.0.0",
        "manifest_path":"/c/Cargo.toml","target":{"kind":["lib"],"crate_types":["lib"],"name":"serde",
        "src_path":"/c/src/lib.rs","edition":"2021","doc":true,"doctest":true,"test":true},
        "profile":{"opt_level":"3","debuginfo":0,"debug_assertions":false,"overflow_checks":false,"test":false},
        "features":["std"],"filenames":["/t/release/deps/libserde-1.rlib"],"executable":null,"fresh":true}"#;

    #[test]
    fn libraries_and_build_scripts_are_told_apart() {
        let Some(CargoMessage::Compiled(library)) = parse(&LIBRARY.replace('\n', "")) else {
            panic!("not understood");
        };
        assert!(library.role == TargetRole::Library && library.is_fresh);
        assert_eq!(library.features.into_iter().collect::<Vec<_>>(), ["std"]);
        let script = LIBRARY.replace('\n', "").replace(r#""kind":["lib"]"#, r#""kind":["custom-build"]"#);
        let Some(CargoMessage::Compiled(script)) = parse(&script) else { panic!("not understood") };
        assert_eq!(script.role, TargetRole::BuildScript);
        // What `cargo rustc --crate-type cdylib` makes of any library. With others, it is one to depend on.
        for (kinds, role) in [
            ("\"cdylib\"", TargetRole::ForeignLibrary),
            ("\"staticlib\"", TargetRole::ForeignLibrary),
            ("\"rlib\",\"cdylib\"", TargetRole::Library),
        ] {
            let line =
                LIBRARY.replace('\n', "").replace(r#""kind":["lib"]"#, &format!(r#""kind":[{kinds}]"#));
            let Some(CargoMessage::Compiled(library)) = parse(&line) else { panic!("not understood") };
            assert_eq!(library.role, role);
        }
    }

    #[test]
    fn what_a_program_prints_is_no_message() {
        assert_eq!(parse("   Compiling serde v1.0.0"), None);
        assert_eq!(parse(r#"{"reason":"because"#), None);
        assert_eq!(parse(r#"{"reason":"compiler-artifact","package_id":7}"#), Some(CargoMessage::Unreadable));
        assert_eq!(parse(r#"{"reason":"build-finished","success":true}"#), Some(CargoMessage::Other));
    }

    #[test]
    fn fuzz_messages() {
        let library = LIBRARY.replace('\n', "");
        let script = r#"{"reason":"build-script-executed","package_id":"path+file:///w#a@0.1.0","linked_libs":["z"],"linked_paths":[],"cfgs":["x"],"env":[["A","b"]],"out_dir":"/t/build/a-1/out"}"#;
        let samples = [library.as_str(), script, r#"{"reason":"build-finished","success":true}"#];
        fuzz(&samples, 3000, |input| {
            let line = String::from_utf8_lossy(input);
            let mut report = CargoReport::default();
            if let Some(message) = parse(&line) {
                report.note(&message);
                assert_eq!(report.is_incomplete, message == CargoMessage::Unreadable);
            }
        });
    }
}
