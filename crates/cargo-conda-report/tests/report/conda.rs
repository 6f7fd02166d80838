//! Reports of builds with conda's toolchain: environments, variants, compile caches, native libraries.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8Path;
use cargo_conda_engine::{
    BuiltPackage, CacheStatistics, CompiledCrates, Event, EventKind, PackageLabel, PackageOutcome,
    ResolvedEnvironment, ResolvedPackage, Tested,
};
use cargo_conda_mapping::Requirement;
use cargo_conda_plan::{GroupId, NativeDependency, NativeOrigin, Plan};
use cargo_conda_report::{
    Color, JsonReporter, OutputEvents, Reporter, TerminalReporter, TextOptions, Verbosity, render_plan,
};
use insta::assert_snapshot;

use crate::samples::{event, package, platform, small_plan};

fn resolved(name: &str, version: &str) -> ResolvedPackage {
    ResolvedPackage {
        name: name.to_owned(),
        version: version.to_owned(),
        build_string: "h0123456_0".to_owned(),
        channel: "https://conda.example/conda-forge/".to_owned(),
        sha256: Some("ab".repeat(32)),
    }
}

/// A run with an environment, a variant of a package for another platform, and a compile cache.
fn run() -> Vec<Event> {
    let environment = ResolvedEnvironment {
        platform: platform("linux-aarch64"),
        variant: BTreeMap::from([("openssl".to_owned(), "3.5".to_owned())]),
        build: vec![resolved("gcc_linux-aarch64", "14.3.0"), resolved("rust", "1.95.0")],
        host: vec![resolved("openssl", "3.5.4")],
    };
    let plan = Arc::new(cargo_conda_plan::PackagePlan {
        platform: platform("linux-aarch64"),
        ..package("fd", "10.1.0")
    });
    let label = PackageLabel::of_variant(plan, Arc::new(environment.variant.clone()));
    let outcome = PackageOutcome::Built(BuiltPackage {
        file: "/repo/target/conda/linux-aarch64/fd.conda".into(),
        size: 1000,
        build_string: "h7654321_0".to_owned(),
        depends: Vec::new(),
        tested: Tested::CannotRunHere,
    });
    let channels = vec!["conda-forge".to_owned()];
    let group = GroupId(1);
    let duration = Duration::from_millis(1500);
    vec![
        event(0, EventKind::EnvironmentStarted { group, platform: platform("linux-aarch64"), channels }),
        event(1500, EventKind::EnvironmentReady { group, environment, duration }),
        event(1600, EventKind::RunStarted { packages: vec![label.clone()], jobs: 1 }),
        event(
            3000,
            EventKind::PackageFinished {
                package: label,
                outcome,
                duration,
                crates: CompiledCrates::default(),
            },
        ),
        event(
            3100,
            EventKind::CacheStatistics {
                statistics: CacheStatistics { hits: 3, misses: 1, uncacheable: 2, errors: 1 },
            },
        ),
    ]
}

