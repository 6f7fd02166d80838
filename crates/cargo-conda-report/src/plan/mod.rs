//! Plans for people and for programs.

mod json;
mod text;

pub use json::write_plan_json;
pub use text::render_plan;
