//! The real pixi, with packages that are defined outside of their sources: inline in a manifest, or on the
//! command line of `pixi global install`. And `[dev]`, which installs what a package is built with.

use std::process::Command;

use camino::Utf8Path;

use super::real_client::{RealPixi, this_machine};
use crate::support::{LocalChannel, TempProject, clean_environment};

/// A git repository with the workspace of jj in small: the crate `jj-cli` in `cli` has the binary `jj`, and
/// there are the library `jj` and the program `other` beside it.
fn repository() -> TempProject {
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['cli', 'jj', 'other']\n")
        .file(
            "jj/Cargo.toml",
            "[package]\nname = 'jj'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n",
        )
        .file("jj/src/lib.rs", "")
        .file(
            "cli/Cargo.toml",
            "[package]\nname = 'jj-cli'\nversion = '0.4.0'\nedition = '2021'\nlicense = 'MIT'\n\
             [[bin]]\nname = 'jj'\npath = 'src/main.rs'\n",
        )
        .file("cli/src/main.rs", "fn main() { println!(\"jj {}\", env!(\"CARGO_PKG_VERSION\")); }\n")
        .program("other", "")
        .ready();
    git(project.root(), &["init", "--quiet", "--initial-branch", "main"]);
    git(project.root(), &["add", "--all"]);
    git(project.root(), &["-c", "user.name=A", "-c", "user.email=a@e.org", "commit", "--quiet", "-m", "All"]);
    project
}

fn git(directory: &Utf8Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    clean_environment(&mut command);
    assert!(command.args(arguments).current_dir(directory).status().unwrap().success(), "{arguments:?}");
}

/// A workspace of pixi's, with the channel of this machine.
fn workspace(tables: &str) -> TempProject {
    let channel = LocalChannel::native();
    let manifest = format!(
        "[workspace]\nname = \"here\"\nchannels = [\"file://{}\"]\nplatforms = [{}]\npreview = [\"pixi-build\"]\n\
         build-variants-files = [\"{}\"]\n{tables}\n",
        channel.directory(),
        this_machine(&channel),
        channel.variants(),
    );
    TempProject::empty().file("pixi.toml", &manifest)
}

#[test]
#[cfg_attr(not(has = "pixi"), ignore = "needs `cargo xtask channel` and pixi")]
fn a_program_of_a_git_repository_is_built_from_its_root_and_from_its_subdirectory() {
    let (repository, pixi) = (repository(), RealPixi::new());
    for place in ["", "subdirectory = \"cli\", "] {
        let workspace = workspace(&format!(
            "[dependencies]\njj = {{ git = \"file://{}\", {place}package.build.backend.name = \"pixi-build-cargo\" }}",
            repository.root(),
        ));
        let (stdout, _) = pixi.success(workspace.root(), &["run", "jj"]);
        assert_eq!(stdout, "jj 0.4.0\n", "{place}");
    }
}

#[test]
#[cfg_attr(not(has = "pixi"), ignore = "needs `cargo xtask channel` and pixi")]
fn a_key_that_names_no_program_is_answered_with_those_that_do() {
    let (repository, pixi) = (repository(), RealPixi::new());
    let workspace = workspace(&format!(
        "[dependencies]\njk = {{ path = \"{}\", package.build.backend.name = \"pixi-build-cargo\" }}",
        repository.root(),
    ));
    let output = pixi.run(workspace.root(), &["install"]);
    // pixi breaks lines.
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stderr = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!output.status.success());
    for expected in ["no package is called `jk`", "`jj-cli` (with the binary `jj`)"] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
}

#[test]
#[cfg_attr(not(has = "pixi"), ignore = "needs `cargo xtask channel` and pixi")]
fn a_global_tool_is_installed_from_git_and_from_a_path() {
    let (repository, pixi, channel) = (repository(), RealPixi::new(), LocalChannel::native());
    let (root, channel) = (repository.root(), format!("file://{}", channel.directory()));
    let git = format!("file://{root}");
    let install = |arguments: &[&str]| {
        let usual = ["global", "install", "--channel", &channel, "--build-backend", "pixi-build-cargo"];
        pixi.success(root, &[&usual, arguments].concat());
        let program = pixi.home().join("bin/jj");
        let output = Command::new(program).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "jj 0.4.0\n");
        pixi.success(root, &["global", "uninstall", if arguments.contains(&"jj") { "jj" } else { "jj-cli" }]);
    };
    install(&["--git", &git, "jj"]);
    install(&["--path", root.as_str(), "jj"]);
    // Without a name, pixi takes that of the only package.
    install(&["--git", &git, "--subdirectory", "cli"]);
    install(&["--path", root.join("cli").as_str()]);
}

#[test]
#[cfg_attr(not(has = "pixi"), ignore = "needs `cargo xtask channel` and pixi")]
fn a_development_environment_has_the_compilers_and_not_the_program() {
    let project = workspace(
        "[package]\nname = \"tools\"\nversion = \"0.1.0\"\n\
         build.backend = { name = \"pixi-build-cargo\", version = \"*\" }\n\
         [package.host-dependencies]\nzlib = \"*\"\n[dev]\nother = { path = \".\" }",
    );
    let project = project
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['other']\n")
        .program("other", "")
        .ready();
    let pixi = RealPixi::new();
    let (stdout, _) = pixi.success(project.root(), &["list"]);
    let names: Vec<_> = stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for expected in ["rust", "gcc_impl_linux-64", "zlib"] {
        assert!(names.contains(&expected), "{expected}: {stdout}");
    }
    assert!(!names.contains(&"other"), "{stdout}");
    let (_, stderr) = pixi.success(project.root(), &["run", "cargo", "build", "--offline"]);
    assert!(stderr.contains("Compiling other"), "{stderr}");
}
