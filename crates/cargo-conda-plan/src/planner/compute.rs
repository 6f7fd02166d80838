//! From a workspace and a request to a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cargo_conda_mapping::{CondaName, CondaVersion, Platform, Requirement, about};
use cargo_conda_workspace::{ClosureQuery, FeatureSelection, Member, Unit, Workspace};

use super::candidate::Candidate;
use super::checks::{
    check_binaries, check_extra_args, check_features, check_outer, check_overridden_crates,
    check_workspace_features, find_file_clashes, find_name_clashes, start_of, warn_of_conda_keys,
};
use super::error::PlanError;
use super::features::RequestedFeatures;
use super::grouping::assign_groups;
use super::license::{Licenses, source_of};
use super::native::NativeQuery;
use super::profiles::Profiles;
use super::requirements::{BuildRequirements, build_variables};
use super::selection::Selector;
use super::shares::Portion;
use super::urls::url;
use crate::config::{ManifestConfig, PackageConfig, TableOwner, read_manifest};
use crate::model::{
    About, AddedRequirements, BuildGroup, BuildIdentity, CargoInstall, ConditionalRequirement, GroupId,
    NativeDependency, PackagePlan, PackageRequirements, Partition, PartitionKind, Plan, Skip, SkipReason,
    StdlibChoice, Toolchain, Variants,
};
use crate::problem::{Findings, ProblemKind, Warning};
use crate::request::{Affected, PlanRequest, Selection};
use crate::source::{Located, SourceTree};

/// All that a plan is computed from.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Its files.
    pub files: &'a dyn SourceTree,
    /// What is asked for.
    pub request: &'a PlanRequest,
}

impl Plan {
    /// Computes the plan. Equal input gives an equal plan.
    ///
    /// # Errors
    ///
    /// All problems of all manifests at once, or the first thing in the request that cannot be met.
    pub fn compute(input: PlanInput<'_>) -> Result<Self, PlanError> {
        Planner::new(input)?.run()
    }
}

/// Where compilers come from unless somebody says otherwise.
const DEFAULT_CHANNEL: &str = "conda-forge";

pub(crate) struct Planner<'a> {
    input: PlanInput<'a>,
    workspace_config: ManifestConfig,
    member_configs: BTreeMap<&'a str, ManifestConfig>,
    features: RequestedFeatures<'a>,
    profiles: Profiles,
    findings: Findings,
    toolchain: Toolchain,
    /// What each package needs beyond its own configuration.
    added: Arc<AddedRequirements>,
    /// What the build of each package would be if it were the only one.
    builds: Vec<BuildGroup>,
    packages: Vec<PackagePlan>,
    skipped: BTreeMap<String, Skip>,
}

/// Where to read more.
struct Links {
    homepage: Option<String>,
    repository: Option<String>,
    documentation: Option<String>,
}

impl<'a> Planner<'a> {
    /// Reads all configuration, and checks what in the request names something.
    pub(crate) fn new(input: PlanInput<'a>) -> Result<Self, PlanError> {
        let PlanInput { workspace, request, .. } = input;
        let mut findings = Findings::default();
        let root = source_of(workspace.root_manifest());
        let workspace_config = read_manifest(&root, TableOwner::Workspace, &mut findings);
        check_workspace_features(workspace, &workspace_config, &mut findings);
        check_outer(workspace, &request.outer, &mut findings);
        let member_configs = workspace
            .members()
            .filter(|member| member.metadata().get("conda").is_some())
            .map(|member| {
                let source = source_of(member.manifest());
                (member.name(), read_manifest(&source, TableOwner::Package, &mut findings))
            })
            .collect();
        let toolchain =
            request.toolchain.or(workspace_config.workspace.toolchain).unwrap_or(Toolchain::System);
        if toolchain != Toolchain::Conda && !(request.variants.is_empty() && request.variant_files.is_empty())
        {
            return Err(PlanError::VariantsNeedConda);
        }
        Ok(Self {
            input,
            workspace_config,
            member_configs,
            features: RequestedFeatures::new(&request.features, workspace)?,
            profiles: Profiles::new(workspace, request.profile.as_deref())?,
            findings,
            toolchain,
            added: Arc::new(request.outer.requirements.clone()),
            builds: Vec::new(),
            packages: Vec::new(),
            skipped: BTreeMap::new(),
        })
    }

