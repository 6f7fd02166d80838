//! Plans for conda's toolchain: requirements, native libraries, variants, and shared environments.

use std::collections::BTreeMap;

use cargo_conda_mapping::Requirement;
use cargo_conda_plan::{NativeOrigin, PackagePlan, Plan, PlanRequest, Selection, Toolchain, VariantRequest};
use indexmap::IndexMap;
use insta::assert_snapshot;

use crate::fixture::{Fixture, linux, platform};

fn conda() -> PlanRequest {
    PlanRequest { toolchain: Some(Toolchain::Conda), ..linux() }
}

fn texts(requirements: &[Requirement]) -> String {
    requirements.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}

fn environments(package: &PackagePlan) -> String {
    format!("build: {}\nhost: {}", texts(&package.requirements.build), texts(&package.requirements.host))
}

fn only(plan: &Plan) -> &PackagePlan {
    let [package] = plan.packages.as_slice() else { panic!("{:?}", plan.packages) };
    package
}

/// A member that depends, through a library of the workspace, on a crate of the built-in table and on one
/// that only declares `links`.
fn with_native_crates(rest: &str) -> Fixture {
    let outside = |fixture: Fixture, name: &str, links: &str| {
        let manifest = format!(
            "[package]\nname = '{name}'\nversion = '1.0.0'\nedition = '2024'\nlinks = '{links}'\nbuild = 'build.rs'\n[features]\nvendored = []"
        );
        fixture
            .file(&format!("../{name}/Cargo.toml"), &manifest)
            .file(&format!("../{name}/src/lib.rs"), "")
            .file(&format!("../{name}/build.rs"), "fn main() {}")
    };
    let fixture = Fixture::workspace("")
        .tool("tool", &format!("{rest}\n[dependencies]\nwrapper = {{ path = '../wrapper' }}"))
        .lib_crate(
            "wrapper",
            "[dependencies]\nopenssl-sys = { path = '../../../openssl-sys' }\nodd-sys = { path = '../../../odd-sys' }",
        );
    outside(outside(fixture, "openssl-sys", "openssl"), "odd-sys", "odd")
}

