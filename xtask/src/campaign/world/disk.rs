//! Brings the files on the disk into the state of the model.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::directories::Directories;
use super::tools::Tools;
use crate::campaign::model::{Edit, Files, Loss, Program, State, Text, Time, Tree, files};
use crate::error::ChoreError;
use crate::step;

const DAY: Duration = Duration::from_hours(24);

/// A state, with the modification times of the files.
pub(crate) struct Snapshot {
    state: State,
    files: Files,
    times: BTreeMap<String, SystemTime>,
}

/// The files of a workspace and of everything around it.
pub(crate) struct Disk {
    pub(crate) directories: Directories,
    pub(crate) state: State,
    /// The tree of the branch that is not checked out.
    other: Tree,
    /// True if the branch `other` is checked out instead of `main`.
    is_on_other: bool,
    /// What is on the disk.
    files: Files,
    tools: Tools,
}

impl Disk {
    /// Writes a workspace in its initial state, with two equal branches.
    pub(crate) fn create(directories: Directories, tools: Tools) -> Result<Self, ChoreError> {
        let state = State::initial();
        let other = state.tree.clone();
        let mut disk = Self { directories, state, other, is_on_other: false, files: Files::new(), tools };
        let directories = disk.directories.clone();
        let made =
            [directories.home(), directories.output(), directories.temporary(), directories.unpacked()];
        for directory in made {
            fs_err::create_dir_all(directory).map_err(ChoreError::File)?;
        }
        write_wrapper(&directories.wrapper()).map_err(ChoreError::File)?;
        disk.write_changes(Time::Now).map_err(ChoreError::File)?;
        disk.git(&["init", "--quiet", "--initial-branch=main"])?;
        disk.commit()?;
        disk.git(&["branch", "other"])?;
        Ok(disk)
    }

    /// Applies an edit to the model and to the files.
    pub(crate) fn apply(&mut self, edit: &Edit, time: Time) -> Result<(), ChoreError> {
        edit.apply(&mut self.state);
        self.leave_out_missing_toolchains();
        match edit {
            Edit::Swap(one, two) => self.swap(*one, *two).map_err(ChoreError::File)?,
            Edit::Branch => self.switch_branch()?,
            Edit::Touch => self.touch().map_err(ChoreError::File)?,
            Edit::Lose(loss) => self.lose(*loss).map_err(ChoreError::File)?,
            _ => {}
        }
        self.write_changes(time).map_err(ChoreError::File)
    }

