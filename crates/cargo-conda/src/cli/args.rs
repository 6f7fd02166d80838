//! What can be typed.

use std::num::NonZeroUsize;

use camino::Utf8PathBuf;
use cargo_conda::plan::Partition;
use cargo_conda::{BuildOptions, Platform, Session, Workspace};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::memory_size::MemorySize;

/// Cargo calls us as `cargo-conda conda …`.
#[derive(Debug, Parser)]
#[command(name = "cargo", bin_name = "cargo")]
pub(crate) enum Cargo {
    Conda(Conda),
}

/// Turn a Cargo workspace into a conda channel
#[derive(Debug, Args)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Conda {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Plan(PlanArgs),
    Build(BuildArgs),
    Recipe(RecipeArgs),
    Graph(GraphArgs),
    Why(WhyArgs),
    Affected(AffectedArgs),
    Index(IndexArgs),
    Workflow(WorkflowArgs),
    Clean(CleanArgs),
}

/// Show which crates become packages, and why the others do not
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) channel: ChannelArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

/// Build the packages and put them into a channel
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// How many packages are worked on at a time, and how many compilers cargo starts [default: processors]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// How much memory compilers may take together, such as `8G` [default: four fifths of what is free]
    #[arg(long, value_name = "SIZE")]
    pub(crate) max_memory: Option<MemorySize>,
    #[command(flatten)]
    pub(crate) channel: ChannelArgs,
    /// Which channel a package is taken from, if several have it
    #[arg(long, value_enum, default_value_t = PriorityChoice::Strict, value_name = "PRIORITY")]
    pub(crate) channel_priority: PriorityChoice,
    /// Make packages again that are fresh
    #[arg(long)]
    pub(crate) force: bool,
    /// Do not run the packages' tests
    #[arg(long)]
    pub(crate) no_test: bool,
    /// Stop at the first package that fails
    #[arg(long)]
    pub(crate) fail_fast: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

/// Write recipes for rattler-build
///
/// The recipes copy the workspace and take their compilers from channels, as recipes of conda-forge do.
#[derive(Debug, Args)]
pub(crate) struct RecipeArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// Where to write: `<DIR>/<package>/recipe.yaml`, or `<DIR>/recipe.yaml` with `--multi-output`
    #[arg(long, value_name = "DIR", default_value = "recipes")]
    pub(crate) output_dir: Utf8PathBuf,
    /// One recipe with an output for each package
    #[arg(long)]
    pub(crate) multi_output: bool,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

/// Draw the workspace and the packages it becomes
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// The language of the drawing
    #[arg(long, value_enum, default_value_t = DrawingFormat::Dot)]
    pub(crate) format: DrawingFormat,
}

/// Say what has changed since packages were built
#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// Members; names or patterns such as `'uu_*'` [default: all that `build` would make]
    #[arg(value_name = "PACKAGE")]
    pub(crate) specs: Vec<String>,
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) channel: ChannelArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

/// List the packages that a change since a revision can concern, without building
#[derive(Debug, Args)]
pub(crate) struct AffectedArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// For people, for programs, or for `strategy.matrix` of a GitHub workflow
    #[arg(long, value_enum, default_value_t = AffectedFormat::Text)]
    pub(crate) format: AffectedFormat,
    /// Make the matrix one of so many partitions instead of one of packages
    #[arg(long, value_name = "N")]
    pub(crate) partitions: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AffectedFormat {
    Text,
    Json,
    GithubMatrix,
}

/// Write the index of a channel anew, or join the channels of several machines
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// Directories of channels
    #[arg(value_name = "CHANNEL", required = true)]
    pub(crate) channels: Vec<Utf8PathBuf>,
    /// Put the archives of all of them into this channel
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<Utf8PathBuf>,
}

/// Print a GitHub workflow that builds what a change concerns on several machines
#[derive(Debug, Args)]
pub(crate) struct WorkflowArgs {
    /// How many machines build at most
    #[arg(long, value_name = "N", default_value = "4")]
    pub(crate) partitions: NonZeroUsize,
}

