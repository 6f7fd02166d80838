use std::io::{self, Read, Write};

use crate::crc32::checksum;

/// The longest payload of a frame, in bytes. A longer one is a damaged stream, not a log line.
pub const MAX_PAYLOAD: usize = 1 << 20;

/// Why a stream of frames cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Reading from the stream failed.
    #[error("failed to read a frame")]
    Read(#[source] io::Error),
    /// Writing to the stream failed.
    #[error("failed to write a frame")]
    Write(#[source] io::Error),
    /// The stream ends inside a frame.
    #[error("the stream ends inside a frame")]
    Truncated,
    /// The payload is longer than [`MAX_PAYLOAD`].
    #[error("a payload of {length} bytes is longer than the limit of {MAX_PAYLOAD}")]
    TooLong {
        /// The payload's length in bytes.
        length: usize,
    },
    /// The payload does not match its checksum.
    #[error("a frame is damaged: its checksum is {actual:08x}, not {expected:08x}")]
    Damaged {
        /// The checksum in the frame.
        expected: u32,
        /// The checksum of the payload.
        actual: u32,
    },
}

/// Writes payloads as frames.
#[derive(Debug)]
pub struct FrameWriter<W> {
    stream: W,
}

impl<W: Write> FrameWriter<W> {
    /// Writes to `stream`, which should be buffered.
    pub fn new(stream: W) -> Self {
        Self { stream }
    }

    /// Writes one payload.
    pub fn write(&mut self, payload: &[u8]) -> Result<(), FrameError> {
        let too_long = FrameError::TooLong {
            length: payload.len(),
        };
        let length = match u32::try_from(payload.len()) {
            Ok(length) if payload.len() <= MAX_PAYLOAD => length,
            _ => return Err(too_long),
        };
        [
            &length.to_be_bytes(),
            &checksum(payload).to_be_bytes(),
            payload,
        ]
        .into_iter()
        .try_for_each(|part| self.stream.write_all(part))
        .map_err(FrameError::Write)
    }

    /// Flushes everything written so far.
    pub fn flush(&mut self) -> Result<(), FrameError> {
        self.stream.flush().map_err(FrameError::Write)
    }
}

/// Reads payloads from frames; an iterator that ends with the stream.
#[derive(Debug)]
pub struct FrameReader<R> {
    stream: R,
}

impl<R: Read> FrameReader<R> {
    /// Reads from `stream`, which should be buffered.
    pub fn new(stream: R) -> Self {
        Self { stream }
    }

    fn read(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        let Some(length) = self.number()? else {
            return Ok(None);
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > MAX_PAYLOAD {
            return Err(FrameError::TooLong { length });
        }
        let expected = self.number()?.ok_or(FrameError::Truncated)?;
        let mut payload = vec![0; length];
        if self.fill(&mut payload)? < length {
            return Err(FrameError::Truncated);
        }
        let actual = checksum(&payload);
        if actual != expected {
            return Err(FrameError::Damaged { expected, actual });
        }
        Ok(Some(payload))
    }

    /// Reads four bytes, or nothing at the stream's end.
    fn number(&mut self) -> Result<Option<u32>, FrameError> {
        let mut bytes = [0; 4];
        match self.fill(&mut bytes)? {
            0 => Ok(None),
            4 => Ok(Some(u32::from_be_bytes(bytes))),
            _ => Err(FrameError::Truncated),
        }
    }

    /// Reads until the buffer is full or the stream ends, and counts the bytes.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, FrameError> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.stream.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(FrameError::Read(error)),
            }
        }
        Ok(filled)
    }
}

impl<R: Read> Iterator for FrameReader<R> {
    type Item = Result<Vec<u8>, FrameError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(payloads: &[&[u8]]) -> Vec<u8> {
        let mut stream = Vec::new();
        let mut writer = FrameWriter::new(&mut stream);
        for payload in payloads {
            writer.write(payload).expect("a vector takes every write");
        }
        stream
    }

    #[test]
    fn payloads_are_read_back() {
        let payloads: [&[u8]; 3] = [b"one", b"", b"three"];
        let read: Result<Vec<_>, _> = FrameReader::new(frames(&payloads).as_slice()).collect();
        assert_eq!(read.expect("the stream is whole"), payloads);
    }

    #[test]
    fn a_cut_stream_is_an_error() {
        let stream = frames(&[b"payload"]);
        for end in 1..stream.len() {
            let last = FrameReader::new(&stream[..end]).next();
            assert!(
                matches!(last, Some(Err(FrameError::Truncated))),
                "cut at {end}"
            );
        }
    }

    #[test]
    fn a_changed_payload_is_an_error() {
        let mut stream = frames(&[b"payload"]);
        *stream.last_mut().expect("the frame has bytes") ^= 1;
        let last = FrameReader::new(stream.as_slice()).next();
        assert!(matches!(last, Some(Err(FrameError::Damaged { .. }))));
    }

    #[test]
    fn a_long_payload_is_an_error_on_both_sides() {
        let written = FrameWriter::new(io::sink()).write(&vec![0; MAX_PAYLOAD + 1]);
        assert!(matches!(written, Err(FrameError::TooLong { .. })));
        let read = FrameReader::new([0xff; 8].as_slice()).next();
        assert!(matches!(read, Some(Err(FrameError::TooLong { .. }))));
    }
}
