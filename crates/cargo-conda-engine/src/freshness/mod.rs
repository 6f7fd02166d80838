//! Decides whether a package in the channel is up to date, that is, whether building it now would produce the
//! same package.
//!
//! When an archive is finished, its record keeps what it was made from: everything that the build was asked
//! to do, and a digest of everything that it read. The package is fresh as long as all of that is equal and
//! the archive is unchanged. Modification times decide nothing, so neither `touch` nor another checkout of
//! the same sources makes a package stale.
//!
//! A package carries what it was made from as a [`PortableRecord`], for runs that find it in another channel.
//!
//! What a build read is known from cargo itself: its dep-info files list the sources, what they include and
//! what build scripts declare, and its messages name the crates.

mod compiled_files;
mod crate_version;
mod digests;
mod file_state;
mod judge;
mod observer;
mod portable_record;
mod read_inputs;
mod record;
mod requested_inputs;

pub(crate) use compiled_files::CompiledFiles;
pub(crate) use digests::Digests;
pub(crate) use judge::Judge;
pub(crate) use observer::{BuildEvidence, Observer};
pub(crate) use portable_record::{Numbers, PORTABLE_RECORD, PortableRecord, Subject};
pub(crate) use read_inputs::ReadInputs;
pub(crate) use record::{ArchiveRecord, Record};
pub(crate) use requested_inputs::RequestedInputs;
