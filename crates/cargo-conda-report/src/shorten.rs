//! Lists of names that would fill the screen.

/// The number of names that are always shown.
const SHOWN: usize = 3;

/// The names, separated by commas; of many, the first three and the number of the others.
pub(crate) fn shortened(names: &[&str]) -> String {
    match names.split_at_checked(SHOWN) {
        // The name of one more takes no more space than "and 1 more".
        Some((first, others)) if others.len() > 1 => {
            format!("{} and {} more", first.join(", "), others.len())
        }
        _ => names.join(", "),
    }
}
