//! Servers of channels, as publishing needs them: what a channel has, and putting an archive into it.
//!
//! The protocols are rattler's (`rattler_upload`). What is added here: the credentials are found before
//! anything is sent, an answer is known by its HTTP status, and no message contains a credential.

mod bucket;
mod credentials;
mod refusal;
mod requests;
mod s3_source;
mod server;
mod token_server;

pub(crate) use bucket::Bucket;
pub(crate) use refusal::{Refusal, Refused};
pub(crate) use server::Server;
