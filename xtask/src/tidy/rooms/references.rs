//! Finds the modules of its own crate that a Rust file refers to.

use std::mem;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Meta, Path, UseTree, Visibility};

use crate::error::ChoreError;
use crate::tidy::source::SourceFile;

/// A file with its place in the crate and everything in the crate that it refers to.
pub(super) struct ParsedFile {
    /// Path from the root of the repository.
    pub(super) path: String,
    /// Names of modules from the root of the crate to the file's own; empty for `lib.rs`.
    pub(super) module: Vec<String>,
    /// References to items of the same crate, in the order of the file; those of test code are left out.
    pub(super) references: Vec<Reference>,
    /// Paths of modules with files of their own that are compiled for tests only.
    pub(super) test_modules: Vec<Vec<String>>,
}

/// A path to an item of the same crate, in a `use`, in code or in the tokens of a macro.
pub(super) struct Reference {
    /// Line of its first word, counted from 1.
    pub(super) line: usize,
    /// The path from the root of the crate on, without `crate`; never empty.
    pub(super) path: Vec<String>,
}

impl ParsedFile {
    /// Parses a file of `src/`.
    pub(super) fn new(source: &SourceFile<'_>) -> Result<Self, ChoreError> {
        let parsed = syn::parse_file(source.text())
            .map_err(|error| ChoreError::Rust { path: source.path.into(), source: error })?;
        let module = module_of(source.path_in_crate());
        let mut finder =
            Finder { at_root: module.is_empty(), module, references: Vec::new(), test_modules: Vec::new() };
        finder.visit_file(&parsed);
        let Finder { module, references, test_modules, .. } = finder;
        Ok(Self { path: source.path.to_owned(), module, references, test_modules })
    }
}

/// The module that a file is, by its path in the crate.
fn module_of(path: &str) -> Vec<String> {
    let in_src = path.strip_prefix("src/").unwrap_or(path);
    let stem = in_src.strip_suffix(".rs").unwrap_or(in_src);
    let mut module: Vec<_> = stem.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("lib" | "main" | "mod")) {
        module.pop();
    }
    module
}

/// Walks through a file and notes every path that begins with `crate`, `self` or `super`.
struct Finder {
    /// Whether the file is `lib.rs`, where paths without such a beginning name rooms too.
    at_root: bool,
    /// The module that the walk is in.
    module: Vec<String>,
    references: Vec<Reference>,
    test_modules: Vec<Vec<String>>,
}

impl Finder {
    /// Notes a path if it leads to an item of this crate.
    fn note(&mut self, words: &[&Ident], is_import: bool) {
        let Some((first, rest)) = words.split_first() else { return };
        let mut path = match first.to_string().as_str() {
            "crate" => Vec::new(),
            "self" => self.module.clone(),
            "super" => self.module[..self.module.len().saturating_sub(1)].to_vec(),
            _ if self.at_root && is_import => vec![first.to_string()],
            _ => return,
        };
        for word in rest {
            match word.to_string().as_str() {
                "super" => drop(path.pop()),
                "self" => {}
                name => path.push(name.to_owned()),
            }
        }
        if !path.is_empty() {
            self.references.push(Reference { line: first.span().start().line, path });
        }
    }

