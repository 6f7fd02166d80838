//! Libraries for C programs: `cargo rustc` builds the shared and the static library, cbindgen writes the
//! header, and the script installs all as `cargo cinstall` would.
//!
//! Each kind of library has a build of its own. The file of the shared one has no hash in its name and is
//! built anew for each package that has it; the static one is a unit like any other.

use camino::Utf8Path;
use cargo_conda_plan::{CLibrary, CargoInstall, LibraryPart, PackagePlan, SharedLibrary};

use super::cargo;
use crate::layout::SourceLayout;
use crate::model::PackageContents;
use crate::shell::Shell;
use crate::text::{literal_pattern, literal_value};
use crate::words::Words;

/// Returns the commands that build and install the library.
pub(super) fn build_commands(
    package: &PackagePlan,
    library: &CLibrary,
    layout: &SourceLayout,
    shell: Shell,
) -> Vec<String> {
    let platform = package.platform;
    let mut lines = Vec::new();
    if !layout.is_read_by_engine() {
        lines.push(shell.default_target_directory().to_owned());
    }
    let folder = cargo::profile_folder(&package.install.profile);
    let (built, import_library) = library.built_files(platform);
    let import_library = import_library.filter(|_| library.kinds.is_shared);
    if library.has_runtime() || import_library.is_some() {
        // Builds of programs of the same crate write a library of this name too, but without a version in it.
        let folders = [folder.to_owned(), format!("{folder}/deps")];
        lines.extend(folders.iter().map(|folder| shell.remove_built(folder, &built)));
    }
    // cargo runs for a package that has only headers too: the files that it says it has read are what the
    // package is made from.
    if library.kinds.is_shared && library.part != LibraryPart::Static {
        lines.push(cargo_rustc(package, library, CrateType::Shared, layout, shell).finish(layout));
    }
    if library.builds_static_library() {
        lines.push(cargo_rustc(package, library, CrateType::Static, layout, shell).finish(layout));
    }

    let mut directories: Vec<_> =
        package.installed_files().filter_map(|file| file.parent().map(Utf8Path::to_owned)).collect();
    directories.sort();
    directories.dedup();
    lines.extend(directories.iter().map(|directory| shell.make_directory(&shell.in_prefix(directory))));

    let SharedLibrary { file, links, import_library: installed_import } = library.shared_library(platform);
    if library.has_runtime() {
        lines.push(shell.copy_built(folder, &built, &shell.in_prefix(&file)));
        let name = file.file_name().unwrap_or_default();
        lines.extend(links.iter().map(|link| shell.link(name, &shell.in_prefix(link))));
    }
    if let Some(installed) = library.static_library(platform) {
        let built = library.built_static_library(platform);
        lines.push(shell.copy_built(folder, &built, &shell.in_prefix(&installed)));
    }
    if library.has_development() {
        if let (Some(built), Some(installed)) = (import_library, installed_import) {
            lines.push(shell.copy_built(folder, &built, &shell.in_prefix(&installed)));
        }
        lines.extend(header(package, library, layout, shell));
        lines.push(pkg_config(package, library, layout, shell));
    }
    for (source, destination) in library.assets(platform) {
        let source = layout.path_in_sources(source);
        lines.push(shell.copy(&shell.quote_path(&source), &shell.in_prefix(&destination)));
    }
    if !layout.is_in_place() {
        lines.extend(build_script_files(package, library, layout, shell));
    }
    lines
}

/// Returns the files that the package must have. Patterns stand for those that the build script writes.
pub(super) fn contents(package: &PackagePlan) -> PackageContents {
    let mut files: Vec<_> = package.installed_files().map(|file| literal_pattern(file.as_str())).collect();
    // A pattern must match something: one for what need not be there stands beside the name of a file.
    let known = files.first().cloned().unwrap_or_default();
    let written = package.product.build_script_files(package.platform);
    files.extend(written.iter().map(|written| {
        let pattern = format!("{}/{}", globset::escape(written.to.as_str()), written.pattern);
        let pattern = literal_value(&pattern);
        if written.is_required { pattern } else { format!("{{{known},{pattern}}}") }
    }));
    PackageContents { bin: Vec::new(), site_packages: Vec::new(), files, strict: true }
}

/// A kind of library that rustc makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CrateType {
    Shared,
    Static,
}

/// Returns the command that builds a library. Only the crate itself gets further arguments of rustc, so that
/// all others are the same units as in builds of programs.
fn cargo_rustc(
    package: &PackagePlan,
    library: &CLibrary,
    crate_type: CrateType,
    layout: &SourceLayout,
    shell: Shell,
) -> Words {
    let manifest = layout.path_in_sources(&package.directory).join("Cargo.toml");
    // cargo-auditable has nothing to add to a static library.
    let (cargo, name) = match crate_type {
        CrateType::Shared => (cargo::command(package, layout), "cdylib"),
        CrateType::Static => ("cargo", "staticlib"),
    };
    let mut words = Words::new(shell, format!("{cargo} rustc --locked --lib --crate-type {name}"));
    words.push_all(["--manifest-path", manifest.as_str()]);
    words.push_message_format(layout);
    push_unit(&mut words, package, library, crate_type);
    words
}

