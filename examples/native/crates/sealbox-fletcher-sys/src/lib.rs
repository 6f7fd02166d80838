//! Fletcher's checksum in C.

unsafe extern "C" {
    /// Continues a checksum, which starts at 0, over some bytes.
    ///
    /// # Safety
    ///
    /// `bytes` points to `length` bytes that can be read.
    pub fn sealbox_fletcher32(state: u32, bytes: *const u8, length: usize) -> u32;
}
