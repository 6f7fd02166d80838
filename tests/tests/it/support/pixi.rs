//! A client of the build backend that stands in for pixi.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::clean_environment;
use serde_json::{Map, Value, json};

use super::cargo_conda::program;
use super::channel::platform;
use super::local_channel::LocalChannel;
use super::project::TempProject;
use super::python::Python;

/// A running backend, and the workspace that the requests are about.
pub(crate) struct Pixi {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    stderr: Option<JoinHandle<String>>,
    next: u64,
    root: Utf8PathBuf,
    channel: Option<Utf8PathBuf>,
}

impl Pixi {
    /// Starts the backend as pixi does: without arguments, in a directory outside of the workspace.
    pub(crate) fn start(root: &Utf8Path, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program("pixi-build-cargo"));
        clean_environment(&mut command);
        command.envs(variables.iter().copied()).current_dir(std::env::temp_dir());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            stderr.read_to_end(&mut bytes).unwrap();
            String::from_utf8(bytes).expect("pixi gives up on what is not UTF-8")
        });
        Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            stderr: Some(reader),
            next: 0,
            root: root.to_owned(),
            channel: None,
        }
    }

    /// Starts the backend and initialises it with a manifest. `model` and `rest` replace fields of the usual
    /// request.
    pub(crate) fn with(project: &TempProject, manifest: &str, model: Value, rest: Value) -> Self {
        Self::with_variables(project, manifest, model, rest, &[])
    }

    /// Like [`Self::with`], with variables in the environment of the backend.
    pub(crate) fn with_variables(
        project: &TempProject,
        manifest: &str,
        model: Value,
        rest: Value,
        variables: &[(&str, &str)],
    ) -> Self {
        let mut pixi = Self::start(project.root(), variables);
        let capabilities = pixi.request("negotiateCapabilities", &json!({ "capabilities": {} })).unwrap();
        assert_eq!(capabilities["capabilities"]["providesCondaBuildV1"], true);
        pixi.initialize(manifest, model, rest).unwrap();
        pixi
    }

    /// Sends `initialize` for a manifest.
    pub(crate) fn initialize(&mut self, manifest: &str, model: Value, rest: Value) -> Result<Value, Value> {
        let manifest = self.root.join(manifest);
        let scratch = self.root.join(".pixi/scratch-v0");
        fs_err::create_dir_all(&scratch).unwrap();
        let usual = json!({
            "manifestPath": manifest,
            "sourceDirectory": manifest.parent().unwrap(),
            "workspaceDirectory": self.root,
            "cacheDirectory": null,
            "workspaceScratchDirectory": scratch,
            "projectModel": merged(json!({ "name": null, "version": null, "targets": null }), model),
            "configuration": null,
            "targetConfiguration": null,
        });
        self.request("initialize", &merged(usual, rest))
    }

    /// Uses a local channel for compilers and libraries.
    pub(crate) fn channel(mut self, channel: &LocalChannel) -> Self {
        self.channel = Some(channel.directory().to_owned());
        self
    }

    /// Sends a request and returns the result or the error of the response.
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Result<Value, Value> {
        let id = self.next;
        self.next += 1;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send(message.to_string().as_bytes());
        let answer = self.receive();
        assert_eq!((&answer["jsonrpc"], &answer["id"]), (&json!("2.0"), &json!(id)), "{answer}");
        match answer.get("error") {
            None => Ok(answer["result"].clone()),
            Some(error) => Err(error.clone()),
        }
    }

    /// Sends a line without changes.
    pub(crate) fn send(&mut self, line: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(line).unwrap();
        input.write_all(b"\n").unwrap();
        input.flush().unwrap();
    }

    /// Reads the next message.
    pub(crate) fn receive(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the backend has gone: {}", self.stderr.take().unwrap().join().unwrap());
        serde_json::from_str(&line).unwrap()
    }

    /// Sends `conda/outputs`. `rest` replaces fields of the usual request.
    pub(crate) fn outputs_with(&mut self, rest: Value) -> Result<Value, Value> {
        let work = self.root.join(".pixi/meta-v0/work");
        let usual = json!({
            "channels": self.channels(),
            "hostPlatform": platform(),
            "buildPlatform": platform(),
            "variantConfiguration": null,
            "variantFiles": self.channel.iter().map(|channel| channel.join("variants.yaml")).collect::<Vec<_>>(),
            "workDirectory": work,
        });
        self.request("conda/outputs", &merged(usual, rest))
    }

    /// The outputs by the names of their packages; a name must not occur twice.
    pub(crate) fn outputs(&mut self) -> Map<String, Value> {
        let outputs = self.outputs_with(json!({})).unwrap();
        let outputs = outputs["outputs"].as_array().unwrap().iter();
        outputs
            .map(|output| (output["metadata"]["name"].as_str().unwrap().to_owned(), output.clone()))
            .collect()
    }

    /// Installs the environments of a package with py-rattler, and sends `conda/build_v1` for it.
    pub(crate) fn build(&mut self, python: &Python, name: &str) -> Result<Value, Value> {
        self.build_with(python, name, json!({}))
    }

    /// Like [`Self::build`]; `rest` replaces fields of the usual request.
    pub(crate) fn build_with(&mut self, python: &Python, name: &str, rest: Value) -> Result<Value, Value> {
        let output = self.outputs().remove(name).unwrap_or_else(|| panic!("there is no output {name}"));
        let directory = self.root.join(".pixi/bld").join(name).join("AAAAAAAAAAA");
        let request = json!({ "channels": self.channels(), "platform": platform(), "output": output });
        let params = python.run_with("environments.py", &[directory.as_str()], &request.to_string());
        let params = serde_json::from_str(&params).unwrap();
        self.request("conda/build_v1", &merged(params, rest))
    }

    fn channels(&self) -> Vec<String> {
        self.channel.iter().map(|channel| format!("file://{channel}")).collect()
    }

    /// Closes the connection and returns the standard error of the backend.
    pub(crate) fn end(mut self) -> String {
        drop(self.input.take());
        let status = self.child.wait().unwrap();
        let stderr = self.stderr.take().unwrap().join().unwrap();
        assert!(status.success(), "{status}: {stderr}");
        stderr
    }
}

impl Drop for Pixi {
    fn drop(&mut self) {
        // Still running only if the test failed.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Replaces and adds fields of a JSON object.
fn merged(mut under: Value, over: Value) -> Value {
    let (Some(fields), Value::Object(over)) = (under.as_object_mut(), over) else {
        panic!("both must be objects");
    };
    fields.extend(over);
    under
}
