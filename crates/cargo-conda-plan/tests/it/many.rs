//! A workspace with hundreds of members.

use crate::fixture::{Fixture, linux};

/// The number of members in a layer of the graph.
const LAYER: usize = 25;
/// The number of members in the workspace.
const MEMBERS: usize = 300;

/// Each member depends on two of the layer below. Every third has a binary, and every fourth has its own
/// licence text.
fn workspace() -> Fixture {
    let root = Fixture::workspace("").file("LICENSE", "Do as you like.");
    (0..MEMBERS).fold(root, |fixture, number| {
        let name = name(number);
        let mut rest = "license = 'MIT'\n[features]\nfancy = []\n".to_owned();
        if let Some(below) = (number / LAYER).checked_sub(1) {
            rest += "[dependencies]\n";
            rest.extend([0, 7].map(|step| {
                let other = self::name(below * LAYER + (number + step) % LAYER);
                format!("{other} = {{ path = '../{other}', features = ['fancy'] }}\n")
            }));
        }
        let fixture = fixture.lib_crate(&name, &rest);
        let fixture = if number % 3 == 0 {
            fixture.file(&format!("crates/{name}/src/main.rs"), "fn main() {}")
        } else {
            fixture
        };
        if number % 4 == 0 { fixture.file(&format!("crates/{name}/COPYING"), "") } else { fixture }
    })
}

fn name(number: usize) -> String {
    format!("member-{number:03}")
}

#[test]
fn hundreds_of_members_are_planned_one_by_one() {
    let plan = workspace().plan(&linux());
    let names: Vec<_> = plan.packages.iter().map(|package| package.crate_name.clone()).collect();
    assert_eq!(names, (0..MEMBERS).step_by(3).map(name).collect::<Vec<_>>());
    assert_eq!(plan.skipped.len(), MEMBERS - names.len());
    assert_eq!(plan.groups.len(), 1);
    for (package, number) in plan.packages.iter().zip((0..).step_by(3)) {
        assert_eq!(package.binaries(), [name(number)]);
        let licence =
            if number % 4 == 0 { format!("crates/{}/COPYING", name(number)) } else { "LICENSE".to_owned() };
        let files: Vec<_> =
            package.about.license.files.iter().map(|file| file.packaged_as.as_str()).collect();
        assert_eq!(files, [licence]);
    }
    assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
}
