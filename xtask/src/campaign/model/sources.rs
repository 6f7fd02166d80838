//! Rust code of the generated crates. Each line that a crate prints is `<crate>.<input>=<value>`.

use super::state::{ConfigFile, State};
use super::text::{Content, Text};

/// How many values a `--cfg` can have. Programs ask for each of them.
pub(super) const FLAG_VALUES: u8 = 3;

/// The name, in `flag_<name>`, of the flag that `RUSTFLAGS` sets.
pub(super) const VARIABLE: &str = "variable";

/// A value as files and programs write it. Two digits, so that files of different values have equal lengths.
pub(super) fn shown(value: u8) -> String {
    format!("{value:02}")
}

/// The text of a file.
pub(super) fn text(text: Text, content: Content) -> String {
    let Content { value, comment } = content;
    let value = shown(value);
    match text {
        Text::One | Text::Two | Text::Shared | Text::Input | Text::Note | Text::ExtraNote => value + "\n",
        Text::License => format!("Do what you want, {value} times.\n"),
        Text::Part | Text::Other => format!("pub const VALUE: &str = \"{value}\";\n// {comment:02}\n"),
        Text::Macro => format!("{}// {comment:02}\n", MACRO.replace("VALUE", &value)),
        Text::Script => format!("{}// {comment:02}\n", SCRIPT.replace("VALUE", &value)),
        Text::Alpha | Text::Beta | Text::Gamma => {
            format!("{}// {comment:02}\n", main(program_of(text), &value))
        }
        Text::Base => library("base", &value, comment, &base_probes()),
        Text::Beyond => library("beyond", &value, comment, &[]),
        Text::OldLeaf => library("leaf", &value, comment, &[("version", literal("1.0.0"))]),
        Text::NewLeaf => library("leaf", &value, comment, &[("version", literal("1.0.1"))]),
        Text::PatchedLeaf => library("leaf", &value, comment, &[("version", literal("1.0.2"))]),
    }
}

fn program_of(text: Text) -> &'static str {
    match text {
        Text::Alpha => "alpha",
        Text::Beta => "beta",
        _ => "gamma",
    }
}

/// The library `made`, whose values come from its build script.
pub(super) fn made() -> String {
    let probes = ["script", "input", "cc", "rustc"]
        .map(|name| (name, format!("env!(\"MADE_{}\")", name.to_uppercase())));
    functions("made", &probes)
}

/// The library `loose`, whose value comes from its build script.
pub(super) fn loose() -> String {
    functions("loose", &[("notes", "env!(\"LOOSE_NOTES\")".to_owned())])
}

/// The build script of `made`, which declares everything that it reads.
const SCRIPT: &str = r#"use std::{env, fs, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=input.txt");
    println!("cargo:rerun-if-env-changed=CC");
    let input = fs::read_to_string("input.txt").expect("input.txt");
    let rustc = Command::new(env::var_os("RUSTC").unwrap()).arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let release = rustc.lines().find_map(|line| line.strip_prefix("release: ")).unwrap();
    println!("cargo:rustc-env=MADE_SCRIPT=VALUE");
    println!("cargo:rustc-env=MADE_INPUT={}", input.trim());
    println!("cargo:rustc-env=MADE_CC={}", env::var("CC").unwrap_or("-".to_owned()));
    println!("cargo:rustc-env=MADE_RUSTC={release}");
}
"#;

/// The build script of `loose`, which declares nothing, so that cargo watches all files of the package.
pub(super) const LOOSE_SCRIPT: &str = r#"use std::fs;

fn main() {
    let mut notes: Vec<_> = fs::read_dir("notes").unwrap().map(|entry| entry.unwrap().path()).collect();
    notes.sort();
    let notes: Vec<_> = notes.iter().map(|note| fs::read_to_string(note).unwrap().trim().to_owned()).collect();
    println!("cargo:rustc-env=LOOSE_NOTES={}", notes.join("+"));
}
"#;

const MACRO: &str = r#"use proc_macro::TokenStream;

#[proc_macro]
pub fn value(_: TokenStream) -> TokenStream {
    "\"VALUE\"".parse().unwrap()
}
"#;

