//! Loads and plans the workspace, with which nearly every command begins.

use cargo_conda::{Plan, PlanRequest, Session, Workspace};

use crate::cli::args::PlanningArgs;
use crate::cli::failure::Failure;

/// A workspace with its plan, and the session that both were made in.
pub(super) struct PlannedWorkspace {
    pub(super) session: Session,
    pub(super) workspace: Workspace,
    pub(super) plan: Plan,
    /// What the plan was made for.
    pub(super) request: PlanRequest,
}

impl PlannedWorkspace {
    /// Loads the workspace and plans it as the options say.
    pub(super) fn new(args: &PlanningArgs) -> Result<Self, Failure> {
        Self::with(args, |_request| {})
    }

    /// Loads the workspace and plans it. `change` adapts the request that the options make.
    pub(super) fn with(args: &PlanningArgs, change: impl FnOnce(&mut PlanRequest)) -> Result<Self, Failure> {
        let (session, workspace) = args.workspace.load()?;
        let mut request = args.request(&session)?;
        if let Some(revision) = &args.selection.since {
            let affected = session.affected_since(&workspace, revision, &request.config_files);
            request.selection.affected = Some(affected.map_err(Failure::Git)?);
        }
        change(&mut request);
        let plan = session.plan(&workspace, &request).map_err(Failure::Plan)?;
        Ok(Self { session, workspace, plan, request })
    }
}
