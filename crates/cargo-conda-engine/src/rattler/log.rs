//! Separates the log lines of concurrent rattler-build runs.
//!
//! rattler-build logs through `tracing` alone: both lines of scripts and its own remarks are events, and an
//! event does not say which run it belongs to. Each run therefore has a subscriber of its own. It is the
//! default on exactly the threads that the run uses: its worker's thread and those of its own tokio runtime.
//! No subscriber is installed globally, because that is the host program's decision.

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

/// The module of rattler-build that runs processes: its events are the lines of scripts.
const SCRIPT_TARGET: &str = "rattler_build_script";

type Sink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// A tokio runtime for one run. Everything that rattler-build logs on its threads goes to `sink`.
pub(crate) fn runtime_with_log(sink: Sink) -> io::Result<(Runtime, Dispatch)> {
    // Filtered before the layer, so that other events are not even formatted.
    let filter = Targets::new().with_target("rattler", LevelFilter::INFO);
    let dispatch = Dispatch::new(Registry::default().with(LogLayer { sink }.with_filter(filter)));
    let for_threads = dispatch.clone();
    let runtime = Builder::new_current_thread()
        .enable_all()
        .on_thread_start(move || {
            let guard = tracing::dispatcher::set_default(&for_threads);
            // The thread belongs to the runtime and ends with it, so the former default need not be restored.
            std::mem::forget(guard);
        })
        .build()?;
    Ok((runtime, dispatch))
}

/// Runs `action` with the log as the default of the calling thread.
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
            let lines = Arc::new(Mutex::new(Vec::new()));
            let sink = Arc::clone(&lines);
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
            std::mem::take(&mut *lines.lock().unwrap())
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
