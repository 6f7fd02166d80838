//! The shapes of values, which schemas are made of, agree with what the reader takes.

use std::sync::Arc;

use super::{TableOwner, read_manifest};
use crate::config::keys::{PACKAGE_KEYS, WORKSPACE_KEYS};
use crate::config::shape::{Field, ValueShape};
use crate::problem::Findings;
use crate::source::Source;

/// A value of each kind that TOML has, as far as shapes tell them apart.
const KINDS: [&str; 8] = ["true", "false", "7", "-1", "1.5", "'x'", "['x']", "{ x = 'x' }"];

/// Whether the reader complains of the form of a value, and not of what it says.
fn is_refused(key: &str, value: &str) -> bool {
    let text = format!("[workspace.metadata.conda]\n{key} = {value}");
    let source = Arc::new(Source { path: "Cargo.toml".into(), text });
    let mut findings = Findings::default();
    read_manifest(&source, TableOwner::Workspace, &mut findings);
    let words: Vec<_> = findings.problems.iter().map(|problem| problem.kind.to_string()).collect();
    let is_about_form = |words: &String| {
        ["must be", "unknown key", "this entry has no", "unknown toolchain", "is not a conda platform"]
            .iter()
            .any(|form| words.contains(form))
            || words.starts_with("`strip`")
            || words.starts_with("`features-of`")
            || words.starts_with("unknown")
    };
    words.iter().any(is_about_form)
}

/// Whether a shape takes one of [`KINDS`].
fn takes(shape: ValueShape, value: &str) -> bool {
    let word = value.trim_matches('\'');
    match shape {
        ValueShape::Text => value == "'x'",
        ValueShape::Flag => ["true", "false"].contains(&value),
        ValueShape::Only(flag) => value == flag.to_string(),
        ValueShape::Number => value == "7",
        ValueShape::Word(words) => words.contains(&word),
        ValueShape::List(shape) => value == "['x']" && takes(*shape, "'x'"),
        ValueShape::Map(shape) => value == "{ x = 'x' }" && takes(*shape, "'x'"),
        // `x` is neither a URL nor a platform, and no table of known keys has the key `x`.
        ValueShape::Url | ValueShape::Platform | ValueShape::Table(_) => false,
        ValueShape::Either(shapes) => shapes.iter().any(|shape| takes(*shape, value)),
    }
}

/// All values that a shape takes, one for each of its branches, with every key of its tables.
fn samples(shape: ValueShape) -> Vec<String> {
    let all = |fields: &[Field]| {
        let fields = fields.iter().map(|field| format!("{} = {}", field.name, samples(field.shape)[0]));
        format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
    };
    match shape {
        ValueShape::Text => vec!["'x'".to_owned()],
        ValueShape::Url => vec!["'https://example.org'".to_owned()],
        ValueShape::Flag => vec!["true".to_owned(), "false".to_owned()],
        ValueShape::Only(flag) => vec![flag.to_string()],
        ValueShape::Number => vec!["0".to_owned()],
        ValueShape::Word(words) => words.iter().map(|word| format!("'{word}'")).collect(),
        ValueShape::Platform => vec!["'linux-64'".to_owned()],
        ValueShape::List(shape) => samples(*shape).iter().map(|sample| format!("[{sample}]")).collect(),
        ValueShape::Map(shape) => {
            samples(*shape).iter().map(|sample| format!("{{ x = {sample} }}")).collect()
        }
        ValueShape::Table(fields) => vec![all(fields)],
        ValueShape::Either(shapes) => shapes.iter().flat_map(|shape| samples(*shape)).collect(),
    }
}

#[test]
fn the_reader_takes_what_shapes_take() {
    for key in PACKAGE_KEYS.iter().chain(WORKSPACE_KEYS) {
        for sample in samples(key.shape) {
            assert!(!is_refused(key.name, &sample), "{} = {sample}", key.name);
        }
    }
}

#[test]
fn the_reader_refuses_what_shapes_refuse() {
    for key in PACKAGE_KEYS.iter().chain(WORKSPACE_KEYS) {
        for value in KINDS {
            let (refused, expected) = (is_refused(key.name, value), !takes(key.shape, value));
            assert_eq!(refused, expected, "{} = {value}: the reader and the shape differ", key.name);
        }
    }
}

/// A table without a key that it must have is refused, and so is one with a key that is misspelt.
#[test]
fn keys_that_are_missing_or_misspelt() {
    assert!(is_refused("files", "[{ source = 'x' }]") && is_refused("files", "[{ to = 'x' }]"));
    assert!(is_refused("man-pages", "[{ page = 'x.1' }]"));
    for key in PACKAGE_KEYS.iter().filter(|key| has_table(key.shape)) {
        assert!(is_refused(key.name, "{ unheard-of = 1 }"), "{}", key.name);
    }
}

fn has_table(shape: ValueShape) -> bool {
    match shape {
        ValueShape::Table(_) => true,
        ValueShape::Either(shapes) => shapes.iter().any(|shape| has_table(*shape)),
        _ => false,
    }
}
