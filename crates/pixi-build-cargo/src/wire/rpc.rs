//! JSON-RPC 2.0, <https://www.jsonrpc.org/specification>, with the error data that pixi reads.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Values of `code` of an error.
pub(crate) mod code {
    /// The line is not JSON.
    pub(crate) const PARSE_ERROR: i32 = -32700;
    /// The JSON is not a request, or the request is not allowed at this point of the conversation.
    pub(crate) const INVALID_REQUEST: i32 = -32600;
    /// The backend has no such method.
    pub(crate) const METHOD_NOT_FOUND: i32 = -32601;
    /// The backend failed to do what was asked. pixi shows the data of errors with this code or a higher one.
    pub(crate) const BACKEND: i32 = -32000;
}

/// A request.
#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    /// `id`: a number or a string, which the response repeats. `None` for a notification, which gets no
    /// response.
    #[serde(default)]
    pub(crate) id: Option<Value>,
    /// `method`: what is asked for.
    pub(crate) method: String,
    /// `params`: the parameters, by name; JSON's `null` if absent.
    #[serde(default)]
    pub(crate) params: Value,
}

/// A response.
#[derive(Debug, Serialize)]
pub(crate) struct Response {
    jsonrpc: &'static str,
    id: Value,
    #[serde(flatten)]
    outcome: Outcome,
}

/// `result` or `error` of a response, of which exactly one is present.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Result(Value),
    Error(RpcError),
}

/// `error` of a response. pixi reads `data` and ignores `message`.
#[derive(Debug, Serialize)]
struct RpcError {
    code: i32,
    message: String,
    data: ErrorData,
}

impl Response {
    /// A response with a result.
    pub(crate) fn result(id: Value, result: Value) -> Self {
        Self { jsonrpc: "2.0", id, outcome: Outcome::Result(result) }
    }

    /// A response with an error, whose message is that of the data.
    pub(crate) fn error(id: Value, code: i32, data: ErrorData) -> Self {
        let message = data.message.clone();
        Self { jsonrpc: "2.0", id, outcome: Outcome::Error(RpcError { code, message, data }) }
    }
}

/// `data` of an error: all that pixi shows of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorData {
    /// `message`: what failed.
    pub(crate) message: String,
    /// `severity`: how bad it is.
    pub(crate) severity: Severity,
    /// `causes`: messages of the causes, the direct cause last.
    pub(crate) causes: Vec<String>,
    /// `help`: what to do about it. `None` if nothing better is known than the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<String>,
    /// `filename`: the file of the labels, relative to the directory of the manifest; pixi reads it to show
    /// the lines. `None` if there are no labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filename: Option<String>,
    /// `labels`: the places in the file that are wrong.
    pub(crate) labels: Vec<ErrorLabel>,
    /// `related`: further errors, shown below this one.
    pub(crate) related: Vec<ErrorData>,
}

/// `severity` of an error. The backend has no other use of the protocol's words `Warning` and `Advice`: pixi
/// asks for the data of a failed request only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) enum Severity {
    /// The request failed.
    #[default]
    Error,
}

/// An element of `labels`: a place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorLabel {
    /// `label`: words beside the place. `None` if the message says it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    /// `span`: the place.
    pub(crate) span: LabelSpan,
}

/// `span` of a label, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct LabelSpan {
    /// `offset`: bytes from the start of the file.
    pub(crate) offset: usize,
    /// `length`: bytes from there.
    pub(crate) length: usize,
}
