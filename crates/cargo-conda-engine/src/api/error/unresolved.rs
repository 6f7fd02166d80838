//! What to do when an environment cannot be solved.

use cargo_conda_mapping::Platform;

use super::complaint::{Complaint, DAMAGED_INDEX, NOT_CACHED, REFUSED};

/// What to do about an environment that cannot be solved; `None` if rattler's words are not recognised.
///
/// `cached` is true if the indexes that are cached would be enough to build with `--offline`; `words` is
/// rattler's message with its causes.
pub(super) fn advice(platform: Platform, cached: bool, words: &str) -> Option<String> {
    Complaint::read(words).map(|complaint| advice_on(complaint, platform, cached))
}

fn advice_on(complaint: Complaint<'_>, platform: Platform, cached: bool) -> String {
    match complaint {
        Complaint::NotCached => NOT_CACHED.to_owned(),
        Complaint::Refused => REFUSED.to_owned(),
        Complaint::OutOfOrder if cached => {
            "try again later; enough of the channel is cached to build with `--offline`".to_owned()
        }
        Complaint::OutOfOrder => "try again later".to_owned(),
        Complaint::DamagedIndex | Complaint::Missing => DAMAGED_INDEX.to_owned(),
        Complaint::Unreachable if cached => {
            "the channel cannot be reached; enough of it is cached to build with `--offline`".to_owned()
        }
        Complaint::Unreachable => {
            "the channel cannot be reached, and not enough of it is cached to build with \
             `--offline`; check its URL and the network"
                .to_owned()
        }
        Complaint::NotAChannel => {
            "this is not a channel; write the name of one, a URL, or the path of a channel's directory: \
             `--channel …`"
                .to_owned()
        }
        Complaint::IncompleteRust { name } => format!(
            "`{name}` needs `rust` and `rust-std` of exactly its own version, and the channels do not have all three; \
             choose another version: `--variant rust_compiler_version=…`"
        ),
        Complaint::NoCandidates { spec } => without(spec, platform),
    }
}

/// Names of compiler packages, without the platform that the compilers compile for. See
/// <https://rattler.build/latest/compilers/>.
const COMPILERS: [&str; 9] =
    ["clang", "clangxx", "gcc", "gxx", "rust", "rust-nightly", "vs", "vs2019", "vs2022"];

/// What to do if no channel has a package that meets a match spec.
fn without(spec: &str, platform: Platform) -> String {
    let name = spec.split_whitespace().next().unwrap_or_default();
    let (family, _) = name.rsplit_once('_').unwrap_or((name, ""));
    if COMPILERS.contains(&family) {
        return format!(
            "none of the channels has a compiler `{spec}`; add a channel that does, such as `--channel conda-forge`, or \
             choose another compiler with `--variant` (`rust_compiler_version=…`, `c_compiler=…`)"
        );
    }
    if family == "sysroot" || family == "macosx_deployment_target" {
        return format!(
            "none of the channels has the C library `{spec}`, which is conda-forge's default; choose another version: \
             `--variant c_stdlib_version=…`"
        );
    }
    format!(
        "add a channel that has it for {platform}: `--channel …`; `cargo conda plan -v` shows which crate needs it, \
         `native-dependencies` and `host-dependencies` change what is needed"
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::advice;
    use crate::api::error::complaint::samples as rattler;

    fn advice_for(words: &str) -> String {
        advice("linux-64".parse().unwrap(), true, words).unwrap()
    }

    #[test]
    fn each_complaint_has_an_advice() {
        assert_snapshot!(advice_for(rattler::NOT_CACHED), @"`--offline` uses only what was downloaded before; run once without it");
        assert_snapshot!(advice_for(rattler::NOT_A_CHANNEL), @"this is not a channel; write the name of one, a URL, or the path of a channel's directory: `--channel …`");
        assert_snapshot!(advice_for(rattler::INCOMPLETE_RUST), @"`rust_linux-64` needs `rust` and `rust-std` of exactly its own version, and the channels do not have all three; choose another version: `--variant rust_compiler_version=…`");
        assert_snapshot!(advice_for(rattler::NO_CANDIDATES), @"add a channel that has it for linux-64: `--channel …`; `cargo conda plan -v` shows which crate needs it, `native-dependencies` and `host-dependencies` change what is needed");
        assert_snapshot!(advice_for("No candidates were found for rust_linux-64 *."), @"none of the channels has a compiler `rust_linux-64 *`; add a channel that does, such as `--channel conda-forge`, or choose another compiler with `--variant` (`rust_compiler_version=…`, `c_compiler=…`)");
        assert_snapshot!(advice_for("No candidates were found for sysroot_linux-64 2.17.*."), @"none of the channels has the C library `sysroot_linux-64 2.17.*`, which is conda-forge's default; choose another version: `--variant c_stdlib_version=…`");
    }

    #[test]
    fn a_channel_that_cannot_be_reached_may_be_cached() {
        let platform = "linux-64".parse().unwrap();
        let advice = |cached| advice(platform, cached, rattler::UNREACHABLE).unwrap();
        assert_snapshot!(advice(true), @"the channel cannot be reached; enough of it is cached to build with `--offline`");
        assert_snapshot!(advice(false), @"the channel cannot be reached, and not enough of it is cached to build with `--offline`; check its URL and the network");
    }
}