/// Delete the channel and everything that builds have left
#[derive(Debug, Args)]
pub(crate) struct CleanArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) channel: ChannelArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ChannelArgs {
    /// The channel's directory [default: `conda` in the workspace's target directory]
    #[arg(long, value_name = "DIR")]
    output_dir: Option<Utf8PathBuf>,
}

impl ChannelArgs {
    /// The usual options of a build, with this channel.
    pub(crate) fn build_options(&self, session: &Session, workspace: &Workspace) -> BuildOptions {
        let options = session.build_options(workspace);
        match &self.output_dir {
            Some(directory) => BuildOptions { channel: session.absolute(directory), ..options },
            None => options,
        }
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Workspace")]
pub(crate) struct WorkspaceArgs {
    /// The `Cargo.toml` of the workspace or of a member [default: searched upwards from here]
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<Utf8PathBuf>,
    /// Stay off the network: crates and conda packages that are cached must do
    #[arg(long)]
    pub(crate) offline: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct SelectionArgs {
    /// Only these members; names or patterns such as `'uu_*'`
    #[arg(short, long = "package", value_name = "SPEC")]
    pub(crate) packages: Vec<String>,
    /// Not these members
    #[arg(long, value_name = "SPEC")]
    pub(crate) exclude: Vec<String>,
    /// Every member with a binary, published or not
    #[arg(long, conflicts_with = "packages")]
    pub(crate) workspace: bool,
    /// Only members that a change since this git revision can concern
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
    /// Only this machine's share, such as `hash:1/4`, `count:1/4` or `cost:1/4`
    #[arg(long, value_name = "PARTITION")]
    pub(crate) partition: Option<Partition>,
    /// Features to turn on: `feature` where a member has it, `member/feature` for one
    #[arg(short = 'F', long, value_name = "FEATURES", value_delimiter = ',')]
    pub(crate) features: Vec<String>,
    /// Turn all features on
    #[arg(long)]
    pub(crate) all_features: bool,
    /// Leave default features off
    #[arg(long)]
    pub(crate) no_default_features: bool,
    /// The Cargo profile to build with [default: the configured one, or `release`]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// The platform of the packages [default: the configured ones, or this machine's]
    #[arg(long = "target-platform", value_name = "PLATFORM")]
    pub(crate) target_platforms: Vec<Platform>,
    /// Where cargo and compilers come from [default: the configured one, or `system`]
    #[arg(long, value_enum)]
    pub(crate) toolchain: Option<ToolchainChoice>,
    /// A channel: a name, a URL or a path; the first has priority [default: the configured ones, or conda-forge]
    #[arg(long = "channel", short = 'c', value_name = "CHANNEL")]
    pub(crate) channels: Vec<String>,
    /// A file of variants in the format of `variants.yaml` or `conda_build_config.yaml`
    #[arg(long = "variant-config", short = 'm', value_name = "FILE")]
    pub(crate) variant_files: Vec<Utf8PathBuf>,
    /// Values of a variant key, over those of files; a package is made for each
    #[arg(long = "variant", value_name = "KEY=VALUE,…", value_parser = variant)]
    pub(crate) variants: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// For people, or for programs on standard output
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(crate) format: OutputFormat,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct TalkArgs {
    /// Say more
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Say only what went wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DrawingFormat {
    /// Graphviz
    Dot,
    /// Mermaid, which README files can show
    Mermaid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ToolchainChoice {
    /// The cargo on `PATH`
    System,
    /// Compilers and libraries from channels
    Conda,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PriorityChoice {
    /// The first channel that has a package of the name
    Strict,
    /// The channel with the best version
    Disabled,
}

/// Reads `key=value,value`.
fn variant(text: &str) -> Result<(String, Vec<String>), String> {
    let (key, values) = text.split_once('=').unwrap_or_default();
    let values: Vec<_> = values.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
    if key.trim().is_empty() || values.is_empty() {
        return Err("write `key=value` or `key=value,value`".to_owned());
    }
    Ok((key.trim().to_owned(), values.into_iter().map(ToOwned::to_owned).collect()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cargo::command().debug_assert();
    }
}