/// A line that a crate prints: the name of the input and the expression for its value, of type `&str`.
type Probe = (&'static str, String);

/// A library with its value and other probes.
fn library(name: &str, value: &str, comment: u8, probes: &[Probe]) -> String {
    let mut all = vec![("source", literal(value))];
    all.extend_from_slice(probes);
    let modules = if name == "base" { "mod other;\nmod part;\n" } else { "" };
    format!("{}{modules}// {comment:02}\n", functions(name, &all))
}

/// The function that returns what a crate prints.
fn functions(name: &str, probes: &[Probe]) -> String {
    let lines: Vec<_> = probes.iter().map(|(input, value)| line(name, input, value)).collect();
    format!(
        "#![allow(unexpected_cfgs)]\n\npub fn lines() -> String {{\n    let mut out = String::new();\n{}    \
         out\n}}\n",
        lines.concat()
    )
}

fn line(name: &str, input: &str, value: &str) -> String {
    format!("    out += \"{name}.{input}=\";\n    out += {value};\n    out += \"\\n\";\n")
}

fn base_probes() -> Vec<Probe> {
    let mut probes = vec![
        ("one", "include_str!(\"../data/one.txt\").trim()".to_owned()),
        ("two", "include_str!(\"../data/two.txt\").trim()".to_owned()),
        ("shared", "include_str!(\"../../shared.txt\").trim()".to_owned()),
        ("part", "part::VALUE".to_owned()),
        ("other", "other::VALUE".to_owned()),
        ("wide", yes_or_no("feature = \"wide\"")),
        ("debug-assertions", yes_or_no("debug_assertions")),
        ("wrapper", yes_or_no("wrapper")),
        ("flag-variable", flag(VARIABLE)),
    ];
    let names = ["flag-workspace", "flag-included", "flag-outer", "flag-home"];
    probes.extend(names.into_iter().zip(ConfigFile::ALL.map(|file| flag(file.name()))));
    probes
}

/// The `main.rs` of a program.
fn main(name: &str, value: &str) -> String {
    let mut probes: Vec<Probe> = vec![("source", literal(value))];
    let crates: &[&str] = match name {
        "alpha" => {
            probes.push(("version", "env!(\"CARGO_PKG_VERSION\")".to_owned()));
            probes.push(("extra", yes_or_no("feature = \"extra\"")));
            let names = ["env-workspace", "env-included", "env-outer", "env-home", "env-shared"];
            let files = ConfigFile::ALL.map(ConfigFile::name).into_iter().chain(["shared"]);
            probes.extend(names.into_iter().zip(files.map(|file| variable(&variable_of(file)))));
            &["base", "made"]
        }
        "beta" => {
            probes.push(("description", "env!(\"CARGO_PKG_DESCRIPTION\")".to_owned()));
            probes.push(("env-conda", variable(&variable_of("conda"))));
            &["base", "loose", "leaf"]
        }
        _ => {
            probes.push(("macro", "mac::value!()".to_owned()));
            probes.push(("abort", yes_or_no("panic = \"abort\"")));
            probes.push(("debug-assertions", yes_or_no("debug_assertions")));
            &["beyond"]
        }
    };
    let own = functions(name, &probes);
    let others: Vec<_> =
        crates.iter().map(|other| format!("    print!(\"{{}}\", {other}::lines());\n")).collect();
    let others = others.concat();
    format!("{own}\nfn main() {{\n    print!(\"{{}}\", lines());\n{others}}}\n")
}

/// The variable of `[env]` in a file of cargo's configuration, or in conda's settings.
pub(super) fn variable_of(file: &str) -> String {
    format!("CAMPAIGN_{}", file.to_uppercase())
}

fn literal(value: &str) -> String {
    format!("\"{value}\"")
}

fn yes_or_no(condition: &str) -> String {
    format!("if cfg!({condition}) {{ \"yes\" }} else {{ \"no\" }}")
}

fn variable(name: &str) -> String {
    format!("option_env!(\"{name}\").unwrap_or(\"-\")")
}

/// The value of `--cfg=flag_<name>="…"`.
fn flag(name: &str) -> String {
    let cases = (0..FLAG_VALUES).map(|value| {
        let value = shown(value);
        format!("if cfg!(flag_{name} = \"{value}\") {{ \"{value}\" }} else ")
    });
    format!("{}{{ \"-\" }}", cases.collect::<Vec<_>>().concat())
}

/// What a program prints about a `--cfg`.
pub(super) fn flag_argument(name: &str, value: u8) -> String {
    format!("--cfg=flag_{name}=\"{}\"", shown(value))
}

/// All texts of a state with their paths.
pub(super) fn texts(state: &State) -> impl Iterator<Item = (&'static str, String)> {
    let there = Text::ALL.into_iter().filter_map(|file| Some((file, state.text(file)?)));
    there.map(|(file, content)| (state.path(file), text(file, content)))
}