    pub(crate) fn run(mut self) -> Result<Plan, PlanError> {
        for platform in self.platforms() {
            self.plan_platform(platform)?;
        }
        let PlanInput { workspace, request, .. } = self.input;
        find_name_clashes(workspace, &self.packages, &mut self.findings);
        self.keep_partition()?;
        let groups = assign_groups(&mut self.packages, std::mem::take(&mut self.builds));
        let variants = Variants::of(workspace, &self.packages, request, &mut self.findings, self.toolchain);
        self.check_native_overrides();
        self.warn_of_outer_configs();
        let channels = self.channels();
        find_file_clashes(&self.packages, &mut self.findings);
        let warnings = self.findings.into_warnings()?;
        // What is a package on one platform is not left out, even if another platform does without it.
        for package in &self.packages {
            self.skipped.remove(&package.crate_name);
        }
        let skipped: Vec<_> = self.skipped.into_values().collect();
        // Nothing to do is an answer where a part was asked for.
        if self.packages.is_empty() && request.affected.is_none() && request.partition.is_none() {
            return Err(PlanError::NothingSelected(skipped));
        }
        let selected: Vec<_> =
            self.packages.iter().filter_map(|package| workspace.member(&package.crate_name)).collect();
        self.features.check(&selected)?;
        Ok(Plan {
            packages: self.packages,
            groups: (1..).map(GroupId).zip(groups).collect(),
            skipped,
            channels,
            variants,
            warnings,
        })
    }

    /// Leaves to other machines what is theirs.
    fn keep_partition(&mut self) -> Result<(), PlanError> {
        let PlanInput { workspace, request, .. } = self.input;
        let Some(partition) = request.partition else { return Ok(()) };
        let is_kept = partition.of(&self.portions(partition)?);
        let all = std::mem::take(&mut self.packages).into_iter().zip(std::mem::take(&mut self.builds));
        for ((package, build), is_kept) in all.zip(is_kept) {
            if is_kept {
                self.packages.push(package);
                self.builds.push(build);
            } else if let Some(member) = workspace.member(&package.crate_name) {
                self.skip(member, SkipReason::OtherPartition(partition));
            }
        }
        Ok(())
    }

