//! JSON-RPC 2.0: <https://www.jsonrpc.org/specification>.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Codes of errors.
pub(crate) mod code {
    /// A line that is no JSON.
    pub(crate) const PARSE_ERROR: i32 = -32700;
    /// JSON that is no request, or a request out of turn.
    pub(crate) const INVALID_REQUEST: i32 = -32600;
    /// A method that this backend does not have.
    pub(crate) const METHOD_NOT_FOUND: i32 = -32601;
    /// What the backend itself has to say. pixi shows the data of errors of this code and above.
    pub(crate) const BACKEND: i32 = -32000;
}

/// A request.
#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    /// Repeated in the response. A request without one wants none.
    #[serde(default)]
    pub(crate) id: Option<Value>,
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) params: Value,
}

/// A response: a result, or an error.
#[derive(Debug, Serialize)]
pub(crate) struct Response {
    jsonrpc: &'static str,
    id: Value,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Result(Value),
    Error(RpcError),
}

#[derive(Debug, Serialize)]
struct RpcError {
    code: i32,
    message: String,
    data: ErrorData,
}

impl Response {
    pub(crate) fn result(id: Value, result: Value) -> Self {
        Self { jsonrpc: "2.0", id, outcome: Outcome::Result(result) }
    }

    pub(crate) fn error(id: Value, code: i32, data: ErrorData) -> Self {
        let message = data.message.clone();
        Self { jsonrpc: "2.0", id, outcome: Outcome::Error(RpcError { code, message, data }) }
    }
}

/// What pixi shows of an error: it reads nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorData {
    pub(crate) message: String,
    pub(crate) severity: Severity,
    /// pixi takes the last for what directly led to the message.
    pub(crate) causes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<String>,
    /// The file that the labels are about, relative to the directory of the manifest; pixi reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filename: Option<String>,
    pub(crate) labels: Vec<ErrorLabel>,
    /// Further errors.
    pub(crate) related: Vec<ErrorData>,
}

/// How bad it is; of what ends a request there is only the worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) enum Severity {
    #[default]
    Error,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorLabel {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    pub(crate) span: LabelSpan,
}

/// Bytes from the start of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct LabelSpan {
    pub(crate) offset: usize,
    pub(crate) length: usize,
}
