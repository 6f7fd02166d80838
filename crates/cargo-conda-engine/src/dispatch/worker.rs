//! The thread that does one job, and what it sends to the dispatcher.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::Scope;

use super::workplace::Workplace;
use crate::api::{BuiltPackage, PackageError};
use crate::package::{JobNews, Report};
use crate::schedule::JobId;

/// What a worker sends.
pub(super) struct Message {
    pub(super) job: JobId,
    pub(super) news: News,
}

pub(super) enum News {
    Job(JobNews),
    Over(Result<BuiltPackage, PackageError>),
    /// The worker panicked, which is a bug of ours. The run must not wait for the job.
    Panicked(Box<dyn Any + Send>),
}

/// Does a job on a thread of its own. The last message of the thread is that the job is over.
pub(super) fn spawn<'scope, 'w, W: Workplace>(
    scope: &'scope Scope<'scope, 'w>,
    workplace: &'w W,
    job: JobId,
    sender: Sender<Message>,
) {
    scope.spawn(move || {
        let reports = sender.clone();
        // The dispatcher outlives its workers, so every message is received.
        let report: Arc<Report> = Arc::new(move |news| {
            drop(reports.send(Message { job, news: News::Job(news) }));
        });
        let news = match catch_unwind(AssertUnwindSafe(|| workplace.make(job, &report))) {
            Ok(result) => News::Over(result),
            Err(panic) => News::Panicked(panic),
        };
        drop(sender.send(Message { job, news }));
    });
}
