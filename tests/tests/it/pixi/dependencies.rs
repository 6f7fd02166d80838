//! Dependencies of the manifest and of the workspace, as the backend passes them to pixi.

use serde_json::{Value, json};

use crate::support::{Pixi, TempProject};

fn project() -> TempProject {
    TempProject::workspace()
        .program("front", "[package.metadata.conda]\nrun-dependencies = [\"${{ pin_subpackage('back', exact=True) }}\", 'helper >=2']")
        .program("back", "")
        .file("pixi.toml", "")
        .ready()
}

/// The output `back` with dependencies of a model.
fn back(target: &Value, conditional: &Value) -> Value {
    let project = project();
    let model = json!({ "targets": { "defaultTarget": target, "conditional": conditional } });
    let mut pixi = Pixi::with(&project, "pixi.toml", model, json!({}));
    let output = pixi.outputs().remove("back").unwrap();
    pixi.end();
    output
}

fn names(dependencies: &Value) -> Vec<&str> {
    let all = dependencies["depends"].as_array().unwrap().iter();
    all.map(|one| one["name"].as_str().unwrap()).collect()
}

#[test]
fn another_package_of_the_workspace_is_a_source_dependency() {
    let project = project();
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({}), json!({}));
    let outputs = pixi.outputs();
    let build = outputs["back"]["metadata"]["build"].clone();
    let depends = outputs["front"]["runDependencies"]["depends"].clone();
    let from_here = json!({ "name": "back", "source": { "version": "==0.1.0", "build": build, "path": { "path": "." } } });
    assert_eq!(depends, json!([from_here, { "name": "helper", "binary": { "version": ">=2" } }]));
    // An exact pin is part of the variant.
    assert_eq!(
        outputs["front"]["metadata"]["variant"]["back"],
        json!(format!("0.1.0 {}", build.as_str().unwrap()))
    );
    pixi.end();
}

#[test]
fn conditions_are_evaluated() {
    let here = if cfg!(windows) { "win" } else { "unix" };
    let elsewhere = if cfg!(windows) { "unix" } else { "win" };
    let host = |name: &str| json!({ "hostDependencies": { (name): { "binary": { "version": ">=1" } } } });
    let conditional = json!({ (here): host("here"), (elsewhere): host("elsewhere"), "not (linux and win)": host("always") });
    let output = back(&host("base"), &conditional);
    assert_eq!(names(&output["hostDependencies"]), ["base", "here", "always"]);
}

#[test]
fn every_kind_of_dependency_comes_back() {
    let binary = json!({ "binary": { "version": ">=1,<2", "build": "py*", "buildNumber": ">=3", "channel": "https://conda.example/x", "sha256": "0".repeat(64) } });
    let source = json!({ "source": { "path": { "path": "../lib" }, "version": ">=1", "build": null } });
    let pin = json!({ "pinCompatible": { "lowerBound": { "expression": "x.x" }, "upperBound": { "version": "3" } } });
    let output = back(
        &json!({
            "buildDependencies": { "made": source }, "hostDependencies": { "exact": binary },
            "runDependencies": { "exact": pin }, "runConstraints": { "limit": { "binary": { "version": "<4" } } },
            "extraDependencies": { "all": { "more": { "binary": {} } } },
            "runExports": { "weak": { "back": { "pinSubpackage": { "upperBound": { "expression": "x" }, "lowerBound": { "expression": "x.x.x" } } } },
                            "strongConstraints": { "other": { "binary": { "version": ">=9" } } } },
        }),
        &json!({}),
    );
    let build = output["buildDependencies"]["depends"].as_array().unwrap().last().unwrap();
    assert_eq!(*build, json!({ "name": "made", "source": source["source"] }));
    let host = &output["hostDependencies"]["depends"][0]["binary"];
    assert_eq!(
        (&host["build"], &host["buildNumber"], &host["sha256"]),
        (&json!("py*"), &json!(">=3"), &json!("0".repeat(64)))
    );
    assert!(host["channel"].as_str().unwrap().starts_with("https://conda.example/x"), "{host}");
    assert_eq!(
        output["runDependencies"]["depends"],
        json!([{ "name": "exact", "pinCompatible": pin["pinCompatible"] }])
    );
    assert_eq!(
        output["runDependencies"]["constraints"],
        json!([{ "name": "limit", "binary": { "version": "<4" } }])
    );
    assert_eq!(output["extraDependencies"], json!({ "all": [{ "name": "more", "binary": {} }] }));
    let own = &output["runExports"]["weak"][0]["source"];
    assert_eq!((&own["version"], &own["path"]), (&json!(">=0.1.0,<1.0a0"), &json!({ "path": "." })));
    assert_eq!(
        output["runExports"]["strongConstrains"],
        json!([{ "name": "other", "binary": { "version": ">=9" } }])
    );
}

#[test]
fn a_pin_among_the_build_dependencies_is_refused() {
    let project = project();
    let model = json!({ "targets": { "defaultTarget": { "buildDependencies": { "zlib": { "pinCompatible": {} } } } } });
    let mut pixi = Pixi::start(project.root(), &[]);
    let error = pixi.initialize("pixi.toml", model, json!({})).unwrap_err();
    assert!(
        error["data"]["message"].as_str().unwrap().starts_with("the build dependency `zlib` is a pin"),
        "{error}"
    );
    pixi.end();
}

#[test]
fn sccache_of_the_environment_is_used() {
    let project = project();
    let variables = [("SCCACHE_DIR", "/tmp/cache")];
    let mut pixi = Pixi::with_variables(&project, "pixi.toml", json!({}), json!({}), &variables);
    let output = pixi.outputs().remove("back").unwrap();
    assert!(names(&output["buildDependencies"]).contains(&"sccache"), "{output}");
    pixi.end();
}
