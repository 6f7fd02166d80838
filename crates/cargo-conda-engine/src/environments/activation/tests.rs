use super::*;

/// The target that packages for a platform usually have.
fn usual(platform: &str) -> RustTarget {
    RustTarget::usual(platform.parse().unwrap()).unwrap()
}

/// A group on this platform, with few variables.
struct Group {
    captured: Vec<(&'static str, &'static str)>,
    configured: Vec<(&'static str, &'static str)>,
    target: &'static str,
    flags_in_files: FlagsInFiles,
}

const NO_FLAGS: FlagsInFiles = FlagsInFiles { for_target: false, for_build: false };

const LINUX: Group =
    Group { captured: Vec::new(), configured: Vec::new(), target: "linux-64", flags_in_files: NO_FLAGS };

impl Group {
    fn variables(self) -> IndexMap<String, String> {
        let map = |pairs: Vec<(&str, &str)>| -> IndexMap<String, String> {
            pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        let configured = map(self.configured);
        // Activation scripts see the configured variables and may overwrite them.
        let mut captured = configured.clone();
        captured.extend(map(self.captured));
        let target = target_of(&usual(self.target), &captured);
        Activated {
            captured,
            configured: &configured,
            target: &target,
            build: "linux-64".parse().unwrap(),
            flags_in_files: self.flags_in_files,
            host_prefix: Utf8Path::new("/host"),
            build_prefix: Utf8Path::new("/build"),
            source_names: &SourceNames::from([("/w", "/usr/local/src/conda/workspace")]),
        }
        .variables()
    }
}

const RPATH: (&str, &str) = ("CARGO_BUILD_RUSTFLAGS", "-Clink-arg=-Wl,-rpath,/host/lib");
const OURS: &str = "-Clink-arg=-Wl,-rpath,/host/lib --remap-path-prefix=/w=/usr/local/src/conda/workspace";
const OF_TARGET: &str = "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS";

#[test]
fn flags_of_activation_reach_cargo_whatever_the_user_sets() {
    let group = |configured| Group { captured: vec![RPATH], configured, ..LINUX };
    assert_eq!(group(vec![]).variables()["CARGO_BUILD_RUSTFLAGS"], OURS);
    let plain = group(vec![("RUSTFLAGS", "-Cdebuginfo=1")]).variables();
    assert_eq!(plain["RUSTFLAGS"], format!("{OURS} -Cdebuginfo=1"));
    let encoded = group(vec![("CARGO_ENCODED_RUSTFLAGS", "-C\x1fdebuginfo=1")]).variables();
    assert_eq!(
        encoded["CARGO_ENCODED_RUSTFLAGS"],
        format!("{}\x1f-C\x1fdebuginfo=1", OURS.replace(' ', "\x1f"))
    );
    let of_the_same_place = group(vec![("CARGO_BUILD_RUSTFLAGS", "-Cdebuginfo=1")]).variables();
    assert!(of_the_same_place["CARGO_BUILD_RUSTFLAGS"].contains("-rpath,/host/lib -Cdebuginfo=1 --remap"));
}

#[test]
fn flags_go_where_flags_for_the_target_are() {
    let in_files = Group {
        captured: vec![RPATH],
        flags_in_files: FlagsInFiles { for_target: true, ..NO_FLAGS },
        ..LINUX
    }
    .variables();
    assert_eq!(in_files[OF_TARGET], OURS);
    assert!(!in_files.contains_key("CARGO_BUILD_RUSTFLAGS"));
    let in_variables =
        Group { captured: vec![RPATH], configured: vec![(OF_TARGET, "-Copt-level=1")], ..LINUX };
    assert_eq!(in_variables.variables()[OF_TARGET], format!("{OURS} -Copt-level=1"));
}

#[test]
fn nothing_of_ours_leaves_no_empty_flag() {
    let configured = IndexMap::from([("CARGO_ENCODED_RUSTFLAGS".to_owned(), "-Cdebuginfo=1".to_owned())]);
    let variables = Activated {
        captured: configured.clone(),
        configured: &configured,
        target: &usual("win-64"),
        build: "win-64".parse().unwrap(),
        flags_in_files: NO_FLAGS,
        host_prefix: Utf8Path::new("C:/host"),
        build_prefix: Utf8Path::new("C:/build"),
        source_names: &SourceNames::default(),
    }
    .variables();
    assert_eq!(variables["CARGO_ENCODED_RUSTFLAGS"], "-Cdebuginfo=1");
    assert!(variables["PKG_CONFIG_LIBDIR"].starts_with("C:/host"));
    assert_eq!(variables["PKG_CONFIG_LIBDIR"].matches("Library").count(), 4);
    assert_eq!(variables["PKG_CONFIG_LIBDIR"].matches(';').count(), 3);
}

#[test]
fn what_is_configured_wins_over_activation() {
    let group =
        Group { captured: vec![("CC", "conda-cc")], configured: vec![("CC", "my-cc"), ("X", "1")], ..LINUX };
    let variables = group.variables();
    assert_eq!((variables["CC"].as_str(), variables["X"].as_str()), ("my-cc", "1"));
}

#[test]
fn what_is_the_persons_alone_stays_out() {
    let captured = vec![
        ("SSH_AUTH_SOCK", "/run/agent"),
        ("HTTPS_PROXY", "http://ann:hush@proxy"),
        ("PWD", "/x"),
        ("A", "1"),
        ("B", "1\n2"),
    ];
    let variables = Group { captured, ..LINUX }.variables();
    assert_eq!(variables["A"], "1");
    for gone in ["HTTPS_PROXY", "PWD", "B"] {
        assert!(!variables.contains_key(gone), "{gone}");
    }
    // They are empty, because rattler-build would pass on its own values for variables that are unset.
    for emptied in ["SSH_AUTH_SOCK", "RUSTC_WRAPPER"] {
        assert_eq!(variables[emptied], "");
    }
    let wrapped = Group { configured: vec![("RUSTC_WRAPPER", "sccache")], ..LINUX }.variables();
    assert_eq!(wrapped["RUSTC_WRAPPER"], "sccache");
}

#[test]
fn programs_of_the_system_are_found_before_those_of_the_workspace() {
    let captured = vec![("PATH", "/cargo/bin:/build/bin:/host/bin:/usr/bin:/bin")];
    assert_eq!(
        Group { captured, ..LINUX }.variables()["PATH"],
        "/cargo/bin:/build/bin:/usr/bin:/bin:/host/bin"
    );
}

#[test]
fn libraries_of_each_side_are_found_there() {
    let native = LINUX.variables();
    let both = "/host/lib/pkgconfig:/host/share/pkgconfig:/build/lib/pkgconfig:/build/share/pkgconfig";
    assert_eq!(native["PKG_CONFIG_LIBDIR"], both);
    assert!(!native.contains_key("PKG_CONFIG_ALLOW_CROSS"));
    let cross = Group { target: "linux-aarch64", ..LINUX }.variables();
    assert_eq!(cross["TARGET_PKG_CONFIG_LIBDIR"], "/host/lib/pkgconfig:/host/share/pkgconfig");
    assert_eq!(cross["HOST_PKG_CONFIG_LIBDIR"], "/build/lib/pkgconfig:/build/share/pkgconfig");
    assert_eq!(cross["PKG_CONFIG_ALLOW_CROSS"], "1");
    let windows = Group { target: "win-64", ..LINUX }.variables();
    assert_eq!(windows["PKG_CONFIG_LIBDIR"], "/host/Library/lib/pkgconfig:/host/Library/share/pkgconfig");
}

#[test]
fn c_code_is_told_to_hide_directories() {
    let variables = Group { captured: vec![("CFLAGS_x86_64_unknown_linux_gnu", "-O2")], ..LINUX }.variables();
    let expected = "-O2 -ffile-prefix-map=/w=/usr/local/src/conda/workspace";
    assert_eq!(variables["CFLAGS_x86_64_unknown_linux_gnu"], expected);
}

#[test]
fn flags_go_to_the_target_that_activation_chose() {
    let gnu = "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS";
    let variables = Group {
        captured: vec![("CARGO_BUILD_TARGET", "x86_64-pc-windows-gnu"), RPATH],
        configured: vec![(gnu, "-Copt-level=1")],
        target: "win-64",
        ..LINUX
    }
    .variables();
    assert_eq!(variables[gnu], format!("{OURS} -Copt-level=1"));
    assert_eq!(variables["CARGO_BUILD_TARGET"], "x86_64-pc-windows-gnu");
}

#[test]
fn a_target_of_the_plan_wins_over_that_of_activation() {
    let captured = |triple: &str| IndexMap::from([("CARGO_BUILD_TARGET".to_owned(), triple.to_owned())]);
    let musl: RustTarget = "x86_64-unknown-linux-musl".parse().unwrap();
    assert_eq!(target_of(&musl, &captured("x86_64-unknown-linux-gnu")), musl);
    assert_eq!(target_of(&usual("linux-64"), &captured("x86_64-unknown-linux-musl")), musl);
    // An environment for other programs says nothing of these.
    assert_eq!(target_of(&usual("linux-64"), &captured("wasm32-unknown-unknown")), usual("linux-64"));
    assert_eq!(target_of(&usual("linux-64"), &captured("x86_64-pc-windows-gnu")), usual("linux-64"));
}
