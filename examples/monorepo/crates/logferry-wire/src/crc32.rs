/// The lookup table, with an entry for each value of the lowest byte; written by the build script.
static TABLE: [u32; 256] = include!(concat!(env!("OUT_DIR"), "/crc32_table.rs"));

/// The CRC-32 of IEEE 802.3, as in zip and Ethernet.
pub(crate) fn checksum(data: &[u8]) -> u32 {
    !data.iter().fold(!0, |rest, byte| {
        let [lowest, ..] = rest.to_le_bytes();
        TABLE[usize::from(lowest ^ byte)] ^ (rest >> 8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value that catalogues of checksums give for this one.
    #[test]
    fn the_check_value_is_right() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
        assert_eq!(checksum(b""), 0);
    }
}
