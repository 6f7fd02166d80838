//! One package, from its plan to its archive in the channel.

mod context;
mod inputs;
mod installed_files;
mod job;
mod listing;
mod make;
mod news;
mod rendering;
mod siblings;

pub(crate) use context::JobContext;
pub(crate) use inputs::Sources;
pub(crate) use job::Job;
pub(crate) use listing::list;
pub(crate) use make::make;
pub(crate) use news::{JobNews, Tell};
pub(crate) use rendering::{RenderedPackage, rendered};
pub(crate) use siblings::sibling;
