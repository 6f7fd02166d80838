//! Reads lines that cargo prints.

/// Returns the crate of a `Compiling` line with its version, such as `serde v1.0.200`; `None` for any other
/// line.
pub(super) fn compiled_crate(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("Compiling ")?;
    let (name, after_name) = rest.split_once(' ')?;
    let version = after_name.split(' ').next()?;
    // Other programs may print lines that begin with the same word.
    let number = version.strip_prefix('v')?;
    number.starts_with(|c: char| c.is_ascii_digit()).then(|| &rest[..name.len() + 1 + version.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_about_a_compile_name_a_crate() {
        for (line, expected) in [
            ("   Compiling serde v1.0.200", Some("serde v1.0.200")),
            ("   Compiling rg v14.1.0 (/repo/rg)", Some("rg v14.1.0")),
            ("Compiling a v1.0.0-rc.1+x", Some("a v1.0.0-rc.1+x")),
            ("   Compiling the values", None),
            ("   Compiling a  v1", None),
            ("   Compiling", None),
            ("   Compiling ", None),
            ("  Downloaded serde v1.0.200", None),
            ("", None),
        ] {
            assert_eq!(compiled_crate(line), expected, "{line:?}");
        }
    }
}
