//! Compresses standard input to standard output, or unpacks it.

use std::error::Error;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sealbox_core::{Checksum, Program};

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: "\
Compresses standard input to standard output, as gzip does.
The checksum of what is inside goes to standard error.

Usage: sealbox-pack [--unpack]
",
};

fn main() -> ExitCode {
    PROGRAM.run(|arguments| {
        let checksum = match arguments {
            [] => pack(io::stdin().lock(), io::stdout().lock())?,
            [word] if word == "--unpack" => unpack(io::stdin().lock(), io::stdout().lock())?,
            _ => return Err("the only option is `--unpack`".into()),
        };
        eprintln!("{checksum}");
        Ok(())
    })
}

fn pack(input: impl Read, output: impl Write) -> Result<Checksum, Box<dyn Error>> {
    let mut encoder = GzEncoder::new(output, Compression::default());
    let checksum = copy(input, &mut encoder)?;
    encoder.finish()?.flush()?;
    Ok(checksum)
}

fn unpack(input: impl Read, mut output: impl Write) -> Result<Checksum, Box<dyn Error>> {
    let checksum = copy(GzDecoder::new(input), &mut output)?;
    output.flush()?;
    Ok(checksum)
}

fn copy(mut input: impl Read, output: &mut impl Write) -> io::Result<Checksum> {
    let mut checksum = Checksum::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = input.read(&mut buffer)?;
        if length == 0 {
            return Ok(checksum);
        }
        checksum.update(&buffer[..length]);
        output.write_all(&buffer[..length])?;
    }
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};

    #[test]
    fn what_was_packed_is_unpacked() {
        let text = "the same again and again, ".repeat(1000);
        let (mut packed, mut unpacked) = (Vec::new(), Vec::new());
        let before = pack(text.as_bytes(), &mut packed).expect("memory takes everything");
        assert!(packed.len() < text.len() / 10);
        let after = unpack(packed.as_slice(), &mut unpacked).expect("it was packed just now");
        assert_eq!((unpacked.as_slice(), after), (text.as_bytes(), before));
    }

    #[test]
    fn what_was_not_packed_is_refused() {
        assert!(unpack(b"no gzip".as_slice(), Vec::new()).is_err());
    }
}
