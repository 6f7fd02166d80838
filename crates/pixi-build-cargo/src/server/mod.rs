//! The conversation with pixi: one JSON-RPC request a line, one response a line.
//!
//! [`lines`] reads and writes, [`conversation`] knows which request may follow which and calls the
//! [`methods`](crate::methods), and [`api_version`] refuses a pixi that speaks another version of the
//! protocol.

mod api_version;
mod conversation;
mod lines;
#[cfg(test)]
mod tests;

pub(crate) use lines::serve;
