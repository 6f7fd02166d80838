//! The frames that logferry programs exchange.
//!
//! A frame is the payload's length and its CRC-32, both as four bytes with the highest first,
//! and then the payload. A stream is frames one after another.

mod crc32;
mod frame;

pub use frame::{FrameError, FrameReader, FrameWriter, MAX_PAYLOAD};
