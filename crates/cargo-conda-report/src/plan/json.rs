//! A plan as a JSON document (`cargo conda plan --format json`).

use std::io::{self, Write};

use camino::Utf8Path;
use cargo_conda_engine::{self as engine, PackageLabel};
use cargo_conda_mapping::{NativeValue, Requirement};
use cargo_conda_plan::{
    LeftOutBinary, Location, NativeDependency, NativeOrigin, PackagePlan, Plan, Skip, SkipReason, Warning,
};
use cargo_conda_workspace::{FeatureSelection, FeaturesOf};

use super::product;
use crate::redaction::without_secrets;
use crate::schema::{
    FeaturesOfDocument, FileDocument, LeftOutDocument, NativeDocument, NativeOriginDocument, PackageDocument,
    PlanDocument, SCHEMA, SkipDocument, SkipKind, Status, SummaryDocument, WarningDocument,
};
use crate::why::is_fresh;

/// Writes a plan as one JSON document, see [`PlanDocument`].
///
/// `workspace` is the absolute path of the workspace's root directory. A package is marked as fresh if
/// `statuses` has all its variants as fresh.
///
/// # Errors
///
/// The error of the writer.
pub fn write_plan_json(
    plan: &Plan,
    statuses: &[(PackageLabel, engine::Status)],
    workspace: &Utf8Path,
    out: &mut dyn Write,
) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &PlanDocument::new(plan, statuses, workspace))?;
    writeln!(out)?;
    out.flush()
}

impl PlanDocument {
    /// Makes the document of a plan.
    ///
    /// `workspace` is the absolute path of the workspace's root directory. A package is marked as fresh if
    /// `statuses` has all its variants as fresh.
    pub fn new(plan: &Plan, statuses: &[(PackageLabel, engine::Status)], workspace: &Utf8Path) -> Self {
        // The document has groups as numbers in the packages only.
        let Plan { packages, groups: _, skipped, channels, against, variants: _, remap_paths, warnings } =
            plan;
        Self {
            schema: SCHEMA,
            workspace: workspace.to_owned(),
            summary: SummaryDocument {
                packages: packages.len(),
                skipped: skipped.len(),
                warnings: warnings.len(),
            },
            packages: packages.iter().map(|package| package_document(package, statuses)).collect(),
            skipped: skipped.iter().map(SkipDocument::from).collect(),
            channels: channels.iter().map(|channel| without_secrets(channel)).collect(),
            against: against.iter().map(|channel| without_secrets(channel)).collect(),
            remap_paths: *remap_paths,
            warnings: warnings.iter().map(WarningDocument::from).collect(),
        }
    }
}

fn package_document(package: &PackagePlan, statuses: &[(PackageLabel, engine::Status)]) -> PackageDocument {
    let status = if is_fresh(package, statuses) { Status::Fresh } else { Status::Pending };
    // The build number may have been chosen after the plan was made.
    let numbered = statuses
        .iter()
        .map(|(label, _)| label.plan())
        .find(|numbered| numbered.crate_name == package.crate_name && numbered.platform == package.platform);
    PackageDocument { status, ..numbered.unwrap_or(package).into() }
}

impl From<&PackagePlan> for PackageDocument {
    fn from(package: &PackagePlan) -> Self {
        let FeatureSelection { features, all_features, no_default_features, of } = &package.install.features;
        Self {
            crate_name: package.crate_name.clone(),
            name: package.name.to_string(),
            version: package.version.to_string(),
            build_number: package.build.number,
            platform: package.platform.to_string(),
            license: package.about.license.expression.as_ref().map(ToString::to_string),
            summary: package.about.summary.clone(),
            kind: product::kind(&package.product),
            c_library: product::c_library(package),
            python: product::python(&package.product),
            binaries: package.binaries().to_vec(),
            left_out: package.install.left_out.iter().map(LeftOutDocument::from).collect(),
            features: features.clone(),
            all_features: *all_features,
            no_default_features: *no_default_features,
            features_of: match of {
                FeaturesOf::Package => FeaturesOfDocument::Package,
                FeaturesOf::Workspace => FeaturesOfDocument::Workspace,
            },
            profile: package.install.profile.clone(),
            rust_target: Some(package.target.to_string()),
            glibc: package.glibc.map(|oldest| oldest.to_string()),
            strip: package.install.strip.effective().map(|strip| strip.as_str().to_owned()),
            build_dependencies: package.requirements.build.iter().map(ToString::to_string).collect(),
            host_dependencies: package.requirements.host.iter().map(ToString::to_string).collect(),
            native: package.requirements.native.iter().map(NativeDocument::from).collect(),
            run_exports: package.requirements.run_exports.iter().map(ToString::to_string).collect(),
            run_dependencies: package.requirements.run.iter().map(ToString::to_string).collect(),
            files: files(package),
            group: package.group.0,
            status: Status::Pending,
        }
    }
}

