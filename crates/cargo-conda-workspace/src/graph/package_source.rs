//! Where packages come from, read from cargo's notation.

use camino::Utf8PathBuf;

/// Where a package comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PackageSource {
    /// A registry, by the address of its index.
    Registry(String),
    /// A git repository, by its address; the query names the branch, tag or revision, and the fragment the
    /// commit.
    Git(String),
    /// A directory on this machine, by its absolute path: the source of members and other path dependencies.
    Path(Utf8PathBuf),
    /// A source of another kind, as cargo writes it.
    Other(String),
}

impl PackageSource {
    /// Reads a source as `cargo metadata` writes it: `None` for a package in a directory, which is
    /// `directory`.
    pub(crate) fn from_cargo(source: Option<&str>, directory: Utf8PathBuf) -> Self {
        let Some(text) = source else {
            return Self::Path(directory);
        };
        match text.split_once('+') {
            // A sparse index keeps its prefix, which is part of the address that cargo takes.
            Some(("sparse", _)) => Self::Registry(text.to_owned()),
            Some(("registry", address)) => Self::Registry(address.to_owned()),
            Some(("git", address)) => Self::Git(address.to_owned()),
            Some(_) | None => Self::Other(text.to_owned()),
        }
    }

    /// The source as cargo writes it in its metadata and in lock files; `None` for a package in a directory.
    pub fn to_cargo(&self) -> Option<String> {
        match self {
            Self::Registry(address) if address.starts_with("sparse+") => Some(address.clone()),
            Self::Registry(address) => Some(format!("registry+{address}")),
            Self::Git(address) => Some(format!("git+{address}")),
            Self::Other(text) => Some(text.clone()),
            Self::Path(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_tells_the_kind() {
        let source = |text| PackageSource::from_cargo(text, Utf8PathBuf::from("/x"));
        assert_eq!(source(None), PackageSource::Path("/x".into()));
        assert_eq!(
            source(Some("registry+https://e.org/index")),
            PackageSource::Registry("https://e.org/index".into())
        );
        assert_eq!(
            source(Some("sparse+https://e.org/")),
            PackageSource::Registry("sparse+https://e.org/".into())
        );
        assert_eq!(
            source(Some("git+https://e.org/a?tag=v1#abc")),
            PackageSource::Git("https://e.org/a?tag=v1#abc".into())
        );
    }

    #[test]
    fn a_source_is_written_as_it_was_read() {
        for text in ["registry+https://e.org/index", "sparse+https://e.org/", "git+https://e.org/a#b", "x"] {
            let source = PackageSource::from_cargo(Some(text), Utf8PathBuf::from("/x"));
            assert_eq!(source.to_cargo().as_deref(), Some(text));
        }
        assert_eq!(PackageSource::Path("/x".into()).to_cargo(), None);
    }
}
