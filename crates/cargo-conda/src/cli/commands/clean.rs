//! `cargo conda clean`

use cargo_conda::engine::clean;

use super::load;
use crate::cli::args::CleanArgs;
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;

pub(in crate::cli) fn run(args: &CleanArgs) -> Result<Code, Failure> {
    let (session, workspace) = load(&args.workspace)?;
    let options = session.build_options(&workspace);
    let channel = args.output_dir.as_ref().map_or(options.channel, |directory| session.absolute(directory));
    clean(&[&channel, &options.scratch]).map_err(Failure::Write)?;
    Ok(Code::Success)
}
