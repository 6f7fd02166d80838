//! Adds to a package what it says of the crates that it is made of: licence texts, audit data, and a bill of
//! materials.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_inventory::{
    AuditData, BillOfMaterials, LicenseTexts, NoticeRequest, Notices, OwnLicense, Subject,
    is_notice_file_name,
};
use cargo_conda_mapping::{Platform, RustTarget, SpdxExpression};
use cargo_conda_plan::{NoticePlan, PackagePlan};
use cargo_conda_workspace::{
    ClosureQuery, Inventory, InventoryDifference, LockFile, Package, PackageFacts, PackageSource, Workspace,
};
use fs_err as fs;

use crate::api::{BuildOptions, MaterialsError};
use crate::inspect::build_id;

/// Where the notices of the standard library are, below the root of a Rust toolchain.
const NOTICES_OF_TOOLCHAIN: &str = "share/doc/rust/COPYRIGHT-library.html";

/// What stands in for them where a toolchain comes without.
const NOTICES_OF_STANDARD_LIBRARY: &str = "The Rust standard library is licensed under MIT OR Apache-2.0: \
    https://github.com/rust-lang/rust/blob/HEAD/COPYRIGHT. The toolchain that compiled this package came \
    without the notices of its parts.\n";

/// Returns the bill of materials of a planned package, as JSON in the form of CycloneDX 1.5, without
/// building it. It has no build string, and no version of the standard library: which compiler will be used
/// is not known.
///
/// # Errors
///
/// The crates of the package cannot be told.
pub fn bill_of_materials(
    workspace: &Workspace,
    package: &PackagePlan,
    options: &BuildOptions,
) -> Result<String, MaterialsError> {
    let compiled = Compiled { package, target: &package.target, build: options.build_platform };
    let materials = Materials::of(workspace, &workspace.lock_file(), compiled)?;
    materials.bill(None, options.timestamp, None)
}

/// Returns the crates that ship no licence text, so that packages have the text of SPDX for them, each with
/// the names of these packages.
///
/// Keys and values are sorted. The crates of packages are found out only if the workspace has such a crate,
/// because that takes a while.
///
/// # Errors
///
/// The crates of a package cannot be told, or the licence of one is not known.
pub fn crates_without_texts<'p>(
    workspace: &Workspace,
    packages: &'p [PackagePlan],
    options: &BuildOptions,
) -> Result<BTreeMap<String, BTreeSet<&'p str>>, MaterialsError> {
    let mut found: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    if !workspace.packages().any(|(package, facts)| may_lack_text(package, facts)) {
        return Ok(found);
    }
    let texts = LicenseTexts::of_workspace(workspace.root());
    let lock_file = workspace.lock_file();
    for package in packages {
        let compiled = Compiled { package, target: &package.target, build: options.build_platform };
        let materials = Materials::of(workspace, &lock_file, compiled)?;
        let Some(notices) = materials.notices(&texts)? else {
            continue;
        };
        for notice in notices.without_own_text() {
            let name = format!("{} {}", notice.package_name, notice.package_version);
            found.entry(name).or_default().insert(package.name.as_str());
        }
    }
    Ok(found)
}

/// Whether a crate of other people has no licence file beside its manifest.
fn may_lack_text(package: Package<'_>, facts: &PackageFacts) -> bool {
    let is_local = matches!(package.source, PackageSource::Path(_));
    let names = facts.directory.read_dir_utf8().into_iter().flatten().flatten();
    !is_local
        && facts.license_file.is_none()
        && !names.into_iter().any(|entry| is_notice_file_name(entry.file_name()))
}

/// A planned package, with the Rust target and the build platform for which cargo compiles its crates.
#[derive(Clone, Copy)]
pub(super) struct Compiled<'a> {
    pub(super) package: &'a PackagePlan,
    /// The target of its programs.
    pub(super) target: &'a RustTarget,
    /// The platform on which build scripts run.
    pub(super) build: Platform,
}

/// A package, and the crates that are in its programs.
#[derive(Clone)]
pub(super) struct Materials<'a> {
    package: &'a PackagePlan,
    inventory: Inventory<'a>,
}

impl<'a> Materials<'a> {
    /// Finds out which crates a package consists of.
    pub(super) fn of(
        workspace: &'a Workspace,
        lock_file: &LockFile,
        Compiled { package, target, build }: Compiled<'a>,
    ) -> Result<Self, MaterialsError> {
        let host = build.rust_triple();
        let host = host.map_err(|_unknown| MaterialsError::UnknownTriple { platform: build })?;
        let query = ClosureQuery {
            member: &package.crate_name,
            features: &package.install.features,
            target: target.as_str(),
            host,
        };
        let closure = query.resolve(workspace).map_err(MaterialsError::Closure)?;
        Ok(Self { package, inventory: closure.inventory(lock_file) })
    }

    /// Takes in what cargo has compiled and the inventory lacks.
    pub(super) fn take_in(
        &mut self,
        workspace: &'a Workspace,
        lock_file: &LockFile,
        compiled: &BTreeSet<String>,
    ) -> InventoryDifference {
        self.inventory.take_in(workspace, lock_file, compiled)
    }

