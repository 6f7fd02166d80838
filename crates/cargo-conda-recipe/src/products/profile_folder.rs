//! Where cargo puts what it builds.

/// Returns the folder of a profile in cargo's target directory:
/// <https://doc.rust-lang.org/cargo/reference/build-cache.html>.
pub(super) fn profile_folder(profile: &str) -> &str {
    match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        other => other,
    }
}
