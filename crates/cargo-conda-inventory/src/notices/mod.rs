//! Licence texts of other people's crates that a program is linked with.
//!
//! Nearly every licence asks that its text goes with each copy of the program. The texts are read from the
//! sources that were compiled, so no network is needed.

mod canonical;
mod clarification;
mod collect;
mod library;
mod model;
mod names;
mod pointer;
mod recognition;

pub use clarification::{Clarification, Clarifications};
pub use collect::{NoticeProblem, NoticeRequest, OwnLicense};
pub use library::LicenseTexts;
pub use model::{Notice, NoticeText, Notices};
pub use names::is_notice_file_name;
pub use recognition::{LicenseWords, has_known_texts};
