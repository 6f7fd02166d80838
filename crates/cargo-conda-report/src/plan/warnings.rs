//! Warnings of a plan as lines of text, one for all members that deserve the same.

use cargo_conda_plan::Warning;
use indexmap::IndexMap;

use crate::shorten::shortened;
use crate::style::Verbosity;

/// The warnings as lines of text, in the order of the first of each kind. Warnings that differ only in the
/// name of the member become one, which names all members if it is verbose. There are none with
/// [`Verbosity::Quiet`].
pub fn warning_lines(warnings: &[Warning], verbosity: Verbosity) -> Vec<String> {
    if verbosity == Verbosity::Quiet {
        return Vec::new();
    }
    let mut members: IndexMap<String, Vec<&str>> = IndexMap::new();
    for warning in warnings {
        let message = warning.to_string();
        let own = warning.crate_name().and_then(|name| Some((name, message.strip_prefix(name)?.to_owned())));
        match own {
            Some((name, rest)) => members.entry(rest).or_default().push(name),
            None => drop(members.entry(message).or_default()),
        }
    }
    let names = |names: &[&str]| match verbosity {
        Verbosity::Verbose => names.join(", "),
        Verbosity::Normal | Verbosity::Quiet => shortened(names),
    };
    members.iter().map(|(rest, own)| format!("{}{rest}", names(own))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(verbosity: Verbosity) -> String {
        let no_license = |name: &str| Warning::NoLicense { crate_name: name.to_owned() };
        let mut warnings: Vec<_> = ["blockdev", "cal", "chcpu", "dmesg", "last"].map(no_license).into();
        warnings.insert(1, Warning::NoVersion { crate_name: "cal".to_owned() });
        warnings.insert(2, Warning::OuterCargoConfig { path: "/home/config.toml".into() });
        warning_lines(&warnings, verbosity).join("\n")
    }

    #[test]
    fn members_that_deserve_the_same_share_a_line() {
        insta::assert_snapshot!(lines(Verbosity::Normal), @r#"
        blockdev, cal, chcpu and 2 more: the manifest gives no `license`; channels such as conda-forge refuse such packages; write `license = "…"`, or `license.workspace = true` where `[workspace.package]` has it
        cal: the manifest gives no `version`, so the package is 0.0.0
        cargo also reads `/home/config.toml`, which is outside the workspace; its flags, wrappers and variables affect the packages, so another machine may build something else
        "#);
        insta::assert_snapshot!(lines(Verbosity::Verbose).lines().next().unwrap(), @r#"blockdev, cal, chcpu, dmesg, last: the manifest gives no `license`; channels such as conda-forge refuse such packages; write `license = "…"`, or `license.workspace = true` where `[workspace.package]` has it"#);
        assert_eq!(lines(Verbosity::Quiet), "");
    }
}
