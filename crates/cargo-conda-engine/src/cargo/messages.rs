//! What cargo says of its own work, in lines of JSON among all others.
//!
//! The format is stable: <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use cargo_metadata::{Artifact, Message, TargetKind};

/// How every message begins.
const START: &str = r#"{"reason":""#;

/// What is of interest among the messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CargoMessage {
    /// Something is compiled, or was already.
    Compiled(CompiledTarget),
    /// A build script has run, now or in an earlier build.
    ScriptRan {
        /// The id of the package.
        package: String,
        /// Its own directory.
        out_dir: Utf8PathBuf,
    },
    /// One of these two, in a form that is not known here.
    Unreadable,
    /// Whatever else.
    Other,
}

/// A library, a build script or a program of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CompiledTarget {
    /// The id of the package.
    pub(crate) package: String,
    /// Its features.
    pub(crate) features: BTreeSet<String>,
    /// Whether other packages can depend on it.
    pub(crate) is_library: bool,
    /// Whether it is a program that is installed.
    pub(crate) is_program: bool,
    /// What was written.
    pub(crate) files: Vec<Utf8PathBuf>,
    /// Whether it was there already.
    pub(crate) is_fresh: bool,
}

/// What a build has said, as far as it tells what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CargoReport {
    /// The ids of all packages.
    pub(crate) packages: BTreeSet<String>,
    /// Where cargo has put the programs.
    pub(crate) programs: BTreeSet<Utf8PathBuf>,
    /// The build scripts that have run: the id of the package, and the directory of the script's own.
    pub(crate) scripts: BTreeSet<(String, Utf8PathBuf)>,
    /// Whether there was more, which is not understood.
    pub(crate) is_incomplete: bool,
}

impl CargoReport {
    pub(crate) fn note(&mut self, message: &CargoMessage) {
        match message {
            CargoMessage::Compiled(target) => {
                self.packages.insert(target.package.clone());
                if target.is_program {
                    self.programs.extend(target.files.first().cloned());
                }
            }
            CargoMessage::ScriptRan { package, out_dir } => {
                self.scripts.insert((package.clone(), out_dir.clone()));
            }
            CargoMessage::Unreadable => self.is_incomplete = true,
            CargoMessage::Other => {}
        }
    }
}

/// A line as a message, or nothing if it is none.
pub(crate) fn parse(line: &str) -> Option<CargoMessage> {
    let (reason, _) = line.strip_prefix(START)?.split_once('"')?;
    // Later versions of cargo may have more to say.
    if !["compiler-artifact", "build-script-executed"].contains(&reason) {
        return Some(CargoMessage::Other);
    }
    Some(match serde_json::from_str(line) {
        Ok(Message::CompilerArtifact(artifact)) => CargoMessage::Compiled(artifact.into()),
        Ok(Message::BuildScriptExecuted(script)) => {
            CargoMessage::ScriptRan { package: script.package_id.repr, out_dir: script.out_dir }
        }
        _ => CargoMessage::Unreadable,
    })
}

impl From<Artifact> for CompiledTarget {
    fn from(artifact: Artifact) -> Self {
        let is_library = artifact.target.kind.iter().any(|kind| {
            matches!(kind, TargetKind::Lib | TargetKind::RLib | TargetKind::DyLib | TargetKind::ProcMacro)
        });
        let is_program = artifact.target.kind.contains(&TargetKind::Bin);
        Self {
            package: artifact.package_id.repr,
            features: artifact.features.into_iter().collect(),
            is_library,
            is_program,
            files: artifact.filenames,
            is_fresh: artifact.fresh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CargoMessage, parse};

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
        assert!(library.is_library && library.is_fresh);
        assert_eq!(library.features.into_iter().collect::<Vec<_>>(), ["std"]);
        let script = LIBRARY.replace('\n', "").replace(r#""kind":["lib"]"#, r#""kind":["custom-build"]"#);
        let Some(CargoMessage::Compiled(script)) = parse(&script) else { panic!("not understood") };
        assert!(!script.is_library && !script.is_program);
    }

    #[test]
    fn what_a_program_prints_is_no_message() {
        assert_eq!(parse("   Compiling serde v1.0.0"), None);
        assert_eq!(parse(r#"{"reason":"because"#), None);
        assert_eq!(parse(r#"{"reason":"compiler-artifact","package_id":7}"#), Some(CargoMessage::Unreadable));
        assert_eq!(parse(r#"{"reason":"build-finished","success":true}"#), Some(CargoMessage::Other));
    }
}
