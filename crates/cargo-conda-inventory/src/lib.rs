//! What a program is made of, for those who pass it on.
//!
//! A Rust program is linked from hundreds of crates, and each has a licence, a version and perhaps a flaw.
//! [`Inventory`](cargo_conda_workspace::Inventory) knows exactly which crates are in a program; this crate
//! writes that down in the forms that distributors and auditors read:
//!
//! | for | form | made by |
//! |---|---|---|
//! | distributors, who have to pass on licence texts | `THIRDPARTY.yml` of cargo-bundle-licenses | [`NoticeRequest`] |
//! | scanners that look into programs | the section `.dep-v0` of cargo-auditable | [`AuditData`] |
//! | tools that read files beside programs | `CycloneDX` 1.5 | [`BillOfMaterials`] |
//!
//! The crate reads licence files and rewrites copies of programs; it starts no processes, prints nothing, and
//! does not know conda.

mod audit;
mod bom;
mod notices;
mod registry;

pub use audit::{AuditData, EmbedError};
pub use bom::{BillOfMaterials, Subject};
pub use notices::{
    Clarification, Clarifications, LicenseTexts, LicenseWords, Notice, NoticeProblem, NoticeRequest,
    NoticeText, Notices, OwnLicense, has_known_texts, is_notice_file_name,
};
