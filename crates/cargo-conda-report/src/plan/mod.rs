//! Reports of plans: `text` for people, `json` for programs.

mod json;
mod product;
mod text;
mod warnings;
mod without_texts;

pub use json::write_plan_json;
pub use text::render_plan;
pub use warnings::warning_lines;
pub use without_texts::render_crates_without_texts;
