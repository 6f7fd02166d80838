//! The programs that some tests need besides Rust's own, and where each is had from.
//!
//! The build script of the integration tests reads this table to ignore tests, and `cargo xtask ci` to say
//! which those are.

use std::process::{Command, Stdio};
use std::{env, fmt};

/// What a test asks for with `has = "…"`, as far as programs are concerned.
pub(crate) struct Need {
    /// The name in `has = "…"`.
    pub(crate) name: &'static str,
    /// All of these must be there.
    pub(crate) programs: &'static [Program],
}

/// A program, and how a person gets it.
pub(crate) struct Program {
    /// The name on the `PATH`.
    pub(crate) name: &'static str,
    /// Arguments with which it succeeds and does nothing.
    arguments: &'static [&'static str],
    /// How it is had.
    pub(crate) from: From,
}

/// How a person gets a program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum From {
    /// From this package of Debian's.
    Debian(&'static str),
    /// With `cargo install` of this crate.
    Crate(&'static str),
    /// As this phrase says.
    Otherwise(&'static str),
}

/// By name.
pub(crate) const NEEDS: [Need; 11] = [
    Need { name: "auditors", programs: &[of_crate("rust-audit-info"), of_crate("cargo-bundle-licenses")] },
    Need { name: "browser", programs: &[debian("chromium", "chromium")] },
    Need { name: "c", programs: &[debian("cc", "gcc"), debian("pkg-config", "pkg-config")] },
    Need {
        name: "cargo-c",
        programs: &[
            Program { name: "cargo-cinstall", ..program(From::Crate("cargo-c")) },
            of_crate("cbindgen"),
        ],
    },
    Need {
        name: "mounts",
        programs: &[Program { name: "unshare", arguments: &["--mount", "true"], ..program(ROOT) }],
    },
    Need {
        name: "musl",
        // Compiles nothing, with the standard library of the target.
        programs: &[Program {
            name: "rustc",
            arguments: &["--target", MUSL, "--crate-type", "lib", "--emit", "dep-info=-", "-"],
            ..program(From::Otherwise("rustup target add x86_64-unknown-linux-musl"))
        }],
    },
    Need {
        name: "nightly",
        programs: &[Program {
            name: "cargo",
            arguments: &["+nightly", "--version"],
            ..program(From::Otherwise("rustup toolchain install nightly"))
        }],
    },
    Need {
        name: "pixi",
        programs: &[Program { name: "pixi", ..program(From::Otherwise("see https://pixi.sh")) }],
    },
    Need { name: "redis", programs: &[debian("redis-server", "redis-server")] },
    Need {
        name: "rustup",
        programs: &[Program { name: "rustup", ..program(From::Otherwise("see https://rustup.rs")) }],
    },
    Need {
        name: "shells",
        programs: &[
            debian("bash", "bash"),
            debian("zsh", "zsh"),
            debian("fish", "fish"),
            debian("man", "man-db"),
        ],
    },
];

/// The target whose programs have the C library in them.
const MUSL: &str = "x86_64-unknown-linux-musl";

/// What mounting file systems takes.
const ROOT: From = From::Otherwise("run as root");

const fn program(from: From) -> Program {
    Program { name: "", arguments: &["--version"], from }
}

const fn debian(name: &'static str, package: &'static str) -> Program {
    Program { name, ..program(From::Debian(package)) }
}

const fn of_crate(name: &'static str) -> Program {
    Program { name, ..program(From::Crate(name)) }
}

impl Need {
    /// The programs that are not there, in the order of the table.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &'static Program> {
        self.programs.iter().filter(|program| !program.is_here())
    }
}

impl Program {
    fn is_here(&self) -> bool {
        // `PIXI` names another pixi.
        let chosen = (self.name == "pixi").then(|| env::var_os("PIXI")).flatten();
        let mut command = Command::new(chosen.unwrap_or_else(|| self.name.into()));
        let started =
            command.args(self.arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // This one has no option without an effect, and fails on any.
        started.status().is_ok_and(|status| status.success() || self.name == "rust-audit-info")
    }
}

/// The name, and how a person gets the program.
impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name;
        match self.from {
            From::Debian(package) => write!(f, "{name} (apt-get install {package})"),
            From::Crate(of_crate) => write!(f, "{name} (cargo install {of_crate})"),
            From::Otherwise(how) => write!(f, "{name} ({how})"),
        }
    }
}
