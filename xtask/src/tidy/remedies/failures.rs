//! Failures of the pixi backend that have a help: the calls of `Failure::with_help`, by the messages in them.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprCall, LitStr, Local, Macro, Pat};

/// The function that makes such a failure of a message and a help.
const FUNCTION: &str = "with_help";

/// The format strings of the messages in the body of a function, in its order.
pub(super) fn messages_in(body: &Block) -> Vec<String> {
    let mut calls = Calls::default();
    calls.visit_block(body);
    calls.messages
}

#[derive(Default)]
struct Calls {
    /// The texts that a variable can have, by its name.
    variables: BTreeMap<String, Vec<String>>,
    messages: Vec<String>,
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_local(&mut self, local: &'ast Local) {
        if let (Pat::Ident(name), Some(value)) = (&local.pat, &local.init) {
            self.variables.insert(name.ident.to_string(), formats_in(&value.expr));
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let is_it = matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|name| name.ident == FUNCTION));
        if let Some(message) = call.args.first().filter(|_| is_it) {
            let variable = match message {
                Expr::Path(path) => {
                    path.path.get_ident().and_then(|name| self.variables.get(&name.to_string()))
                }
                _ => None,
            };
            self.messages.extend(variable.cloned().unwrap_or_else(|| formats_in(message)));
        }
        visit::visit_expr_call(self, call);
    }
}

/// The format strings in an expression, such as those of the arms of a `match`.
fn formats_in(expression: &Expr) -> Vec<String> {
    let mut formats = Formats(Vec::new());
    formats.visit_expr(expression);
    formats.0
}

struct Formats(Vec<String>);

impl<'ast> Visit<'ast> for Formats {
    fn visit_macro(&mut self, call: &'ast Macro) {
        let first = call.tokens.clone().into_iter().next().filter(|_| call.path.is_ident("format"));
        let text = first.and_then(|token| syn::parse_str::<LitStr>(&token.to_string()).ok());
        self.0.extend(text.map(|text| text.value()));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn messages_are_found_in_calls_and_in_variables() {
        let body = r#"{
            let message = match number {
                0 => format!("there is none of {name}"),
                _ => format!("there are {number}"),
            };
            let help = format!("look {number} times");
            if number == 1 {
                return Err(Failure::with_help(format!("one of {name}"), help));
            }
            Failure::new(1, format!("no help"));
            Failure::with_help(message, help)
        }"#;
        let messages = super::messages_in(&syn::parse_str(body).unwrap());
        assert_eq!(messages, ["one of {name}", "there is none of {name}", "there are {number}"]);
    }
}
