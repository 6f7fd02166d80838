//! Which processes have a file open. Only Linux tells; elsewhere the answers are empty.

use camino::Utf8Path;
use fs_err as fs;

/// A process that has a file open.
#[cfg(unix)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) pid: u32,
    /// The file name of its program.
    pub(crate) program: String,
    /// Its session; `None` if it has ended meanwhile.
    pub(crate) session: Option<u32>,
}

/// The other processes that have a file open, sorted by process id. Those of other users are left out.
#[cfg(unix)]
pub(crate) fn users_of(file: &fs::File) -> Vec<User> {
    let Some(id) = file.file().metadata().ok().and_then(|file| id(&file)) else { return Vec::new() };
    let has_open = |pid: &u32| {
        let files = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        files.filter_map(|file| fs::metadata(file.path()).ok()).any(|file| self::id(&file) == Some(id))
    };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter_map(|process| process.file_name().to_str()?.parse().ok());
    let mut users: Vec<_> = pids
        .filter(|pid| *pid != std::process::id())
        .filter(has_open)
        .map(|pid| User { pid, program: program_of(pid), session: session_of(pid) })
        .collect();
    users.sort_by_key(|user| user.pid);
    users
}

/// The session of a process; `None` if the system does not say.
pub(crate) fn session_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name of the program is in parentheses and may contain spaces and parentheses. Behind it are the
    // state, the parent, the process group and the session; see `proc_pid_stat(5)`.
    stat.rsplit_once(')')?.1.split_whitespace().nth(3)?.parse().ok()
}

/// Whether a path leads to the file that is open.
pub(crate) fn is_at(file: &fs::File, path: &Utf8Path) -> bool {
    let (Ok(open), Ok(named)) = (file.file().metadata(), fs::metadata(path)) else { return false };
    id(&open) == id(&named)
}

#[cfg(unix)]
fn program_of(pid: u32) -> String {
    let program = fs::read_link(format!("/proc/{pid}/exe")).ok();
    let name = program.as_deref().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    name.unwrap_or_else(|| "a program that has ended".to_owned())
}

/// What distinguishes a file from all others of this machine; `None` if the system does not tell.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn id(file: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn id(_file: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}
