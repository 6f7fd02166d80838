//! The record that every logferry program handles, and its text formats.
//!
//! The formats are features, so that each program compiles only those that it speaks:
//! `json`, `logfmt`, and `redact` for masking secrets.

#[cfg(feature = "json")]
pub mod json;
mod level;
#[cfg(feature = "logfmt")]
pub mod logfmt;
mod record;
#[cfg(feature = "redact")]
mod redact;

pub use level::{Level, UnknownLevel};
pub use record::Record;
#[cfg(feature = "redact")]
pub use redact::Redactor;
