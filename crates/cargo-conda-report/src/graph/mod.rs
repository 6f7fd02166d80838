//! The workspace as a graph: which members depend on which, and which packages are made from them.
//!
//! [`render_graph`] first gathers a plain model ([`model::Graph`]) from a workspace and its plan. One walk
//! over the model ([`notation::draw`]) then writes it, and asks a [`notation::Notation`] how each element is
//! written in Graphviz or Mermaid.

mod dot;
mod mermaid;
mod model;
mod notation;
mod render;

pub use render::{GraphFormat, render_graph};

#[cfg(test)]
mod tests;
