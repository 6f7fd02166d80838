//! Workspaces in temporary directories, and plans as text. All dependencies are paths, so no test needs a
//! network.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{
    EntryKind, PackagePlan, Plan, PlanError, PlanInput, PlanRequest, Problem, ProductKind, Selection, Skip,
    SourceEntry, SourceTree,
};
use cargo_conda_test_support::{TempWorkspace, withheld_variables};
use cargo_conda_workspace::{LoadOptions, Workspace};

pub(crate) struct Fixture(TempWorkspace);

impl Fixture {
    /// An empty directory, in another one where tests can put files outside of the workspace.
    pub(crate) fn empty() -> Self {
        Self(TempWorkspace::below("workspace"))
    }

    /// A virtual workspace of all crates below `crates/`; `rest` continues its manifest.
    pub(crate) fn workspace(rest: &str) -> Self {
        let fixture = Self::empty();
        fixture.0.write_workspace(&format!("members = ['crates/*']\n{rest}"));
        fixture
    }

    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.0.write(path, text);
        self
    }

    /// Adds a crate with one binary of the same name; `rest` continues the `[package]` table.
    pub(crate) fn tool(self, name: &str, rest: &str) -> Self {
        self.crate_of(name, "main.rs", rest)
    }

    /// Adds a crate without binaries; `rest` continues the `[package]` table.
    pub(crate) fn lib_crate(self, name: &str, rest: &str) -> Self {
        self.crate_of(name, "lib.rs", rest)
    }

    fn crate_of(self, name: &str, source: &str, rest: &str) -> Self {
        self.0.write_package(&format!("crates/{name}"), rest);
        self.file(&format!("crates/{name}/src/{source}"), "fn main() {}")
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        self.0.root()
    }

    pub(crate) fn load(&self) -> Workspace {
        self.0.lock();
        let options = LoadOptions {
            cargo: "cargo".into(),
            directory: self.root().to_owned(),
            manifest_path: None,
            offline: true,
            cargo_home: None,
            lock_file: None,
            withheld: withheld_variables(),
        };
        Workspace::load(&options).unwrap()
    }

    pub(crate) fn try_plan(&self, request: &PlanRequest) -> Result<Plan, PlanError> {
        Plan::compute(PlanInput { workspace: &self.load(), files: &Disk, request })
    }

    pub(crate) fn plan(&self, request: &PlanRequest) -> Plan {
        self.try_plan(request).unwrap_or_else(|error| panic!("{}", self.explain(&error)))
    }

    /// The verdict on each member and its reason, for the plain request.
    pub(crate) fn decisions(&self) -> String {
        self.decisions_for(&Selection::default())
    }

    /// The verdict on each member and its reason, for a selection.
    pub(crate) fn decisions_for(&self, selection: &Selection) -> String {
        self.decisions_with(&PlanRequest { selection: selection.clone(), ..linux() })
    }

    /// The verdict on each member and its reason.
    pub(crate) fn decisions_with(&self, request: &PlanRequest) -> String {
        match self.try_plan(request) {
            Ok(plan) => {
                let packages = plan.packages.iter().map(|package| {
                    let binaries = match package.product.kind() {
                        ProductKind::Programs => package.binaries().join(", "),
                        kind => kind.to_string(),
                    };
                    let left_out: Vec<_> =
                        package.install.left_out.iter().map(|left_out| left_out.binary.as_str()).collect();
                    let left_out = if left_out.is_empty() {
                        String::new()
                    } else {
                        format!(", without {}", left_out.join(", "))
                    };
                    format!("{}: {binaries}{left_out}", package.crate_name)
                });
                let lines: Vec<_> = packages.chain(plan.skipped.iter().map(decision)).collect();
                self.relative(&lines.join("\n"))
            }
            Err(error) => self.explain(&error),
        }
    }

    /// The package of a crate, for the plain request.
    pub(crate) fn package(&self, name: &str) -> PackagePlan {
        let plan = self.plan(&linux());
        plan.packages.into_iter().find(|package| package.crate_name == name).unwrap()
    }

    /// The warnings of the plain request.
    pub(crate) fn warnings(&self) -> String {
        let warnings: Vec<_> = self.plan(&linux()).warnings.iter().map(ToString::to_string).collect();
        self.relative(&warnings.join("\n"))
    }

    /// The error of the plain request, with its details.
    pub(crate) fn error(&self) -> String {
        self.error_for(&linux())
    }

    pub(crate) fn error_for(&self, request: &PlanRequest) -> String {
        self.explain(&self.try_plan(request).unwrap_err())
    }

    fn explain(&self, error: &PlanError) -> String {
        let details = match error {
            PlanError::Problems(problems) => problems.iter().map(problem).collect(),
            PlanError::NothingSelected(skipped) => skipped.iter().map(decision).collect(),
            PlanError::CannotPackage(skip) => skip.remedy().into_iter().collect(),
            _ => Vec::new(),
        };
        let lines: Vec<_> = std::iter::once(error.to_string()).chain(details).collect();
        self.relative(&lines.join("\n"))
    }

    /// A text without the temporary directory, which differs from run to run.
    fn relative(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.root()), "")
            .replace(self.root().parent().unwrap().as_str(), "<outside>")
    }
}

fn decision(skip: &Skip) -> String {
    let remedy = skip.remedy().map_or_else(String::new, |remedy| format!(" [{remedy}]"));
    format!("{}: skipped, {}{remedy}", skip.crate_name, skip.reason)
}

/// A problem with its location, the text there, and the help.
fn problem(problem: &Problem) -> String {
    let source = &problem.location.source;
    let (line, column) = problem.location.line_and_column();
    let text = &source.text[problem.location.span.clone()];
    let help = problem.help().map_or_else(String::new, |help| format!("\n  help: {help}"));
    format!("{}:{line}:{column} at {text}\n  {}{help}", source.path, problem.kind)
}

/// The plain request on linux-64.
pub(crate) fn linux() -> PlanRequest {
    PlanRequest::new(platform("linux-64"))
}

pub(crate) fn platform(name: &str) -> Platform {
    name.parse().unwrap()
}

/// `-p` and `--exclude`.
pub(crate) fn select(packages: &[&str], exclude: &[&str]) -> Selection {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Selection { packages: owned(packages), exclude: owned(exclude), ..Selection::default() }
}

/// `--workspace`.
pub(crate) fn everything() -> Selection {
    Selection { workspace: true, ..Selection::default() }
}

/// The files on the disk.
pub(crate) struct Disk;

impl SourceTree for Disk {
    fn is_file(&self, path: &Utf8Path) -> bool {
        path.is_file()
    }

    fn text(&self, path: &Utf8Path) -> Option<String> {
        fs_err::read_to_string(path).ok()
    }

    fn entries(&self, directory: &Utf8Path) -> Vec<SourceEntry> {
        let entries = directory.as_std_path().read_dir().into_iter().flatten().map(Result::unwrap);
        let entry = |entry: std::fs::DirEntry| {
            let is_link = entry.file_type().unwrap().is_symlink();
            let kind = match entry.path().metadata() {
                Ok(metadata) if metadata.is_file() => EntryKind::File { is_executable: false },
                Ok(_) if is_link => EntryKind::LinkToDirectory,
                Ok(_) => EntryKind::Directory,
                Err(_) => EntryKind::Other,
            };
            let name = entry.file_name();
            let is_utf8 = name.to_str().is_some();
            SourceEntry { name: name.to_string_lossy().into_owned(), is_utf8, kind }
        };
        let mut entries: Vec<_> = entries.map(entry).collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries
    }

    fn resolve(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        path.canonicalize_utf8().ok()
    }
}
