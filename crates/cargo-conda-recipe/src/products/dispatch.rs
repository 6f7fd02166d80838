//! Asks the kind of a package's product.

use cargo_conda_plan::{PackagePlan, Product};

use super::programs;
use crate::layout::SourceLayout;
use crate::shell::Shell;

/// Returns the commands that build the product and install it into the prefix.
pub(crate) fn build_commands(package: &PackagePlan, layout: &SourceLayout, shell: Shell) -> Vec<String> {
    match &package.product {
        Product::Programs(programs) => programs::build_commands(package, programs, layout, shell),
    }
}

/// Returns the commands that test an installed package whose configuration has none.
pub(crate) fn test_commands(package: &PackagePlan, shell: Shell) -> Vec<String> {
    match &package.product {
        Product::Programs(programs) => programs::test_commands(programs, shell),
    }
}
