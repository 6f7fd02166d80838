//! From a workspace and its plan to a drawing.

use std::io::{self, Write};

use cargo_conda_plan::Plan;
use cargo_conda_workspace::Workspace;

use super::model::Graph;
use super::{dot, mermaid};

/// The language of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// [Graphviz](https://graphviz.org/doc/info/lang.html).
    Dot,
    /// [Mermaid](https://mermaid.js.org/syntax/flowchart.html), which many forges draw in Markdown.
    Mermaid,
}

/// Writes the members of a workspace, their normal and build dependencies on each other, and the packages that are
/// made from them.
///
/// Build dependencies are dashed; development dependencies, which end in no package, are left out. Members that
/// do not become packages are grey and carry their reason.
///
/// # Errors
///
/// What the writer says.
pub fn render_graph(
    workspace: &Workspace,
    plan: &Plan,
    format: GraphFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    let graph = Graph::new(workspace, plan);
    match format {
        GraphFormat::Dot => dot::write(&graph, out),
        GraphFormat::Mermaid => mermaid::write(&graph, out),
    }
}
