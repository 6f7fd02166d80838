//! One package, from its plan to its archive in the channel.
//!
//! [`list_variants`] renders the recipes of a plan into [`PackageVariant`]s. A run makes a [`Job`] of each,
//! which says where it is built, and [`make`] does one job. Jobs share a [`JobContext`] and know nothing of
//! each other.

mod against;
mod archive_test;
mod assets;
mod context;
mod disclosed;
mod failure;
mod held_back;
mod inputs;
mod installed_files;
mod job;
mod listing;
mod log;
mod made_for;
mod make;
mod materials;
mod missing_features;
mod named_paths;
mod news;
mod numbers;
mod processor;
mod product_files;
mod provenance;
mod published_records;
mod python_sources;
mod recipe_files;
mod rendering;
mod siblings;
mod test_transcript;
mod tools;
mod variant;
mod verdicts;
mod wheel;
mod workspace_features;
mod written_files;

pub(crate) use against::Against;
pub(crate) use archive_test::ArchiveTest;
pub(crate) use context::JobContext;
pub(crate) use inputs::BuildInputs;
pub(crate) use job::{Job, Place};
pub(crate) use listing::{list_variants, place_of};
pub(crate) use make::make;
pub use materials::{bill_of_materials, crates_without_texts};
pub(crate) use news::{JobNews, Report};
pub(crate) use numbers::numbered;
pub(crate) use variant::PackageVariant;
pub(crate) use verdicts::Verdicts;
