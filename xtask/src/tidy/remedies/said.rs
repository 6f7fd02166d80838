//! What the program can say: the texts in its sources, and the messages of errors that have a help.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, Expr, ExprMatch, ImplItemFn, ItemEnum, ItemFn, ItemImpl, ItemMod, ItemStruct, LitStr,
    Macro, Meta, Pat, Signature, Type,
};

use super::super::source::SourceFile;
use super::failures;
use super::pattern::Pattern;
use crate::error::ChoreError;

/// Everything that was read.
#[derive(Default)]
pub(super) struct Said {
    texts: Vec<Pattern>,
    /// The messages of error types.
    messages: Vec<Message>,
    /// The messages of failures that always have a help.
    failures: Vec<Message>,
    /// Which values have a help, by the crate and the name of the type.
    helps: BTreeMap<(String, String), Helped>,
}

/// The message of an error, or of one variant of it.
pub(super) struct Message {
    /// The path of the file.
    pub(super) path: String,
    /// The type, and the variant after `::`.
    pub(super) name: String,
    pub(super) text: Pattern,
    /// The crate and the name of the type.
    of_type: (String, String),
    /// The name of the variant; empty for a struct.
    variant: String,
}

/// Which variants of a type have a help.
#[derive(Default)]
struct Helped {
    /// Variants in arms that give one.
    with: BTreeSet<String>,
    /// Variants in arms that give none.
    without: BTreeSet<String>,
    /// True if all variants that are not listed have one: an arm for all others gives one, or nothing is
    /// matched.
    others: bool,
}

impl Said {
    /// Reads a file.
    pub(super) fn read(&mut self, source: &SourceFile<'_>) -> Result<(), ChoreError> {
        let file = syn::parse_file(source.text())
            .map_err(|error| ChoreError::Rust { path: PathBuf::from(source.path), source: error })?;
        Reader { path: source.path, in_crate: source.crate_name(), said: self }.visit_file(&file);
        Ok(())
    }

    /// Every text.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Pattern> {
        self.texts.iter()
    }

    /// The errors that have a help and a message of their own.
    pub(super) fn with_help(&self) -> impl Iterator<Item = &Message> {
        // A message without words of its own is that of what it contains.
        self.errors_with_help().chain(&self.failures).filter(|message| message.text.has_words())
    }

    fn errors_with_help(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| {
            let helped = self.helps.get(&message.of_type);
            helped.is_some_and(|helped| {
                helped.with.contains(&message.variant)
                    || helped.others && !helped.without.contains(&message.variant)
            })
        })
    }
}

/// Walks the syntax of one file.
struct Reader<'a> {
    path: &'a str,
    in_crate: &'a str,
    said: &'a mut Said,
}

impl Reader<'_> {
    fn message(&mut self, of_type: &str, variant: Option<&str>, attributes: &[Attribute]) {
        let Some(text) = attributes.iter().find_map(error_text) else {
            return;
        };
        self.said.messages.push(Message {
            path: self.path.to_owned(),
            name: variant.map_or_else(|| of_type.to_owned(), |variant| format!("{of_type}::{variant}")),
            text: Pattern::of_format(&text),
            of_type: (self.in_crate.to_owned(), of_type.to_owned()),
            variant: variant.unwrap_or_default().to_owned(),
        });
    }

    fn failures(&mut self, signature: &Signature, body: &Block) {
        let name = format!("fn {}", signature.ident);
        let failure = |text: String| Message {
            path: self.path.to_owned(),
            name: name.clone(),
            text: Pattern::of_format(&text),
            of_type: Default::default(),
            variant: String::new(),
        };
        self.said.failures.extend(failures::messages_in(body).into_iter().map(failure));
    }

    fn texts_in(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.texts_in(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<LitStr>(&literal.to_string()) {
                        self.said.texts.push(Pattern::of_format(&text.value()));
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        for variant in &item.variants {
            self.message(&item.ident.to_string(), Some(&variant.ident.to_string()), &variant.attrs);
        }
        visit::visit_item_enum(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.message(&item.ident.to_string(), None, &item.attrs);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let helps = item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function) if function.sig.ident == "help" => Some(function),
            _ => None,
        });
        if let Type::Path(own) = &*item.self_ty
            && let Some(name) = own.path.segments.last()
        {
            for help in helps {
                let key = (self.in_crate.to_owned(), name.ident.to_string());
                self.said.helps.insert(key, Helped::of(help));
            }
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let is_test = |attribute: &Attribute| matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("cfg") && list.tokens.to_string() == "test");
        if !item.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.failures(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.failures(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.texts_in(list.tokens.clone());
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.texts_in(call.tokens.clone());
    }

    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.said.texts.push(Pattern::of_format(&text.value()));
    }
}

/// The text of `#[error("…")]`; `None` for other attributes and for `#[error(transparent)]`, whose text is
/// that of another error.
fn error_text(attribute: &Attribute) -> Option<String> {
    let Meta::List(list) = &attribute.meta else {
        return None;
    };
    let first = list.tokens.clone().into_iter().next().filter(|_| list.path.is_ident("error"))?;
    Some(syn::parse_str::<LitStr>(&first.to_string()).ok()?.value())
}

impl Helped {
    /// Reads a method `help`.
    fn of(function: &ImplItemFn) -> Self {
        let mut arms = Arms::default();
        arms.visit_block(&function.block);
        Self { others: arms.others || !arms.has_match, with: arms.with, without: arms.without }
    }
}

/// The arms of the matches over `self` in a method.
#[derive(Default)]
struct Arms {
    has_match: bool,
    with: BTreeSet<String>,
    without: BTreeSet<String>,
    others: bool,
}

impl<'ast> Visit<'ast> for Arms {
    fn visit_expr_match(&mut self, item: &'ast ExprMatch) {
        if !matches!(&*item.expr, Expr::Path(path) if path.path.is_ident("self")) {
            return visit::visit_expr_match(self, item);
        }
        self.has_match = true;
        for arm in &item.arms {
            let gives_one = !is_none(&arm.body);
            let variants = variants(&arm.pat);
            if variants.is_empty() {
                self.others |= gives_one;
            } else if gives_one {
                self.with.extend(variants);
            } else {
                self.without.extend(variants);
            }
        }
    }
}

/// True for `None` and `return None`.
fn is_none(expression: &Expr) -> bool {
    match expression {
        Expr::Path(path) => path.path.is_ident("None"),
        Expr::Return(returned) => returned.expr.as_deref().is_some_and(is_none),
        _ => false,
    }
}

/// The names of the variants that a pattern stands for; empty if it stands for everything.
fn variants(pattern: &Pat) -> Vec<String> {
    let path = match pattern {
        Pat::Or(or) => return or.cases.iter().flat_map(variants).collect(),
        Pat::TupleStruct(tuple) => &tuple.path,
        Pat::Struct(fields) => &fields.path,
        Pat::Path(path) => &path.path,
        _ => return Vec::new(),
    };
    path.segments.last().map(|name| name.ident.to_string()).into_iter().collect()
}
