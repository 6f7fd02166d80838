//! Damaged files in the package cache and in environments.

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use crate::support::{LocalChannel, TempProject};

/// Path of zlib's header below a directory.
fn header_of(directory: &Utf8Path) -> Utf8PathBuf {
    let entries = WalkDir::new(directory).into_iter().map(Result::unwrap);
    let mut headers = entries.filter(|entry| entry.file_name() == "zlib.h");
    Utf8PathBuf::from_path_buf(headers.next().expect("zlib is there").into_path()).unwrap()
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
    let header_in_use =
        || fs_err::read(header_of(&project.root().join("target/conda-build/environments"))).unwrap();
    build();
    let sound = header_in_use();

    // In the environment. The link to the file in the cache is cut first.
    let header = header_of(&project.root().join("target/conda-build/environments"));
    let mut damaged = sound.clone();
    damaged[sound.len() / 2] ^= 1;
    fs_err::remove_file(&header).unwrap();
    fs_err::write(&header, damaged).unwrap();
    build();
    assert!(header_in_use() == sound, "the damaged header stays in the environment");
    let compiled = project.root().join("target/conda-build/target");
    let before = fs_err::metadata(compiled.read_dir_utf8().unwrap().next().unwrap().unwrap().path()).unwrap();
    build();
    let after = fs_err::metadata(compiled.read_dir_utf8().unwrap().next().unwrap().unwrap().path()).unwrap();
    assert_eq!(before.created().unwrap(), after.created().unwrap(), "a sound environment was made again");

    // In the cache.
    fs_err::remove_dir_all(project.root().join("target/conda-build")).unwrap();
    let header = header_of(cache.root());
    // Replaced and not overwritten, because environments may have hard links to it.
    fs_err::remove_file(&header).unwrap();
    fs_err::write(&header, "#error damaged\n").unwrap();
    build();
    assert!(header_in_use() == sound, "the damaged header is in the environment");
}
