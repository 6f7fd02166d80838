//! Which request may follow which.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::debug_directory::DebugDirectory;
use crate::failure::Failure;
use crate::methods::{build, outputs};
use crate::project::Project;
use crate::wire::{Capabilities, InitializeParams, InitializeResult, NegotiateParams, NegotiateResult, code};

/// The state of a conversation.
#[derive(Default)]
pub(crate) struct Backend {
    project: Option<Project>,
    /// What pixi said of the package, word for word.
    model: Value,
}

impl Backend {
    /// Does what a request asks for.
    pub(crate) fn handle(&mut self, method: &str, params: Value) -> Result<Value, Failure> {
        match method {
            "negotiateCapabilities" => {
                let NegotiateParams {} = read(params)?;
                let capabilities =
                    Capabilities { provides_conda_outputs: true, provides_conda_build_v1: true };
                write(&NegotiateResult { capabilities })
            }
            "initialize" => {
                if self.project.is_some() {
                    return Err(Failure::new(code::INVALID_REQUEST, "the backend is initialized already"));
                }
                self.model = params.get("projectModel").cloned().unwrap_or_default();
                let params: InitializeParams = read(params)?;
                self.project = Some(Project::new(params)?);
                write(&InitializeResult {})
            }
            "conda/outputs" => self.noted("conda_outputs", params, outputs::outputs),
            "conda/build_v1" => self.noted("conda_build_v1", params, build::build),
            other => {
                let words = format!("pixi-build-cargo does not know the method `{other}`");
                Err(Failure::new(code::METHOD_NOT_FOUND, words))
            }
        }
    }

    /// Answers a request that works on the project, and writes both down where people look for what went wrong.
    fn noted<P: DeserializeOwned, R: Serialize>(
        &mut self,
        name: &str,
        params: Value,
        work: fn(&Project, &P) -> Result<R, Failure>,
    ) -> Result<Value, Failure> {
        let project = self.project.as_ref();
        let project = project
            .ok_or_else(|| Failure::new(code::INVALID_REQUEST, "the backend is not initialized yet"))?;
        let directory = DebugDirectory::of(&params);
        directory.write(&format!("{name}_params.json"), &params);
        directory.write("project_model.json", &self.model);
        let result = read(params).and_then(|params| work(project, &params));
        match &result {
            Ok(result) => directory.write(&format!("{name}_response.json"), result),
            Err(failure) => directory.write(&format!("{name}_error.json"), failure.data()),
        }
        write(&result?)
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, Failure> {
    // No parameters are no fields.
    let params = if params.is_null() { Value::Object(serde_json::Map::new()) } else { params };
    serde_json::from_value(params)
        .map_err(|error| Failure::new(code::BACKEND, format!("cannot read what pixi asks for: {error}")))
}

fn write<R: Serialize>(result: &R) -> Result<Value, Failure> {
    serde_json::to_value(result)
        .map_err(|error| Failure::new(code::BACKEND, format!("cannot write the answer: {error}")))
}
