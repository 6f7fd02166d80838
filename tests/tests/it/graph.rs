//! `cargo conda graph`: the members of a workspace as a tree, and in the languages of drawing programs.

use crate::support::TempProject;

#[test]
fn the_sample_workspace_for_graphviz() {
    let ran = TempProject::sample("monorepo").cargo_conda("graph").run().success();
    insta::assert_snapshot!(ran.redacted_stdout(), @r#"
    digraph workspace {
        rankdir=LR
        node [shape=ellipse]
        m0 [label="logferry-agent"]
        m1 [label="logferry-cli", color=gray60, fontcolor=gray60, tooltip="it has no binary"]
        m2 [label="logferry-collector"]
        m3 [label="logferry-convert"]
        m4 [label="logferry-inspect"]
        m5 [label="logferry-loadgen", color=gray60, fontcolor=gray60, tooltip="it has `publish = false`"]
        m6 [label="logferry-record", color=gray60, fontcolor=gray60, tooltip="it has no binary"]
        m7 [label="logferry-wire", color=gray60, fontcolor=gray60, tooltip="it has no binary"]
        m8 [label="xtask", color=gray60, fontcolor=gray60, tooltip="the cargo alias `xtask` runs it"]
        p0 [label="logferry-agent 0.8.0", shape=box, style=bold]
        p1 [label="logferry-collector 0.8.0", shape=box, style=bold]
        p2 [label="logferry-convert 1.2.0", shape=box, style=bold]
        p3 [label="logferry-inspect 0.4.0.rc.1", shape=box, style=bold]
        m0 -> m1
        m0 -> m6
        m0 -> m7
        m2 -> m1
        m2 -> m6
        m2 -> m7
        m3 -> m1
        m3 -> m6
        m4 -> m1
        m4 -> m6
        m4 -> m7
        m5 -> m1
        m5 -> m6
        m0 -> p0 [style=bold]
        m2 -> p1 [style=bold]
        m3 -> p2 [style=bold]
        m4 -> p3 [style=bold]
    }
    "#);
}

#[test]
fn the_sample_workspace_for_mermaid() {
    let ran = TempProject::sample("monorepo").cargo_conda("graph --format mermaid").run().success();
    insta::assert_snapshot!(ran.redacted_stdout(), @r#"
    flowchart LR
        m0(["logferry-agent"])
        %% logferry-cli: it has no binary
        m1(["logferry-cli"])
        m2(["logferry-collector"])
        m3(["logferry-convert"])
        m4(["logferry-inspect"])
        %% logferry-loadgen: it has `publish = false`
        m5(["logferry-loadgen"])
        %% logferry-record: it has no binary
        m6(["logferry-record"])
        %% logferry-wire: it has no binary
        m7(["logferry-wire"])
        %% xtask: the cargo alias `xtask` runs it
        m8(["xtask"])
        p0["logferry-agent 0.8.0"]
        p1["logferry-collector 0.8.0"]
        p2["logferry-convert 1.2.0"]
        p3["logferry-inspect 0.4.0.rc.1"]
        m0 --> m1
        m0 --> m6
        m0 --> m7
        m2 --> m1
        m2 --> m6
        m2 --> m7
        m3 --> m1
        m3 --> m6
        m4 --> m1
        m4 --> m6
        m4 --> m7
        m5 --> m1
        m5 --> m6
        m0 ==> p0
        m2 ==> p1
        m3 ==> p2
        m4 ==> p3
        classDef skipped fill:none,stroke:#999,color:#999
        class m1,m5,m6,m7,m8 skipped
        classDef package stroke-width:3px
        class p0,p1,p2,p3 package
    "#);
}
