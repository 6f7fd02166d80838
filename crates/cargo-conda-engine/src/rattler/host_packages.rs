//! Questions about the packages that are installed in a host environment: which file belongs to which, and
//! which needs which.

use std::collections::BTreeSet;
use std::path::PathBuf;

use camino::{Utf8Path, Utf8PathBuf};
use rattler_conda_types::{MatchSpec, ParseStrictness, PrefixRecord};

use super::Environment;
use super::dependencies::names;

impl Environment {
    /// The package of the host environment that installed a file; `None` if none did.
    pub(crate) fn owner_of(&self, file: &Utf8Path) -> Option<String> {
        let mut installed = self.installed_in_host().into_iter();
        // File names on Windows are compared without regard to case.
        let windows = self.output.build_configuration.target_platform.is_windows();
        let is_it = |own: &PathBuf| {
            own == file.as_std_path()
                || (windows && own.to_str().is_some_and(|own| own.eq_ignore_ascii_case(file.as_str())))
        };
        let owner = installed.find(|record| record.files.iter().any(is_it));
        owner.as_ref().map(name_of)
    }

    /// The packages that a recipe asks for in the host environment and that have libraries but no headers.
    pub(crate) fn without_headers(&self) -> Vec<String> {
        let host = self.output.finalized_dependencies.as_ref().and_then(|all| all.host.as_ref());
        let asked_for = host.map(|host| names(&host.specs)).unwrap_or_default();
        let has = |record: &PrefixRecord, folder: &str| {
            // On Windows, conda packages have them below `Library`.
            record.files.iter().any(|file| file.strip_prefix("Library").unwrap_or(file).starts_with(folder))
        };
        let installed = self.installed_in_host();
        let without = installed.iter().filter(|record| has(record, "lib") && !has(record, "include"));
        without.map(name_of).filter(|name| asked_for.contains(name)).collect()
    }

    /// The files that packages have installed into both environments, relative to `directory`. Python
    /// compiles modules again when it likes, so these files are left out.
    pub(crate) fn installed_files(&self, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
        let prefixes = [self.host_prefix(), self.build_prefix()].into_iter();
        let files = prefixes.flat_map(|prefix| {
            let records: Vec<PrefixRecord> =
                PrefixRecord::collect_from_prefix(prefix.as_std_path()).unwrap_or_default();
            let below = prefix.strip_prefix(directory).unwrap_or(&prefix).to_owned();
            let files = records.into_iter().flat_map(|record| record.files);
            files.filter_map(move |file| Some(below.join(Utf8PathBuf::from_path_buf(file).ok()?)))
        });
        files.filter(|file| file.extension() != Some("pyc")).collect()
    }

    fn installed_in_host(&self) -> Vec<PrefixRecord> {
        // Records that cannot be read count as none: installing into such a prefix would have failed.
        PrefixRecord::collect_from_prefix(self.host_prefix().as_std_path()).unwrap_or_default()
    }

    /// Whether a package of the host environment depends on another one, directly or indirectly.
    pub(crate) fn depends_on(&self, package: &str, other: &str) -> bool {
        let host = self.output.finalized_dependencies.as_ref().and_then(|all| all.host.as_ref());
        let records: Vec<_> = host.iter().flat_map(|host| &host.resolved).collect();
        let needs = |name: &str| -> Vec<String> {
            let record = records.iter().find(|record| record.package_record.name.as_normalized() == name);
            let specs = record.into_iter().flat_map(|record| &record.package_record.depends);
            specs.filter_map(|spec| name_in(spec)).collect()
        };
        let (mut seen, mut stack) = (BTreeSet::new(), needs(package));
        while let Some(next) = stack.pop() {
            if next == other {
                return true;
            }
            if seen.insert(next.clone()) {
                stack.extend(needs(&next));
            }
        }
        false
    }
}

/// The package that a match spec of a package record names; `None` if it is a pattern, or no match spec.
fn name_in(spec: &str) -> Option<String> {
    let spec = MatchSpec::from_str(spec, ParseStrictness::Lenient).ok()?;
    spec.name.as_exact().map(|name| name.as_normalized().to_owned())
}

fn name_of(record: &PrefixRecord) -> String {
    record.repodata_record.package_record.name.as_normalized().to_owned()
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn every_form_of_match_spec_names_its_package() {
        for spec in
            ["openssl", "openssl >=3,<4", "openssl=3.5", "openssl 3.5.* h1_0", "OpenSSL[version='>=3']"]
        {
            assert_eq!(name_in(spec).as_deref(), Some("openssl"), "{spec}");
        }
    }
}
