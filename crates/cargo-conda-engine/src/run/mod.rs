//! The verbs of the crate, each in a file of its own: from a request to the answer.

mod build;
mod build_given;
mod clean;
mod collect_unused;
mod invalidate;
mod last_run;
mod left_over;
mod open_run;
mod outputs;
mod remaining;
mod replaced_files;
mod rust_version;
mod status;
mod test_archives;

pub use build::build;
pub use build_given::{GivenPackage, InputFiles, build_given};
pub use clean::clean;
pub use collect_unused::clean_unused;
pub use open_run::check_request;
pub use outputs::{Output, outputs};
pub use remaining::remaining_concerns;
pub use status::{published, status};
pub use test_archives::test_archives;
