//! The workspace as a drawing: which members use which, and what becomes of them.
//!
//! [`render_graph`] first gathers what is drawn in a plain model, then writes it in a language of drawings.

mod dot;
mod mermaid;
mod model;
mod render;

pub use render::{GraphFormat, render_graph};
