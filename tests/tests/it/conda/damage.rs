//! Damaged files in the package cache.

use camino::Utf8PathBuf;
use walkdir::WalkDir;

use crate::support::{LocalChannel, TempProject};

/// Path of zlib's header in the package cache.
fn cached_header(cache: &TempProject) -> Utf8PathBuf {
    let entries = WalkDir::new(cache.root()).into_iter().map(Result::unwrap);
    let mut headers = entries.filter(|entry| entry.file_name() == "zlib.h");
    Utf8PathBuf::from_path_buf(headers.next().expect("zlib is in the cache").into_path()).unwrap()
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_damaged_file_is_not_used() {
    let channel = LocalChannel::native();
    let cache = TempProject::empty();
    // Only the environment matters here, so the program does not use the library.
    let project = TempProject::workspace()
        .program("alpha", "[package.metadata.conda]\nhost-dependencies = ['zlib']")
        .ready();
    let build = || {
        let call = project.cargo_conda("build --no-test").conda(&channel);
        call.env("RATTLER_CACHE_DIR", cache.root().as_str()).run().success();
    };
    let header_in_use = || {
        let environments = project.root().join("target/conda-build/environments");
        let entries = WalkDir::new(environments).into_iter().map(Result::unwrap);
        let mut headers = entries.filter(|entry| entry.file_name() == "zlib.h");
        fs_err::read(headers.next().unwrap().path()).unwrap()
    };
    build();
    let sound = header_in_use();
    fs_err::remove_dir_all(project.root().join("target/conda-build")).unwrap();
    let header = cached_header(&cache);
    // Replaced and not overwritten, because environments may have hard links to it.
    fs_err::remove_file(&header).unwrap();
    fs_err::write(&header, "#error damaged\n").unwrap();
    build();
    assert!(header_in_use() == sound, "the damaged header is in the environment");
}
