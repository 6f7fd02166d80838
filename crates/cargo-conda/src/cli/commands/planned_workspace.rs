//! Loads and plans the workspace, with which nearly every command begins.

use cargo_conda::{BuildOptions, Plan, PlanRequest, Session, Workspace};
use cargo_conda_engine::{BuildRequest, RemainingConcern, remaining_concerns};

use crate::cli::args::{AffectedByArgs, PlanningArgs, TalkArgs};
use crate::cli::failure::Failure;
use crate::cli::output;

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

    /// Restricts the plan to members with published packages that advisories concern, if the options name
    /// some. Says what cannot be told, and which packages would have the same crates again.
    pub(super) fn restricted(
        mut self,
        args: &AffectedByArgs,
        options: &BuildOptions,
        talk: &TalkArgs,
    ) -> Result<Self, Failure> {
        let AffectedByArgs { affected_by: ids, db } = args;
        if ids.is_empty() {
            return Ok(self);
        }
        let Self { session, workspace, plan, request } = &mut self;
        let advisories = session.advisories(db.as_deref()).map_err(Failure::Advisories)?;
        let partition = request.selection.partition.take();
        if partition.is_some() {
            *plan = session.plan(workspace, request).map_err(Failure::Plan)?;
        }
        let found =
            session.concerned(plan, options.channel(), &advisories, ids).map_err(Failure::Advisories)?;
        request.selection.concerned = Some(found.concerned);
        request.selection.partition = partition;
        *plan = session.plan(workspace, request).map_err(Failure::Plan)?;
        let untold = found.untold.iter().map(|place| {
            format!("`{place}` may be concerned, too: its programs list no crates, or it cannot be read")
        });
        let build = BuildRequest { workspace, plan, options };
        let remaining = remaining_concerns(build, &advisories.database, ids).map_err(Failure::Materials)?;
        for warning in untold.chain(remaining.iter().map(still_concerned)) {
            output::say(talk, &format!("warning: {warning}")).map_err(Failure::Write)?;
        }
        Ok(self)
    }
}

/// A lock file that still has what an advisory is about.
fn still_concerned(concern: &RemainingConcern) -> String {
    let RemainingConcern { package, crate_name, version, advisory } = concern;
    let remedy = if advisory.patched.is_empty() {
        "there is no fixed version".to_owned()
    } else {
        format!(
            "`cargo update {crate_name}@{version}` may find a fixed version, {}",
            advisory.patched.join(" or ")
        )
    };
    format!("{package} is still made with {crate_name} {version}, which {} concerns; {remedy}", advisory.id)
}
