//! Which members become packages, and what of them is compiled.

use cargo_conda::{FeatureRequest, Partition, Selection};
use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct SelectionArgs {
    /// Only these members; names, `name@version`, paths, or patterns such as `'uu_*'`
    #[arg(short, long = "package", value_name = "SPEC")]
    pub(super) packages: Vec<String>,
    /// All members but these; given as for `--package`
    #[arg(long, value_name = "SPEC")]
    exclude: Vec<String>,
    /// Every member with a binary, whether it is published or not
    #[arg(long, conflicts_with = "packages")]
    workspace: bool,
    /// Only members that a change since this git revision can concern
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
    /// Only this machine's share of the packages, such as `hash:1/4`, `count:1/4` or `cost:1/4`
    #[arg(long, value_name = "PARTITION")]
    partition: Option<Partition>,
}

impl SelectionArgs {
    pub(super) fn selection(&self) -> Selection {
        let Self { packages, exclude, workspace, since: _, partition } = self;
        Selection {
            packages: packages.clone(),
            exclude: exclude.clone(),
            workspace: *workspace,
            affected: None,
            concerned: None,
            partition: *partition,
        }
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Features and profile")]
pub(crate) struct FeatureArgs {
    /// Features to turn on: `feature` for each member that has it, `member/feature` for one member
    #[arg(short = 'F', long, value_name = "FEATURES", value_delimiter = ',')]
    features: Vec<String>,
    /// Turn on all features
    #[arg(long)]
    all_features: bool,
    /// Do not turn on default features
    #[arg(long)]
    no_default_features: bool,
    /// The Cargo profile to build with [default: the configured one, or `release`]
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<String>,
}

impl FeatureArgs {
    pub(super) fn request(&self) -> FeatureRequest {
        let Self { features, all_features, no_default_features, profile: _ } = self;
        FeatureRequest {
            features: features.clone(),
            all_features: *all_features,
            no_default_features: *no_default_features,
        }
    }
}
