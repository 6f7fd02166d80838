//! The order of publishing: dependencies before their dependents, so that whatever is in the channel can be
//! installed at every moment.

use std::collections::{BTreeMap, BTreeSet};

use super::archives::Archive;

/// Puts archives into order: each after those of the set that have the name of a package that it depends on,
/// and otherwise by folder and file name. Archives that depend on each other in a circle keep the second
/// order.
pub(super) fn in_order(mut archives: Vec<Archive>) -> Vec<Archive> {
    archives.sort_by_key(Archive::key);
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, archive) in archives.iter().enumerate() {
        by_name.entry(&archive.name).or_default().push(position);
    }
    let dependencies = |position: usize| {
        let names = archives[position].depends.iter().map(|spec| name_of(spec));
        names.filter_map(|name| by_name.get(name)).flatten().copied().collect::<Vec<_>>()
    };
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for first in 0..archives.len() {
        // From an archive to one that it depends on, each with the dependencies that are still to visit.
        let mut path: Vec<(usize, Vec<usize>)> = Vec::new();
        if seen.insert(first) {
            path.push((first, dependencies(first)));
        }
        while let Some((position, to_visit)) = path.last_mut() {
            match to_visit.pop() {
                Some(next) if seen.insert(next) => path.push((next, dependencies(next))),
                Some(_) => {}
                None => {
                    order.push(*position);
                    path.pop();
                }
            }
        }
    }
    let mut archives: Vec<_> = archives.into_iter().map(Some).collect();
    order.into_iter().filter_map(|position| archives[position].take()).collect()
}

/// The name of the package that a match spec asks for.
fn name_of(spec: &str) -> &str {
    let is_of_name = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    let end = spec.find(|character| !is_of_name(character)).unwrap_or(spec.len());
    &spec[..end]
}

#[cfg(test)]
mod tests {
    use super::{Archive, in_order, name_of};
    use crate::system::Digest;

    fn archive(name: &str, depends: &[&str]) -> Archive {
        Archive {
            path: format!("/c/linux-64/{name}-1.0-0.conda").into(),
            name: name.to_owned(),
            version: "1.0".to_owned(),
            subdir: "linux-64".to_owned(),
            depends: depends.iter().map(|&spec| spec.to_owned()).collect(),
            sha256: Digest::of_text(name),
            size: 1,
        }
    }

    fn names(archives: Vec<Archive>) -> Vec<String> {
        in_order(archives).into_iter().map(|archive| archive.name).collect()
    }

    #[test]
    fn dependencies_come_before_dependents() {
        let set = vec![
            archive("app", &["zlib >=1.3,<2", "lib-b ==1.0 h0_0", "__glibc >=2.17"]),
            archive("zlib", &[]),
            archive("lib-b", &["lib-a[version='>=1']"]),
            archive("lib-a", &["openssl"]),
        ];
        assert_eq!(names(set), ["lib-a", "lib-b", "zlib", "app"]);
    }

    #[test]
    fn every_archive_of_a_circle_is_there_once() {
        let set = vec![archive("b", &["a"]), archive("a", &["b", "a"]), archive("c", &["b"])];
        assert_eq!(names(set), ["b", "a", "c"]);
        assert!(names(Vec::new()).is_empty());
    }

    #[test]
    fn all_builds_of_a_dependency_come_before() {
        let mut older = archive("lib", &[]);
        older.path = "/c/linux-64/lib-0.9-0.conda".into();
        older.version = "0.9".to_owned();
        let set = vec![archive("app", &["lib >=1"]), archive("lib", &[]), older];
        assert_eq!(names(set), ["lib", "lib", "app"]);
    }

    #[test]
    fn a_spec_begins_with_a_name() {
        for (spec, name) in [
            ("zlib", "zlib"),
            ("zlib >=1.3", "zlib"),
            ("zlib>=1.3", "zlib"),
            ("lib_a.b-c[build=x]", "lib_a.b-c"),
            ("zlib 1.* h_0", "zlib"),
            ("", ""),
        ] {
            assert_eq!(name_of(spec), name);
        }
    }
}
