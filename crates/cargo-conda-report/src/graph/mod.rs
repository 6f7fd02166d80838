//! The workspace as a graph: which members depend on which, and which packages are made from them.
//!
//! [`render_graph`] first gathers a plain model ([`model::Graph`]) from a workspace and its plan. For
//! programs that lay out graphs themselves, one walk over the model ([`notation::draw`]) writes it, and asks
//! a [`notation::Notation`] how each element is written in Graphviz or Mermaid. [`svg`] draws the model
//! itself, at the places that [`layout`](crate::layout) finds.

mod dot;
mod mermaid;
mod model;
mod notation;
mod render;
mod svg;

pub use render::{GraphFormat, render_graph};
pub(crate) use svg::graph_element;

#[cfg(test)]
mod tests;
