//! Whether a package is what it would be if it were made now.
//!
//! When a package is published, what it was made from is written down: all that was asked for, and a digest of everything
//! that was read. It is fresh as long as all of that is equal and the archive is still what it was. Times of files decide
//! nothing, so neither `touch` nor another checkout of the same sources makes anything stale.
//!
//! What was read is known from cargo itself: its dep-info has the sources, with what they include and what build scripts
//! declare, and its messages name the crates.

mod compiled_files;
mod digests;
mod inputs;
mod judge;
mod observed;
mod record;

pub(crate) use compiled_files::CompiledFiles;
pub(crate) use digests::Digests;
pub(crate) use inputs::Given;
pub(crate) use judge::Judge;
pub(crate) use observed::{Observed, Observer, Shown};
pub(crate) use record::{ArchiveRecord, Record};
