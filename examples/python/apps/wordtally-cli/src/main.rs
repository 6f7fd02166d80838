//! Prints the number of words in standard input.

use std::io;

fn main() -> io::Result<()> {
    if std::env::args().any(|argument| argument == "--version") {
        println!("wordtally-cli {}", env!("CARGO_PKG_VERSION"));
        return Ok(());
    }
    println!(
        "{}",
        wordtally_core::tally(&io::read_to_string(io::stdin())?)
    );
    Ok(())
}
