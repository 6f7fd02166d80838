//! A home for cargo that knows where crates come from, and nothing of how the person at this machine compiles.
//!
//! Loading the workspace has fetched all that its lock file names into the person's own home, with the person's
//! credentials. Builds share those caches. Of the configuration they get what says where crates come from, for without
//! it cargo would not find them in the caches; flags, wrappers, linkers, profiles and credentials stay out.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use toml_edit::{DocumentMut, Item, TableLike};

/// The caches: registries, and git dependencies.
const CACHES: [&str; 2] = ["registry", "git"];

/// The tables that say where crates come from.
/// See <https://doc.rust-lang.org/cargo/reference/config.html>.
const SOURCES: [&str; 4] = ["patch", "registries", "registry", "source"];

/// Keys that hold or lead to credentials.
const CREDENTIALS: [&str; 5] =
    ["credential-provider", "global-credential-providers", "secret-key", "secret-key-subject", "token"];

/// Keys of `[source]` with paths, which are relative to the directory of the home.
const PATHS: [&str; 2] = ["directory", "local-registry"];

/// Makes the home in `directory`, out of the person's own.
pub(crate) fn create(directory: &Utf8Path, person: &Utf8Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for cache in CACHES {
        let own = person.join(cache);
        // cargo makes them when it needs them; here they must be there to lead to.
        fs::create_dir_all(&own)?;
        lead(&directory.join(cache), &own)?;
    }
    let config = ["config", "config.toml"]
        .into_iter()
        .find_map(|name| fs::read_to_string(person.join(name)).ok())
        .unwrap_or_default();
    fs::write(directory.join("config.toml"), sources_only(&config, person))
}

/// Makes a link to a directory, or leaves one that is right.
fn lead(link: &Utf8PathBuf, to: &Utf8Path) -> io::Result<()> {
    match fs::read_link(link) {
        Ok(known) if known == to.as_std_path() => return Ok(()),
        Ok(_other) => remove_link(link)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    make_link(to, link)
}

#[cfg(unix)]
fn make_link(to: &Utf8Path, link: &Utf8Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(to, link)
}

#[cfg(unix)]
fn remove_link(link: &Utf8Path) -> io::Result<()> {
    fs::remove_file(link)
}

#[cfg(windows)]
fn make_link(to: &Utf8Path, link: &Utf8Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(to, link)
}

#[cfg(windows)]
fn remove_link(link: &Utf8Path) -> io::Result<()> {
    fs::remove_dir(link)
}

/// The part of a configuration that says where crates come from. What is no TOML, cargo has refused by now.
fn sources_only(config: &str, person: &Utf8Path) -> String {
    let Ok(mut document) = config.parse::<DocumentMut>() else {
        return String::new();
    };
    let foreign: Vec<_> = document
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| !SOURCES.contains(&key.as_str()))
        .collect();
    for key in foreign {
        document.remove(&key);
    }
    for (_, item) in document.iter_mut() {
        if let Some(table) = item.as_table_like_mut() {
            clean(table, person.parent().unwrap_or(person));
        }
    }
    document.to_string()
}

/// Takes credentials out, and makes paths absolute.
fn clean(table: &mut dyn TableLike, base: &Utf8Path) {
    for key in CREDENTIALS {
        table.remove(key);
    }
    for (key, item) in table.iter_mut() {
        if let Some(path) = item.as_str().filter(|_| PATHS.contains(&key.get())) {
            let absolute = base.join(path).into_string();
            *item = Item::Value(absolute.into());
        } else if let Some(inner) = item.as_table_like_mut() {
            clean(inner, base);
        }
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{create, sources_only};

    #[test]
    fn only_where_crates_come_from_is_taken_over() {
        let config = r#"
[build]
rustc-wrapper = "kache"
rustflags = ["-Ctarget-cpu=native"]

[registries.acme]
index = "sparse+https://crates.acme.example/"
token = "hush"

[registry]
default = "acme"
token = "hush"

[source.crates-io]
replace-with = "vendored"

[source.vendored]
directory = "vendor"
"#;
        let kept = sources_only(config, Utf8Path::new("/home/ann/.cargo"));
        for gone in ["hush", "kache", "target-cpu", "[build]"] {
            assert!(!kept.contains(gone), "{gone} in {kept}");
        }
        for there in [
            "sparse+https://crates.acme.example/",
            "default = \"acme\"",
            "replace-with",
            "\"/home/ann/vendor\"",
        ] {
            assert!(kept.contains(there), "{there} not in {kept}");
        }
    }

    #[test]
    fn caches_are_shared_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let (person, home) = (directory.join("person"), directory.join("home"));
        fs_err::create_dir_all(person.join("bin")).unwrap();
        fs_err::create_dir_all(person.join("registry")).unwrap();
        fs_err::write(person.join("registry/crate"), "x").unwrap();
        fs_err::write(person.join("credentials.toml"), "token").unwrap();
        create(&home, &person).unwrap();
        // Again, with another home: links are led elsewhere.
        create(&home, &directory.join("another")).unwrap();
        assert!(!home.join("registry/crate").exists());
        create(&home, &person).unwrap();
        assert!(home.join("registry/crate").is_file());
        assert!(!home.join("bin").exists() && !home.join("credentials.toml").exists());
    }
}
