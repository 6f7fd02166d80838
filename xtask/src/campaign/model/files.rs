//! The files of a state: sources, manifests, the lock file, cargo's configuration.

use std::collections::BTreeMap;

use super::sources::{self, flag_argument, shown, variable_of};
use super::state::{CondaSettings, ConfigFile, Leaf, Manifests, Program, Settings, State};

/// Texts by path from the directory that contains everything.
pub(crate) type Files = BTreeMap<String, String>;

/// All files of a state.
pub(crate) fn files(state: &State) -> Files {
    let mut files = Files::new();
    files.extend(sources::texts(state).map(|(path, text)| (path.to_owned(), text)));
    let mut add = |path: &str, text: String| files.insert(path.to_owned(), text);
    let manifests = &state.tree.manifests;
    add("outer/work/Cargo.toml", root_manifest(manifests));
    add("outer/work/Cargo.lock", lock_file(manifests));
    add("outer/work/.gitignore", "/target\n".to_owned());
    for program in Program::ALL {
        add(&format!("outer/work/{}/Cargo.toml", program.name()), program_manifest(manifests, program));
    }
    add("outer/work/base/Cargo.toml", library_manifest("base", "0.1.0") + "[features]\nwide = []\n");
    add("outer/work/mac/Cargo.toml", library_manifest("mac", "0.1.0") + "[lib]\nproc-macro = true\n");
    add("outer/work/made/Cargo.toml", library_manifest("made", "0.1.0"));
    add("outer/work/made/src/lib.rs", sources::made());
    add("outer/work/loose/Cargo.toml", library_manifest("loose", "0.1.0"));
    add("outer/work/loose/src/lib.rs", sources::loose());
    add("outer/work/loose/build.rs", sources::LOOSE_SCRIPT.to_owned());
    add("outer/work/patched/Cargo.toml", library_manifest("leaf", "1.0.2"));
    add("outer/beyond/Cargo.toml", library_manifest("beyond", "0.1.0"));
    for version in ["1.0.0", "1.0.1"] {
        let directory = format!("vendored/leaf-{version}");
        add(&format!("{directory}/Cargo.toml"), library_manifest("leaf", version));
        let checksum = format!("{{\"files\":{{}},\"package\":\"{}\"}}", checksum(version));
        add(&format!("{directory}/.cargo-checksum.json"), checksum);
    }
    let mut config = settings(ConfigFile::Workspace, state.tree.config);
    config += "\n[source.crates-io]\nreplace-with = 'vendored'\n\n[source.vendored]\ndirectory = '../../vendored'\n";
    let includes = if state.tree.includes { "include = ['included.toml']\n" } else { "" };
    add(ConfigFile::Workspace.path(), format!("{includes}{config}"));
    add(ConfigFile::Included.path(), settings(ConfigFile::Included, state.tree.included));
    for (file, contents) in [(ConfigFile::Outer, state.around.outer), (ConfigFile::Home, state.around.home)] {
        if let Some(contents) = contents {
            add(file.path(), settings(file, contents));
        }
    }
    if let Some(toolchain) = state.tree.toolchain {
        let text = format!("[toolchain]\nchannel = '{}'\n", toolchain.name());
        add("outer/work/rust-toolchain.toml", text);
    }
    files
}

fn root_manifest(manifests: &Manifests) -> String {
    let Manifests { description, codegen_units, comment, .. } = manifests;
    let mut lines = vec![
        format!("# {comment:02}"),
        "[workspace]".to_owned(),
        "resolver = '2'".to_owned(),
        "members = ['alpha', 'base', 'beta', 'gamma', 'loose', 'mac', 'made']".to_owned(),
        "exclude = ['patched']".to_owned(),
        "[workspace.package]".to_owned(),
        format!("description = 'Number {}'", shown(*description)),
        "[profile.release]".to_owned(),
        "opt-level = 0".to_owned(),
        "debug = false".to_owned(),
        format!("codegen-units = {codegen_units}"),
    ];
    lines.extend(manifests.debug_assertions.map(|on| format!("debug-assertions = {on}")));
    if let Some(on) = manifests.base_debug_assertions {
        lines.push(format!("[profile.release.package.base]\ndebug-assertions = {on}"));
    }
    lines.push("[profile.small]\ninherits = 'release'\npanic = 'abort'".to_owned());
    if manifests.leaf == Leaf::Patched {
        lines.push("[patch.crates-io]\nleaf = { path = 'patched' }".to_owned());
    }
    joined(&lines)
}