    /// What packages compile, if that decides where.
    fn portions(&self, partition: Partition) -> Result<Vec<Portion<'_, (Platform, Unit<'a>)>>, PlanError> {
        let PlanInput { workspace, request, .. } = self.input;
        let host = request.build_platform.rust_triple().map_err(PlanError::UnknownTriple)?;
        let portion = |package: &PackagePlan| -> Result<_, PlanError> {
            let mut units = BTreeSet::new();
            if partition.kind == PartitionKind::Cost {
                let target = package.platform.rust_triple().map_err(PlanError::UnknownTriple)?;
                let (member, features) = (&package.crate_name, &package.install.features);
                let query = ClosureQuery { member, features, target, host };
                let closure = query.resolve(workspace).map_err(PlanError::Closure)?;
                units.extend(closure.units().into_iter().map(|unit| (package.platform, unit)));
            }
            Ok(units)
        };
        let packages = self.packages.iter();
        packages
            .map(|package| Ok(Portion { name: package.name.as_str(), units: portion(package)? }))
            .collect()
    }

    /// The channels asked for, else the configured ones, else those without which there are no compilers.
    fn channels(&self) -> Vec<String> {
        let PlanInput { workspace, request, .. } = self.input;
        let configured = self.workspace_config.workspace.channels.clone().unwrap_or_default();
        if !request.channels.is_empty() {
            request.channels.clone()
        } else if configured.is_empty() && self.toolchain == Toolchain::Conda {
            vec![DEFAULT_CHANNEL.to_owned()]
        } else {
            configured.into_iter().map(|channel| from_the_root(workspace, channel)).collect()
        }
    }

    fn warn_of_outer_configs(&mut self) {
        if self.toolchain == Toolchain::Conda {
            for path in self.input.workspace.outer_cargo_configs() {
                self.findings.warn(Warning::OuterCargoConfig { path: path.clone() });
            }
        }
    }

    /// Each crate that `native-dependencies` corrects must be there: in the package, or, for the workspace's table, in
    /// some package. If only some packages were asked for, that cannot be told.
    fn check_native_overrides(&mut self) {
        if self.toolchain != Toolchain::Conda {
            return;
        }
        for package in &self.packages {
            let layers = self.member_configs.get(package.crate_name.as_str());
            let layers = layers.into_iter().flat_map(|config| config.layers_for(package.platform));
            let known: BTreeSet<_> =
                package.requirements.native.iter().map(|native| native.crate_name.as_str()).collect();
            check_overridden_crates(layers, &known, &mut self.findings);
        }
        if self.input.request.selection == Selection::default() {
            let all = self.packages.iter().flat_map(|package| &package.requirements.native);
            let known: BTreeSet<_> = all.map(|native| native.crate_name.as_str()).collect();
            check_overridden_crates(self.workspace_config.layers(), &known, &mut self.findings);
        }
    }

    fn platforms(&self) -> Vec<Platform> {
        let request = self.input.request;
        let configured = self.workspace_config.workspace.target_platforms.as_deref().unwrap_or_default();
        let mut platforms = match (request.target_platforms.as_slice(), configured) {
            ([], []) => vec![request.build_platform],
            ([], configured) => configured.to_vec(),
            (asked_for, _) => asked_for.to_vec(),
        };
        platforms.sort();
        platforms.dedup();
        platforms
    }

    fn plan_platform(&mut self, platform: Platform) -> Result<(), PlanError> {
        let workspace = self.input.workspace;
        let selector = Selector::new(workspace, platform, &self.input.request.selection)?;
        let candidates: Vec<_> = workspace.members().map(|member| self.candidate(member, platform)).collect();
        let verdicts = selector.judge(&candidates);
        for candidate in candidates.iter().filter(|candidate| candidate.buildable().is_err()) {
            // Perhaps because the configuration has the wrong name for a binary or a feature.
            check_binaries(workspace, candidate, &mut self.findings);
            check_features(candidate, &mut self.findings);
        }
        if self.findings.problems.is_empty() {
            selector.check_explicit(&candidates, &verdicts)?;
        }
        let request = self.input.request;
        for (candidate, verdict) in candidates.into_iter().zip(verdicts) {
            match verdict.and_then(|()| check_affected(request, candidate.member)) {
                Ok(()) => self.plan_package(candidate, platform)?,
                Err(reason) => self.skip(candidate.member, reason),
            }
        }
        Ok(())
    }

    fn candidate(&self, member: &'a Member, platform: Platform) -> Candidate<'a> {
        let of_workspace = self.workspace_config.layers_for(platform);
        let of_member = self.member_configs.get(member.name());
        let of_member = of_member.into_iter().flat_map(|config| config.layers_for(platform));
        let outer = self.input.request.outer.layers_for(member.name(), platform);
        let mut config = PackageConfig::resolve(of_workspace.chain(of_member).chain(outer));
        let secrets = &self.input.request.outer.metadata.secrets;
        let more = secrets.iter().filter(|name| !config.secrets.contains(*name)).cloned().collect::<Vec<_>>();
        config.secrets.extend(more);
        let features = self.features.of(member, &config);
        Candidate::new(member, config, features)
    }

    fn skip(&mut self, member: &Member, reason: SkipReason) {
        let skip = Skip::new(self.input.workspace, member, reason);
        self.skipped.entry(skip.crate_name.clone()).or_insert(skip);
    }

    fn plan_package(&mut self, candidate: Candidate<'_>, platform: Platform) -> Result<(), PlanError> {
        check_features(&candidate, &mut self.findings);
        check_binaries(self.input.workspace, &candidate, &mut self.findings);
        check_extra_args(&candidate.config, &mut self.findings);
        let Candidate { member, config, features, binaries, left_out } = candidate;
        let Some(name) = self.name(member, &config) else {
            return Ok(());
        };
        let PlanInput { workspace, files, request } = self.input;
        let outer = &request.outer.metadata;
        let version = self.version(member, &config);
        let profile = self.profiles.of(&config, &mut self.findings);
        let licenses = Licenses { workspace, files, outer };
        let license = licenses.of(member, &config, &mut self.findings);
        // What Cargo's manifest says, unless it is not asked.
        let own = (!config.ignore_cargo_manifest).then_some(member);
        let about = about(outer.description.as_deref().or(own.and_then(Member::description)));
        let links = self.links(member, own);
        let toolchain = self.toolchain;
        let native = self.native(member, &config, &features, platform)?;
        let BuildRequirements { build, host } = match toolchain {
            Toolchain::Conda => BuildRequirements::of(&config, &native, request.stdlib),
            _ => BuildRequirements::default(),
        };
        self.builds.push(BuildGroup {
            platform,
            toolchain,
            profile: profile.clone(),
            env: build_variables(&config, toolchain),
            secrets: config.secrets.clone(),
            build_dependencies: build.clone(),
            host_dependencies: host.clone(),
        });
        self.packages.push(PackagePlan {
            crate_name: member.name().to_owned(),
            directory: member.directory().to_owned(),
            name,
            version,
            platform,
            build: BuildIdentity {
                number: config.build_number,
                string_prefix: outer.build_string_prefix.clone(),
                flags: outer.flags.clone(),
            },
            install: CargoInstall {
                all_binaries: left_out.iter().all(|left_out| !left_out.missing_features.is_empty()),
                binaries,
                left_out,
                features,
                profile,
                extra_args: config.extra_args.into_iter().map(|argument| argument.value).collect(),
            },
            about: About {
                license,
                summary: about.summary,
                description: about.description,
                homepage: links.homepage,
                repository: links.repository,
                documentation: links.documentation,
            },
            requirements: PackageRequirements {
                build,
                host,
                run: config.run_dependencies,
                run_constraints: config.run_constraints,
                ignore_run_exports: config
                    .ignore_run_exports
                    .map(|ignored| ignored.value)
                    .unwrap_or_default(),
                native,
                added: self.added(config.compilers.as_deref()),
            },
            extra_input_globs: config.extra_input_globs,
            tests: config.tests,
            // Given when all packages are known.
            group: GroupId(0),
        });
        Ok(())
    }

    fn name(&mut self, member: &Member, config: &PackageConfig) -> Option<CondaName> {
        let (name, location) = match &config.name {
            Some(Located { value, location }) => (CondaName::parse(value), location.clone()),
            None => (CondaName::from_crate_name(member.name()), start_of(member)),
        };
        name.map_err(|error| self.findings.report(location, ProblemKind::InvalidName(error))).ok()
    }

    /// What a package needs beyond its own configuration. Where a C library is a matter of variants, only they know whether
    /// there is one.
    fn added(&self, compilers: Option<&[Located<String>]>) -> Arc<AddedRequirements> {
        let is_compiled = compilers.is_none_or(|languages| !languages.is_empty());
        if self.input.request.stdlib == StdlibChoice::Always || !is_compiled {
            return Arc::clone(&self.added);
        }
        let stdlib = ConditionalRequirement {
            condition: Some("c_stdlib is defined".to_owned()),
            requirement: Requirement::stdlib("c"),
        };
        let mut added = AddedRequirements::clone(&self.added);
        added.build.insert(0, stdlib);
        Arc::new(added)
    }

    fn links(&mut self, member: &Member, own: Option<&Member>) -> Links {
        let outer = &self.input.request.outer.metadata;
        let mut link = |key, outer: &Option<String>, own: Option<&str>| {
            url(member, key, outer.as_deref().or(own), &mut self.findings)
        };
        Links {
            homepage: link("homepage", &outer.homepage, own.and_then(Member::homepage)),
            repository: link("repository", &outer.repository, own.and_then(Member::repository)),
            documentation: link("documentation", &outer.documentation, own.and_then(Member::documentation)),
        }
    }

    fn version(&mut self, member: &Member, config: &PackageConfig) -> CondaVersion {
        if let Some(version) = &self.input.request.outer.metadata.version {
            return CondaVersion::from_conda(&version.value);
        }
        if config.ignore_cargo_manifest {
            let kind = ProblemKind::NoVersion { crate_name: member.name().to_owned() };
            self.findings.report(start_of(member), kind);
        }
        let version = CondaVersion::from_semver(member.version());
        let crate_name = member.name().to_owned();
        if !member.has_version() {
            self.findings.warn(Warning::NoVersion { crate_name });
        } else if let Some(warning) = version.warning() {
            self.findings.warn(Warning::Version { crate_name, warning: warning.clone() });
        }
        version
    }

    /// The crates below a member that link native libraries. The machine's toolchain has libraries of its own.
    fn native(
        &mut self,
        member: &Member,
        config: &PackageConfig,
        features: &FeatureSelection,
        platform: Platform,
    ) -> Result<Vec<NativeDependency>, PlanError> {
        if self.toolchain != Toolchain::Conda {
            warn_of_conda_keys(config, &mut self.findings);
            return Ok(Vec::new());
        }
        let PlanInput { workspace, request, .. } = self.input;
        let build = request.build_platform;
        let query =
            NativeQuery { workspace, member: member.name(), features, target: platform, build, config };
        let triples = (
            platform.rust_triple().map_err(PlanError::UnknownTriple)?,
            build.rust_triple().map_err(PlanError::UnknownTriple)?,
        );
        query.run(triples).map_err(PlanError::Closure)
    }
}

/// Whether a member may differ from what it was, if that is asked.
fn check_affected(request: &PlanRequest, member: &Member) -> Result<(), SkipReason> {
    match &request.affected {
        Some(Affected { since, members }) if !members.contains(member.name()) => {
            Err(SkipReason::Unaffected { since: since.clone() })
        }
        _ => Ok(()),
    }
}

/// A channel that is a relative path is relative to the manifest that names it, not to where somebody stands.
fn from_the_root(workspace: &Workspace, channel: String) -> String {
    if channel.starts_with("./") || channel.starts_with("../") {
        return workspace.root().join(channel).into_string();
    }
    channel
}
