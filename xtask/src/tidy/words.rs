//! Words of code that only some files may contain.

use super::source::SourceFile;

/// The beginning of words, with the files that may contain it.
struct Word {
    /// The first letters of the word.
    start: &'static str,
    /// Beginnings of the paths of files that may contain it, from the root of the repository.
    places: &'static [&'static str],
    /// What to write instead.
    instead: &'static str,
}

/// clippy looks for `unwrap`, `todo!` and `dbg!`.
const WORDS: [Word; 5] = [
    Word {
        start: "rattler_",
        places: RATTLER,
        instead: "rattler's crates rename types in patch releases: use the engine's adapter",
    },
    Word {
        start: "canonicalize_utf8",
        places: &[],
        instead: "on Windows it gives `\\\\?\\C:\\…`, which no other program shows: use `canonicalize` of \
                  `cargo-conda-workspace`",
    },
    Word {
        start: "clap",
        places: &["crates/cargo-conda/src/cli/", "crates/pixi-build-cargo/src/main.rs"],
        instead: "only binaries parse command lines: take a plain struct",
    },
    Word {
        start: "Serialize",
        places: SERIALIZED,
        instead: "files are written from types of their own: see `schema` in `cargo-conda-report`",
    },
    Word { start: "Deserialize", places: SERIALIZED, instead: "files are read into types of their own" },
];

/// The adapter, the notation of requirements, and the conversions for pixi, whose messages contain match
/// specs and package records.
const RATTLER: &[&str] = &[
    "crates/cargo-conda-engine/src/api/output.rs",
    "crates/cargo-conda-engine/src/api/solved.rs",
    "crates/cargo-conda-engine/src/lib.rs",
    "crates/cargo-conda-engine/src/rattler/",
    "crates/cargo-conda-mapping/",
    "crates/pixi-build-cargo/src/convert/",
    "crates/pixi-build-cargo/src/wire/",
];

/// Modules that read or write the files of other programs, or files of our own that outlive a run.
const SERIALIZED: &[&str] = &[
    "crates/cargo-conda-engine/src/api/event.rs",
    "crates/cargo-conda-engine/src/api/inputs_unknown.rs",
    "crates/cargo-conda-engine/src/audit/contents.rs",
    "crates/cargo-conda-engine/src/cargo/diagnostic.rs",
    "crates/cargo-conda-engine/src/cargo/lock_file.rs",
    "crates/cargo-conda-engine/src/channel/repodata.rs",
    "crates/cargo-conda-engine/src/environments/compile_cache.rs",
    "crates/cargo-conda-engine/src/freshness/",
    "crates/cargo-conda-engine/src/publish/statement.rs",
    "crates/cargo-conda-engine/src/scratch/",
    "crates/cargo-conda-engine/src/system/digest.rs",
    "crates/cargo-conda-engine/src/system/kept_file.rs",
    "crates/cargo-conda-inventory/src/bom/model.rs",
    "crates/cargo-conda-inventory/src/listed/",
    "crates/cargo-conda-inventory/src/notices/model.rs",
    "crates/cargo-conda-plan/src/planner/products/capi.rs",
    "crates/cargo-conda-recipe/src/model.rs",
    "crates/cargo-conda-recipe/src/multi_output.rs",
    "crates/cargo-conda-recipe/src/recipe.rs",
    "crates/cargo-conda-report/src/schema/",
    "crates/cargo-conda-workspace/src/files/",
    "crates/cargo-conda-workspace/src/simulation/explicit_features.rs",
    "crates/cargo-conda-workspace/src/simulation/left_out.rs",
    "crates/cargo-conda-workspace/src/workspace/load.rs",
    "crates/pixi-build-cargo/src/debug_directory.rs",
    "crates/pixi-build-cargo/src/server/conversation.rs",
    "crates/pixi-build-cargo/src/wire/",
];

/// A line for each place that no file is at any more, so that the lists follow moves.
pub(super) fn stale_places(files: &[String]) -> Vec<String> {
    let places = WORDS.iter().flat_map(|word| word.places.iter().map(move |place| (word.start, place)));
    let stale = places.filter(|(_, place)| !files.iter().any(|file| file.starts_with(*place)));
    stale
        .map(|(word, place)| format!("tidy/words.rs: `{word}` may be in `{place}`, which is not there"))
        .collect()
}

/// A line for each word in a file that must not contain it. Tests may contain all of them.
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

/// True if a word of the line begins with these letters.
fn contains_word(line: &str, start: &str) -> bool {
    let begins = |(at, _): (usize, &str)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    };
    line.match_indices(start).any(begins)
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, WORDS, misplaced, stale_places};

    fn found(path: &str, text: &str) -> usize {
        misplaced(&SourceFile::new(path, text).unwrap()).len()
    }

    #[test]
    fn words_are_found_outside_their_places_only() {
        let text = "use rattler_conda_types::Platform;\n";
        assert_eq!(found("crates/cargo-conda-plan/src/plan.rs", text), 1);
        assert_eq!(found("crates/cargo-conda-engine/src/rattler/index.rs", text), 0);
        assert_eq!(found("crates/cargo-conda-recipe/tests/it/main.rs", text), 0);
        assert_eq!(found("crates/cargo-conda/src/session.rs", "path.canonicalize_utf8();\n"), 1);
        assert_eq!(found("crates/cargo-conda/src/session.rs", "use clap::Args;\n"), 1);
        assert_eq!(found("crates/cargo-conda/src/cli/args.rs", "use clap::Args;\n"), 0);
        assert_eq!(found("crates/cargo-conda-plan/src/plan.rs", "#[derive(Serialize, Deserialize)]\n"), 2);
    }

    #[test]
    fn places_that_are_gone_are_found() {
        let places = WORDS.iter().flat_map(|word| word.places);
        let files: Vec<_> = places.map(|&place| place.to_owned()).collect();
        assert_eq!(stale_places(&files), [""; 0]);
        let rest: Vec<_> = files.into_iter().filter(|file| !file.ends_with("main.rs")).collect();
        assert_eq!(
            stale_places(&rest),
            ["tidy/words.rs: `clap` may be in `crates/pixi-build-cargo/src/main.rs`, which is not there"]
        );
    }

    #[test]
    fn a_word_is_found_from_its_first_letter_on() {
        assert_eq!(found("crates/a/src/b.rs", "clap::command!();"), 1);
        assert_eq!(found("crates/a/src/b.rs", "overclap(); // clap"), 0);
        assert_eq!(found("crates/a/src/b.rs", "claps();"), 1);
    }
}
