//! Reads requests and writes responses, one a line.

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use camino::Utf8PathBuf;
use serde_json::Value;

use super::conversation::Conversation;
use crate::failure::Failure;
use crate::wire::{Request, Response, code};

/// Answers requests until the input ends.
///
/// `executable` is the path of this program. Empty lines are passed over, since an empty response would end
/// pixi.
pub(crate) fn serve(
    mut input: impl BufRead,
    mut output: impl Write,
    executable: Utf8PathBuf,
) -> io::Result<()> {
    let mut conversation = Conversation::new(executable);
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty()
            && let Some(response) = respond(&mut conversation, &line)
        {
            let mut text = serde_json::to_vec(&response)?;
            text.push(b'\n');
            output.write_all(&text)?;
            output.flush()?;
        }
        line.clear();
    }
    Ok(())
}

/// The response to a line. `None` for a notification, which is a request without an id.
fn respond(conversation: &mut Conversation, line: &[u8]) -> Option<Response> {
    let message: Value = match serde_json::from_slice(line) {
        Ok(message) => message,
        Err(error) => {
            let failure = Failure::new(code::PARSE_ERROR, format!("the message is not JSON: {error}"));
            return Some(failure.response(Value::Null));
        }
    };
    // An unreadable request may still have an id, and pixi waits for a response with that id.
    let id = message.get("id").cloned();
    let request = match request(message) {
        Ok(request) => request,
        Err(reason) => {
            let failure = Failure::new(code::INVALID_REQUEST, format!("the message is no request: {reason}"));
            return Some(failure.response(id.unwrap_or_default()));
        }
    };
    let id = request.id.clone()?;
    if nesting(&request.params) > MOST_NESTED {
        let message = format!("the parameters have more than {MOST_NESTED} parentheses inside each other");
        return Some(Failure::new(code::INVALID_REQUEST, message).response(id));
    }
    // A panic is a bug of this program. It fails its own request, and the next one is answered.
    let work = AssertUnwindSafe(|| conversation.handle(&request.method, request.params));
    let outcome = catch_unwind(work).unwrap_or_else(|panic| {
        let reason = panic.downcast_ref::<String>().map(String::as_str);
        let reason = reason.or(panic.downcast_ref::<&str>().copied()).unwrap_or("the reason is unknown");
        Err(Failure::new(code::BACKEND, format!("this is a bug of pixi-build-cargo: {reason}")))
    });
    Some(match outcome {
        Ok(result) => Response::result(id, result),
        Err(failure) => failure.response(id),
    })
}

/// Reads a request, or says why the message is none.
fn request(message: Value) -> Result<Request, String> {
    // serde would take the elements of an array for the fields of an object.
    if !message.is_object() {
        return Err("it is no object".to_owned());
    }
    serde_json::from_value(message).map_err(|error| error.to_string())
}

/// The most parentheses inside each other in a text of a message. Match specs are parsed while a message is
/// read, and rattler's parser calls itself for each parenthesis: a few hundred overflow the stack.
const MOST_NESTED: usize = 32;

/// The number of parentheses inside each other in the texts of a value, where it is greatest.
fn nesting(value: &Value) -> usize {
    match value {
        Value::String(text) => {
            let step = |(open, most): (usize, usize), byte| match byte {
                b'(' | b'[' => (open + 1, most.max(open + 1)),
                b')' | b']' => (open.saturating_sub(1), most),
                _ => (open, most),
            };
            text.bytes().fold((0, 0), step).1
        }
        Value::Array(values) => values.iter().map(nesting).max().unwrap_or_default(),
        Value::Object(fields) => fields.values().map(nesting).max().unwrap_or_default(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    /// What the backend writes when it reads an input.
    fn talk(input: &[u8]) -> String {
        let mut output = Vec::new();
        super::serve(input, &mut output, "/nowhere/pixi-build-cargo".into()).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn the_capabilities_are_the_two_methods() {
        let request =
            br#"{"jsonrpc":"2.0","id":0,"method":"negotiateCapabilities","params":{"capabilities":{}}}"#;
        assert_snapshot!(talk(request), @r#"{"jsonrpc":"2.0","id":0,"result":{"capabilities":{"providesCondaOutputs":true,"providesCondaBuildV1":true}}}"#);
    }

    #[test]
    fn a_line_that_is_no_request_gets_an_error_and_the_next_line_is_read() {
        let input = b"{\n\n[]\n{\"id\":7}\n\xff\xfe\n{\"id\":8,\"method\":\"exit\"}\n{\"method\":\"note\"}\n";
        assert_snapshot!(talk(input), @r#"
        {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the message is not JSON: EOF while parsing an object at line 2 column 0","data":{"message":"the message is not JSON: EOF while parsing an object at line 2 column 0","severity":"Error","causes":[],"labels":[],"related":[]}}}
        {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the message is no request: it is no object","data":{"message":"the message is no request: it is no object","severity":"Error","causes":[],"labels":[],"related":[]}}}
        {"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"the message is no request: missing field `method`","data":{"message":"the message is no request: missing field `method`","severity":"Error","causes":[],"labels":[],"related":[]}}}
        {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the message is not JSON: expected value at line 1 column 1","data":{"message":"the message is not JSON: expected value at line 1 column 1","severity":"Error","causes":[],"labels":[],"related":[]}}}
        {"jsonrpc":"2.0","id":8,"error":{"code":-32601,"message":"pixi-build-cargo has no method `exit`","data":{"message":"pixi-build-cargo has no method `exit`","severity":"Error","causes":[],"help":"this pixi-build-cargo speaks versions >=7,<8 of pixi's build protocol; if your pixi speaks another version, update the older of the two","labels":[],"related":[]}}}
        "#);
    }

    #[test]
    fn the_last_line_needs_no_line_break() {
        assert_snapshot!(talk(b"{\"id\":\"x\",\"method\":\"conda/outputs\",\"params\":{}}"), @r#"{"jsonrpc":"2.0","id":"x","error":{"code":-32600,"message":"the backend is not initialized yet","data":{"message":"the backend is not initialized yet","severity":"Error","causes":[],"labels":[],"related":[]}}}"#);
    }
}
