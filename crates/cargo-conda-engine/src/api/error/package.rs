//! Why a package could not be built.

use std::error::Error;
use std::io;
use std::iter::successors;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use super::asset::AssetError;
use super::compile::CompileError;
use super::engine::EngineError;
use super::failed_test::FailedTest;
use super::materials::MaterialsError;
use super::printed::Printed;
use super::program::ProgramError;
use super::step::StepError;
use super::wheel::WheelError;

/// Why a package could not be built. The run goes on with other packages, unless they need this one.
///
/// Messages speak of the package as "it": they are shown after its name.
#[derive(Debug, Error)]
pub enum PackageError {
    /// A file of the build cannot be read or written.
    #[error("failed to read or write a file of its build")]
    Prepare(#[source] io::Error),
    /// rattler-build refuses the recipe.
    #[error("rattler-build refused its recipe")]
    Recipe(#[source] StepError),
    /// The dependencies of the package cannot be resolved.
    #[error("failed to resolve its dependencies")]
    Resolve(#[source] StepError),
    /// The environment of the package's build group could not be solved or installed.
    #[error("there is no environment to build it in")]
    Environment(#[source] Arc<EngineError>),
    /// The build runs a program that the machine does not have.
    #[error("its build runs `{tool}`, and there is no such program on the PATH")]
    MissingTool {
        /// The name of the program, which is that of its crate and of its conda package, too.
        tool: &'static str,
    },
    /// The caller asks for signatures of rattler-build's own, which are wrong.
    #[error("`{}` is set: macOS would refuse its programs, since the signatures are wrong", BUILTIN_SIGNER)]
    BuiltinSigner,
    /// cargo could not compile or install the programs.
    #[error(transparent)]
    Compile(Box<CompileError>),
    /// The programs that cargo installed cannot become a package.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// The wheel of a Python extension cannot be installed.
    #[error(transparent)]
    Wheel(#[from] WheelError),
    /// The package cannot say what it is made of.
    #[error("failed to list what it is made of")]
    Materials(#[from] MaterialsError),
    /// A file that it has besides its programs cannot be installed.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The archive cannot be written.
    #[error("failed to package it")]
    Package(#[source] StepError),
    /// The package cannot be installed: one of its dependencies is in none of the channels.
    #[error("failed to install it for its tests")]
    Install(#[source] StepError),
    /// A test takes too long.
    #[error("its tests did not end within {} minutes", .limit.as_secs() / 60)]
    TestTimedOut {
        /// The time that all tests of the package may take together.
        limit: Duration,
    },
    /// A test fails.
    #[error("its tests failed")]
    Test(#[source] FailedTest),
    /// The finished archive cannot be kept until the end of the run.
    #[error("failed to keep its archive")]
    Keep(#[source] io::Error),
}

/// What rattler-build says if it could not sign a program for macOS.
const NOT_SIGNED: &str = "Codesign failed";

/// The variable with which rattler-build signs programs for macOS by itself, in any value. Its library
/// (arwen-codesign 0.0.1-alpha.1) computes the digests of other pages than the signature says, because the
/// first page that it reads begins behind the load commands.
pub(crate) const BUILTIN_SIGNER: &str = "RATTLER_BUILD_BUILTIN_CODESIGN";

impl PackageError {
    /// What failed and why, for places with room for one line: the messages of the error and its causes,
    /// joined by `: `. Of what a process printed, the line that says most.
    ///
    /// Messages of rustc, of a solver and of other programs may have several lines.
    pub fn headline(&self) -> String {
        let says = |error: &(dyn Error + 'static)| {
            if let Some(printed) = error.downcast_ref::<Printed>() {
                return printed.headline();
            }
            let test = error.downcast_ref::<FailedTest>();
            Some(test.map_or_else(|| error.to_string(), FailedTest::headline))
        };
        let chain = successors(Some(self as &(dyn Error + 'static)), |&error| error.source());
        chain.filter_map(says).collect::<Vec<_>>().join(": ")
    }

    /// The remedy, as a sentence for the user; `None` if there is no single one.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Compile(error) => {
                let remedies: Vec<_> = error.remedies.iter().map(ToString::to_string).collect();
                (!remedies.is_empty()).then(|| remedies.join("; "))
            }
            Self::Environment(_) => {
                let help = "build for that platform alone to see the full message: `--target-platform …`";
                Some(help.to_owned())
            }
            Self::MissingTool { tool: "cargo-zigbuild" } => Some(
                "it links for an older glibc than the machine's: `pip install cargo-zigbuild` brings it and zig; or \
                 name a linker of your own in `CARGO_TARGET_<TARGET>_LINKER`, or leave `glibc` out"
                    .to_owned(),
            ),
            Self::MissingTool { tool } => Some(format!(
                "install it, such as with `cargo install {tool}`; or build with `--toolchain conda`, where it comes \
                 from the channels"
            )),
            Self::Program(error) => error.help(),
            Self::Materials(error) => error.help(),
            Self::Asset(error) => error.help(),
            Self::Install(_) => Some(
                "name the channels that its run dependencies are in: `--channel conda-forge`, or \
                 `channels = [\"…\"]` in `[workspace.metadata.conda]`; `--no-test` builds without testing"
                    .to_owned(),
            ),
            Self::Test(_) | Self::TestTimedOut { .. } => Some(
                "by default each program is run with `--version` or `--help`; set `tests = [\"…\"]` in \
                 `[package.metadata.conda]` to run other commands, or pass `--no-test`"
                    .to_owned(),
            ),
            Self::Package(step) if step.to_string().contains(NOT_SIGNED) => Some(
                "programs for macOS are signed again after the paths of their libraries were made relative; \
                 put a program `codesign` on the PATH, or a package that has it into `build-dependencies`, such as \
                 conda-forge's `sigtool-codesign`"
                    .to_owned(),
            ),
            Self::BuiltinSigner => Some(format!(
                "unset `{BUILTIN_SIGNER}`; conda-forge's compilers bring a program `codesign`, and other \
                 environments have it from `sigtool-codesign` in `build-dependencies`"
            )),
            Self::Wheel(_)
            | Self::Prepare(_)
            | Self::Recipe(_)
            | Self::Resolve(_)
            | Self::Package(_)
            | Self::Keep(_) => None,
        }
    }
}
