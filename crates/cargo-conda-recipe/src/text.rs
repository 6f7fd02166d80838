//! Text of users inside a recipe.

/// What starts something in rattler-build's template language: an expression, a statement, a comment. It renders
/// `{{` as it is, but looks for variables behind it too.
const OPENERS: [&str; 4] = ["${{", "{{", "{%", "{#"];

/// A command that rattler-build runs as it is. It takes every command for a template.
pub(crate) fn literal_command(text: &str) -> String {
    let mut template = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(opener) = OPENERS.iter().find(|opener| rest.starts_with(**opener)) {
            template.push_str("${{ '");
            template.push_str(opener);
            template.push_str("' }}");
            rest = &rest[opener.len()..];
        } else {
            template.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    if template.ends_with('\n') {
        // The last newline of a template is not part of what it renders to.
        template.push_str("${{ '' }}");
    }
    template
}

/// A value that rattler-build leaves as it is. It takes one for a template only if there is an expression in it.
pub(crate) fn literal_value(text: &str) -> String {
    if text.contains("${{") { literal_command(text) } else { text.to_owned() }
}

/// A pattern for exactly this path.
pub(crate) fn literal_pattern(path: &str) -> String {
    literal_value(&globset::escape(path))
}
