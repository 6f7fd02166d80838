//! Replaces the parts of messages that differ between runs and machines, so that snapshots can pin the rest.

use camino::Utf8Path;
use regex::Regex;

use super::channel::platform;

/// Patterns and their replacements, applied in order.
const PATTERNS: [(&str, &str); 7] = [
    (r"\b\d{4}-\d\d-\d\dT[0-9:.]+Z", "[WHEN]"),
    (r"\bprocess \d+\b", "process [PID]"),
    (r"\b\d+(\.\d+)? (B|KiB|MiB)\b", "[SIZE]"),
    (r"\b(\d+ min )?\d+(\.\d+)? (ms|s|min)\b", "[TIME]"),
    (r"-h[0-9a-f]{7}_", "-[HASH]_"),
    (r"\(os error \d+\)", "(os error [N])"),
    // As long as a prefix can be, whatever it lies in.
    (r"\bhost_env(_placehold)*_?[placehod]*", "[PREFIX]"),
];

/// Replaces the project's directory, this platform's name, times, sizes and hashes.
pub(crate) fn redact(root: &Utf8Path, text: &str) -> String {
    let text = text.replace(root.as_str(), "[ROOT]").replace(platform(), "[PLATFORM]");
    PATTERNS.iter().fold(text, |text, (pattern, placeholder)| {
        Regex::new(pattern).unwrap().replace_all(&text, *placeholder).into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn times_sizes_and_places_are_replaced() {
        let text = "Built a 0.1.0 (1.5 MiB, 17.8 s)\nFinished 2 packages in /tmp/x/y, 1 min 4 s\n";
        assert_eq!(
            redact("/tmp/x".into(), text),
            "Built a 0.1.0 ([SIZE], [TIME])\nFinished 2 packages in [ROOT]/y, [TIME]\n"
        );
    }
}
