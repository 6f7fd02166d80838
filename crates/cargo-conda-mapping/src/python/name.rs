//! Names of Python projects, and of the conda packages that they are in.

/// Projects whose package has another name in conda-forge, sorted. All others have the name of the project.
const RENAMED: [(&str, &str); 29] = [
    ("apache-airflow", "airflow"),
    ("blosc2", "python-blosc2"),
    ("build", "python-build"),
    ("cufflinks", "python-cufflinks"),
    ("dask", "dask-core"),
    ("docker", "docker-py"),
    ("duckdb", "python-duckdb"),
    ("flatbuffers", "python-flatbuffers"),
    ("graphviz", "python-graphviz"),
    ("jaraco-classes", "jaraco.classes"),
    ("jaraco-context", "jaraco.context"),
    ("jaraco-functools", "jaraco.functools"),
    ("kaleido", "python-kaleido"),
    ("kubernetes", "python-kubernetes"),
    ("lmdb", "python-lmdb"),
    ("matplotlib", "matplotlib-base"),
    ("msgpack", "msgpack-python"),
    ("opencv-python", "opencv"),
    ("opencv-python-headless", "opencv"),
    ("psycopg2-binary", "psycopg2"),
    ("pyqt5", "pyqt"),
    ("redis", "redis-py"),
    ("ruamel-yaml", "ruamel.yaml"),
    ("tables", "pytables"),
    ("torch", "pytorch"),
    ("tzdata", "python-tzdata"),
    ("xxhash", "python-xxhash"),
    ("zope-event", "zope.event"),
    ("zope-interface", "zope.interface"),
];

/// The name by which indexes of Python know a project: in lower case, with `-` for each run of `-`, `_` and
/// `.`: <https://packaging.python.org/en/latest/specifications/name-normalization/>.
pub fn normalized_name(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// The name of the conda package of a Python project, as conda-forge has it.
pub fn conda_name_of(project: &str) -> String {
    let name = normalized_name(project);
    match RENAMED.binary_search_by_key(&name.as_str(), |(project, _)| project) {
        Ok(place) => RENAMED[place].1.to_owned(),
        Err(_same) => name,
    }
}

/// Whether a text is a name of a project: letters and digits, and between them `-`, `_` and `.`.
pub(super) fn is_name(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.chars().all(is_inner) && is_end(text.chars().next()) && is_end(text.chars().last())
}

#[cfg(test)]
mod tests {
    use super::{RENAMED, conda_name_of, is_name, normalized_name};

    #[test]
    fn names_are_normalized_and_renamed_as_in_conda_forge() {
        assert_eq!(normalized_name("Ruamel_._YAML"), "ruamel-yaml");
        assert_eq!(conda_name_of("Typing_Extensions"), "typing-extensions");
        assert_eq!(conda_name_of("torch"), "pytorch");
        assert_eq!(conda_name_of("ruamel.yaml"), "ruamel.yaml");
    }

    #[test]
    fn the_table_is_sorted_and_normalized() {
        assert!(RENAMED.is_sorted());
        assert!(RENAMED.iter().all(|(project, _)| normalized_name(project) == *project));
        assert!(RENAMED.iter().all(|(project, conda)| project != conda));
    }

    #[test]
    fn a_name_begins_and_ends_with_a_letter_or_a_digit() {
        assert!(is_name("a.b-c_1") && is_name("x"));
        assert!(!is_name("") && !is_name("-a") && !is_name("a.") && !is_name("a b"));
    }
}
