//! Prints SHA-256 digests of files.

use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::process::ExitCode;

use openssl::sha::Sha256;
use sealbox_core::{Checksum, Program};

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: "\
Prints the SHA-256 digest of each file, in the format of sha256sum.

Usage: sealbox-digest [--quick] FILE...

Options:
      --quick  a checksum that tells damage only
",
};

fn main() -> ExitCode {
    PROGRAM.run(|arguments| {
        let (is_quick, files) = match arguments {
            [option, files @ ..] if option == "--quick" => (true, files),
            files => (false, files),
        };
        if files.is_empty() {
            return Err("which files?".into());
        }
        files
            .iter()
            .try_for_each(|file| print_digest(file, is_quick))
    })
}

fn print_digest(path: &str, is_quick: bool) -> Result<(), Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    let digest = if is_quick { quick(file) } else { sha256(file) };
    let digest = digest.map_err(|error| format!("{path}: {error}"))?;
    Ok(writeln!(io::stdout(), "{digest}  {path}")?)
}

fn sha256(input: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    feed(input, |bytes| hasher.update(bytes))?;
    Ok(hasher
        .finish()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat())
}

fn quick(input: impl Read) -> io::Result<String> {
    let mut checksum = Checksum::default();
    feed(input, |bytes| checksum.update(bytes))?;
    Ok(checksum.to_string())
}

fn feed(mut input: impl Read, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match input.read(&mut buffer)? {
            0 => return Ok(()),
            length => take(&buffer[..length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{quick, sha256};

    #[test]
    fn the_digest_of_abc_is_that_of_the_standard() {
        let digest = sha256(b"abc".as_slice()).expect("memory can be read");
        assert_eq!(
            digest,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn the_quick_one_is_short() {
        assert_eq!(
            quick(b"abcde".as_slice()).expect("memory can be read"),
            "05c301ef"
        );
    }
}
