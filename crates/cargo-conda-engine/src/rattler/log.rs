//! rattler-build's words, kept apart by run.
//!
//! rattler-build speaks through `tracing` alone: lines of scripts and its own remarks are events, and nothing
//! in them says which of several concurrent builds they belong to. Each run therefore has a subscriber of
//! its own, which is the default on exactly the threads that the run uses: its worker's and those of its own
//! tokio runtime. No subscriber is installed globally, for that is the host program's to decide.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};
use tracing::field::{Field, Visit};
use tracing::{Dispatch, Event, Level, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::system::LogLine;

/// Where script lines come from: the module of rattler-build that runs processes.
const SCRIPT_TARGET: &str = "rattler_build_script";

type Sink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// A runtime for one run, whose threads send all that rattler-build says to `sink`.
pub(crate) fn runtime_with_log(sink: Sink) -> io::Result<(Runtime, Dispatch)> {
    // Filtered here rather than in the layer, so that nothing else is even formatted.
    let filter = Targets::new().with_target("rattler", LevelFilter::INFO);
    let dispatch = Dispatch::new(Registry::default().with(LogLayer { sink }.with_filter(filter)));
    let for_threads = dispatch.clone();
    let runtime = Builder::new_current_thread()
        .enable_all()
        .on_thread_start(move || {
            let guard = tracing::dispatcher::set_default(&for_threads);
            // The thread is the runtime's own and ends with it: its default need not be put back.
            std::mem::forget(guard);
        })
        .build()?;
    Ok((runtime, dispatch))
}

/// Does something with the log as the calling thread's default.
pub(crate) fn on_this_thread<T>(dispatch: &Dispatch, action: impl FnOnce() -> T) -> T {
    tracing::dispatcher::with_default(dispatch, action)
}

struct LogLayer {
    sink: Sink,
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let metadata = event.metadata();
        let mut message = Message::default();
        event.record(&mut message);
        let from_process = metadata.target().starts_with(SCRIPT_TARGET) && *metadata.level() == Level::INFO;
        (self.sink)(if from_process { LogLine::Process(message.0) } else { LogLine::Remark(message.0) });
    }
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            // Writing to a string cannot fail.
            let _infallible = write!(self.0, "{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::{LogLine, on_this_thread, runtime_with_log};

    #[test]
    fn runs_at_the_same_time_do_not_hear_each_other() {
        let run = |name: &'static str| {
            let cargo_report = Arc::new(Mutex::new(Vec::new()));
            let sink = Arc::clone(&cargo_report);
            let (runtime, dispatch) =
                runtime_with_log(Arc::new(move |line| sink.lock().unwrap().push(line))).unwrap();
            on_this_thread(&dispatch, || {
                runtime.block_on(async {
                    for _ in 0..50 {
                        tracing::info!(target: "rattler_build_core::packaging", "{name} here");
                        tokio::task::yield_now().await;
                        let blocking =
                            move || tracing::info!(target: "rattler_build_script::execution", "{name} there");
                        tokio::task::spawn_blocking(blocking).await.unwrap();
                    }
                });
            });
            std::mem::take(&mut *cargo_report.lock().unwrap())
        };
        std::thread::scope(|scope| {
            for name in ["one", "two", "three"] {
                scope.spawn(move || {
                    let lines = run(name);
                    assert_eq!(lines.len(), 100);
                    assert_eq!(lines[0], LogLine::Remark(format!("{name} here")));
                    assert_eq!(lines[1], LogLine::Process(format!("{name} there")));
                    assert!(lines.iter().all(|line| match line {
                        LogLine::Process(text) | LogLine::Remark(text) => text.starts_with(name),
                    }));
                });
            }
        });
    }
}
