//! Layered drawings of directed graphs: places for boxes, and curves for the edges between them.
//!
//! The method is that of Sugiyama, Tagawa and Toda, as in Graphviz's `dot`, in three steps: [`layers`] puts
//! each box into a column, so that edges lead to the right; [`crossings`] orders each column, so that few
//! edges cross; [`places`] finds heights at which edges are nearly straight. An edge over several columns is
//! held by a bend in each column between, so that it runs past boxes and not through them.
//!
//! Everything here is pure, knows nothing of what is drawn, and gives equal places for equal graphs. Graphs
//! with circles are drawn too: the edge that closes a circle leads to the left.

mod crossings;
mod layers;
mod places;

pub(crate) use places::{Edge, Layout, Point, Size, layered};

#[cfg(test)]
mod tests;
