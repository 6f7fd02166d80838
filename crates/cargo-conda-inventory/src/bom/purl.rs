//! Package URLs: how bills of materials name a package of any kind.
//!
//! The rules are those of the [specification](https://github.com/package-url/purl-spec), for the types
//! `cargo` and `conda`.

use cargo_conda_workspace::{Package, PackageSource};
use url::form_urlencoded::byte_serialize;

use crate::registry::is_crates_io;

/// The URL of a crate. The path of a crate in a directory is a fact of one machine and no part of it.
pub(super) fn of_crate(Package { name, version, source, .. }: Package<'_>) -> String {
    let url = format!("pkg:cargo/{name}@{}", encoded(&version.to_string()));
    let qualifier = match source {
        PackageSource::Registry(index) if is_crates_io(index) => None,
        PackageSource::Registry(index) => Some(("repository_url", without_credentials(index))),
        PackageSource::Git(address) => Some(("vcs_url", git_address(address))),
        PackageSource::Path(_) | PackageSource::Other(_) => None,
    };
    match qualifier {
        Some((key, value)) => format!("{url}?{key}={}", encoded(&value)),
        None => url,
    }
}

/// The URL of a conda package.
pub(super) fn of_conda_package(name: &str, version: &str, build: Option<&str>, subdir: &str) -> String {
    // Qualifiers are sorted by their keys.
    let build = build.map_or_else(String::new, |build| format!("build={}&", encoded(build)));
    format!("pkg:conda/{name}@{}?{build}subdir={}", encoded(version), encoded(subdir))
}

/// A git source of cargo's, `<address>?<branch, tag or revision>#<commit>`, as `git+<address>@<commit>`.
fn git_address(address: &str) -> String {
    let (address, commit) = address.split_once('#').unwrap_or((address, ""));
    let repository = without_credentials(address.split('?').next().unwrap_or(address));
    if commit.is_empty() { format!("git+{repository}") } else { format!("git+{repository}@{commit}") }
}

/// An address without a user's name and password.
pub(super) fn without_credentials(address: &str) -> String {
    let Ok(mut url) = url::Url::parse(address) else {
        return address.to_owned();
    };
    // Addresses without a host have no place for them.
    let has_none = url.set_username("").is_err() || url.set_password(None).is_err();
    if has_none { address.to_owned() } else { url.into() }
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::*;

    fn url(version: &str, source: &PackageSource) -> String {
        of_crate(Package {
            name: "a",
            version: &Version::parse(version).unwrap(),
            source,
            directory: "/x".into(),
        })
    }

    #[test]
    fn crates_are_named_by_their_sources() {
        let crates_io = PackageSource::Registry(crate::registry::CRATES_IO[0].to_owned());
        assert_eq!(url("1.0.0", &crates_io), "pkg:cargo/a@1.0.0");
        assert_eq!(url("1.0.0+b.1", &crates_io), "pkg:cargo/a@1.0.0%2Bb.1");
        let private = PackageSource::Registry("sparse+https://user:pass@e.org/index/".to_owned());
        assert_eq!(
            url("1.0.0", &private),
            "pkg:cargo/a@1.0.0?repository_url=sparse%2Bhttps%3A%2F%2Fe.org%2Findex%2F"
        );
        let git = PackageSource::Git("https://ann:secret@e.org/a?branch=main#0123".to_owned());
        assert_eq!(url("1.0.0", &git), "pkg:cargo/a@1.0.0?vcs_url=git%2Bhttps%3A%2F%2Fe.org%2Fa%400123");
        assert_eq!(url("1.0.0", &PackageSource::Path("/home/ann/a".into())), "pkg:cargo/a@1.0.0");
    }

    #[test]
    fn conda_packages_are_named_by_their_builds() {
        let expected = "pkg:conda/a@1.0_rc1?build=hb0f4dca_0&subdir=linux-64";
        assert_eq!(of_conda_package("a", "1.0_rc1", Some("hb0f4dca_0"), "linux-64"), expected);
        assert_eq!(of_conda_package("a", "1", None, "linux-64"), "pkg:conda/a@1?subdir=linux-64");
    }
}
