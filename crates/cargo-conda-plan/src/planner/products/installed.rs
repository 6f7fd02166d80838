//! Reads which further files a C library installs: those of the sources, and those that its build script
//! writes.

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobBuilder;

use super::assets::{below_prefix, matching, stripped_directory};
use super::capi::{Capi, InstalledFiles, Pattern};
use super::description::{Reader, header_name};
use crate::model::{Asset, BuildScriptFiles, GeneratedHeader};
use crate::problem::CLibraryProblem;

impl Reader<'_> {
    /// The headers in the sources: where cargo-c expects them, and where the table says.
    pub(super) fn headers(
        &mut self,
        capi: &Capi,
        include: &Utf8Path,
        generated: Option<&GeneratedHeader>,
    ) -> Vec<Asset> {
        if !capi.header.enabled {
            return Vec::new();
        }
        let single = format!("assets/{}.h", header_name(capi, self.target));
        let mut headers = self.assets(
            &["assets/capi/include/**/*", &single],
            ("install.include", &capi.install.include),
            include,
        );
        headers.retain(|asset| generated.is_none_or(|generated| generated.path != asset.destination));
        headers
    }

    pub(super) fn data(&mut self, capi: &Capi) -> Vec<Asset> {
        let to = self.data_directory(capi);
        self.assets(&["assets/capi/share/**/*"], ("install.data", &capi.install.data), &to)
    }

    /// The files of customary places, which may be empty, and of the table's patterns; by destination.
    fn assets(
        &mut self,
        customary: &[&str],
        (key, table): (&'static str, &InstalledFiles),
        to: &Utf8Path,
    ) -> Vec<Asset> {
        let mut assets = Vec::new();
        for from in customary {
            let pattern = Pattern { from: (*from).to_owned(), to: None };
            assets.extend(
                matching(self.files, self.member.directory(), (key, &pattern), to).unwrap_or_default(),
            );
        }
        for pattern in &table.asset {
            match matching(self.files, self.member.directory(), (key, pattern), to) {
                Ok(found) if found.is_empty() => {
                    let reason = format!("`{}` matches no file", pattern.from);
                    self.invalid(key, reason);
                }
                Ok(found) => assets.extend(found),
                Err(problem) => self.problems.push(problem),
            }
        }
        assets.sort_by(|a, b| a.destination.cmp(&b.destination));
        assets.dedup_by(|a, b| a.destination == b.destination);
        assets
    }

    /// The headers that the build script writes. A library without other headers has at least those below
    /// `capi/include` of the build script's `OUT_DIR`.
    pub(super) fn written_headers(
        &mut self,
        capi: &Capi,
        include: &Utf8Path,
        has_header: bool,
    ) -> Vec<BuildScriptFiles> {
        if !capi.header.enabled {
            return Vec::new();
        }
        let key = "install.include.generated";
        let mut written = self.written(key, &capi.install.include.generated, include);
        let is_required = !has_header && written.is_empty();
        written.extend(self.customary("capi/include", include, is_required));
        written
    }

    /// The other files that the build script writes.
    pub(super) fn written_data(&mut self, capi: &Capi) -> Vec<BuildScriptFiles> {
        let to = self.data_directory(capi);
        let mut written = self.written("install.data.generated", &capi.install.data.generated, &to);
        written.extend(self.customary("capi/share", &to, false));
        written
    }

    /// All files of a directory in which cargo-c looks for those of a build script.
    fn customary(&self, from: &str, to: &Utf8Path, is_required: bool) -> Option<BuildScriptFiles> {
        let has_script = self.member.has_build_script();
        let files = BuildScriptFiles {
            from: from.into(),
            pattern: "**/*".to_owned(),
            to: to.to_owned(),
            is_required,
        };
        has_script.then_some(files)
    }

    /// The files of the table's patterns, which are the values of `key`.
    fn written(&mut self, key: &'static str, patterns: &[Pattern], to: &Utf8Path) -> Vec<BuildScriptFiles> {
        if let (Some(pattern), false) = (patterns.first(), self.member.has_build_script()) {
            let pattern = pattern.from.clone();
            let member = self.member.name().to_owned();
            self.problems.push(CLibraryProblem::NoBuildScript { key, pattern, member });
        }
        let mut written = Vec::new();
        for pattern in patterns {
            match written_files(key, pattern, to) {
                Ok(files) => written.push(files),
                Err(problem) => self.problems.push(problem),
            }
        }
        written
    }

    fn data_directory(&mut self, capi: &Capi) -> Utf8PathBuf {
        let subdirectory = capi.install.data.subdirectory.as_deref().unwrap_or(self.target);
        self.path("install.data.subdirectory", subdirectory)
    }

    /// A path of the table, or an empty one if it leads out of its directory.
    pub(super) fn path(&mut self, key: &'static str, path: &str) -> Utf8PathBuf {
        below_prefix(key, path).unwrap_or_else(|problem| {
            self.problems.push(problem);
            Utf8PathBuf::new()
        })
    }
}

/// The files of one pattern below `OUT_DIR`.
fn written_files(
    key: &'static str,
    Pattern { from, to }: &Pattern,
    default_to: &Utf8Path,
) -> Result<BuildScriptFiles, CLibraryProblem> {
    let invalid = |reason: &str| CLibraryProblem::InvalidTable { key, reason: format!("`{from}`: {reason}") };
    let stripped = stripped_directory(from);
    let directory = below_prefix(key, stripped.as_str())?;
    let pattern = Utf8Path::new(from).strip_prefix(&stripped).unwrap_or(from.as_ref());
    if directory.as_str().contains(['*', '?', '[', '{']) || pattern.as_str().contains(['{', '\\', '"']) {
        return Err(invalid(
            "wildcards are `*`, `?` and `[…]` in the name of the file, and `**` for directories",
        ));
    }
    GlobBuilder::new(pattern.as_str()).build().map_err(|error| invalid(&error.kind().to_string()))?;
    Ok(BuildScriptFiles {
        from: directory,
        pattern: pattern.to_string(),
        to: to.as_ref().map_or_else(|| Ok(default_to.to_owned()), |to| below_prefix(key, to))?,
        is_required: true,
    })
}
