//! `cargo xtask`: builds the conda channel of a release in `dist/channel`.

use std::error::Error;
use std::process::ExitCode;

use cargo_conda::{PlanRequest, Session, Verbosity, explain, stderr_reporter};

fn main() -> ExitCode {
    match release() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint!("{}", explain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn release() -> Result<(), Box<dyn Error>> {
    let session = Session::here()?;
    let workspace = session.load_workspace(None)?;

    // A release has no members with `publish = false`, even if the manifests include them otherwise.
    let mut request = PlanRequest::new(session.platform());
    let private = workspace.members().filter(|member| !member.is_publishable());
    request.selection.exclude = private.map(|member| member.name().to_owned()).collect();
    let plan = session.plan(&workspace, &request)?;

    let channel = workspace.root().join("dist/channel");
    let options = session.build_options(&workspace).with_channel(channel).with_fail_fast(true);
    let summary = session.build(&workspace, &plan, &options, &mut stderr_reporter(Verbosity::Normal))?;

    for (_, package) in summary.built() {
        println!("{}", package.file);
    }
    // A package that fails does not fail the run: the summary holds it beside those that were built.
    if summary.built().count() < plan.packages.len() {
        return Err("the release is not complete".into());
    }
    Ok(())
}
