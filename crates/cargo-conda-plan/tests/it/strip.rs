//! What programs are stripped of: by default symbols, unless anything says otherwise.

use cargo_conda_plan::{PlanRequest, Strip, StripPlan, StrippedProfiles, Toolchain};

use crate::fixture::{Fixture, linux};

const SYMBOLS: StripPlan = StripPlan { of_profile: Some(Strip::Symbols), of_package: None };
const SILENT: StripPlan = StripPlan { of_profile: None, of_package: None };

fn strip(fixture: &Fixture, request: &PlanRequest) -> StripPlan {
    fixture.plan(request).packages[0].install.strip
}

#[test]
fn symbols_are_stripped_where_no_profile_says_anything() {
    for workspace in [
        "",
        "[profile.release]\nlto = true\ndebug = 2",
        "[profile.dev]\nstrip = 'none'",
        "[profile.release.package.'*']\nopt-level = 1",
    ] {
        assert_eq!(strip(&Fixture::workspace(workspace).tool("tool", ""), &linux()), SYMBOLS, "{workspace}");
    }
}

#[test]
fn what_a_profile_says_stays() {
    for workspace in ["[profile.release]\nstrip = 'debuginfo'", "[profile.release]\nstrip = false"] {
        let fixture = Fixture::workspace(workspace).tool("tool", "");
        assert_eq!(strip(&fixture, &linux()), SILENT, "{workspace}");
    }
    let inherited = "[profile.release]\nstrip = 'none'\n[profile.dist-x]\ninherits = 'release'";
    let own = "[profile.dist-x]\ninherits = 'release'\nstrip = 'none'";
    for workspace in [inherited, own] {
        let fixture = Fixture::workspace(workspace).tool("tool", "");
        let request = PlanRequest { profile: Some("dist-x".to_owned()), ..linux() };
        assert_eq!(strip(&fixture, &request), SILENT, "{workspace}");
    }
}

#[test]
fn what_the_configuration_of_cargo_says_stays() {
    let of_workspace =
        Fixture::workspace("").tool("tool", "").file(".cargo/config.toml", "profile.release.strip = true");
    assert_eq!(strip(&of_workspace, &linux()), SILENT);
    let of_member = Fixture::workspace("")
        .tool("tool", "")
        .file("crates/tool/.cargo/config.toml", "profile.release.strip = true");
    assert_eq!(strip(&of_member, &linux()), SILENT);
    let by_env = Fixture::workspace("[workspace.metadata.conda.env]\nCARGO_PROFILE_RELEASE_STRIP = 'none'")
        .tool("tool", "");
    assert_eq!(strip(&by_env, &linux()), SILENT);
}

#[test]
fn what_the_machine_says_stays_where_builds_see_it() {
    let fixture = Fixture::workspace("[profile.dist-x]\ninherits = 'release'").tool("tool", "");
    let release = || ["RELEASE".to_owned()].into();
    let of_machine = StrippedProfiles { of_machine: release(), ..StrippedProfiles::default() };
    let request =
        PlanRequest { profile: Some("dist-x".to_owned()), stripped_profiles: of_machine, ..linux() };
    assert_eq!(strip(&fixture, &request), SILENT);
    let conda = PlanRequest { toolchain: Some(Toolchain::Conda), ..request };
    assert_eq!(strip(&fixture, &conda), SYMBOLS, "builds with conda's toolchain do not see it");
    let above = StrippedProfiles { above: release(), ..StrippedProfiles::default() };
    assert_eq!(strip(&fixture, &PlanRequest { stripped_profiles: above, ..conda }), SILENT);
}

#[test]
fn a_package_that_differs_says_so_for_its_own_crate() {
    let plan = |workspace: &str| {
        let fixture = Fixture::workspace(workspace)
            .tool("one", "")
            .tool("two", "[package.metadata.conda]\nstrip = 'none'");
        let plan = fixture.plan(&linux());
        assert_eq!(plan.groups.len(), 1, "both are compiled together");
        [0, 1].map(|index| plan.packages[index].install.strip)
    };
    let own = |of_profile| StripPlan { of_profile, of_package: Some(Strip::None) };
    assert_eq!(plan(""), [SYMBOLS, own(Some(Strip::Symbols))]);
    let debuginfo = StripPlan { of_profile: Some(Strip::Debuginfo), of_package: None };
    let key = "[workspace.metadata.conda]\nstrip = 'debuginfo'";
    assert_eq!(plan(key), [debuginfo, own(Some(Strip::Debuginfo))]);
    assert_eq!(plan("[profile.release]\nstrip = true"), [SILENT, own(None)]);
    assert_eq!(
        plan(&format!("{key}\n[profile.release]\nstrip = true"))[0],
        debuginfo,
        "the key overrules the profile"
    );
    let none = StripPlan { of_profile: Some(Strip::None), of_package: None };
    assert_eq!(plan("[workspace.metadata.conda]\nstrip = 'none'"), [none, none]);
}