#[test]
fn compilers_come_first_and_the_c_library_with_them() {
    let plan = Fixture::workspace("").tool("a", "").plan(&conda());
    assert_snapshot!(environments(only(&plan)), @"
    build: ${{ compiler('rust') }} | ${{ compiler('c') }} | ${{ stdlib('c') }}
    host:
    ");
    assert_eq!(plan.channels, ["conda-forge"]);

    let configured = "[package.metadata.conda]\ncompilers = ['rust', 'cxx']\nbuild-dependencies = ['make', 'cmake >=3']\nhost-dependencies = ['zlib']";
    let plan = Fixture::workspace("").tool("a", configured).plan(&conda());
    assert_snapshot!(environments(only(&plan)), @"
    build: ${{ compiler('rust') }} | ${{ compiler('cxx') }} | ${{ stdlib('c') }} | cmake >=3 | make
    host: zlib
    ");

    let plan = Fixture::workspace("").tool("a", "[package.metadata.conda]\ncompilers = []").plan(&conda());
    assert_eq!(environments(only(&plan)), "build: \nhost: ");
}

#[test]
fn sccache_comes_with_its_variables_or_secrets() {
    for table in ["env.SCCACHE_DIR = '/store'", "secrets = ['SCCACHE_REDIS_PASSWORD']"] {
        let fixture = Fixture::workspace("").tool("a", &format!("[package.metadata.conda]\n{table}"));
        let plan = fixture.plan(&conda());
        assert!(environments(only(&plan)).contains("| sccache"), "{table}");
        assert_eq!(plan.group_of(only(&plan)).env["RUSTC_WRAPPER"], "sccache");
        // The machine's toolchain is configured outside of cargo-conda.
        assert!(!fixture.plan(&linux()).group_of(only(&plan)).env.contains_key("RUSTC_WRAPPER"));
    }
}

#[test]
fn native_libraries_are_found_with_the_chain_to_them() {
    let plan = with_native_crates("").plan(&conda());
    let package = only(&plan);
    let found: Vec<_> = package
        .requirements
        .native
        .iter()
        .map(|native| (native.crate_name.as_str(), native.origin))
        .collect();
    assert_eq!(found, [("odd-sys", NativeOrigin::Unknown), ("openssl-sys", NativeOrigin::Known)]);
    assert_eq!(package.requirements.native[1].chain, ["tool", "wrapper", "openssl-sys"]);
    assert_eq!(texts(&package.requirements.host), "openssl");
}

#[test]
fn a_library_has_the_version_that_the_crate_is_made_for() {
    let manifest = "[package]\nname = 'libgit2-sys'\nversion = '0.18.3+1.9.2'\nedition = '2024'\nlinks = 'git2'\nbuild = 'build.rs'";
    let fixture = Fixture::workspace("")
        .tool("tool", "[dependencies]\nlibgit2-sys = { path = '../../../libgit2-sys' }")
        .file("../libgit2-sys/Cargo.toml", manifest)
        .file("../libgit2-sys/src/lib.rs", "")
        .file("../libgit2-sys/build.rs", "fn main() {}");
    assert_eq!(texts(&only(&fixture.plan(&conda())).requirements.host), "libgit2 1.9.*");
}

#[test]
fn a_crate_of_a_build_script_links_a_library_of_the_build_environment() {
    let fixture = Fixture::workspace("")
        .tool("tool", "[build-dependencies]\nopenssl-sys = { path = '../../../openssl-sys' }")
        .file("../openssl-sys/Cargo.toml", "[package]\nname = 'openssl-sys'\nversion = '1.0.0'\nedition = '2024'\nlinks = 'openssl'\nbuild = 'build.rs'")
        .file("../openssl-sys/src/lib.rs", "")
        .file("../openssl-sys/build.rs", "fn main() {}")
        .file("crates/tool/build.rs", "fn main() {}");
    let plan = fixture.plan(&conda());
    assert_eq!(texts(&only(&plan).requirements.host), "");
    assert!(texts(&only(&plan).requirements.build).ends_with("| openssl"), "{}", environments(only(&plan)));
}

#[test]
fn the_built_in_table_can_be_corrected_and_ignored() {
    let host = |table: &str| {
        let plan = with_native_crates(&format!("[package.metadata.conda]\n{table}")).plan(&conda());
        texts(&only(&plan).requirements.host)
    };
    assert_eq!(host("native-dependencies = { openssl-sys = ['openssl 3.*'] }"), "openssl 3.*");
    assert_eq!(host("native-dependencies = { odd-sys = ['libodd'] }"), "libodd | openssl");
    assert_eq!(host("native-dependencies = { openssl-sys = [] }"), "");
    assert_eq!(host("native-dependencies = false"), "");
    assert_eq!(host("native-dependencies = true"), "openssl");
    // A configured host dependency replaces the built-in requirement.
    assert_eq!(host("host-dependencies = ['openssl >=3.2']"), "openssl >=3.2");
}

#[test]
fn a_correction_of_an_absent_crate_is_a_problem() {
    let fixture =
        with_native_crates("[package.metadata.conda]\nnative-dependencies = { opnssl-sys = ['openssl'] }");
    assert_snapshot!(fixture.error_for(&conda()), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:25 at opnssl-sys
      `native-dependencies` names the crate `opnssl-sys`, which no package compiles
      help: did you mean `openssl-sys`?
    ");
}

#[test]
fn a_correction_for_all_packages_may_be_of_use_to_another_share() {
    let table = "[workspace.metadata.conda]\nnative-dependencies = { opnssl-sys = ['openssl'] }";
    let fixture = Fixture::workspace(table).tool("tool", "");
    assert_snapshot!(fixture.error_for(&conda()), @r"
    a problem in the manifests
    Cargo.toml:5:25 at opnssl-sys
      `native-dependencies` names the crate `opnssl-sys`, which no package compiles
    ");
    let selection = Selection { partition: Some("count:1/2".parse().unwrap()), ..Selection::default() };
    assert_eq!(fixture.plan(&PlanRequest { selection, ..conda() }).packages.len(), 1);
}

#[test]
fn keys_about_channels_have_no_effect_with_the_toolchain_of_the_machine() {
    let table = "[package.metadata.conda]\ncompilers = ['rust']\nhost-dependencies = ['zlib']\nignore-run-exports = { by-name = ['x'] }";
    let fixture = Fixture::workspace("").tool("a", table);
    assert_snapshot!(fixture.warnings(), @r#"
    a: the manifest gives no `license`; channels such as conda-forge refuse such packages; write `license = "…"`, or `license.workspace = true` where `[workspace.package]` has it
    crates/a/Cargo.toml:6:14: `compilers` has no effect with the machine's toolchain; build with `--toolchain conda`
    crates/a/Cargo.toml:7:1: `host-dependencies` has no effect with the machine's toolchain; build with `--toolchain conda`
    crates/a/Cargo.toml:8:1: `ignore-run-exports` has no effect with the machine's toolchain; build with `--toolchain conda`
    "#);
    assert!(fixture.plan(&conda()).warnings.iter().all(|warning| !warning.to_string().contains("no effect")));
}

#[test]
fn packages_share_an_environment_unless_they_contradict_each_other() {
    let hosts = ["openssl", "zlib", "openssl 1.*", "openssl 1.*', 'zlib", "openssl 3.*"];
    let fixture = hosts.iter().enumerate().fold(Fixture::workspace(""), |fixture, (index, host)| {
        fixture
            .tool(&format!("p{index}"), &format!("[package.metadata.conda]\nhost-dependencies = ['{host}']"))
    });
    let plan = fixture.plan(&conda());
    let groups: Vec<_> = plan.packages.iter().map(|package| package.group.0).collect();
    assert_eq!(groups, [1, 1, 2, 2, 3]);
    let shared: BTreeMap<_, _> =
        plan.groups.iter().map(|(id, group)| (id.0, texts(&group.host_dependencies))).collect();
    let expected = [(1, "openssl | zlib"), (2, "openssl 1.* | zlib"), (3, "openssl 3.*")];
    assert_eq!(shared, expected.map(|(id, text)| (id, text.to_owned())).into());
    // A package keeps its own requirements.
    assert_eq!(texts(&plan.packages[1].requirements.host), "zlib");
}

#[test]
fn packages_with_a_file_of_one_name_do_not_share_a_prefix() {
    let fixture = Fixture::workspace("")
        .tool("a", "[[bin]]\nname = 'same'\npath = 'src/main.rs'")
        .tool("b", "[[bin]]\nname = 'same'\npath = 'src/main.rs'");
    let groups = |request| -> Vec<_> {
        fixture.plan(&request).packages.iter().map(|package| package.group.0).collect()
    };
    assert_eq!(groups(conda()), [1, 2]);
    assert_eq!(groups(linux()), [1, 1]);
}

fn rust_version(fixture: &Fixture, request: &PlanRequest) -> Option<String> {
    let variants = fixture.plan(request).variants;
    let values = variants.defaults.get("rust_compiler_version")?;
    Some(values.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

#[test]
fn the_workspace_says_which_rust_compiles() {
    let plain =
        || Fixture::workspace("").tool("a", "rust-version = '1.86'").tool("b", "rust-version = '1.88'");
    assert_eq!(rust_version(&plain(), &conda()).as_deref(), Some(">=1.88.0"));
    assert_eq!(rust_version(&plain(), &linux()), None);
    let pinned =
        |channel: &str| plain().file("rust-toolchain.toml", &format!("[toolchain]\nchannel = '{channel}'"));
    assert_eq!(rust_version(&pinned("1.90.0"), &conda()).as_deref(), Some("1.90.0"));
    assert_eq!(rust_version(&pinned("stable"), &conda()).as_deref(), Some(">=1.88.0"));
    let chosen = IndexMap::from([("rust_compiler_version".to_owned(), vec!["1.91".to_owned().into()])]);
    let variants = VariantRequest { values: chosen, ..VariantRequest::default() };
    let request = PlanRequest { variants, ..conda() };
    assert_eq!(rust_version(&pinned("nightly"), &request), None);
    assert_snapshot!(pinned("nightly").error_for(&conda()), @"
    a problem in the manifests
    rust-toolchain.toml:2:11 at 'nightly'
      conda channels have only released versions of Rust, not `nightly`
      help: build with `--toolchain system`, or say which release to use: `--variant rust_compiler_version=1.95`
    ");
}

#[test]
fn variants_without_channels_are_refused() {
    let fixture = Fixture::workspace("").tool("a", "");
    let variants = VariantRequest { files: vec!["/v.yaml".into()], ..VariantRequest::default() };
    let request = PlanRequest { variants, ..linux() };
    assert_snapshot!(fixture.error_for(&request), @"`--variant` and `--variant-config` choose compilers and libraries of conda channels; pass `--toolchain conda` too");
}

#[test]
fn a_platform_that_rust_does_not_know() {
    let fixture = Fixture::workspace("").tool("a", "");
    let request = PlanRequest { target_platforms: vec![platform("zos-z")], ..conda() };
    assert_snapshot!(fixture.error_for(&request), @"no Rust target is known for the platform `zos-z`");
}

#[test]
fn wrong_values_of_keys_about_channels() {
    let table = "[package.metadata.conda]\nhost-dependencies = ['opennssl 3']\nnative-dependencies = 1\nsecrets = ['TO KEN', 'PREFIX']\nignore-run-exports = { by-nam = ['x'] }";
    let fixture = Fixture::workspace("").tool("a", table);
    assert_snapshot!(fixture.error_for(&conda()), @"
    5 problems in the manifests
    crates/a/Cargo.toml:6:22 at 'opennssl 3'
      cannot read `opennssl 3` as a conda requirement; write `opennssl 3.*`
    crates/a/Cargo.toml:7:23 at 1
      `native-dependencies` must be `false`, or a table with an array of requirements for each crate, not 1
    crates/a/Cargo.toml:8:12 at 'TO KEN'
      `TO KEN` cannot be a secret: its name must be letters, digits and `_`, and not start with a digit
    crates/a/Cargo.toml:8:22 at 'PREFIX'
      `PREFIX` cannot be a secret: the build itself sets it
    crates/a/Cargo.toml:9:24 at by-nam
      unknown key `by-nam`
      help: did you mean `by-name`?
    ");
}