/// Lines as a text.
fn joined(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

fn program_manifest(manifests: &Manifests, program: Program) -> String {
    let (version, description) = match program {
        Program::Alpha => (manifests.alpha_version, "description = 'A program'"),
        Program::Beta => (0, "description.workspace = true"),
        Program::Gamma => (0, "description = 'A program'"),
    };
    let base = |wide: bool| {
        format!("base = {{ path = '../base'{} }}\n", if wide { ", features = ['wide']" } else { "" })
    };
    let dependencies = match program {
        Program::Alpha => base(manifests.wide[0]) + "made = { path = '../made' }\n",
        Program::Beta => base(manifests.wide[1]) + "loose = { path = '../loose' }\nleaf = '1.0'\n",
        Program::Gamma => "beyond = { path = '../../beyond' }\nmac = { path = '../mac' }\n".to_owned(),
    };
    let default = if manifests.default_extra { "['extra']" } else { "[]" };
    let features = if program == Program::Alpha {
        format!("\n[features]\ndefault = {default}\nextra = []\n")
    } else {
        String::new()
    };
    format!(
        "[package]\nname = '{}'\nversion = '0.1.{version}'\nedition = '2021'\nlicense = 'MIT'\n{description}\n\n\
         [dependencies]\n{dependencies}{features}{}",
        program.name(),
        conda_settings(manifests.conda[program as usize], program)
    )
}

fn conda_settings(settings: CondaSettings, program: Program) -> String {
    let CondaSettings { build_number, own_tests, extra, env, small } = settings;
    let mut lines = vec![format!("\n[package.metadata.conda]\nbuild-number = {build_number}")];
    lines.extend(own_tests.then(|| format!("tests = ['{} --quick']", program.name())));
    lines.extend(extra.then(|| "features = ['extra']".to_owned()));
    lines.extend(env.map(|value| format!("env = {{ {} = '{}' }}", variable_of("conda"), shown(value))));
    lines.extend(small.then(|| "profile = 'small'".to_owned()));
    joined(&lines)
}

fn library_manifest(name: &str, version: &str) -> String {
    format!("[package]\nname = '{name}'\nversion = '{version}'\nedition = '2021'\nlicense = 'MIT'\n")
}

/// Hexadecimal digits that stand for the checksum of a vendored crate.
fn checksum(version: &str) -> String {
    version.replace('.', "").repeat(22)[..64].to_owned()
}

fn lock_file(manifests: &Manifests) -> String {
    let alpha = format!("0.1.{}", manifests.alpha_version);
    let registry = |version: &str| {
        format!(
            "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"{}\"\n",
            checksum(version)
        )
    };
    let (leaf, source) = match manifests.leaf {
        Leaf::Old => ("1.0.0", registry("1.0.0")),
        Leaf::New => ("1.0.1", registry("1.0.1")),
        Leaf::Patched => ("1.0.2", String::new()),
    };
    let packages: [(&str, &str, &str, &[&str]); 9] = [
        ("alpha", &alpha, "", &["base", "made"]),
        ("base", "0.1.0", "", &[]),
        ("beta", "0.1.0", "", &["base", "leaf", "loose"]),
        ("beyond", "0.1.0", "", &[]),
        ("gamma", "0.1.0", "", &["beyond", "mac"]),
        ("leaf", leaf, &source, &[]),
        ("loose", "0.1.0", "", &[]),
        ("mac", "0.1.0", "", &[]),
        ("made", "0.1.0", "", &[]),
    ];
    let head = "# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\n\
                version = 4\n";
    let entries = packages.map(|(name, version, source, dependencies)| {
        let list: Vec<_> = dependencies.iter().map(|name| format!(" \"{name}\",\n")).collect();
        let list =
            if list.is_empty() { String::new() } else { format!("dependencies = [\n{}]\n", list.concat()) };
        format!("\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{source}{list}")
    });
    head.to_owned() + &entries.concat()
}

/// The text of a file of cargo's configuration.
fn settings(file: ConfigFile, settings: Settings) -> String {
    let Settings { own, shared, flag, debug_assertions } = settings;
    let variables = [(variable_of(file.name()), own), (variable_of("shared"), shared)];
    let variables = variables.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let mut lines: Vec<_> =
        variables.map(|(name, value)| format!("env.{name} = '{}'", shown(value))).collect();
    lines.extend(flag.map(|value| format!("build.rustflags = ['{}']", flag_argument(file.name(), value))));
    lines.extend(debug_assertions.map(|on| format!("profile.release.debug-assertions = {on}")));
    joined(&lines)
}
