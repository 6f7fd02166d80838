//! Drawings of workspaces.

use std::io;

use camino::Utf8Path;
use cargo_conda_plan::{Plan, SkipReason};
use cargo_conda_report::{GraphFormat, render_graph};
use cargo_conda_workspace::Workspace;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::samples::{label_for, package, skip, small_plan};

/// The members that a member depends on, each with the kind of dependency as in `cargo metadata`.
type Dependencies = &'static [(&'static str, Option<&'static str>)];

/// A member at `/repo/<name>`, as in `cargo metadata`.
fn member(name: &str, dependencies: Dependencies) -> Value {
    let dependencies: Vec<_> = dependencies
        .iter()
        .map(|(name, kind)| {
            json!({
                "name": name, "source": null, "req": "*", "kind": kind, "rename": null, "optional": false,
                "uses_default_features": true, "features": [], "target": null, "registry": null,
                "path": format!("/repo/{name}"),
            })
        })
        .collect();
    json!({
        "name": name, "version": "1.0.0", "id": id(name), "license": null, "license_file": null, "description": null,
        "source": null, "dependencies": dependencies, "features": {}, "manifest_path": format!("/repo/{name}/Cargo.toml"),
        "metadata": null, "publish": null, "authors": [], "categories": [], "keywords": [], "readme": null,
        "repository": null, "homepage": null, "documentation": null, "edition": "2024", "links": null,
        "default_run": null, "rust_version": null,
        "targets": [{
            "kind": ["lib"], "crate_types": ["lib"], "name": name, "src_path": format!("/repo/{name}/src/lib.rs"),
            "edition": "2024", "doc": true, "doctest": true, "test": true,
        }],
    })
}

fn id(name: &str) -> String {
    format!("path+file:///repo/{name}#1.0.0")
}

fn workspace(members: &[(&str, Dependencies)]) -> Workspace {
    let ids: Vec<_> = members.iter().map(|(name, _)| id(name)).collect();
    let nodes: Vec<_> = members
        .iter()
        .map(|(name, dependencies)| {
            let deps: Vec<_> = dependencies
                .iter()
                .map(|(name, kind)| {
                    json!({ "name": name, "pkg": id(name), "dep_kinds": [{ "kind": kind, "target": null }] })
                })
                .collect();
            let dependency_ids: Vec<_> = dependencies.iter().map(|(name, _)| id(name)).collect();
            json!({ "id": id(name), "dependencies": dependency_ids, "deps": deps, "features": [] })
        })
        .collect();
    let packages: Vec<_> = members.iter().map(|(name, dependencies)| member(name, dependencies)).collect();
    let metadata = json!({
        "packages": packages, "workspace_members": ids, "workspace_default_members": ids,
        "resolve": { "nodes": nodes, "root": null }, "target_directory": "/repo/target", "version": 1,
        "workspace_root": "/repo", "metadata": null,
    });
    Workspace::from_metadata_json(&metadata.to_string(), manifest).unwrap()
}

fn manifest(path: &Utf8Path) -> io::Result<String> {
    match path.as_str() {
        "/repo/Cargo.toml" => Ok("[workspace]\n".to_owned()),
        path if path.ends_with("Cargo.toml") => Ok("[package]\nversion = \"1.0.0\"\n".to_owned()),
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

/// A workspace of four members, and a plan that makes packages for two platforms from one of them.
pub(crate) fn sample() -> (Workspace, Plan) {
    let workspace = workspace(&[
        ("codegen", &[]),
        ("core", &[("codegen", Some("build")), ("fixtures", Some("dev"))]),
        ("fd", &[("core", None), ("codegen", Some("build"))]),
        ("fixtures", &[("core", None)]),
    ]);
    let plan = Plan {
        packages: vec![package("fd", "10.1.0"), label_for("fd", "osx-64").plan().clone()],
        skipped: vec![
            skip("codegen", SkipReason::NoBinaries),
            skip("core", SkipReason::NoBinaries),
            skip("fd", SkipReason::NotRequested),
            skip("fixtures", SkipReason::Configured { file: "fixtures/Cargo.toml".into(), line: 7 }),
        ],
        ..small_plan()
    };
    (workspace, plan)
}

fn render(format: GraphFormat) -> String {
    let (workspace, plan) = sample();
    let mut out = Vec::new();
    render_graph(&workspace, &plan, format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn graphviz() {
    assert_snapshot!(render(GraphFormat::Dot), @r#"
    digraph workspace {
        rankdir=LR
        node [shape=ellipse]
        m0 [label="codegen", color=gray60, fontcolor=gray60, tooltip="it has no binary"]
        m1 [label="core", color=gray60, fontcolor=gray60, tooltip="it has no binary"]
        m2 [label="fd"]
        m3 [label="fixtures", color=gray60, fontcolor=gray60, tooltip="its configuration says `skip = true`"]
        p0 [label="fd 10.1.0 linux-64", shape=box, style=bold]
        p1 [label="fd 1.0.0 osx-64", shape=box, style=bold]
        m1 -> m0 [style=dashed]
        m2 -> m0 [style=dashed]
        m2 -> m1
        m3 -> m1
        m2 -> p0 [style=bold]
        m2 -> p1 [style=bold]
    }
    "#);
}

#[test]
fn mermaid() {
    assert_snapshot!(render(GraphFormat::Mermaid), @r#"
    flowchart LR
        %% codegen: it has no binary
        m0(["codegen"])
        %% core: it has no binary
        m1(["core"])
        m2(["fd"])
        %% fixtures: its configuration says `skip = true`
        m3(["fixtures"])
        p0["fd 10.1.0 linux-64"]
        p1["fd 1.0.0 osx-64"]
        m1 -.-> m0
        m2 -.-> m0
        m2 --> m1
        m3 --> m1
        m2 ==> p0
        m2 ==> p1
        classDef skipped fill:none,stroke:#999,color:#999
        class m0,m1,m3 skipped
        classDef package stroke-width:3px
        class p0,p1 package
    "#);
}

#[test]
fn svg() {
    let svg = render(GraphFormat::Svg);
    let texts: Vec<_> =
        svg.split("<text ").skip(1).filter_map(|rest| rest.split(['>', '<']).nth(1)).collect();
    assert_eq!(texts, ["codegen", "core", "fd", "fd 10.1.0 linux-64", "fd 1.0.0 osx-64", "fixtures"]);
    let reasons: Vec<_> = svg.split("<title>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(
        reasons,
        [
            "4 members of the workspace, 2 packages made from them",
            "codegen: it has no binary",
            "core: it has no binary",
            "fixtures: its configuration says `skip = true`",
        ]
    );
    let edges: Vec<_> = svg.lines().filter(|line| line.starts_with("<path class=\"edge")).collect();
    let builds = edges.iter().filter(|edge| edge.contains("class=\"edge build\"")).count();
    assert_eq!((edges.len(), builds), (4, 2));
}
