//! The notation of Mermaid, <https://mermaid.js.org/syntax/flowchart.html>.

use super::model::{Graph, Link, MemberId, MemberNode, PackageId, PackageNode};
use super::notation::Notation;

/// Writes a graph as a flowchart of Mermaid.
pub(super) struct Mermaid;

impl Notation for Mermaid {
    fn opening(&self) -> &'static str {
        "flowchart LR"
    }

    fn settings(&self) -> &'static [&'static str] {
        &[]
    }

    fn member(&self, id: MemberId, member: &MemberNode) -> Vec<String> {
        let reason = member.skipped.as_ref();
        let reason = reason.map(|reason| format!("%% {}", comment(&format!("{}: {reason}", member.name))));
        reason.into_iter().chain([format!("{id}([{}])", quoted(&member.name))]).collect()
    }

    fn package(&self, id: PackageId, package: &PackageNode) -> String {
        format!("{id}[{}]", quoted(&package.label))
    }

    fn dependency(&self, from: MemberId, to: MemberId, link: Link) -> String {
        let arrow = match link {
            Link::Normal => "-->",
            Link::Build => "-.->",
        };
        format!("{from} {arrow} {to}")
    }

    fn made_from(&self, member: MemberId, package: PackageId) -> String {
        format!("{member} ==> {package}")
    }

    fn styles(&self, graph: &Graph) -> Vec<String> {
        let skipped = graph.members().filter(|(_, member)| member.skipped.is_some());
        let skipped: Vec<_> = skipped.map(|(id, _)| id.to_string()).collect();
        let packages: Vec<_> = graph.packages().map(|(id, _)| id.to_string()).collect();
        let mut lines = Vec::new();
        lines.extend(class("skipped", "fill:none,stroke:#999,color:#999", &skipped));
        lines.extend(class("package", "stroke-width:3px", &packages));
        lines
    }

    fn closing(&self) -> Option<&'static str> {
        None
    }
}

/// Defines a class and gives it to nodes; nothing if there are no nodes, since Mermaid refuses an empty list.
fn class(name: &str, style: &str, nodes: &[String]) -> Vec<String> {
    if nodes.is_empty() {
        return Vec::new();
    }
    vec![format!("classDef {name} {style}"), format!("class {} {name}", nodes.join(","))]
}

/// A quoted text. Everything that Mermaid or the HTML it makes could give a meaning to is written as an
/// entity: <https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters>.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' => quoted.extend(format!("#{};", u32::from(c)).chars()),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text for a comment, which ends with its line and must have no braces:
/// <https://mermaid.js.org/syntax/flowchart.html#comments>.
fn comment(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '{' => '(',
            '}' => ')',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect()
}
