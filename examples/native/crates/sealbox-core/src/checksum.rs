use std::fmt;

/// A quick checksum of all bytes so far. It detects damage, not forgery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checksum(u32);

impl Checksum {
    /// Continues the checksum with more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        // SAFETY: the slice is valid for reads of its length, and the C function does not keep the pointer.
        self.0 = unsafe {
            sealbox_fletcher_sys::sealbox_fletcher32(self.0, bytes.as_ptr(), bytes.len())
        };
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    #[test]
    fn parts_count_as_the_whole() {
        let mut whole = Checksum::default();
        whole.update(b"abcde");
        let mut parts = Checksum::default();
        parts.update(b"ab");
        parts.update(b"cde");
        assert_eq!(whole, parts);
        assert_eq!(whole.to_string(), "05c301ef");
    }
}
