//! Tests that depend on where cargo keeps its intermediate files, once more in the layout of the build
//! directory that is the default from cargo 1.100 on.
//!
//! They need rustup's toolchain `nightly`; where there is none, the harness lists them as ignored.
//! `pixi::globs` has another test of the layout, with the cargo of a conda environment.

use cargo_conda_test_support::in_new_layout;

use crate::freshness::{changes, unseen_by_cargo};
use crate::lanes;

/// Tests that run the tests of the same names in other modules.
macro_rules! again {
    ($($module:ident: [$($test:ident),* $(,)?])*) => {
        $($(
            #[test]
            #[cfg_attr(
                not(all(has = "nightly", has = "venv")),
                ignore = "needs rustup's toolchain `nightly` and `cargo xtask venv`"
            )]
            fn $test() {
                in_new_layout($module::$test);
            }
        )*)*
    };
}

again! {
    changes: [
        each_change_makes_what_it_concerns_and_nothing_else,
        a_build_script_that_declares_nothing_may_read_all_of_its_package,
    ]
    unseen_by_cargo: [
        what_cargo_cannot_see_is_compiled_all_the_same,
    ]
    lanes: [
        every_package_is_what_cargo_installs_alone_from_nothing,
        a_damaged_directory_is_filled_anew,
        a_build_script_may_run_cargo,
        programs_of_equal_names_are_not_mixed_up,
    ]
}
