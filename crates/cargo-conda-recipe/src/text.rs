//! Escapes users' text in a recipe, so that rattler-build's templates render it unchanged.

/// The openers of rattler-build's template language: of expressions, statements and comments. `{{` is
/// rendered as it is, but rattler-build looks for variables after it too.
const OPENERS: [&str; 4] = ["${{", "{{", "{%", "{#"];

/// Returns a template that renders to the command `text`. rattler-build takes every command for a template.
///
/// Openers are in double quotes: conda-forge's linter renders the text of the YAML file, in which a scalar in
/// single quotes has each single quote twice.
pub(crate) fn literal_command(text: &str) -> String {
    let mut template = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(opener) = OPENERS.iter().find(|opener| rest.starts_with(**opener)) {
            template.push_str("${{ \"");
            template.push_str(opener);
            template.push_str("\" }}");
            rest = &rest[opener.len()..];
        } else {
            template.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    if template.ends_with('\n') {
        // The last newline of a template is dropped when it is rendered.
        template.push_str("${{ \"\" }}");
    }
    template
}

/// Returns a value that rattler-build reads as `text`. It takes a value for a template only if there is an
/// expression in it.
pub(crate) fn literal_value(text: &str) -> String {
    if text.contains("${{") { literal_command(text) } else { text.to_owned() }
}

/// Returns a value that rattler-build reads as `text`, in which references to the version of the recipe stand
/// for `version`.
pub(crate) fn with_version(text: &str, version: &str) -> String {
    let parts: Vec<_> = text.split(version).map(literal_value).collect();
    parts.join(VERSION)
}

/// The version of the recipe, as a template.
pub(crate) const VERSION: &str = "${{ version }}";

/// Returns a glob pattern that matches exactly this path.
pub(crate) fn literal_pattern(path: &str) -> String {
    literal_value(&globset::escape(path))
}

#[cfg(test)]
mod tests {
    use super::literal_command;

    /// YAML writes this command in single quotes, and doubles those that are in it.
    #[test]
    fn an_escaped_opener_has_no_single_quote() {
        assert_eq!(literal_command("run {{x}}: # y\n"), "run ${{ \"{{\" }}x}}: # y\n${{ \"\" }}");
    }
}
