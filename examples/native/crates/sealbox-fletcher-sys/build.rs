//! Compiles the C file.

fn main() {
    println!("cargo::rerun-if-changed=c/fletcher.c");
    cc::Build::new()
        .file("c/fletcher.c")
        .compile("sealbox_fletcher");
}
