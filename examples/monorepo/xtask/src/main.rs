//! The chores of this workspace; `cargo xtask` lists them.

mod smoke;

use std::io::{self, Write};
use std::process::ExitCode;

const HELP: &str = "Usage: cargo xtask smoke    Send lines through agent and collector";

fn main() -> ExitCode {
    let chore = std::env::args().nth(1);
    let result = match chore.as_deref() {
        Some("smoke") => smoke::run().map(|()| "every line has arrived".to_owned()),
        Some("--help" | "-h") | None => Ok(HELP.to_owned()),
        Some(_) => {
            let _ = writeln!(io::stderr(), "{HELP}");
            return ExitCode::from(2);
        }
    };
    let (written, code) = match result {
        Ok(text) => (writeln!(io::stdout(), "{text}"), ExitCode::SUCCESS),
        Err(error) => (writeln!(io::stderr(), "xtask: {error}"), ExitCode::FAILURE),
    };
    if written.is_ok() {
        code
    } else {
        ExitCode::FAILURE
    }
}
