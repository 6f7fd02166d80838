//! Reports of plans: `text` for people, `json` for programs.

mod json;
mod product;
mod text;

pub use json::write_plan_json;
pub use text::render_plan;
