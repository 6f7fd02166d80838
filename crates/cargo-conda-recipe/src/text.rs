//! Text of users inside a recipe.

/// Text that rattler-build leaves as it is: `${{` would start an expression of the recipe's template language.
pub(crate) fn literal(text: &str) -> String {
    text.replace("${{", "${{ '${{' }}")
}
