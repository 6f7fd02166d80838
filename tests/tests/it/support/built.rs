//! Builds of the sample workspaces that tests share.

use std::sync::OnceLock;

use camino::Utf8Path;
use fs_err::File;

use super::cargo_conda::Ran;
use super::local_channel::LocalChannel;
use super::project::TempProject;

/// A sample workspace after a build.
pub(crate) struct Built {
    pub(crate) project: TempProject,
    pub(crate) run: Ran,
    /// The lock of the directory. Other test processes wait until this one ends and releases it.
    _turn: File,
}

impl Built {
    /// Builds a copy of a sample workspace from scratch.
    ///
    /// Statics are never dropped, so the copy cannot be in a temporary directory: it is in the one that cargo
    /// has for tests, and the next test process replaces it.
    fn new(sample: &str, run: impl FnOnce(TempProject) -> (TempProject, Ran)) -> Self {
        let directory = Utf8Path::new(env!("CARGO_TARGET_TMPDIR"));
        let turn = File::create(directory.join(format!("{sample}.lock"))).unwrap();
        turn.file().lock().unwrap();
        let (project, run) = run(TempProject::sample_at(sample, &directory.join(sample)));
        Self { project, run, _turn: turn }
    }

    /// Fails the test if the build failed. Each test checks that, so that a failed build is not repeated.
    #[track_caller]
    fn checked(&self) -> &Self {
        assert_eq!(self.run.status.code(), Some(0), "{}", self.run.stderr);
        self
    }
}

/// The sample workspace without native libraries, built with the machine's toolchain once in a test process.
#[track_caller]
pub(crate) fn built_monorepo() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    let build = || {
        Built::new("monorepo", |project| {
            let run = project.cargo_conda("build").run();
            (project, run)
        })
    };
    BUILT.get_or_init(build).checked()
}

/// The sample workspace with native libraries, built with conda's toolchain once in a test process. Standard
/// output has the events, in which cargo reports each crate as compiled or fresh.
#[track_caller]
pub(crate) fn built_native(channel: &LocalChannel) -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    let build = || {
        Built::new("native", |project| {
            let project = project
                .append("Cargo.toml", "[workspace.metadata.conda]\nenv = { CARGO_TERM_VERBOSE = 'true' }");
            let run = project.cargo_conda("build --format json -v").conda(channel).run();
            (project, run)
        })
    };
    BUILT.get_or_init(build).checked()
}
