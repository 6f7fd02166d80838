//! How packages are built, and where they are put. [`build_options`] is the only place where options become
//! [`BuildOptions`].

use std::num::NonZeroUsize;

use camino::Utf8PathBuf;
use cargo_conda::{BuildOptions, ChannelPriority, Packaging, PlanRequest, Session, TestPolicy, Workspace};
use clap::{Args, ValueEnum};

use super::count;
use super::emulator::EmulatorArgs;
use super::memory_size::MemorySize;

/// Which channels a plan is compared with.
#[derive(Debug, Args)]
#[command(next_help_heading = "Build")]
pub(crate) struct AgainstArgs {
    /// A channel whose packages need not be built again if they were made from the same: a URL, a path or a
    /// name [default: the configured ones]
    #[arg(long, value_name = "CHANNEL")]
    against: Vec<String>,
}

impl AgainstArgs {
    /// Adds the channels to a request.
    pub(crate) fn apply(&self, request: &mut PlanRequest) {
        request.against.clone_from(&self.against);
    }
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ChannelArgs {
    /// The channel's directory [default: `conda` in the workspace's target directory]
    #[arg(long, value_name = "DIR")]
    output_dir: Option<Utf8PathBuf>,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Build")]
pub(crate) struct BuildArgs {
    /// How many packages are built at a time, and how many rustc processes run at a time [default:
    /// processors]
    #[arg(short, long, value_name = "N", value_parser = count)]
    jobs: Option<NonZeroUsize>,
    /// How much memory all compilers and cargo-conda may use together, such as `8G` [default: four fifths of
    /// what is free]
    #[arg(long, value_name = "SIZE")]
    max_memory: Option<MemorySize>,
    /// Which channel a package is taken from if several channels have it
    #[arg(long, value_enum, default_value_t, value_name = "PRIORITY")]
    channel_priority: PriorityChoice,
    /// Build fresh packages again
    #[arg(long)]
    force: bool,
    /// Do not run the tests of the packages
    #[arg(long)]
    no_test: bool,
    #[command(flatten)]
    emulators: EmulatorArgs,
    /// The format of archives, `conda` or `tar-bz2`, and after a colon how strongly they are compressed:
    /// `min`, `default`, `max`, or a number, -7 to 22 for `conda` and 1 to 9 for `tar-bz2` [default:
    /// conda:9]
    #[arg(long, value_name = "FORMAT")]
    package_format: Option<Packaging>,
    /// Start no further package after the first failure
    #[arg(long)]
    fail_fast: bool,
    /// Have packages say more in `extra` of their `about.json`
    #[arg(long, value_name = "KEY=VALUE", value_parser = extra_meta)]
    extra_meta: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum PriorityChoice {
    /// The first channel that has any version of the package
    #[default]
    Strict,
    /// The channel with the best version
    Disabled,
}

/// The options of a run in a workspace. Commands that build nothing pass the default [`BuildArgs`].
pub(crate) fn build_options(
    session: &Session,
    workspace: &Workspace,
    channel: &ChannelArgs,
    build: &BuildArgs,
) -> BuildOptions {
    let ChannelArgs { output_dir } = channel;
    let BuildArgs {
        jobs,
        max_memory,
        channel_priority,
        force,
        no_test,
        emulators,
        package_format,
        fail_fast,
        extra_meta,
    } = build;
    let mut options = session
        .build_options(workspace)
        .with_tests(if *no_test { TestPolicy::Skip } else { TestPolicy::Run })
        .with_emulators(emulators.emulators())
        .with_force(*force)
        .with_fail_fast(*fail_fast)
        .with_extra_meta(extra_meta.iter().cloned().collect())
        .with_channel_priority(match channel_priority {
            PriorityChoice::Strict => ChannelPriority::Strict,
            PriorityChoice::Disabled => ChannelPriority::Disabled,
        });
    if let Some(packaging) = package_format {
        options = options.with_packaging(*packaging);
    }
    if let Some(path) = output_dir {
        options = options.with_channel(session.absolute(path));
    }
    if let Some(jobs) = jobs {
        options = options.with_jobs(*jobs);
    }
    if let Some(MemorySize(bytes)) = max_memory {
        options = options.with_max_memory(*bytes);
    }
    options
}

/// Splits `KEY=VALUE` at the first `=`, as rattler-build does.
fn extra_meta(argument: &str) -> Result<(String, String), String> {
    match argument.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write `KEY=VALUE`".to_owned()),
    }
}