    fn note_tree<'t>(&mut self, words: &mut Vec<&'t Ident>, tree: &'t UseTree) {
        match tree {
            UseTree::Path(path) => {
                words.push(&path.ident);
                self.note_tree(words, &path.tree);
                words.pop();
            }
            UseTree::Name(name) => self.note_with(words, &name.ident),
            UseTree::Rename(rename) => self.note_with(words, &rename.ident),
            UseTree::Glob(_) => self.note(words, true),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.note_tree(words, tree);
                }
            }
        }
    }

    fn note_with<'t>(&mut self, words: &mut Vec<&'t Ident>, last: &'t Ident) {
        words.push(last);
        self.note(words, true);
        words.pop();
    }

    /// Notes the paths among tokens that are not parsed: words with `::` between them, and groups in braces
    /// after one, as macros may hold whole `use` items.
    fn note_tokens(&mut self, prefix: &[&Ident], tokens: &TokenStream) {
        let tokens: Vec<_> = tokens.clone().into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            let mut words = prefix.to_vec();
            while let Some(TokenTree::Ident(word)) = tokens.get(at) {
                words.push(word);
                at += 1;
                if !(is_colon(tokens.get(at)) && is_colon(tokens.get(at + 1))) {
                    break;
                }
                at += 2;
            }
            if words.len() > prefix.len() {
                match tokens.get(at) {
                    Some(TokenTree::Group(group))
                        if group.delimiter() == Delimiter::Brace && is_colon(tokens.get(at - 1)) =>
                    {
                        self.note_tokens(&words, &group.stream());
                        at += 1;
                    }
                    _ => self.note(&words, false),
                }
                continue;
            }
            if let TokenTree::Group(group) = &tokens[at] {
                self.note_tokens(&[], &group.stream());
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item(&mut self, item: &'ast Item) {
        if !attributes(item).iter().any(is_for_tests) {
            visit::visit_item(self, item);
        } else if let Item::Mod(ItemMod { ident, content: None, .. }) = item {
            self.test_modules.push([&self.module[..], &[ident.to_string()]].concat());
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let at_root = mem::replace(&mut self.at_root, false);
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
        self.at_root = at_root;
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.note_tree(&mut Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let words: Vec<_> = path.segments.iter().map(|segment| &segment.ident).collect();
        self.note(&words, false);
        visit::visit_path(self, path);
    }

    /// A visibility names a module around the file, which is no import.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    /// The tokens of a macro or of an attribute.
    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.note_tokens(&[], tokens);
    }
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}

/// The attributes of items that can be for tests alone; none of the others.
fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an attribute is `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn is_for_tests(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let condition = list.tokens.to_string().replace(' ', "");
    list.path.is_ident("cfg") && (condition == "test" || condition.starts_with("all(test,"))
}

#[cfg(test)]
mod tests {
    use super::{ParsedFile, module_of};
    use crate::tidy::source::SourceFile;

    fn found(path: &str, text: &str) -> Vec<String> {
        let parsed = ParsedFile::new(&SourceFile::new(path, text).unwrap()).unwrap();
        parsed.references.iter().map(|found| format!("{} {}", found.line, found.path.join("::"))).collect()
    }

    fn in_run(text: &str) -> Vec<String> {
        found("crates/a/src/run/build.rs", text)
    }

    #[test]
    fn imports_are_found_in_trees() {
        let text =
            "use std::fmt;\nuse crate::{api::{self, Event as E}, schedule::*};\nuse super::opened::Opened;\n";
        assert_eq!(
            in_run(text),
            ["2 api", "2 api::Event", "2 schedule", "3 run::opened::Opened"].map(str::to_owned)
        );
        assert_eq!(
            in_run("use super::super::api;\nuse self::inner::A;\n"),
            ["1 api", "2 run::build::inner::A"]
        );
    }

    #[test]
    fn paths_are_found_in_code_and_types() {
        let text = "fn f(of: &crate::api::Event) -> Vec<crate::rattler::Run> {\n    super::super::scratch::lock(of)\n}\n";
        assert_eq!(in_run(text), ["1 api::Event", "1 rattler::Run", "2 scratch::lock"]);
        assert_eq!(in_run("pub(crate) struct A;\npub(super) fn f() {}\n"), [""; 0]);
    }

    #[test]
    fn paths_are_found_in_macros() {
        let text = "fn f() { println!(\"{}\", [crate::api::name(1)]); }\n#[serde(with = crate::api::text)]\nstruct A;\n";
        assert_eq!(in_run(text), ["1 api::name", "2 api::text"]);
        assert_eq!(
            in_run("m! { use crate::{api, cargo::{A, B}}; }\n"),
            ["1 api", "1 cargo::A", "1 cargo::B"]
        );
        assert_eq!(in_run("macro_rules! m { () => { $crate::api::f() } }\n"), ["1 api::f"]);
    }

    #[test]
    fn inline_modules_are_one_level_deeper() {
        assert_eq!(in_run("mod inner { use super::super::super::api::A; }\n"), ["1 api::A"]);
    }

    #[test]
    fn test_code_is_left_out() {
        let text = "#[cfg(test)]\nuse crate::api::A;\n#[cfg(all(test, unix))]\nmod tests { use crate::api; }\n#[cfg(test)]\nmod samples;\n";
        assert_eq!(in_run(text), [""; 0]);
        let parsed = ParsedFile::new(&SourceFile::new("crates/a/src/run/mod.rs", text).unwrap()).unwrap();
        assert_eq!(parsed.test_modules, [["run".to_owned(), "samples".to_owned()]]);
        assert_eq!(in_run("#[cfg(not(test))]\nuse crate::api::A;\n"), ["2 api::A"]);
    }

    #[test]
    fn the_root_of_a_crate_names_rooms_without_a_beginning() {
        assert_eq!(found("crates/a/src/lib.rs", "mod api;\npub use api::Event;\n"), ["2 api::Event"]);
    }

    #[test]
    fn modules_are_told_by_their_paths() {
        assert_eq!(module_of("src/lib.rs"), [""; 0]);
        assert_eq!(module_of("src/run/mod.rs"), ["run"]);
        assert_eq!(module_of("src/run/build.rs"), ["run", "build"]);
        assert_eq!(module_of("src/error.rs"), ["error"]);
    }
}
