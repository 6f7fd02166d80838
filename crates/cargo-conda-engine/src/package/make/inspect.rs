//! Looks at what the build script of a package has installed.

use camino::Utf8Path;
use cargo_conda_mapping::SymbolVersion;
use fs_err as fs;

use super::Making;
use crate::api::{BuildRequest, InstalledProgram, NamedPath, PackageError, ProgramError};
use crate::cargo::users_of_symbol;
use crate::freshness::{BuildEvidence, ReadInputs};
use crate::inspect::SystemVersion;
use crate::package::failure::package_of;
use crate::package::installed_files::InstalledFiles;
use crate::package::named_paths::MachinePaths;
use crate::package::news::JobNews;
use crate::package::product_files::ProductFiles;
use crate::rattler::{PackageRun, machine_glibc};
use crate::system::{Point, fault_point};

impl Making<'_> {
    /// Tells how large the programs and libraries are that the build script has installed. One that cannot be
    /// read fails the inspection, which says so.
    pub(super) fn tell_programs(&self, prefix: &Utf8Path, files: &ProductFiles) {
        let linked = files.linked.iter().chain(&files.archives);
        let programs = linked.filter_map(|file| {
            let size = fs::metadata(prefix.join(file)).ok()?.len();
            Some(InstalledProgram { file: file.clone(), size })
        });
        let mut programs: Vec<_> = programs.collect();
        programs.sort_by(|one, other| one.file.cmp(&other.file));
        (self.report)(JobNews::ProgramsInstalled(programs));
    }

    /// Notes what the package was made from, for its record and for the note of the target directory.
    pub(super) fn observe(&self, run: &PackageRun, files: &ProductFiles) -> Result<ReadInputs, PackageError> {
        let Self { context, job, .. } = self;
        let package = job.package();
        let cargo_report = self.heard().report.clone();
        let named = self.named_paths(&run.prefix(), files);
        let has_checkout = named.iter().any(|named| named.path.starts_with(context.request.workspace.root()));
        if context.request.plan.remap_paths && !named.is_empty() {
            (self.report)(JobNews::NamesMachine(named));
        }
        let read_inputs = context.inputs.observer().observe(&BuildEvidence {
            package,
            cargo_report: &cargo_report,
            has_checkout,
        });
        fault_point(Point::ProgramsInstalled).map_err(PackageError::Prepare)?;
        context.note_compiled(job, &read_inputs, &cargo_report.units).map_err(PackageError::Prepare)?;
        fault_point(Point::CompiledNoted).map_err(PackageError::Prepare)?;
        Ok(read_inputs)
    }

    /// The directories of this machine that the package's programs name, by program.
    fn named_paths(&self, prefix: &Utf8Path, files: &ProductFiles) -> Vec<NamedPath> {
        let BuildRequest { workspace, options, .. } = self.context.request;
        let home = options.environment.cargo_home();
        let others = [Some(self.job.target_directory.as_path()), home.as_deref()].into_iter().flatten();
        let paths = MachinePaths::new(workspace, others, prefix);
        // A file that cannot be read fails the inspection, which says so.
        let named = files
            .linked
            .iter()
            .chain(&files.archives)
            .map(|file| paths.named_in(file, &fs::read(prefix.join(file)).unwrap_or_default()));
        named.flatten().collect()
    }

    /// The error with the names of the crates that use symbols of a newer glibc.
    fn with_crates(&self, mut error: PackageError) -> PackageError {
        if let PackageError::Program(ProgramError::NewerGlibc { symbols, .. }) = &mut error {
            let units = self.heard().report.units.clone();
            for symbol in symbols {
                let users = users_of_symbol(&self.job.target_directory, &units, &symbol.name);
                let named = |library: String| package_of(self.context.request.workspace, &library);
                symbol.crates = users.into_iter().map(named).collect();
            }
        }
        error
    }

    /// Checks the installed programs, and adds what they need of the machine to the package's requirements.
    pub(super) fn inspect(
        &self,
        mut run: PackageRun,
        files: &ProductFiles,
    ) -> Result<PackageRun, PackageError> {
        let Self { context, job, environment, .. } = self;
        let package = job.package();
        let checks = InstalledFiles {
            package,
            files,
            prefix: &run.prefix(),
            environment: environment.map(|shared| &shared.environment),
            run_dependencies: &run.run_dependencies(),
            secrets: &context.request.secrets_of(package),
        };
        let needed = checks.check().map_err(|error| self.with_crates(error))?;
        // What runs on the glibc that was asked for may need an older one still; the package says what was
        // asked for, as those of conda's compilers do. A machine with an older one has not linked for it.
        let is_of_machine = |wanted: &SymbolVersion| machine_glibc().is_none_or(|own| *wanted <= own);
        let promised = package.glibc.filter(is_of_machine);
        let needed = needed.map(|system| promised.map_or(system, SystemVersion::Glibc));
        if let Some(system) = needed {
            let requirement = system.requirement();
            // conda's compilers add this requirement themselves. An environment that the caller has solved
            // comes with all requirements, and none is added to them.
            let is_solved = environment.is_some_and(|shared| shared.environment.is_from_caller());
            if !is_solved && (environment.is_none() || !run.requires(&requirement)) {
                run.require(&requirement)?;
            }
        }
        if environment.is_some() {
            let others = package.all_files().filter(|file| !files.all.contains(file));
            let files: Vec<_> = files.all.iter().cloned().chain(others).collect();
            run.list_files(&files).map_err(PackageError::Prepare)?;
        }
        Ok(run)
    }
}
