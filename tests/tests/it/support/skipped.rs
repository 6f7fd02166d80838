//! Tests that have nothing to run on.

use std::io::Write as _;

/// Says that a test is skipped, and why. What passing tests print the test runner keeps to itself, but for what is written to
/// standard error itself.
pub(crate) fn skipped(reason: &str) {
    let test = std::thread::current();
    let name = test.name().unwrap_or("a test");
    writeln!(std::io::stderr(), "skipped: {name}: {reason}").expect("standard error is open");
}
