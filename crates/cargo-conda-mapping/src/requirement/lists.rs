//! The lists that a recipe has for requirements, whatever a requirement is at that stage.
//!
//! A plan, a recipe, a rendered recipe and a solved environment all have the same ten lists, with elements of
//! different types. One generic shape keeps the names of the lists in one place; [`Requirements::map`] and
//! [`Requirements::try_map`] lead from one stage to the next.

use std::collections::BTreeMap;
use std::convert::Infallible;

/// All requirements of a package, in the lists of rattler-build's `requirements` section.
///
/// ```
/// use cargo_conda_mapping::{Requirement, Requirements};
///
/// let written = Requirements { run: vec!["openssl >=3,<4"], ..Requirements::default() };
/// let parsed: Requirements<Requirement> = written.try_map(Requirement::parse)?;
/// assert_eq!(parsed.run[0].name(), "openssl");
/// # Ok::<(), cargo_conda_mapping::RequirementError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirements<T> {
    /// Programs that run during the build, such as compilers; for the platform that builds.
    pub build: Vec<T>,
    /// Libraries and headers that the build links; for the platform that the package is for.
    pub host: Vec<T>,
    /// Packages that are installed together with the package.
    pub run: Vec<T>,
    /// Limits on packages that may be installed beside the package, but need not be.
    pub run_constraints: Vec<T>,
    /// Packages that are installed only on request, by the name of their group.
    pub extras: BTreeMap<String, Vec<T>>,
    /// Requirements that other packages inherit when they are built with this one.
    pub run_exports: RunExports<T>,
}

/// Requirements that a package adds to those packages that are built with it (conda's run exports).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunExports<T> {
    /// Added to `run` of a `noarch` package with this one in its host environment.
    pub noarch: Vec<T>,
    /// Added to `run` of a package with this one in its build or host environment.
    pub strong: Vec<T>,
    /// Added to `run` of a package with this one in its host environment.
    pub weak: Vec<T>,
    /// Added to `run_constraints`, under the condition of `strong`.
    pub strong_constraints: Vec<T>,
    /// Added to `run_constraints`, under the condition of `weak`.
    pub weak_constraints: Vec<T>,
}

/// Which list of [`Requirements`] a requirement stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequirementKind {
    /// [`Requirements::build`].
    Build,
    /// [`Requirements::host`].
    Host,
    /// [`Requirements::run`].
    Run,
    /// [`Requirements::run_constraints`].
    RunConstraint,
    /// Any group of [`Requirements::extras`].
    Extra,
    /// Any list of [`Requirements::run_exports`].
    RunExport,
}

impl<T> Requirements<T> {
    /// Converts each requirement, list by list in the order of the fields.
    pub fn map<U>(self, mut convert: impl FnMut(T) -> U) -> Requirements<U> {
        let Ok(converted) = self.try_map(|element| Ok::<_, Infallible>(convert(element)));
        converted
    }

    /// Converts each requirement, list by list in the order of the fields, up to the first error.
    pub fn try_map<U, E>(self, mut convert: impl FnMut(T) -> Result<U, E>) -> Result<Requirements<U>, E> {
        let Self { build, host, run, run_constraints, extras, run_exports } = self;
        Ok(Requirements {
            build: try_map_list(build, &mut convert)?,
            host: try_map_list(host, &mut convert)?,
            run: try_map_list(run, &mut convert)?,
            run_constraints: try_map_list(run_constraints, &mut convert)?,
            extras: extras
                .into_iter()
                .map(|(group, list)| Ok((group, try_map_list(list, &mut convert)?)))
                .collect::<Result<_, E>>()?,
            run_exports: run_exports.try_map(convert)?,
        })
    }

    /// Pairs each requirement with the list that it stands in.
    pub fn with_kinds(self) -> Requirements<(RequirementKind, T)> {
        use RequirementKind::{Build, Extra, Host, Run, RunConstraint, RunExport};

        fn paired<T>(kind: RequirementKind, list: Vec<T>) -> Vec<(RequirementKind, T)> {
            list.into_iter().map(|element| (kind, element)).collect()
        }
        let Self { build, host, run, run_constraints, extras, run_exports } = self;
        Requirements {
            build: paired(Build, build),
            host: paired(Host, host),
            run: paired(Run, run),
            run_constraints: paired(RunConstraint, run_constraints),
            extras: extras.into_iter().map(|(group, list)| (group, paired(Extra, list))).collect(),
            run_exports: run_exports.map(|element| (RunExport, element)),
        }
    }

    /// Borrows each requirement, to map requirements that are owned elsewhere.
    pub fn each_ref(&self) -> Requirements<&T> {
        let Self { build, host, run, run_constraints, extras, run_exports } = self;
        Requirements {
            build: build.iter().collect(),
            host: host.iter().collect(),
            run: run.iter().collect(),
            run_constraints: run_constraints.iter().collect(),
            extras: extras.iter().map(|(group, list)| (group.clone(), list.iter().collect())).collect(),
            run_exports: run_exports.each_ref(),
        }
    }

    /// Appends each list of `other` to the same list of this one.
    pub fn append(&mut self, other: Self) {
        let Self { build, host, run, run_constraints, extras, run_exports } = other;
        self.build.extend(build);
        self.host.extend(host);
        self.run.extend(run);
        self.run_constraints.extend(run_constraints);
        for (group, list) in extras {
            self.extras.entry(group).or_default().extend(list);
        }
        self.run_exports.append(run_exports);
    }
}

