//! Prints the tag of each number on the command line, and the number of each tag after `--read`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut reads = false;
    for argument in std::env::args().skip(1) {
        let answer = match argument.as_str() {
            "--version" => Some(format!("tagspell {}", env!("CARGO_PKG_VERSION"))),
            "--read" => {
                reads = true;
                continue;
            }
            tag if reads => tagspell_core::read(tag).map(|number| number.to_string()),
            number => number.parse().ok().map(tagspell_core::spell),
        };
        let Some(answer) = answer else {
            eprintln!("tagspell: cannot spell `{argument}`");
            return ExitCode::FAILURE;
        };
        println!("{answer}");
    }
    ExitCode::SUCCESS
}