fn told(verbosity: Verbosity) -> String {
    let mut out = Vec::new();
    let options = TextOptions { color: Color::Never, verbosity };
    let mut reporter = TerminalReporter::plain(&mut out, options);
    for event in run() {
        reporter.event(&event).unwrap();
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn environments_are_counted() {
    assert_snapshot!(told(Verbosity::Normal), @"
      Solving an environment for linux-aarch64 from conda-forge
    Installed 2 packages in build, 1 package in host (1.5 s)
        Built fd 10.1.0 (openssl 3.5) (1000 B, 1.5 s, not tested: its programs do not run on this machine)
       Cached 3 of 4 compilations (75 %) by sccache; the cache failed once
    ");
}

#[test]
fn verbose_lists_what_environments_consist_of() {
    assert_snapshot!(told(Verbosity::Verbose), @"
       Solving an environment for linux-aarch64 from conda-forge
     Installed 2 packages in build, 1 package in host (1.5 s)
    variant openssl 3.5
    in     package            version  build       channel
    build  gcc_linux-aarch64  14.3.0   h0123456_0  conda-forge
    build  rust               1.95.0   h0123456_0  conda-forge
    host   openssl            3.5.4    h0123456_0  conda-forge
         Built fd 10.1.0 (openssl 3.5) (1000 B, 1.5 s, not tested: its programs do not run on this machine)
        Cached 3 of 4 compilations (75 %) by sccache; the cache failed once
    ");
}

#[test]
fn quiet_says_nothing_of_them() {
    assert_eq!(told(Verbosity::Quiet), "");
}

#[test]
fn programs_are_told_everything() {
    let mut reporter = JsonReporter::new(Vec::new(), OutputEvents::Omitted);
    for event in run() {
        reporter.event(&event).unwrap();
    }
    assert_snapshot!(String::from_utf8(reporter.into_inner()).unwrap(), @r#"
    {"schema":1,"at":0.0,"event":"environment-started","group":1,"platform":"linux-aarch64","channels":["conda-forge"]}
    {"schema":1,"at":1.5,"event":"environment-ready","group":1,"platform":"linux-aarch64","variant":{"openssl":"3.5"},"build":[{"name":"gcc_linux-aarch64","version":"14.3.0","build":"h0123456_0","channel":"https://conda.example/conda-forge/","sha256":"abababababababababababababababababababababababababababababababab"},{"name":"rust","version":"1.95.0","build":"h0123456_0","channel":"https://conda.example/conda-forge/","sha256":"abababababababababababababababababababababababababababababababab"}],"host":[{"name":"openssl","version":"3.5.4","build":"h0123456_0","channel":"https://conda.example/conda-forge/","sha256":"abababababababababababababababababababababababababababababababab"}],"seconds":1.5}
    {"schema":1,"at":1.6,"event":"run-started","packages":[{"crate":"fd","name":"fd","version":"10.1.0","platform":"linux-aarch64","variant":{"openssl":"3.5"}}],"jobs":1}
    {"schema":1,"at":3.0,"event":"package-finished","crate":"fd","name":"fd","version":"10.1.0","platform":"linux-aarch64","variant":{"openssl":"3.5"},"outcome":"built","url":null,"build":"h7654321_0","file":"/repo/target/conda/linux-aarch64/fd.conda","size":1000,"depends":[],"tested":false,"blocked_by":null,"error":null,"cause":null,"failure":null,"help":null,"log":null,"seconds":1.5,"crates_compiled":0,"crates_fresh":0}
    {"schema":1,"at":3.1,"event":"cache-statistics","hits":3,"misses":1,"uncacheable":2,"errors":1}
    "#);
}

fn native(crate_name: &str, origin: NativeOrigin, host: &[&str], vendored: bool) -> NativeDependency {
    NativeDependency {
        crate_name: crate_name.to_owned(),
        version: "1.0.0".to_owned(),
        links: Some(crate_name.trim_end_matches("-sys").to_owned()),
        chain: vec!["fd".to_owned(), crate_name.to_owned()],
        origin,
        host: host.iter().map(|spec| Requirement::parse(spec).unwrap()).collect(),
        build: if vendored { vec![Requirement::parse("perl").unwrap()] } else { Vec::new() },
        env: Vec::new(),
        vendored,
    }
}

fn native_plan() -> Plan {
    let mut plan = small_plan();
    plan.packages[0].requirements.native = vec![
        native("curl-sys", NativeOrigin::Configured, &[], false),
        native("odd-sys", NativeOrigin::Unknown, &[], false),
        native("openssl-sys", NativeOrigin::Known, &[], true),
        native("z-sys", NativeOrigin::Known, &["zlib >=1.2"], false),
    ];
    plan
}

fn plan_text(verbosity: Verbosity) -> String {
    let mut out = Vec::new();
    render_plan(&native_plan(), &[], &TextOptions { color: Color::Never, verbosity }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_plan_says_why_a_package_needs_a_library() {
    assert_snapshot!(plan_text(Verbosity::Normal), @"
    package  version  from  binaries  licence
    fd       10.1.0   fd    fd        MIT
      openssl-sys 1.0.0 links `openssl` and compiles it itself, with perl (fd > openssl-sys)
      z-sys 1.0.0 links `z` and is given zlib >=1.2 (fd > z-sys)
    ");
    assert!(!plan_text(Verbosity::Quiet).contains("odd-sys"));
}

#[test]
fn a_verbose_plan_says_of_all_that_links_something() {
    assert_snapshot!(plan_text(Verbosity::Verbose), @"
    package  version  from  binaries  licence
    fd       10.1.0   fd    fd        MIT
      built with profile release
      curl-sys 1.0.0 links `curl` and is given nothing (fd > curl-sys)
      odd-sys 1.0.0 links `odd`, whose needs are unknown (fd > odd-sys)
      openssl-sys 1.0.0 links `openssl` and compiles it itself, with perl (fd > openssl-sys)
      z-sys 1.0.0 links `z` and is given zlib >=1.2 (fd > z-sys)
    ");
}

#[test]
fn a_plan_document_says_it_too() {
    let mut out = Vec::new();
    cargo_conda_report::write_plan_json(&native_plan(), &[], Utf8Path::new("/repo"), &mut out).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_snapshot!(document["packages"][0]["native"][3], @r#"{"crate":"z-sys","version":"1.0.0","links":"z","chain":["fd","z-sys"],"origin":"known","host":["zlib >=1.2"],"build":[],"env":{},"vendored":false}"#);
}
