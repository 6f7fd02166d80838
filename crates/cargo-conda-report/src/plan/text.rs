//! A plan as a table, with skipped members and warnings below it (`cargo conda plan`).

use std::collections::BTreeSet;
use std::io::{self, Write};

use cargo_conda_engine::{PackageLabel, Status};
use cargo_conda_mapping::{CondaName, Platform};
use cargo_conda_plan::{
    LeftOutBinary, NativeDependency, NativeOrigin, PackagePlan, Plan, Product, Skip, SkipReason, Strip,
};
use cargo_conda_workspace::FeaturesOf;
use unicode_width::UnicodeWidthStr;

use super::{product, warning_lines};
use crate::shorten::shortened;
use crate::style::{Meaning, TextOptions, Verbosity};
use crate::table::{Table, pad};
use crate::units::count;
use crate::why::is_fresh;

/// Writes a plan for people: a row for each package, then the skipped members with their reasons, then
/// warnings.
///
/// If `statuses` has fresh packages, a column says which. Libraries and members that were not asked for are
/// only counted unless the options are verbose. With quiet options, only the packages are written.
///
/// # Errors
///
/// The error of the writer.
pub fn render_plan(
    plan: &Plan,
    statuses: &[(PackageLabel, Status)],
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_packages(plan, statuses, *options, out)?;
    if options.verbosity == Verbosity::Quiet {
        return Ok(());
    }
    write_skipped(plan, *options, out)?;
    write_warnings(plan, *options, out)
}

fn write_packages(
    plan: &Plan,
    statuses: &[(PackageLabel, Status)],
    options: TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    if plan.packages.is_empty() {
        return writeln!(out, "no packages");
    }
    let fresh = plan.packages.iter().filter(|package| is_fresh(package, statuses));
    let columns = Columns::of(
        plan,
        fresh.map(|package| (&package.name, package.platform)).collect(),
        options.verbosity,
    );
    let mut table = Table::new(columns.header());
    for package in &plan.packages {
        table.push(columns.row(package));
    }
    let mut lines = table.lines();
    if let Some(header) = lines.next() {
        writeln!(out, "{}", options.color.paint(Meaning::Heading, &header))?;
    }
    for (line, package) in lines.zip(&plan.packages) {
        writeln!(out, "{line}")?;
        if options.verbosity == Verbosity::Verbose {
            writeln!(out, "  built with {}", settings(package))?;
            write_assets(package, out)?;
        }
        write_native(package, options.verbosity, out)?;
        if let Some(note) = product::note(package) {
            writeln!(out, "  {note}")?;
        }
        if options.verbosity == Verbosity::Verbose {
            write_python(package, out)?;
        }
        for left_out in &package.install.left_out {
            writeln!(out, "  without {}", describe_left_out(left_out))?;
        }
    }
    Ok(())
}

/// The columns of a plan's table. A column that would be the same in all rows is left out.
struct Columns<'a> {
    /// True if there is a column for the group.
    group: bool,
    /// True if there is a column for the platform.
    platform: bool,
    /// True if all binaries are named, however many there are.
    all_binaries: bool,
    /// The packages that are fresh; if there are any, there is a column for the status.
    fresh: BTreeSet<(&'a CondaName, Platform)>,
}

impl<'a> Columns<'a> {
    fn of(plan: &'a Plan, fresh: BTreeSet<(&'a CondaName, Platform)>, verbosity: Verbosity) -> Self {
        let platforms: BTreeSet<_> = plan.packages.iter().map(|package| &package.platform).collect();
        Self {
            group: plan.groups.len() > 1,
            platform: platforms.len() > 1,
            all_binaries: verbosity == Verbosity::Verbose,
            fresh,
        }
    }

    fn header(&self) -> Vec<String> {
        let always = ["package", "version", "from", "binaries", "licence"];
        let sometimes =
            [("group", self.group), ("platform", self.platform), ("status", !self.fresh.is_empty())];
        let sometimes = sometimes.into_iter().filter(|(_, shown)| *shown).map(|(name, _)| name);
        always.into_iter().chain(sometimes).map(ToOwned::to_owned).collect()
    }

    fn row(&self, package: &PackagePlan) -> Vec<String> {
        let license = package.about.license.expression.as_ref();
        let mut row = vec![
            package.name.to_string(),
            package.version.to_string(),
            package.crate_name.clone(),
            product::instead_of_binaries(&package.product)
                .unwrap_or_else(|| self.binaries(package.binaries())),
            license.map_or_else(|| "none".to_owned(), ToString::to_string),
        ];
        row.extend(self.group.then(|| package.group.to_string()));
        row.extend(self.platform.then(|| package.platform.to_string()));
        if !self.fresh.is_empty() {
            let is_fresh = self.fresh.contains(&(&package.name, package.platform));
            row.push(if is_fresh { "fresh" } else { "pending" }.to_owned());
        }
        row
    }

    fn binaries(&self, binaries: &[String]) -> String {
        let binaries: Vec<_> = binaries.iter().map(String::as_str).collect();
        if self.all_binaries { binaries.join(", ") } else { shortened(&binaries) }
    }
}

/// Writes what a package installs besides its product, and where that comes from.
fn write_assets(package: &PackagePlan, out: &mut dyn Write) -> io::Result<()> {
    for path in package.assets.paths() {
        if let Some(file) = package.assets.files.get(path) {
            let source = file.source.strip_prefix(&package.directory).unwrap_or(&file.source);
            writeln!(out, "  installs {path} from {source}")?;
        } else if let Some(printed) = package.assets.printed.get(path) {
            writeln!(out, "  installs {path}, which `{printed}` prints")?;
        }
    }
    if let Some(hint) = &package.assets.hint {
        writeln!(out, "  hint: {hint}")?;
    }
    Ok(())
}

