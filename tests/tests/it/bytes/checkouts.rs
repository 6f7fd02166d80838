//! Two checkouts, two homes and two caches of crates give the same archives, and no archive names any of
//! them.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::support::{LocalChannel, Python, TempProject, contains, unpack};

/// A word that is in the path of everything on a machine.
const CANARY: &str = "canary-5b1f";

/// One of the machines that packages are built on.
struct Machine {
    project: TempProject,
    home: Utf8PathBuf,
}

impl Machine {
    /// A machine whose directories have this one in their paths.
    fn new(directory: &str) -> Self {
        let folder = format!("{CANARY}/{directory}");
        let lib = "#[inline(never)] pub fn first<T: Clone>(all: &[T]) -> T { assert!(!all.is_empty(), \"none\"); all[0].clone() }\n";
        let build = "fn main() {\n    let out = std::env::var(\"OUT_DIR\").unwrap();\n    let text = \
                     \"pub fn place(at: usize) -> &'static str { assert!(at < 9); file!() }\";\n    \
                     std::fs::write(out + \"/made.rs\", text).unwrap();\n    println!(\"cargo::rerun-if-changed=build.rs\");\n}\n";
        let main = "include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));\nfn main() {\n    let words: Vec<_> = \
                    std::env::args().collect();\n    println!(\"{} {} {}\", place(words.len()), file!(), \
                    common::first(&words).len() + lexopt::Parser::from_env().values().map_or(0, |values| values.count()));\n}\n";
        let uses = "[dependencies]\ncommon.path = '../common'\nlexopt = '0.3'\n[build-dependencies]\n";
        let project = TempProject::below(&folder)
            .with_workspace("")
            .file(
                "common/Cargo.toml",
                "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n",
            )
            .file("common/src/lib.rs", lib)
            .program_with("generated", uses, main)
            .file("generated/build.rs", build)
            .program("plain", "[dependencies]\ncommon.path = '../common'\nlexopt = '0.3'\n")
            .append("Cargo.toml", "[profile.release]\ndebug = 1\n[workspace.metadata.conda]\nstrip = 'none'")
            .ready();
        let home = project.root().join("../home");
        copy_cargo_home(&home.join(".cargo"));
        Self { project, home }
    }

    fn build(
        &self,
        arguments: &str,
        change: impl Fn(crate::support::CargoConda) -> crate::support::CargoConda,
    ) {
        let home = self.home.as_str();
        let build = self.project.cargo_conda("build --no-test").args(arguments).env("HOME", home);
        let build = build.env("CARGO_HOME", self.home.join(".cargo").as_str());
        let build = build.env("RUSTUP_HOME", real_home("RUSTUP_HOME", ".rustup").as_str());
        change(build.env("SOURCE_DATE_EPOCH", "1700000000")).run().success();
    }
}

/// A home of cargo that unpacks crates itself, from the archives in the real one.
fn copy_cargo_home(home: &Utf8Path) {
    let real = real_home("CARGO_HOME", ".cargo");
    fs_err::create_dir_all(home.join("registry")).unwrap();
    for name in ["registry/index", "registry/cache", "config.toml"] {
        if real.join(name).exists() {
            std::os::unix::fs::symlink(real.join(name), home.join(name)).unwrap();
        }
    }
}

/// The directory that a variable names, or the usual one.
fn real_home(variable: &str, usual: &str) -> Utf8PathBuf {
    let usual = || Utf8Path::new(&std::env::var("HOME").unwrap()).join(usual);
    std::env::var(variable).map_or_else(|_unset| usual(), Utf8PathBuf::from)
}

/// What no archive may contain: the paths, the user's name unless it is a usual word, the host and the
/// kernel.
fn traces() -> Vec<String> {
    let said = |arguments: &[&str]| {
        let output = Command::new(arguments[0]).args(&arguments[1..]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let machine = [said(&["uname", "-n"]), said(&["uname", "-r"])];
    let machine = machine.into_iter().filter(|name| name.len() > 4 && name != "localhost");
    [CANARY, "__archspec", "__linux"].map(ToOwned::to_owned).into_iter().chain(machine).collect()
}

fn compare(one: &Machine, other: &Machine, names: &[&str]) {
    let python = Python::of_venv();
    for name in names {
        let archives = [one, other].map(|machine| machine.project.channel().archive(name));
        let unpacked = unpack(&python, &archives[0]);
        for file in unpacked.files() {
            let bytes = unpacked.read(&file);
            for trace in traces() {
                assert!(!contains(&bytes, &trace), "{file} of {name} contains `{trace}`");
            }
            assert!(bytes == unpack(&python, &archives[1]).read(&file), "{file} of {name} differs");
        }
        let [one, other] = archives.map(|archive| fs_err::read(archive).unwrap());
        assert!(one == other, "the archives of {name} differ, although all files in them are equal");
    }
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn packages_of_two_checkouts_are_equal_byte_for_byte() {
    let (one, other) = (Machine::new("a"), Machine::new("b/with/a/longer/path"));
    one.build("--jobs 1", |build| build);
    other.build("--jobs 2 --package plain", |build| build);
    other.build("--jobs 2", |build| build);
    compare(&one, &other, &["generated", "plain"]);
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn so_are_those_of_condas_compilers() {
    let (one, other) = (Machine::new("a"), Machine::new("b/with/a/longer/path"));
    let channel = LocalChannel::native();
    one.build("--package plain", |build| build.conda(&channel));
    other.build("--package plain", |build| build.conda(&channel));
    compare(&one, &other, &["plain"]);
}
