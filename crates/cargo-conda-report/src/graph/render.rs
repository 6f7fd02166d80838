//! The entry point: a workspace and its plan as a drawing.

use std::io::{self, Write};

use cargo_conda_plan::Plan;
use cargo_conda_workspace::Workspace;

use super::dot::Dot;
use super::mermaid::Mermaid;
use super::model::Graph;
use super::notation::draw;
use super::svg::SvgFile;
use crate::schema::{MemberDocument, PlanDocument};

/// The language of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// [Graphviz](https://graphviz.org/doc/info/lang.html).
    Dot,
    /// [Mermaid](https://mermaid.js.org/syntax/flowchart.html), which many forges draw in Markdown.
    Mermaid,
    /// A picture that browsers and forges show, [SVG](https://www.w3.org/TR/SVG2/).
    Svg,
}

/// Writes the members of a workspace, their normal and build dependencies on each other, and the packages
/// that are made from them.
///
/// Build dependencies are dashed; dev-dependencies, which reach no package, are left out. Members that do not
/// become packages are grey and carry their reason.
///
/// # Errors
///
/// The error of the writer.
pub fn render_graph(
    workspace: &Workspace,
    plan: &Plan,
    format: GraphFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    let plan = PlanDocument::new(plan, &[], workspace.root());
    let graph = Graph::new(&MemberDocument::all(workspace), &plan);
    match format {
        GraphFormat::Dot => draw(&graph, &Dot, out),
        GraphFormat::Mermaid => draw(&graph, &Mermaid, out),
        GraphFormat::Svg => write!(out, "{}", SvgFile(&graph)),
    }
}
