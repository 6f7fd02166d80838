//! The bill of materials of the sample.

use cargo_conda_inventory::{BillOfMaterials, Subject};

use crate::fixture::inventory;

#[test]
fn the_bill_has_each_crate_once_with_its_role() {
    let subject = Subject {
        name: "app",
        version: "0.1.0",
        build: Some("hb0f4dca_0"),
        subdir: "linux-64",
        license: Some("MIT"),
        timestamp: Some("2026-01-01T00:00:00Z"),
        rustc: Some("1.95.0"),
        tool: "0.1.0",
    };
    let bill = BillOfMaterials::new(&subject, &inventory()).to_json().unwrap();
    insta::assert_snapshot!(bill);

    // A plan does not know the compiler, but each program has a standard library.
    let planned = Subject { rustc: None, ..subject };
    let planned = BillOfMaterials::new(&planned, &inventory()).to_json().unwrap();
    let lines: Vec<_> = planned.lines().filter(|line| line.contains("rust-std")).collect();
    assert_eq!(lines, ["      \"bom-ref\": \"rust-std\",", "      \"name\": \"rust-std\","]);
    assert_eq!(bill.lines().count(), planned.lines().count() + 1, "the version is left out");
}