    /// Writes the licence files that the package ships for other people's crates. `directory` is where the
    /// recipe's licence files are taken from, `toolchain` the root of the Rust toolchain; `None` if it is not
    /// known.
    pub(super) fn write_notices(
        &self,
        texts: &LicenseTexts,
        directory: &Utf8Path,
        toolchain: Option<&Utf8Path>,
    ) -> Result<(), MaterialsError> {
        let (Some(plan), Some(notices)) = (&self.package.disclosure.notices, self.notices(texts)?) else {
            return Ok(());
        };
        let yaml = notices.to_yaml().map_err(io::Error::other)?;
        write(&directory.join(NoticePlan::FILE), yaml.as_bytes())?;
        if let Some(file) = plan.standard_library_file() {
            let shipped = toolchain.and_then(|root| fs::read(root.join(NOTICES_OF_TOOLCHAIN)).ok());
            let text = shipped.as_deref().unwrap_or(NOTICES_OF_STANDARD_LIBRARY.as_bytes());
            write(&directory.join(file), text)?;
        }
        Ok(())
    }

    /// The licence texts of other people's crates; `None` if the package does not ship them.
    fn notices(&self, texts: &LicenseTexts) -> Result<Option<Notices>, MaterialsError> {
        let Some(notices) = &self.package.disclosure.notices else {
            return Ok(None);
        };
        let license = &self.package.about.license;
        let files: Vec<_> = license.files.iter().map(|file| file.source.clone()).collect();
        let request = NoticeRequest {
            inventory: &self.inventory,
            own: OwnLicense { expression: license.expression.as_ref(), files: &files },
            clarifications: &notices.clarifications,
            with_build: notices.with_build,
        };
        request.collect(texts).map(Some).map_err(MaterialsError::Notices)
    }

    /// Adds the list of crates to each of the installed programs.
    pub(super) fn embed_audit_data(
        &self,
        prefix: &Utf8Path,
        programs: &[Utf8PathBuf],
    ) -> Result<(), MaterialsError> {
        if !self.package.disclosure.auditable {
            return Ok(());
        }
        let data = AuditData::new(&self.inventory);
        for binary in programs {
            let path = prefix.join(binary);
            let program = fs::read(&path)?;
            let embedded = data.embed(&program).map_err(|source| {
                let binary = binary.clone();
                MaterialsError::Program { binary, source }
            })?;
            if let Some(rewritten) = embedded {
                replace(&path, &rewritten)?;
            }
        }
        Ok(())
    }

    /// Installs the bill of materials. `build` and `timestamp` are those of the package, `rustc` is the
    /// version of the compiler; `None` if it is not known.
    pub(super) fn install_bill(
        &self,
        prefix: &Utf8Path,
        build: &str,
        timestamp: jiff::Timestamp,
        rustc: Option<&str>,
    ) -> Result<(), MaterialsError> {
        let Some(path) = self.package.bill_of_materials() else {
            return Ok(());
        };
        let bill = self.bill(Some(build), timestamp, rustc)?;
        write(&prefix.join(path), bill.as_bytes())
    }

    /// The bill of materials as JSON. `build` is the package's build string; `None` if it is not built.
    fn bill(
        &self,
        build: Option<&str>,
        timestamp: jiff::Timestamp,
        rustc: Option<&str>,
    ) -> Result<String, MaterialsError> {
        let PackagePlan { name, version, platform, about, .. } = self.package;
        let subject = Subject {
            name: name.as_str(),
            version: &version.to_string(),
            build,
            subdir: platform.as_str(),
            license: about.license.expression.as_ref().map(SpdxExpression::as_str),
            timestamp: Some(&timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            rustc,
            tool: env!("CARGO_PKG_VERSION"),
        };
        Ok(BillOfMaterials::new(&subject, &self.inventory).to_json().map_err(io::Error::other)?)
    }
}

/// Gives each of the installed programs that names its prefix an id that does not depend on it.
pub(super) fn settle_build_ids(prefix: &Utf8Path, programs: &[Utf8PathBuf]) -> Result<(), MaterialsError> {
    for binary in programs {
        let path = prefix.join(binary);
        if let Some(settled) = build_id::without_prefix(&fs::read(&path)?, prefix.as_str()) {
            replace(&path, &settled)?;
        }
    }
    Ok(())
}

/// Writes a file and the directories that it is in.
fn write(path: &Utf8Path, content: &[u8]) -> Result<(), MaterialsError> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    Ok(fs::write(path, content)?)
}

/// Replaces a program by a file of its own: the old one may be a hard link to the program in cargo's target
/// directory, which stays as it is.
fn replace(path: &Utf8Path, content: &[u8]) -> Result<(), MaterialsError> {
    let permissions = fs::metadata(path)?.permissions();
    let beside = Utf8PathBuf::from(format!("{path}.audit"));
    fs::write(&beside, content)?;
    fs::set_permissions(&beside, permissions)?;
    Ok(fs::rename(&beside, path)?)
}
