//! `cargo conda build`

use cargo_conda::engine::{ChannelPriority, Interrupt};
use cargo_conda::report::OutputEvents;
use cargo_conda::{BuildOptions, JsonReporter, Reporter, Summary, TestPolicy, stderr_reporter};

use super::Planned;
use crate::cli::args::{BuildArgs, OutputFormat, PriorityChoice};
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;
use crate::cli::memory_size::MemorySize;
use crate::cli::output;

pub(in crate::cli) fn run(args: &BuildArgs) -> Result<Code, Failure> {
    let Planned { session, workspace, plan } = Planned::new(&args.workspace, &args.selection)?;
    let defaults = args.channel.build_options(&session, &workspace);
    let options = BuildOptions {
        jobs: args.jobs.unwrap_or(defaults.jobs),
        max_memory: args.max_memory.map_or(defaults.max_memory, |MemorySize(bytes)| bytes),
        tests: if args.no_test { TestPolicy::Skip } else { TestPolicy::Run },
        force: args.force,
        fail_fast: args.fail_fast,
        channel_priority: match args.channel_priority {
            PriorityChoice::Strict => ChannelPriority::Strict,
            PriorityChoice::Disabled => ChannelPriority::Disabled,
        },
        ..defaults
    };
    stop_on_signals(options.interrupt.clone())?;
    output::warnings(&args.talk, &plan).map_err(Failure::Write)?;
    let mut reporter = reporter(args);
    let summary = session.build(&workspace, &plan, &options, reporter.as_mut()).map_err(Failure::Build)?;
    Ok(code(&summary))
}

fn reporter(args: &BuildArgs) -> Box<dyn Reporter> {
    match args.output.format {
        OutputFormat::Text => Box::new(stderr_reporter(output::verbosity(&args.talk))),
        OutputFormat::Json => {
            let lines = if args.talk.verbose { OutputEvents::Included } else { OutputEvents::Omitted };
            Box::new(JsonReporter::new(output::stdout(), lines))
        }
    }
}

/// Ctrl-C and SIGTERM ask the run to stop, a second one insists, and a third ends this process at once: no
/// run may be able to refuse.
fn stop_on_signals(interrupt: Interrupt) -> Result<(), Failure> {
    let handler = move || {
        if interrupt.is_forced() {
            Code::Interrupted.exit();
        }
        interrupt.request();
    };
    ctrlc::set_handler(handler).map_err(Failure::Signals)
}

fn code(summary: &Summary) -> Code {
    if summary.interrupted {
        Code::Interrupted
    } else if summary.failed().next().is_some() {
        Code::Failed
    } else {
        Code::Success
    }
}
