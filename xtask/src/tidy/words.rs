//! Words that belong to some places only.

use super::source::SourceFile;

/// A word, or the beginning of words, with the places that may use it.
struct Word {
    /// What is looked for, from its first letter on.
    start: &'static str,
    /// Beginnings of paths, from the root of the repository.
    places: &'static [&'static str],
    /// What to do instead.
    instead: &'static str,
}

const WORDS: [Word; 7] = [
    Word {
        start: "rattler_",
        places: RATTLER,
        instead: "rattler's crates rename types in patch releases: go through the engine's adapter",
    },
    Word {
        start: "clap",
        places: &["crates/cargo-conda/src/cli/", "crates/pixi-build-cargo/src/main.rs"],
        instead: "command lines are for binaries: take a plain struct",
    },
    Word {
        start: "Serialize",
        places: SERIALIZED,
        instead: "what is written to files has types of its own: see `cargo-conda-report`'s `schema`",
    },
    Word {
        start: "Deserialize",
        places: SERIALIZED,
        instead: "what is read from files has types of its own",
    },
    Word { start: "unwrap()", places: &[], instead: "return an error, or `expect` with why it cannot fail" },
    Word { start: "todo!", places: &[], instead: "do it" },
    Word { start: "dbg!", places: &[], instead: "remove it" },
];

/// The adapter, the notation of requirements, and the way from there to pixi, whose messages have match specs and records of
/// channels in them.
const RATTLER: &[&str] = &[
    "crates/cargo-conda-engine/src/api/output.rs",
    "crates/cargo-conda-engine/src/api/solved.rs",
    "crates/cargo-conda-engine/src/rattler/",
    "crates/cargo-conda-mapping/",
    "crates/pixi-build-cargo/src/convert/",
    "crates/pixi-build-cargo/src/wire/",
];

/// Where our types meet other programs' files.
const SERIALIZED: &[&str] = &[
    "crates/cargo-conda-engine/src/api/event.rs",
    "crates/cargo-conda-engine/src/cargo/lock_file.rs",
    "crates/cargo-conda-engine/src/channel/repodata.rs",
    "crates/cargo-conda-engine/src/environments/compile_cache.rs",
    "crates/cargo-conda-engine/src/freshness/",
    "crates/cargo-conda-recipe/src/model.rs",
    "crates/cargo-conda-recipe/src/recipe.rs",
    "crates/cargo-conda-report/src/schema/",
    "crates/cargo-conda-workspace/src/files/",
    "crates/cargo-conda-workspace/src/workspace/load.rs",
    "crates/pixi-build-cargo/src/debug_directory.rs",
    "crates/pixi-build-cargo/src/server/conversation.rs",
    "crates/pixi-build-cargo/src/wire/",
];

/// Words in places that are not theirs. Tests may use any.
pub(super) fn misplaced(source: &SourceFile<'_>) -> Vec<String> {
    if source.is_test() {
        return Vec::new();
    }
    let path = source.path;
    let elsewhere = |word: &&Word| !word.places.iter().any(|place| path.starts_with(place));
    let words: Vec<_> = WORDS.iter().filter(elsewhere).collect();
    let found = source.code().flat_map(|(number, line)| {
        let in_line = words.iter().filter(move |word| contains_word(line, word.start));
        in_line.map(move |word| format!("{path}:{number}: `{}`: {}", word.start, word.instead))
    });
    found.collect()
}

/// Whether a word of the line begins so.
fn contains_word(line: &str, start: &str) -> bool {
    let begins = |(at, _): (usize, &str)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    };
    line.match_indices(start).any(begins)
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, misplaced};

    fn found(path: &str, text: &str) -> usize {
        misplaced(&SourceFile::new(path, text).unwrap()).len()
    }

    #[test]
    fn words_are_found_outside_their_places_only() {
        let text = "use rattler_conda_types::Platform;\n";
        assert_eq!(found("crates/cargo-conda-plan/src/plan.rs", text), 1);
        assert_eq!(found("crates/cargo-conda-engine/src/rattler/index.rs", text), 0);
        assert_eq!(found("crates/cargo-conda-recipe/tests/it/main.rs", text), 0);
        assert_eq!(found("crates/cargo-conda/src/session.rs", "use clap::Args;\n"), 1);
        assert_eq!(found("crates/cargo-conda/src/cli/args.rs", "use clap::Args;\n"), 0);
        assert_eq!(found("crates/cargo-conda-plan/src/plan.rs", "#[derive(Serialize, Deserialize)]\n"), 2);
    }

    #[test]
    fn a_word_is_found_from_its_first_letter_on() {
        assert_eq!(found("crates/a/src/b.rs", "a.unwrap();"), 1);
        assert_eq!(found("crates/a/src/b.rs", "a.try_unwrap(); // a.unwrap()"), 0);
        assert_eq!(found("crates/a/src/b.rs", "a.unwrap_or(1);"), 0);
    }
}