fn files(package: &PackagePlan) -> Vec<FileDocument> {
    let copied = package.assets.files.iter().map(|(path, file)| FileDocument {
        path: path.clone(),
        source: Some(file.source.clone()),
        command: None,
        executable: file.is_executable,
    });
    let printed = package.assets.printed.iter().map(|(path, printed)| FileDocument {
        path: path.clone(),
        source: None,
        command: Some(printed.to_string()),
        executable: false,
    });
    let mut files: Vec<_> = copied.chain(printed).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

impl From<&NativeDependency> for NativeDocument {
    fn from(native: &NativeDependency) -> Self {
        let texts = |requirements: &[Requirement]| requirements.iter().map(ToString::to_string).collect();
        Self {
            crate_name: native.crate_name.clone(),
            version: native.version.clone(),
            links: native.links.clone(),
            chain: native.chain.clone(),
            origin: match native.origin {
                NativeOrigin::Known => NativeOriginDocument::Known,
                NativeOrigin::Configured => NativeOriginDocument::Configured,
                NativeOrigin::Unknown => NativeOriginDocument::Unknown,
            },
            host: texts(&native.host),
            build: texts(&native.build),
            env: native.env.iter().map(|(name, value)| (name.clone(), described(*value))).collect(),
            vendored: native.vendored,
        }
    }
}

fn described(value: NativeValue) -> String {
    match value {
        NativeValue::HostPrefix("") => "$PREFIX".to_owned(),
        NativeValue::HostPrefix(below) => format!("$PREFIX/{below}"),
        NativeValue::BuildPrefix("") => "$BUILD_PREFIX".to_owned(),
        NativeValue::BuildPrefix(below) => format!("$BUILD_PREFIX/{below}"),
    }
}

impl From<&LeftOutBinary> for LeftOutDocument {
    fn from(LeftOutBinary { binary, missing_features }: &LeftOutBinary) -> Self {
        Self { binary: binary.clone(), missing_features: missing_features.clone() }
    }
}

impl From<&Skip> for SkipDocument {
    fn from(skip: &Skip) -> Self {
        let Skip { crate_name, manifest, reason, config_file: _, also: _ } = skip;
        Self {
            crate_name: crate_name.clone(),
            manifest: manifest.clone(),
            kind: SkipKind::from(reason),
            reason: reason.to_string(),
            remedy: skip.remedy(),
        }
    }
}

impl From<&SkipReason> for SkipKind {
    fn from(reason: &SkipReason) -> Self {
        match reason {
            SkipReason::NoBinaries | SkipReason::CLibraryNotAskedFor => Self::NoBinaries,
            SkipReason::BinariesLeftOut => Self::BinariesLeftOut,
            SkipReason::BinariesNeedFeatures(_) => Self::BinariesNeedFeatures,
            SkipReason::Xtask { .. } => Self::Xtask,
            SkipReason::PythonOfConda => Self::PythonOfConda,
            SkipReason::OtherPlatform { .. } => Self::OtherPlatform,
            SkipReason::OutsideDefaultMembers => Self::OutsideDefaultMembers,
            SkipReason::Unpublished => Self::Unpublished,
            SkipReason::Configured { .. } | SkipReason::CLibraryOff | SkipReason::PythonOff => {
                Self::Configured
            }
            SkipReason::Excluded => Self::Excluded,
            SkipReason::NotRequested => Self::NotRequested,
            SkipReason::Unaffected { .. } => Self::Unaffected,
            SkipReason::Unconcerned { .. } => Self::Unconcerned,
            SkipReason::OtherPartition(_) => Self::OtherPartition,
        }
    }
}

impl From<&Warning> for WarningDocument {
    fn from(warning: &Warning) -> Self {
        let location = match warning {
            Warning::DeprecatedKey { location, .. }
            | Warning::NeedsCondaToolchain { location, .. }
            | Warning::GlibcOfConda { location, .. }
            | Warning::WithdrawnLicense { location, .. }
            | Warning::OwnLicense { location, .. }
            | Warning::RustTooOld { location, .. }
            | Warning::UnusedClarification { location, .. }
            | Warning::CLibrary { location, .. } => Some(location),
            Warning::Version { .. }
            | Warning::TakenName { .. }
            | Warning::NoVersion { .. }
            | Warning::NoLicense { .. }
            | Warning::NoLicenseFile { .. }
            | Warning::OtherLicenseAtRoot { .. }
            | Warning::OtherLicenseText { .. }
            | Warning::InvalidUrl { .. }
            | Warning::FileClash { .. }
            | Warning::OuterCargoConfig { .. } => None,
        };
        let place = location.map(Location::line_and_column);
        Self {
            message: warning.to_string(),
            file: location.map(|location| location.source.path.clone()),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
        }
    }
}
