//! Licences: Cargo's `license` key as an SPDX expression, and the names of licence files.

mod error;
mod expression;
mod file;
mod own_name;
mod suggestion;
mod withdrawn;

pub use error::{LicenseError, LicenseProblem};
pub use expression::{SpdxExpression, license_expression, license_ref};
pub use file::is_license_file_name;
pub use withdrawn::has_withdrawn_identifier;
