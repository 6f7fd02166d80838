//! The notation of Graphviz, <https://graphviz.org/doc/info/lang.html>.

use super::model::{Graph, Link, MemberId, MemberNode, PackageId, PackageNode};
use super::notation::Notation;

/// The colour of members that do not become packages.
const GREY: &str = "gray60";

/// Writes a graph as a `digraph` of Graphviz.
pub(super) struct Dot;

impl Notation for Dot {
    fn opening(&self) -> &'static str {
        "digraph workspace {"
    }

    fn settings(&self) -> &'static [&'static str] {
        &["rankdir=LR", "node [shape=ellipse]"]
    }

    fn member(&self, id: MemberId, member: &MemberNode) -> Vec<String> {
        let label = quoted(&member.name);
        let line = match &member.skipped {
            None => format!("{id} [label={label}]"),
            Some(reason) => {
                let tooltip = quoted(reason);
                format!("{id} [label={label}, color={GREY}, fontcolor={GREY}, tooltip={tooltip}]")
            }
        };
        vec![line]
    }

    fn package(&self, id: PackageId, package: &PackageNode) -> String {
        format!("{id} [label={}, shape=box, style=bold]", quoted(&package.label))
    }

    fn dependency(&self, from: MemberId, to: MemberId, link: Link) -> String {
        let style = match link {
            Link::Normal => "",
            Link::Build => " [style=dashed]",
        };
        format!("{from} -> {to}{style}")
    }

    fn made_from(&self, member: MemberId, package: PackageId) -> String {
        format!("{member} -> {package} [style=bold]")
    }

    fn styles(&self, _graph: &Graph) -> Vec<String> {
        Vec::new()
    }

    fn closing(&self) -> Option<&'static str> {
        Some("}")
    }
}

/// A quoted string. Labels and tooltips read `\n` as the end of a line and `\\` as a backslash:
/// <https://graphviz.org/docs/attr-types/escString/>.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            // Graphviz reads entities of HTML in every string.
            '&' => quoted.push_str("&amp;"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
