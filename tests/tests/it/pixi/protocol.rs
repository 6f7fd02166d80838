//! Messages: well-formed ones, recorded ones and broken ones.

use serde_json::{Value, json};

use crate::support::{Pixi, TempProject};

fn project() -> TempProject {
    TempProject::empty()
        .with_workspace("")
        .program("demo-a", "")
        .program("demo-b", "[features]\nx = []")
        .file("pixi.toml", "[package]\nname = 'demo'\n")
        .ready()
}

#[test]
fn a_request_out_of_order_is_refused() {
    let project = project();
    let mut pixi = Pixi::start(project.root(), &[]);
    for method in ["conda/outputs", "conda/build_v1"] {
        let error = pixi.request(method, &json!({})).unwrap_err();
        assert_eq!(
            (error["code"].as_i64(), error["data"]["message"].as_str()),
            (Some(-32600), Some("the backend is not initialized yet"))
        );
    }
    pixi.initialize("pixi.toml", json!({}), json!({})).unwrap();
    assert_eq!(pixi.initialize("pixi.toml", json!({}), json!({})).unwrap_err()["code"], -32600);
    assert_eq!(pixi.request("shutdown", &Value::Null).unwrap_err()["code"], -32601);
    pixi.end();
}

#[test]
fn recorded_requests_of_pixi_are_understood() {
    let project = project();
    // `[profile.dist]`, which the recorded manifest asks for.
    let project = project.append("Cargo.toml", "[profile.dist]\ninherits = 'release'");
    let recorded = include_str!("../../../data/pixi-0.77-conversation.jsonl");
    let mut pixi = Pixi::start(project.root(), &[]);
    let answers: Vec<_> = recorded
        .lines()
        .map(|line| {
            pixi.send(line.replace("/ws", project.root().as_str()).as_bytes());
            pixi.receive()
        })
        .collect();
    assert_eq!(answers[1]["result"], json!({}));
    let outputs = answers[2]["result"]["outputs"].as_array().unwrap();
    let names: Vec<_> = outputs.iter().map(|output| output["metadata"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["demo-a", "demo-b"]);
    for output in outputs {
        let host = &output["hostDependencies"]["depends"];
        assert_eq!(*host, json!([{ "name": "dummy", "binary": { "version": ">=1" } }]));
        // Under the condition `host_platform == 'linux-64'`.
        assert_eq!(output["runDependencies"]["depends"], json!([{ "name": "dummy", "binary": {} }]));
    }
    pixi.end();
}

#[test]
fn unknown_fields_and_nulls_are_ignored() {
    let project = project();
    let model = json!({ "name": "demo", "colour": "red", "targets": { "defaultTarget": null, "conditional": null, "x": 1 } });
    let rest =
        json!({ "configuration": {}, "targetConfiguration": null, "checkoutRoot": "/x", "future": [1] });
    let mut pixi = Pixi::with(&project, "pixi.toml", model, rest);
    let outputs = pixi.outputs_with(json!({ "variantFiles": null, "future": {} })).unwrap();
    assert_eq!(outputs["outputs"].as_array().unwrap().len(), 2);
    pixi.end();
}

#[test]
fn a_broken_message_gets_an_error_and_the_next_one_is_read() {
    let project = project();
    let mut pixi = Pixi::start(project.root(), &[]);
    let huge = format!(r#"{{"jsonrpc":"2.0","id":5,"method":"{}"}}"#, "m".repeat(4 << 20));
    let whole = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "manifestPath": "/x/pixi.toml" } }).to_string();
    let mut broken: Vec<Vec<u8>> =
        (1..whole.len()).step_by(7).map(|end| whole.as_bytes()[..end].to_vec()).collect();
    broken.extend([
        b"\xff\xfe{}".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"{\"id\":[],\"method\":7}".to_vec(),
        b"{\"id\":2,\"method\":\"initialize\",\"params\":{\"manifestPath\":7}}".to_vec(),
        b"{\"id\":2,\"method\":\"initialize\",\"params\":[1,2]}".to_vec(),
        b"{\"id\":2,\"method\":\"initialize\",\"params\":{\"manifestPath\":\"/x\",\"projectModel\":{\"targets\":7}}}".to_vec(),
        huge.into_bytes(),
    ]);
    for line in broken {
        pixi.send(&line);
        let answer = pixi.receive();
        let error = &answer["error"];
        assert!(error["code"].is_i64() && error["data"]["message"].is_string(), "{answer}");
    }
    // None of these messages changed anything.
    pixi.initialize("pixi.toml", json!({}), json!({})).unwrap();
    assert_eq!(pixi.outputs().len(), 2);
    pixi.end();
}

#[test]
fn requests_and_responses_are_kept_in_the_debug_directory() {
    let project = project();
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({ "name": "demo" }), json!({}));
    pixi.outputs();
    pixi.outputs_with(json!({ "hostPlatform": "atari-8" })).unwrap_err();
    pixi.end();
    let names = project.entries(".pixi/meta-v0/work/debug");
    let expected = [
        "conda_outputs_error.json",
        "conda_outputs_params.json",
        "conda_outputs_response.json",
        "project_model.json",
        "recipe",
    ];
    assert_eq!(names, expected);
    let recipes = project.entries(".pixi/meta-v0/work/debug/recipe");
    assert_eq!(recipes.len(), 2, "{recipes:?}");
    assert_eq!(
        project.entries(&format!(".pixi/meta-v0/work/debug/recipe/{}", recipes[0])),
        ["recipe.yaml", "variants.yaml"]
    );
}
