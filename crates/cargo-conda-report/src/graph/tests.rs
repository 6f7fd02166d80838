use insta::assert_snapshot;

use super::dot::Dot;
use super::mermaid::Mermaid;
use super::model::awkward_graph;
use super::notation::{Notation, draw};
use super::svg::SvgFile;

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

#[test]
fn every_name_is_escaped_for_svg() {
    let svg = SvgFile(&awkward_graph()).to_string();
    let (_, drawn) = svg.split_once("</style>").unwrap();
    assert_snapshot!(drawn, @r#"
    <defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.5 8 4 0 7.5z"/></marker></defs>
    <path class="edge" data-from="m0" data-to="m1" d="M69.1 21.0C101.1 21.0 101.1 21.0 133.1 21.0"/>
    <path class="edge build" data-from="m0" data-to="m1" d="M69.1 21.0C101.1 21.0 101.1 21.0 133.1 21.0"/>
    <g id="m0" class="member packaged">
    <rect x="0.0" y="0.0" width="69.1" height="42.0" rx="5"/>
    <text class="name" x="9.0" y="16.5">end</text>
    <text class="package" x="9.0" y="33.5">end 1.0</text>
    </g>
    <g id="m1" class="member skipped">
    <title>a&quot;b\c`d&lt;e&gt;&amp;#{f}: it has
    no &quot;binary&quot; {at} all\</title>
    <rect x="133.1" y="8.5" width="127.5" height="25.0" rx="5"/>
    <text class="name" x="142.1" y="25.0">a&quot;b\c`d&lt;e&gt;&amp;#{f}</text>
    </g>
    </svg>
    "#);
}