/// Adds what decides which unit cargo builds. The same words name it again.
fn push_unit(words: &mut Words, package: &PackagePlan, library: &CLibrary, crate_type: CrateType) {
    let CargoInstall { features, profile, extra_args, .. } = &package.install;
    words.push_all(["--profile", profile]);
    words.push_own_strip(package);
    words.push_feature_selection(features);
    words.push_all(extra_args);
    words.push_all(["--", "--cfg", "cargo_c"]);
    match crate_type {
        CrateType::Shared => words.push_all(link_args(package, library)),
        CrateType::Static => words.push_all(["--print", "native-static-libs"]),
    }
    words.push_all(&library.rustc_args);
}

/// Returns the command that asks cargo once more for a library that it has built, with `options`. cargo
/// repeats what rustc and the build script have said.
fn cargo_rustc_again(
    package: &PackagePlan,
    library: &CLibrary,
    options: &[&str],
    layout: &SourceLayout,
    shell: Shell,
) -> String {
    let manifest = layout.path_in_sources(&package.directory).join("Cargo.toml");
    let is_static = library.builds_static_library();
    let (crate_type, name) =
        if is_static { (CrateType::Static, "staticlib") } else { (CrateType::Shared, "cdylib") };
    let mut words = Words::new(shell, format!("cargo rustc --locked --lib --crate-type {name}"));
    words.push_all(["--manifest-path", manifest.as_str()]);
    words.push_all(options);
    push_unit(&mut words, package, library, crate_type);
    words.into_command()
}

/// Returns the command that writes the file for pkg-config. What else a static library needs at the end of a
/// linker's command is only known to rustc.
fn pkg_config(package: &PackagePlan, library: &CLibrary, layout: &SourceLayout, shell: Shell) -> String {
    let file = shell.in_prefix(&library.pkg_config_file(package.platform));
    let of_file = &library.pkg_config;
    if !library.kinds.is_static {
        return shell.write_lines(&of_file.lines(), None, &file);
    }
    let again = cargo_rustc_again(package, library, &["--color", "never"], layout, shell);
    let (lines, field) = if library.kinds.is_shared {
        (of_file.lines(), "Libs.private:".to_owned())
    } else {
        // Every program needs them.
        (of_file.lines_without_libs(), of_file.libs())
    };
    shell.write_lines(&lines, Some(&shell.print_native_libraries(&again, &field)), &file)
}

/// Returns the commands that install what the build script has written. In builds of cargo-conda's own, the
/// engine does it; see [`CLibrary::build_script_files`](cargo_conda_plan::Product::build_script_files).
fn build_script_files(
    package: &PackagePlan,
    library: &CLibrary,
    layout: &SourceLayout,
    shell: Shell,
) -> Vec<String> {
    let files = package.product.build_script_files(package.platform);
    if files.is_empty() {
        return Vec::new();
    }
    let again = cargo_rustc_again(package, library, &["--message-format", "json"], layout, shell);
    shell.install_from_out_dir(&again, &package.crate_name, &files)
}

/// Returns the arguments of rustc that write the name and the version of the library into it.
fn link_args(package: &PackagePlan, library: &CLibrary) -> Vec<String> {
    let platform = package.platform;
    let arguments = match library.soname(platform) {
        None => Vec::new(),
        Some(soname) if platform.is_osx() => {
            let versions = library.abi.as_ref().map_or_else(String::new, |abi| {
                format!(",-current_version,{},-compatibility_version,{abi}", library.full_version())
            });
            let name = format!("-Wl,-install_name,@rpath/{soname}{versions}");
            // The name has to be replaced by a longer one when the package is installed.
            vec![name, "-Wl,-headerpad_max_install_names".to_owned()]
        }
        Some(soname) => vec![format!("-Wl,-soname,{soname}")],
    };
    arguments.into_iter().flat_map(|argument| ["-C".to_owned(), format!("link-arg={argument}")]).collect()
}

/// Returns the command with which cbindgen writes the header; `None` if it writes none.
fn header(package: &PackagePlan, library: &CLibrary, layout: &SourceLayout, shell: Shell) -> Option<String> {
    let generated = library.generated_header.as_ref()?;
    let file = library.generated_header_file(package.platform)?;
    let directory = layout.path_in_sources(&package.directory);
    let cbindgen = format!("cbindgen {}", shell.quote_path(&directory));
    Some(shell.write_lines(&generated.definitions, Some(&cbindgen), &shell.in_prefix(&file)))
}