impl<T> RunExports<T> {
    /// Converts each requirement, list by list in the order of the fields.
    pub fn map<U>(self, mut convert: impl FnMut(T) -> U) -> RunExports<U> {
        let Ok(converted) = self.try_map(|element| Ok::<_, Infallible>(convert(element)));
        converted
    }

    /// Converts each requirement, list by list in the order of the fields, up to the first error.
    pub fn try_map<U, E>(self, mut convert: impl FnMut(T) -> Result<U, E>) -> Result<RunExports<U>, E> {
        let Self { noarch, strong, weak, strong_constraints, weak_constraints } = self;
        Ok(RunExports {
            noarch: try_map_list(noarch, &mut convert)?,
            strong: try_map_list(strong, &mut convert)?,
            weak: try_map_list(weak, &mut convert)?,
            strong_constraints: try_map_list(strong_constraints, &mut convert)?,
            weak_constraints: try_map_list(weak_constraints, &mut convert)?,
        })
    }

    /// Borrows each requirement, to map requirements that are owned elsewhere.
    pub fn each_ref(&self) -> RunExports<&T> {
        let Self { noarch, strong, weak, strong_constraints, weak_constraints } = self;
        RunExports {
            noarch: noarch.iter().collect(),
            strong: strong.iter().collect(),
            weak: weak.iter().collect(),
            strong_constraints: strong_constraints.iter().collect(),
            weak_constraints: weak_constraints.iter().collect(),
        }
    }

    /// Appends each list of `other` to the same list of this one.
    pub fn append(&mut self, other: Self) {
        let Self { noarch, strong, weak, strong_constraints, weak_constraints } = other;
        self.noarch.extend(noarch);
        self.strong.extend(strong);
        self.weak.extend(weak);
        self.strong_constraints.extend(strong_constraints);
        self.weak_constraints.extend(weak_constraints);
    }
}

// Derived, these would ask for `T: Default`, although empty lists need none.
impl<T> Default for Requirements<T> {
    fn default() -> Self {
        Self {
            build: Vec::new(),
            host: Vec::new(),
            run: Vec::new(),
            run_constraints: Vec::new(),
            extras: BTreeMap::new(),
            run_exports: RunExports::default(),
        }
    }
}

impl<T> Default for RunExports<T> {
    fn default() -> Self {
        Self {
            noarch: Vec::new(),
            strong: Vec::new(),
            weak: Vec::new(),
            strong_constraints: Vec::new(),
            weak_constraints: Vec::new(),
        }
    }
}

fn try_map_list<T, U, E>(list: Vec<T>, convert: &mut impl FnMut(T) -> Result<U, E>) -> Result<Vec<U>, E> {
    list.into_iter().map(convert).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One element in each list, numbered in the order of the fields.
    fn numbered() -> Requirements<u32> {
        Requirements {
            build: vec![0],
            host: vec![1],
            run: vec![2],
            run_constraints: vec![3],
            extras: BTreeMap::from([("a".to_owned(), vec![4]), ("b".to_owned(), vec![5])]),
            run_exports: RunExports {
                noarch: vec![6],
                strong: vec![7],
                weak: vec![8],
                strong_constraints: vec![9],
                weak_constraints: vec![10],
            },
        }
    }

    #[test]
    fn map_reaches_every_list_in_order_and_keeps_it() {
        let mut seen = Vec::new();
        let same = numbered().map(|number| {
            seen.push(number);
            number
        });
        assert!(seen.iter().copied().eq(0..=10), "{seen:?}");
        assert_eq!(same, numbered());
    }

    #[test]
    fn try_map_stops_at_the_first_error() {
        let mut seen = Vec::new();
        let result = numbered().try_map(|number| {
            seen.push(number);
            if number == 5 { Err(number) } else { Ok(number) }
        });
        assert_eq!(result, Err(5));
        assert_eq!(seen, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn kinds_name_the_list() {
        let kinds = numbered().with_kinds();
        assert_eq!(kinds.build, [(RequirementKind::Build, 0)]);
        assert_eq!(kinds.host, [(RequirementKind::Host, 1)]);
        assert_eq!(kinds.run, [(RequirementKind::Run, 2)]);
        assert_eq!(kinds.run_constraints, [(RequirementKind::RunConstraint, 3)]);
        assert_eq!(kinds.extras["b"], [(RequirementKind::Extra, 5)]);
        assert_eq!(kinds.run_exports.weak_constraints, [(RequirementKind::RunExport, 10)]);
    }

    #[test]
    fn borrowed_requirements_are_the_same_ones() {
        assert_eq!(numbered().each_ref().map(|number| *number), numbered());
    }

    #[test]
    fn append_joins_list_by_list() {
        let mut joined = numbered();
        joined.append(numbered().map(|number| number + 100));
        joined.append(Requirements {
            extras: BTreeMap::from([("c".to_owned(), vec![200])]),
            ..Requirements::default()
        });
        assert_eq!(joined.build, [0, 100]);
        assert_eq!(joined.run_constraints, [3, 103]);
        assert_eq!(joined.extras["a"], [4, 104]);
        assert_eq!(joined.extras["c"], [200]);
        assert_eq!(joined.run_exports.weak_constraints, [10, 110]);
    }
}