/// Writes what a Python extension needs and which commands it installs.
fn write_python(package: &PackagePlan, out: &mut dyn Write) -> io::Result<()> {
    let Product::PythonExtension(extension) = &package.product else {
        return Ok(());
    };
    let needs: Vec<_> = package.requirements.run.iter().map(ToString::to_string).collect();
    writeln!(out, "  needs {}", needs.join(", "))?;
    let commands: Vec<_> = extension.entry_points.iter().map(|own| own.command.as_str()).collect();
    if !commands.is_empty() {
        writeln!(out, "  installs the commands {}", commands.join(", "))?;
    }
    Ok(())
}

/// Writes the crates of a package that link native libraries, each with the chain of dependencies to it.
/// Crates for which nothing is installed are left out unless the options are verbose.
fn write_native(package: &PackagePlan, verbosity: Verbosity, out: &mut dyn Write) -> io::Result<()> {
    let is_given = |native: &&NativeDependency| !native.host.is_empty() || !native.build.is_empty();
    for native in package
        .requirements
        .native
        .iter()
        .filter(|native| verbosity == Verbosity::Verbose || is_given(native))
    {
        let given = native.host.iter().chain(&native.build).map(ToString::to_string).collect::<Vec<_>>();
        let library = native.links.as_ref().map(|links| format!(" links `{links}`")).unwrap_or_default();
        let means = match (native.origin, given.as_slice()) {
            (NativeOrigin::Unknown, _) => ", whose needs are unknown".to_owned(),
            (_, []) if native.vendored => " and compiles it itself".to_owned(),
            (_, []) => " and is given nothing".to_owned(),
            (_, given) if native.vendored => format!(" and compiles it itself, with {}", given.join(", ")),
            (_, given) => format!(" and is given {}", given.join(", ")),
        };
        let chain = native.chain.join(" > ");
        writeln!(out, "  {} {}{library}{means} ({chain})", native.crate_name, native.version)?;
    }
    Ok(())
}

fn settings(package: &PackagePlan) -> String {
    let features = &package.install.features;
    let mut settings = vec![format!("profile {}", package.install.profile)];
    settings.extend((!package.target.is_usual()).then(|| format!("target {}", package.target)));
    settings.extend(package.glibc.map(|oldest| format!("glibc {oldest}")));
    settings.extend(match package.install.strip.effective() {
        Some(Strip::None) => Some("not stripped".to_owned()),
        Some(strip) => Some(format!("stripped of {}", strip.as_str())),
        None => None,
    });
    settings.extend(features.all_features.then(|| "all features".to_owned()));
    settings.extend(features.no_default_features.then(|| "no default features".to_owned()));
    if !features.features.is_empty() {
        settings.push(format!("features {}", features.features.join(" ")));
    }
    settings.extend((features.of == FeaturesOf::Workspace).then(|| "the workspace's features".to_owned()));
    settings.join(", ")
}

fn describe_left_out(LeftOutBinary { binary, missing_features }: &LeftOutBinary) -> String {
    match missing_features.as_slice() {
        [] => format!("`{binary}`, which the configured `binaries` do not name"),
        [feature] => format!("`{binary}`, which needs the feature `{feature}`"),
        features => format!("`{binary}`, which needs the features `{}`", features.join("`, `")),
    }
}

fn write_skipped(plan: &Plan, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    if plan.skipped.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", options.color.paint(Meaning::Heading, "skipped"))?;
    let verbose = options.verbosity == Verbosity::Verbose;
    let (named, counted): (Vec<_>, Vec<_>) =
        plan.skipped.iter().partition(|skip| verbose || !goes_without_saying(&skip.reason));
    let width = named.iter().map(|skip| skip.crate_name.width()).max().unwrap_or(0);
    for skip in named {
        writeln!(out, "  {}  {}", pad(&skip.crate_name, width), skip.reason)?;
        if verbose && let Some(remedy) = skip.remedy() {
            writeln!(out, "  {}  to include it: {remedy}", pad("", width))?;
        }
    }
    if !counted.is_empty() {
        writeln!(out, "  {}", sum_up(&counted))?;
    }
    Ok(())
}

/// Returns true for reasons that need no explanation: libraries, and members that were not asked for.
fn goes_without_saying(reason: &SkipReason) -> bool {
    matches!(
        reason,
        SkipReason::NoBinaries
            | SkipReason::CLibraryNotAskedFor
            | SkipReason::NotRequested
            | SkipReason::Unaffected { .. }
            | SkipReason::Unconcerned { .. }
            | SkipReason::OtherPartition(_)
    )
}

fn is_library(reason: &SkipReason) -> bool {
    matches!(reason, SkipReason::NoBinaries | SkipReason::CLibraryNotAskedFor)
}

fn sum_up(skipped: &[&Skip]) -> String {
    let libraries = skipped.iter().filter(|skip| is_library(&skip.reason)).count();
    let not_requested = skipped.len() - libraries;
    let of_libraries = if libraries == 1 { "1 library".to_owned() } else { format!("{libraries} libraries") };
    let others = format!("{} not asked for", count(not_requested, "member"));
    match (libraries, not_requested) {
        (0, _) => others,
        (_, 0) => of_libraries,
        _ => format!("{of_libraries}, {others}"),
    }
}

fn write_warnings(plan: &Plan, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let warnings = warning_lines(&plan.warnings, options.verbosity);
    if !warnings.is_empty() {
        writeln!(out)?;
    }
    for warning in warnings {
        writeln!(out, "{} {warning}", options.color.paint(Meaning::Warning, "warning:"))?;
    }
    Ok(())
}
