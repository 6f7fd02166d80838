//! Bills of materials: the list of crates as a file of its own, in the form of
//! [CycloneDX](https://cyclonedx.org).

mod bill;
mod model;
mod purl;

pub use bill::{BillOfMaterials, Subject};
