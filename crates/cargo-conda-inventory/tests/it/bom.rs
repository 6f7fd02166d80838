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
    insta::assert_snapshot!(BillOfMaterials::new(&subject, &inventory()).to_json().unwrap());
}