    /// The present state, to come back to.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, ChoreError> {
        let time = |path: &String| {
            let file = fs_err::metadata(self.directories.root().join(path))?;
            Ok((path.clone(), file.modified()?))
        };
        let times = self.files.keys().map(time).collect::<std::io::Result<_>>().map_err(ChoreError::File)?;
        Ok(Snapshot { state: self.state.clone(), files: self.files.clone(), times })
    }

    /// Brings the files back into a former state, with the times that they had.
    pub(crate) fn restore(&mut self, snapshot: Snapshot) -> Result<(), ChoreError> {
        let Snapshot { state, files, times } = snapshot;
        self.state = state;
        self.write_changes(Time::Now).map_err(ChoreError::File)?;
        self.files = files;
        let root = self.directories.root();
        times
            .iter()
            .try_for_each(|(path, time)| set_modified(&root.join(path), *time))
            .map_err(ChoreError::File)
    }

    /// A toolchain that rustup does not have is not chosen.
    fn leave_out_missing_toolchains(&mut self) {
        let State { tree, around } = &mut self.state;
        for toolchain in [&mut tree.toolchain, &mut around.variables.toolchain] {
            *toolchain = toolchain.filter(|chosen| self.tools.releases.contains_key(&Some(*chosen)));
        }
    }

    /// Writes and deletes what differs between the model and the disk.
    fn write_changes(&mut self, time: Time) -> std::io::Result<()> {
        let wanted = files(&self.state);
        for path in self.files.keys().filter(|path| !wanted.contains_key(*path)) {
            fs_err::remove_file(self.directories.root().join(path))?;
        }
        let changed = wanted.iter().filter(|(path, text)| self.files.get(*path) != Some(text));
        for (path, text) in changed {
            write(&self.directories.root().join(path), text, time)?;
        }
        self.files = wanted;
        Ok(())
    }

    /// Exchanges the names of two files, if both are there.
    fn swap(&mut self, one: Text, two: Text) -> std::io::Result<()> {
        let [first, second] = [one, two].map(|text| self.state.path(text).to_owned());
        let (Some(first_text), Some(second_text)) =
            (self.files.get(&first).cloned(), self.files.get(&second).cloned())
        else {
            return Ok(());
        };
        let [one, two, aside] =
            [first.as_str(), &second, "aside"].map(|path| self.directories.root().join(path));
        fs_err::rename(&one, &aside)?;
        fs_err::rename(&two, &one)?;
        fs_err::rename(&aside, &two)?;
        self.files.extend([(first, second_text), (second, first_text)]);
        Ok(())
    }

    fn touch(&self) -> std::io::Result<()> {
        for path in self.files.keys() {
            set_modified(&self.directories.root().join(path), SystemTime::now())?;
        }
        Ok(())
    }

    /// The paths of files whose modification time is in the future.
    pub(crate) fn future_files(&self) -> impl Iterator<Item = String> {
        let is_future = |path: &&String| {
            let modified =
                fs_err::metadata(self.directories.root().join(path)).and_then(|file| file.modified());
            modified.is_ok_and(|time| time > SystemTime::now())
        };
        self.files.keys().filter(is_future).cloned()
    }

    fn lose(&self, loss: Loss) -> std::io::Result<()> {
        let (channel, scratch) = (self.directories.channel(), self.directories.scratch());
        match loss {
            Loss::Archive(program) => remove_files(&channel, 2, &archive_start(program)),
            Loss::Record(program) => remove_files(&scratch.join("records"), 1, &archive_start(program)),
            Loss::Index => remove_files(&channel, 2, "repodata"),
            Loss::Compiled => match fs_err::remove_dir_all(scratch.join("target")) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
                other => other,
            },
        }
    }

    fn commit(&self) -> Result<(), ChoreError> {
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "A step"])
    }

    /// Commits everything and checks the other branch out.
    fn switch_branch(&mut self) -> Result<(), ChoreError> {
        self.commit()?;
        self.is_on_other = !self.is_on_other;
        self.git(&["checkout", "--quiet", if self.is_on_other { "other" } else { "main" }])?;
        std::mem::swap(&mut self.state.tree, &mut self.other);
        // git has written these files.
        self.files = files(&self.state);
        Ok(())
    }

    fn git(&self, arguments: &[&str]) -> Result<(), ChoreError> {
        let mut git = self.tools.command("git");
        git.args(["-c", "user.name=campaign", "-c", "user.email=campaign@localhost"]).args(arguments);
        git.current_dir(self.directories.workspace()).env("HOME", self.directories.home());
        step::output_of(&mut git).map(drop)
    }

    /// A call of `cargo conda` in the workspace, with the variables of the state.
    pub(crate) fn cargo_conda(&self, arguments: &[&str]) -> Command {
        let directories = &self.directories;
        let mut command = self.tools.command(&self.tools.program);
        command.arg("conda").args(arguments).current_dir(directories.workspace());
        command.env("HOME", directories.home()).env("CARGO_HOME", directories.home());
        command.env("CARGO_TARGET_DIR", directories.target()).env("TMPDIR", directories.temporary());
        command.envs(self.state.around.variables.of_run(&directories.wrapper()));
        command
    }
}

/// The beginning of the names of a program's archives and records.
fn archive_start(program: Program) -> String {
    format!("{}-", program.name())
}

/// Writes a file and gives it a modification time.
fn write(path: &Path, text: &str, time: Time) -> std::io::Result<()> {
    let before = fs_err::metadata(path).and_then(|file| file.modified()).ok();
    if let Some(directory) = path.parent() {
        fs_err::create_dir_all(directory)?;
    }
    fs_err::write(path, text)?;
    let now = SystemTime::now();
    match time {
        Time::Now => Ok(()),
        Time::Kept => before.map_or(Ok(()), |before| set_modified(path, before)),
        Time::DayBefore => set_modified(path, now - DAY),
        Time::DayAfter => set_modified(path, now + DAY),
    }
}

/// Sets the modification time of a file.
pub(crate) fn set_modified(path: &Path, time: SystemTime) -> std::io::Result<()> {
    fs_err::OpenOptions::new().write(true).open(path)?.file().set_modified(time)
}

/// Deletes the files whose names begin with `start`, at a depth below a directory that may be missing.
fn remove_files(directory: &Path, depth: usize, start: &str) -> std::io::Result<()> {
    let entries = walkdir::WalkDir::new(directory).min_depth(depth).max_depth(depth).into_iter();
    for entry in entries.filter_map(Result::ok) {
        if entry.file_type().is_file() && entry.file_name().to_string_lossy().starts_with(start) {
            fs_err::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn write_wrapper(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs_err::write(path, "#!/bin/sh\nexec \"$@\" --cfg=wrapper\n")?;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn write_wrapper(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
