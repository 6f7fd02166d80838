use insta::assert_snapshot;

use super::dot::Dot;
use super::mermaid::Mermaid;
use super::model::awkward_graph;
use super::notation::{Notation, draw};

fn drawn(notation: &dyn Notation) -> String {
    let mut out = Vec::new();
    draw(&awkward_graph(), notation, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_name_is_escaped_for_graphviz() {
    assert_snapshot!(drawn(&Dot), @r#"
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

#[test]
fn every_name_is_escaped_for_mermaid() {
    assert_snapshot!(drawn(&Mermaid), @r#"
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
