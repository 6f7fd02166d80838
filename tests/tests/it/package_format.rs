//! `--package-format`: the format and the compression of archives.

use camino::Utf8PathBuf;

use crate::support::{TempProject, platform};

fn archives(project: &TempProject) -> Vec<String> {
    let folder = project.root().join("target/conda").join(platform());
    let entries = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned());
    entries.filter(|name| !name.starts_with("repodata")).collect()
}

#[test]
fn a_build_has_one_archive_in_the_format_that_was_asked_for_last() {
    let project = TempProject::workspace().program("tool", "").ready();
    let build = |arguments: &str| project.cargo_conda(&format!("build {arguments}")).run().success().stderr;
    let index = || {
        let path: Utf8PathBuf = project.root().join("target/conda").join(platform()).join("repodata.json");
        let index: serde_json::Value = serde_json::from_str(&fs_err::read_to_string(path).unwrap()).unwrap();
        ["packages", "packages.conda"].map(|key| index[key].as_object().unwrap().len())
    };
    build("--package-format tar-bz2:1");
    let [tar_bz2] = archives(&project).try_into().unwrap();
    assert!(tar_bz2.ends_with(".tar.bz2"), "{tar_bz2}");
    assert_eq!(index(), [1, 0]);

    // Without the option, either format is as good.
    assert!(build("").contains("Fresh 1 package"));
    let why = project.cargo_conda("why tool").run().success().stdout;
    assert!(why.starts_with("tool 0.1.0 is fresh: "), "{why}");

    build("--package-format conda:min");
    let [conda] = archives(&project).try_into().unwrap();
    assert_eq!(conda.strip_suffix(".conda"), tar_bz2.strip_suffix(".tar.bz2"));
    assert_eq!(index(), [0, 1]);
    project.channel().check();
    project.cargo_conda("test").run().success();
}

#[test]
fn a_level_that_the_format_does_not_have_is_refused() {
    let project = TempProject::workspace().program("tool", "").ready();
    let refused = |format: &str| {
        let ran = project.cargo_conda(&format!("build --package-format {format}")).run().code(2);
        ran.stderr.lines().next().unwrap().to_owned()
    };
    insta::assert_snapshot!(refused("tar-bz2:10"), @"error: invalid value 'tar-bz2:10' for '--package-format <FORMAT>': Compression level for .tar.bz2 must be between 1 and 9; write `conda` or `tar-bz2`, and after a colon `min`, `default`, `max`, or a number: -7 to 22 for `conda`, 1 to 9 for `tar-bz2`");
    insta::assert_snapshot!(refused("zip"), @"error: invalid value 'zip' for '--package-format <FORMAT>': Unknown package format: zip; write `conda` or `tar-bz2`, and after a colon `min`, `default`, `max`, or a number: -7 to 22 for `conda`, 1 to 9 for `tar-bz2`");
}
