//! Packages that were audited, as text and as JSON (`cargo conda audit`).

mod json;
mod outcome;
mod text;

pub use json::write_audit_json;
pub use outcome::{AuditReport, DatabaseOrigin};
pub use text::render_audit;
