//! The state of a conversation: which request may follow which.

use camino::Utf8PathBuf;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::api_version;
use crate::debug_directory::DebugDirectory;
use crate::failure::Failure;
use crate::methods::{build, outputs};
use crate::project::Project;
use crate::wire::{Capabilities, InitializeParams, InitializeResult, NegotiateParams, NegotiateResult, code};

/// What earlier requests have settled.
pub(super) struct Conversation {
    /// The path of this program, by which the version of the protocol is found.
    executable: Utf8PathBuf,
    /// The package that `initialize` described; `None` before that.
    project: Option<Project>,
    /// `projectModel` of `initialize` as pixi wrote it, for the debug directory; `null` before that.
    model: Value,
}

impl Conversation {
    /// A conversation in which nothing was said yet.
    pub(super) fn new(executable: Utf8PathBuf) -> Self {
        Self { executable, project: None, model: Value::Null }
    }

    /// Does what a request asks for, and returns its result.
    pub(super) fn handle(&mut self, method: &str, params: Value) -> Result<Value, Failure> {
        match method {
            "negotiateCapabilities" => {
                let NegotiateParams {} = read(method, params)?;
                api_version::check(&self.executable)?;
                let capabilities =
                    Capabilities { provides_conda_outputs: true, provides_conda_build_v1: true };
                write(&NegotiateResult { capabilities })
            }
            "initialize" => {
                if self.project.is_some() {
                    return Err(Failure::new(code::INVALID_REQUEST, "the backend is already initialized"));
                }
                self.model = params.get("projectModel").cloned().unwrap_or_default();
                let params: InitializeParams = read(method, params)?;
                self.project = Some(Project::new(params)?);
                write(&InitializeResult {})
            }
            "conda/outputs" => self.handle_recorded(method, params, outputs::outputs),
            "conda/build_v1" => self.handle_recorded(method, params, build::build),
            other => Err(api_version::unknown_method(other)),
        }
    }

    /// Handles a request that works on the project, and keeps the request and the response in its debug
    /// directory.
    fn handle_recorded<P: DeserializeOwned, R: Serialize>(
        &mut self,
        method: &str,
        params: Value,
        work: fn(&Project, &P) -> Result<R, Failure>,
    ) -> Result<Value, Failure> {
        let project = self.project.as_ref();
        let project = project
            .ok_or_else(|| Failure::new(code::INVALID_REQUEST, "the backend is not initialized yet"))?;
        let directory = DebugDirectory::of_request(&params);
        let name = method.replace('/', "_");
        directory.write(&format!("{name}_params.json"), &params);
        directory.write("project_model.json", &self.model);
        let result = read(method, params).and_then(|params| work(project, &params));
        match &result {
            Ok(result) => directory.write(&format!("{name}_response.json"), result),
            Err(failure) => directory.write(&format!("{name}_error.json"), failure.data()),
        }
        write(&result?)
    }
}

/// The parameters of a method. Absent ones are an object without fields.
fn read<P: DeserializeOwned>(method: &str, params: Value) -> Result<P, Failure> {
    let params = if params.is_null() { Value::Object(serde_json::Map::new()) } else { params };
    serde_json::from_value(params).map_err(|error| api_version::unreadable(method, &error))
}

fn write<R: Serialize>(result: &R) -> Result<Value, Failure> {
    serde_json::to_value(result)
        .map_err(|error| Failure::new(code::BACKEND, format!("cannot write the response: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The message of the error that a request is refused with.
    fn refused(conversation: &mut Conversation, method: &str, params: Value) -> String {
        conversation.handle(method, params).unwrap_err().into_data().message
    }

    #[test]
    fn a_request_that_failed_changes_nothing() {
        let mut conversation = Conversation::new(Utf8PathBuf::new());
        let model = json!({ "projectModel": { "targets": 7 }, "manifestPath": "/w/pixi.toml" });
        let message = refused(&mut conversation, "initialize", model);
        assert!(message.starts_with("cannot read the parameters of `initialize`: "), "{message}");
        assert_eq!(
            refused(&mut conversation, "conda/outputs", json!({})),
            "the backend is not initialized yet"
        );
        let model = json!({ "projectModel": {}, "manifestPath": "/w/pixi.toml" });
        assert_eq!(conversation.handle("initialize", model.clone()).unwrap(), json!({}));
        assert_eq!(refused(&mut conversation, "initialize", model), "the backend is already initialized");
    }

    #[test]
    fn unreadable_requests_name_the_versions_that_are_spoken() {
        let mut conversation = Conversation::new(Utf8PathBuf::new());
        for (method, params) in
            [("initialize", json!({})), ("conda/outputs_v2", json!({})), ("negotiateCapabilities", json!(7))]
        {
            let help = conversation.handle(method, params).err().and_then(|failure| failure.into_data().help);
            let help = help.unwrap_or_default();
            assert!(help.contains("speaks versions >=7,<8 of pixi's build protocol"), "{method}: {help}");
        }
    }

    #[test]
    fn requests_and_responses_are_kept_in_the_debug_directory() {
        let directory = tempfile::tempdir().unwrap();
        let mut conversation = Conversation::new(Utf8PathBuf::new());
        let manifest = directory.path().join("pixi.toml");
        let model = json!({ "projectModel": { "name": "x" }, "manifestPath": manifest });
        conversation.handle("initialize", model).unwrap();
        // The field `output` is missing.
        let params = json!({ "workDirectory": directory.path() });
        conversation.handle("conda/build_v1", params.clone()).unwrap_err();
        let read = |name: &str| -> Value {
            let text = fs_err::read_to_string(directory.path().join("debug").join(name)).unwrap();
            serde_json::from_str(&text).unwrap()
        };
        assert_eq!(read("conda_build_v1_params.json"), params);
        assert_eq!(read("project_model.json"), json!({ "name": "x" }));
        let message = read("conda_build_v1_error.json")["message"].clone();
        assert!(message.as_str().unwrap().contains("missing field `output`"), "{message}");
    }
}
