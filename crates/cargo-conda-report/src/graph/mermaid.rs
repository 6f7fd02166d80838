//! Mermaid.

use std::io::{self, Write};

use super::model::{Graph, Link};

pub(super) fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (position, member) in graph.members.iter().enumerate() {
        if let Some(reason) = &member.skipped {
            writeln!(out, "    %% {}", comment(&format!("{}: {reason}", member.name)))?;
        }
        writeln!(out, "    m{position}([{}])", quoted(&member.name))?;
    }
    for (position, package) in graph.packages.iter().enumerate() {
        writeln!(out, "    p{position}[{}]", quoted(&package.label))?;
    }
    for dependency in &graph.dependencies {
        let arrow = match dependency.link {
            Link::Normal => "-->",
            Link::Build => "-.->",
        };
        writeln!(out, "    m{} {arrow} m{}", dependency.from, dependency.to)?;
    }
    for (position, package) in graph.packages.iter().enumerate() {
        writeln!(out, "    m{} ==> p{position}", package.member)?;
    }
    write_classes(graph, out)
}

fn write_classes(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let numbered = graph.members.iter().enumerate();
    let skipped: Vec<_> = numbered
        .filter(|(_, member)| member.skipped.is_some())
        .map(|(position, _)| format!("m{position}"))
        .collect();
    if !skipped.is_empty() {
        writeln!(out, "    classDef skipped fill:none,stroke:#999,color:#999")?;
        writeln!(out, "    class {} skipped", skipped.join(","))?;
    }
    if !graph.packages.is_empty() {
        let packages: Vec<_> = (0..graph.packages.len()).map(|position| format!("p{position}")).collect();
        writeln!(out, "    classDef package stroke-width:3px")?;
        writeln!(out, "    class {} package", packages.join(","))?;
    }
    Ok(())
}

/// A quoted text. Everything that Mermaid or the HTML it makes could give a meaning to is written as an entity:
/// <https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters>.
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
        flowchart LR
            m0(["end"])
            %% a"b\c`d<e>&#(f): it has no "binary" (at) all\
            m1(["a#34;b#92;c#96;d#60;e#62;#38;#35;{f}"])
            p0["end 1.0"]
            m0 --> m1
            m0 -.-> m1
            m0 ==> p0
            classDef skipped fill:none,stroke:#999,color:#999
            class m1 skipped
            classDef package stroke-width:3px
            class p0 package
        "#);
    }
}
