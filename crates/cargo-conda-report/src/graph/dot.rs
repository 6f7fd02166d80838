//! Graphviz.

use std::io::{self, Write};

use super::model::{Graph, Link};

/// The colour of members that do not become packages.
const GREY: &str = "gray60";

pub(super) fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph workspace {{")?;
    writeln!(out, "    rankdir=LR")?;
    writeln!(out, "    node [shape=ellipse]")?;
    for (position, member) in graph.members.iter().enumerate() {
        let label = quoted(&member.name);
        match &member.skipped {
            None => writeln!(out, "    m{position} [label={label}]")?,
            Some(reason) => writeln!(
                out,
                "    m{position} [label={label}, color={GREY}, fontcolor={GREY}, tooltip={}]",
                quoted(reason)
            )?,
        }
    }
    for (position, package) in graph.packages.iter().enumerate() {
        writeln!(out, "    p{position} [label={}, shape=box, style=bold]", quoted(&package.label))?;
    }
    for dependency in &graph.dependencies {
        let style = match dependency.link {
            Link::Normal => "",
            Link::Build => " [style=dashed]",
        };
        writeln!(out, "    m{} -> m{}{style}", dependency.from, dependency.to)?;
    }
    for (position, package) in graph.packages.iter().enumerate() {
        writeln!(out, "    m{} -> p{position} [style=bold]", package.member)?;
    }
    writeln!(out, "}}")
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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::model::awkward_graph;
    use super::*;

    #[test]
    fn every_name_is_escaped() {
        let mut out = Vec::new();
        write(&awkward_graph(), &mut out).unwrap();
        assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        digraph workspace {
            rankdir=LR
            node [shape=ellipse]
            m0 [label="end"]
            m1 [label="a\"b\\c`d<e>&amp;#{f}", color=gray60, fontcolor=gray60, tooltip="it has\nno \"binary\" {at} all\\"]
            p0 [label="end 1.0", shape=box, style=bold]
            m0 -> m1
            m0 -> m1 [style=dashed]
            m0 -> p0 [style=bold]
        }
        "#);
    }
}
