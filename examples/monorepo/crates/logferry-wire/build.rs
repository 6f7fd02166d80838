//! Writes the lookup table of CRC-32, so that the program does not compute it at run time.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// The polynomial of IEEE 802.3, bits reversed.
const POLYNOMIAL: u32 = 0xEDB8_8320;

fn main() -> io::Result<()> {
    let mut source = String::from("[\n");
    for byte in 0..=u8::MAX {
        let entry = table_entry(byte);
        writeln!(source, "    0x{:04x}_{:04x},", entry >> 16, entry & 0xffff)
            .expect("a string takes every write");
    }
    source.push(']');

    let folder = std::env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .expect("cargo sets OUT_DIR");
    File::create(folder.join("crc32_table.rs"))?.write_all(source.as_bytes())?;

    writeln!(io::stdout(), "cargo::rerun-if-changed=build.rs")
}

fn table_entry(byte: u8) -> u32 {
    (0..8).fold(u32::from(byte), |rest, _bit| {
        if rest & 1 == 1 {
            (rest >> 1) ^ POLYNOMIAL
        } else {
            rest >> 1
        }
    })
}
