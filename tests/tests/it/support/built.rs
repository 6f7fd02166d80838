//! One build of each sample workspace, for all tests that only look.

use std::sync::OnceLock;

use camino::Utf8Path;
use fs_err::File;

use super::cargo_conda::Ran;
use super::local_channel::LocalChannel;
use super::project::TempProject;

/// A sample workspace, built.
pub(crate) struct Built {
    pub(crate) project: TempProject,
    pub(crate) run: Ran,
    /// Other test processes wait for their turn with the directory. Released by the end of this one.
    _turn: File,
}

impl Built {
    /// Builds a copy of a sample workspace from scratch.
    ///
    /// Values that are shared in this way are never dropped: the copy stays where cargo wants such things to
    /// be, and makes room for the next.
    fn new(sample: &str, run: impl FnOnce(TempProject) -> (TempProject, Ran)) -> Self {
        let directory = Utf8Path::new(env!("CARGO_TARGET_TMPDIR"));
        let turn = File::create(directory.join(format!("{sample}.lock"))).unwrap();
        turn.file().lock().unwrap();
        let (project, run) = run(TempProject::sample_at(sample, &directory.join(sample)));
        Self { project, run, _turn: turn }
    }

    /// Checked by each test, so that a build that fails fails all of them and is not tried again.
    #[track_caller]
    fn checked(&self) -> &Self {
        assert_eq!(self.run.status.code(), Some(0), "{}", self.run.stderr);
        self
    }
}

/// The sample workspace of plain Rust, built with the machine's toolchain, once in a test process.
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

/// The sample workspace with native libraries, built with conda's toolchain, once in a test process. Standard
/// output has all events, and cargo says of each crate whether it compiled it.
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
