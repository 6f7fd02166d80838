//! Programs that link a library that their package does not depend on. It is found because a group has one
//! environment.

use crate::support::{LocalChannel, TempProject};

/// A build script that links OpenSSL, which is in the environment for `sealbox-digest`.
const BUILD_SCRIPT: &str = r#"
fn main() {
    let prefix = std::env::var("PREFIX").expect("conda's builds know their prefix");
    println!("cargo::rustc-link-arg-bins=-L{prefix}/lib");
    println!("cargo::rustc-link-arg-bins=-Wl,--no-as-needed,-lcrypto");
}
"#;

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn linking_what_another_package_of_the_group_needs_is_an_error() {
    let channel = LocalChannel::native();
    let project = TempProject::sample("native").file("apps/sealbox-pack/build.rs", BUILD_SCRIPT);
    let run = project.cargo_conda("build").conda(&channel).run().code(1);
    assert_eq!(project.channel().names(), ["sealbox-digest"]);
    let stderr = run.redacted_stderr().replace(channel.directory().as_str(), "[CHANNEL]");
    let help = "  help: set `host-dependencies = [\"openssl\"]` in `[package.metadata.conda]`; the build found it because \
                another package of the same group needs it\n";
    assert!(stderr.contains(help), "{stderr}");
    insta::assert_snapshot!(&stderr[stderr.find("    Finished 1").unwrap()..], @"
      Finished 1 package in file://[ROOT]/target/conda, [TIME]
    To install pixi global install --channel file://[ROOT]/target/conda sealbox-digest
            or conda install --channel file://[ROOT]/target/conda sealbox-digest
        Failed 1 of 2 packages
               sealbox-pack 0.3.0: `bin/sealbox-pack` needs the shared library `libcrypto.so.3` of openssl, which the package does not depend on
                 log: [ROOT]/target/conda-build/logs/sealbox-pack-[PLATFORM].log
                 again: cargo conda build --toolchain conda --channel [CHANNEL] --variant-config [CHANNEL]/variants.yaml -p sealbox-pack
    ");

    // The advice in the message solves the problem.
    let project = project
        .append("apps/sealbox-pack/Cargo.toml", "[package.metadata.conda]\nhost-dependencies = ['openssl']");
    project.cargo_conda("build").conda(&channel).run().success();
    let record = project.channel().record(crate::support::platform(), "sealbox-pack");
    let depends = record["depends"].as_array().unwrap();
    assert!(depends.iter().any(|spec| spec.as_str().unwrap().starts_with("openssl ")), "{depends:?}");
}
