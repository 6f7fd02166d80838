//! One build of the sample workspace, for all tests that only look.

use std::sync::OnceLock;

use camino::Utf8Path;
use fs_err::File;

use super::cargo_conda::Ran;
use super::project::TempProject;

/// The sample workspace, built.
pub(crate) struct Built {
    pub(crate) project: TempProject,
    pub(crate) run: Ran,
    /// Other test processes wait for their turn with the directory. Released by the end of this one.
    _turn: File,
}

/// Builds a copy of the sample workspace from scratch, once in a test process.
///
/// Values that are shared in this way are never dropped: the copy stays where cargo wants such things to be, and
/// makes room for the next.
#[track_caller]
pub(crate) fn built_monorepo() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    let built = BUILT.get_or_init(build);
    // Checked here, so that a build that fails fails all tests and is not tried again by each.
    assert_eq!(built.run.status.code(), Some(0), "{}", built.run.stderr);
    built
}

fn build() -> Built {
    let directory = Utf8Path::new(env!("CARGO_TARGET_TMPDIR"));
    let turn = File::create(directory.join("monorepo.lock")).unwrap();
    turn.file().lock().unwrap();
    let project = TempProject::monorepo_at(&directory.join("monorepo"));
    let run = project.cargo_conda("build").run();
    Built { project, run, _turn: turn }
}
