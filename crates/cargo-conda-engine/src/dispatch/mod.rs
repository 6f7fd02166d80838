//! The dispatcher, which owns all state of a run while packages are made, and what each of them compiles.

mod compilation;
mod dispatcher;
mod footprints;

pub(crate) use dispatcher::Dispatcher;
