//! One file a command.

pub(super) mod affected;
pub(super) mod build;
pub(super) mod clean;
pub(super) mod graph;
pub(super) mod index;
pub(super) mod plan;
pub(super) mod recipe;
pub(super) mod why;
pub(super) mod workflow;

use cargo_conda::plan::{
    FeatureRequest, OuterManifest, RustChoice, Selection, StdlibChoice, Toolchain, VariantValue,
};
use cargo_conda::{Plan, PlanRequest, Session, Workspace};
use indexmap::IndexMap;

use super::args::{SelectionArgs, ToolchainChoice, WorkspaceArgs};
use super::diagnostic::Failure;

/// What nearly every command begins with.
struct Planned {
    session: Session,
    workspace: Workspace,
    plan: Plan,
}

impl Planned {
    fn new(workspace_args: &WorkspaceArgs, selection: &SelectionArgs) -> Result<Self, Failure> {
        Self::with(workspace_args, selection, |_request| {})
    }

    /// The same for a command that has an opinion of its own.
    fn with(
        workspace_args: &WorkspaceArgs,
        selection: &SelectionArgs,
        change: impl FnOnce(&mut PlanRequest),
    ) -> Result<Self, Failure> {
        let (session, workspace) = load(workspace_args)?;
        let mut request = request(&session, selection);
        if let Some(revision) = &selection.since {
            request.affected = Some(session.affected_since(&workspace, revision).map_err(Failure::Git)?);
        }
        change(&mut request);
        let plan = session.plan(&workspace, &request).map_err(Failure::Plan)?;
        Ok(Self { session, workspace, plan })
    }
}

fn load(args: &WorkspaceArgs) -> Result<(Session, Workspace), Failure> {
    let WorkspaceArgs { manifest_path, offline } = args;
    let session = Session::here().map_err(Failure::Session)?.offline(*offline);
    let workspace = session.load_workspace(manifest_path.as_deref()).map_err(Failure::Load)?;
    Ok((session, workspace))
}

fn request(session: &Session, args: &SelectionArgs) -> PlanRequest {
    let SelectionArgs {
        packages,
        exclude,
        workspace,
        features,
        all_features,
        no_default_features,
        profile,
        target_platforms,
        toolchain,
        channels,
        variant_files,
        variants,
        since: _,
        partition,
    } = args;
    PlanRequest {
        selection: Selection { packages: packages.clone(), exclude: exclude.clone(), workspace: *workspace },
        // Looked up once the workspace is known.
        affected: None,
        partition: *partition,
        features: FeatureRequest {
            features: features.clone(),
            all_features: *all_features,
            no_default_features: *no_default_features,
        },
        profile: profile.clone(),
        build_platform: session.platform(),
        target_platforms: target_platforms.clone(),
        toolchain: toolchain.map(|choice| match choice {
            ToolchainChoice::System => Toolchain::System,
            ToolchainChoice::Conda => Toolchain::Conda,
        }),
        channels: channels.clone(),
        variant_files: variant_files.iter().map(|path| session.absolute(path)).collect(),
        stdlib: StdlibChoice::Always,
        outer: OuterManifest::default(),
        rust: RustChoice::Workspace,
        variants: joined(variants),
    }
}

/// A key that is given twice has the values of both.
fn joined(variants: &[(String, Vec<String>)]) -> IndexMap<String, Vec<VariantValue>> {
    let mut joined: IndexMap<String, Vec<VariantValue>> = IndexMap::new();
    for (key, values) in variants {
        joined.entry(key.clone()).or_default().extend(values.iter().cloned().map(VariantValue::from));
    }
    joined
}
