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
//! | tools that read files beside programs | CycloneDX 1.5 | [`BillOfMaterials`] |
//!
//! It also reads such lists back, from programs and bills of whatever origin ([`CrateList`]), and knows which
//! of the crates a security advisory concerns ([`AdvisoryDatabase`]).
//!
//! The crate reads licence files and advisories, and rewrites copies of programs; it starts no processes,
//! prints nothing, and does not know conda.

mod advisories;
mod audit;
mod bom;
mod listed;
mod notices;
mod registry;

pub use advisories::{
    Advisory, AdvisoryDatabase, Concern, DatabaseError, Informational, Machine, UnreadAdvisory,
};
pub use audit::{AuditData, EmbedError};
pub use bom::{BillOfMaterials, Subject};
pub use listed::{CodeKind, CrateList, DamagedList, ListedCrate, code_kind};
pub use notices::{
    Clarification, Clarifications, LicenseTexts, LicenseWords, Notice, NoticeProblem, NoticeRequest,
    NoticeText, Notices, OwnLicense, has_known_texts, is_notice_file_name,
};
