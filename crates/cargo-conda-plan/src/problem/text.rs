//! Phrases that several messages have in common.

/// Lists features as "the features `a`, `b`".
pub(crate) fn feature_list(features: &[String]) -> String {
    let names: Vec<_> = features.iter().map(|feature| format!("`{feature}`")).collect();
    format!("the {} {}", if names.len() == 1 { "feature" } else { "features" }, names.join(", "))
}
