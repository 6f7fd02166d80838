//! Whether the directories of builds can be written, and how much space they have.

use camino::{Utf8Path, Utf8PathBuf};

use super::refusals::refusal_of_place;
use crate::api::{BuildRequest, Check, EngineError, Fault, Finding};

/// Below this, a build of a few crates fills the disk.
const TOO_LITTLE: u64 = 200 << 20;

/// Below this, a build of some hundred crates may fill the disk.
const LITTLE: u64 = 3 << 30;

/// The scratch directory and the channel, or what of the way to them exists.
pub(super) fn directories(request: BuildRequest<'_>) -> Vec<Finding> {
    let refusal = refusal_of_place(request);
    let mut findings: Vec<_> =
        refusal.iter().map(|error| Finding::of_error(Check::Directories, error)).collect();
    let options = request.options;
    let mut places: Vec<_> = [options.scratch(), options.channel()].into_iter().map(existing).collect();
    places.dedup();
    for place in places {
        match tempfile::tempfile_in(&place) {
            Err(source) => {
                let error = EngineError::Prepare { path: place, source };
                findings.push(Finding::of_error(Check::Directories, &error));
            }
            Ok(_writable) => {
                findings.push(Finding::fine(Check::Directories, format!("`{place}` can be written")));
                findings.extend(free_bytes(&place).map(|bytes| space(&place, bytes)));
            }
        }
    }
    findings
}

/// The path itself, or the nearest directory above it that exists.
fn existing(path: &Utf8Path) -> Utf8PathBuf {
    path.ancestors().find(|path| path.exists()).unwrap_or(path).to_owned()
}

fn space(place: &Utf8Path, bytes: u64) -> Finding {
    let (free, unit) = if bytes >> 30 < 10 { (bytes >> 20, "MiB") } else { (bytes >> 30, "GiB") };
    let message = format!("{free} {unit} are free below `{place}`");
    let help = || {
        Some(
            "free some, for example with `cargo conda clean --older-than 7d`, or set `CARGO_TARGET_DIR` to a directory \
             on another disk"
                .to_owned(),
        )
    };
    match bytes {
        0..TOO_LITTLE => Finding::wrong(Check::Space, Fault::Machine, message, help()),
        TOO_LITTLE..LITTLE => Finding::doubtful(Check::Space, message, help()),
        _ => Finding::fine(Check::Space, message),
    }
}

/// The bytes that a caller without privileges can still write; `None` if the system does not tell.
#[cfg(unix)]
fn free_bytes(place: &Utf8Path) -> Option<u64> {
    let system = rustix::fs::statvfs(place.as_std_path()).ok()?;
    system.f_bavail.checked_mul(system.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_place: &Utf8Path) -> Option<u64> {
    None
}
