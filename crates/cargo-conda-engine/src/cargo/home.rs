//! Makes a `CARGO_HOME` that knows where crates come from, and none of the user's build settings.
//!
//! When the workspace was loaded, cargo fetched every crate of the lock file into the user's own home, with
//! the user's credentials. Builds with conda's toolchain share those caches. Of the user's configuration they
//! get only the tables that say where crates come from, without which cargo would not find the crates in the
//! caches. Flags, wrappers, linkers, profiles and credentials stay out.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{CargoConfig, ConfigFile, LoadError};
use fs_err as fs;
use toml::{Table, Value};

/// cargo's caches of registries and of git dependencies.
const CACHES: [&str; 2] = ["registry", "git"];

/// The tables of cargo's configuration that say where crates come from; see
/// <https://doc.rust-lang.org/cargo/reference/config.html>.
const SOURCES: [&str; 4] = ["patch", "registries", "registry", "source"];

/// Keys that hold credentials, or name a program that provides them.
const CREDENTIALS: [&str; 5] =
    ["credential-provider", "global-credential-providers", "secret-key", "secret-key-subject", "token"];

/// Keys of sources and patches whose values are paths, relative to the parent of cargo's home.
const PATHS: [&str; 3] = ["directory", "local-registry", "path"];

/// The files that cargo locks while it uses a cache. They are shared as well, so that no two cargos use one
/// cache at a time.
const LOCKS: [&str; 2] = [".package-cache", ".package-cache-mutate"];

/// Makes the home at `directory` from the user's own at `person`.
pub(crate) fn create(directory: &Utf8Path, person: &Utf8Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for cache in CACHES {
        let own = person.join(cache);
        // cargo makes a cache when it needs one, but a link needs its target now.
        fs::create_dir_all(&own)?;
        lead(&directory.join(cache), &own)?;
    }
    for lock in LOCKS {
        let own = person.join(lock);
        fs::OpenOptions::new().create(true).append(true).open(&own)?;
        lead(&directory.join(lock), &own)?;
    }
    let config = read_config(person).map_err(io::Error::other)?;
    let sources = toml::to_string(&sources_only(&config)).map_err(io::Error::other)?;
    fs::write(directory.join("config.toml"), sources)
}

/// The configuration file in the user's home with the files that it includes, in ascending priority.
fn read_config(person: &Utf8Path) -> Result<Vec<ConfigFile>, LoadError> {
    for name in CargoConfig::NAMES {
        let files = ConfigFile::with_includes(&person.join(name))?;
        if files.last().is_some_and(|file| file.text.is_some()) {
            return Ok(files);
        }
    }
    Ok(Vec::new())
}

/// Makes a symbolic link, or keeps one that is right.
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
    if to.is_dir() {
        std::os::windows::fs::symlink_dir(to, link)
    } else {
        std::os::windows::fs::symlink_file(to, link)
    }
}

#[cfg(windows)]
fn remove_link(link: &Utf8Path) -> io::Result<()> {
    fs::remove_dir(link).or_else(|_| fs::remove_file(link))
}

/// The tables of a configuration that say where crates come from. Comments are dropped, for they may contain
/// credentials.
fn sources_only(config: &[ConfigFile]) -> Table {
    let tables = config.iter().map(|file| {
        let mut table = file.table();
        table.retain(|key, _| SOURCES.contains(&key));
        for value in table.iter_mut().filter_map(|(_, value)| value.as_table_mut()) {
            clean(value, file.base());
        }
        table
    });
    ConfigFile::merge(tables)
}

/// Removes credentials, and makes paths absolute.
fn clean(table: &mut Table, base: &Utf8Path) {
    table.retain(|key, _| !CREDENTIALS.contains(&key));
    for (key, value) in table.iter_mut() {
        match value {
            Value::Table(inner) => clean(inner, base),
            Value::String(path) if PATHS.contains(&key.as_str()) => *path = base.join(&*path).into_string(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{ConfigFile, create, sources_only};

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
directory = "vendor"  # hush

[patch.crates-io]
mended = { path = "mended" }
"#;
        let file = ConfigFile { path: "/home/ann/.cargo/config.toml".into(), text: Some(config.to_owned()) };
        let kept = toml::to_string(&sources_only(&[file])).unwrap();
        for gone in ["hush", "kache", "target-cpu", "[build]"] {
            assert!(!kept.contains(gone), "{gone} in {kept}");
        }
        for there in [
            "sparse+https://crates.acme.example/",
            "default = \"acme\"",
            "replace-with",
            "\"/home/ann/vendor\"",
            "\"/home/ann/mended\"",
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
        // The second home replaces the links of the first.
        create(&home, &directory.join("another")).unwrap();
        assert!(!home.join("registry/crate").exists());
        create(&home, &person).unwrap();
        assert!(home.join("registry/crate").is_file());
        assert!(!home.join("bin").exists() && !home.join("credentials.toml").exists());
    }
}
