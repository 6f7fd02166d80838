//! Inspects and runs programs.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use goblin::elf::Elf;

use super::channel::sha256;

/// An ELF program.
pub(crate) struct Program {
    path: Utf8PathBuf,
    bytes: Vec<u8>,
}

impl Program {
    pub(crate) fn at(path: &Utf8Path) -> Self {
        Self { path: path.to_owned(), bytes: fs_err::read(path).unwrap() }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn elf(&self) -> Elf<'_> {
        Elf::parse(&self.bytes).unwrap()
    }

    /// The directories in which it looks for its libraries.
    pub(crate) fn library_paths(&self) -> Vec<String> {
        let elf = self.elf();
        elf.rpaths.iter().chain(&elf.runpaths).map(|path| (*path).to_owned()).collect()
    }

    /// The file that the dynamic linker loads for a library, with links resolved.
    #[track_caller]
    pub(crate) fn loads(&self, library: &str) -> Utf8PathBuf {
        // As `ldd` does.
        let output = Command::new(&self.path).env("LD_TRACE_LOADED_OBJECTS", "1").output().unwrap();
        let listing = String::from_utf8(output.stdout).unwrap();
        let line = listing.lines().find(|line| line.trim().starts_with(library));
        let line = line.unwrap_or_else(|| panic!("{} needs no {library}:\n{listing}", self.path));
        let (_, found) = line.split_once("=> ").unwrap();
        Utf8Path::new(found.split(" (").next().unwrap()).canonicalize_utf8().unwrap()
    }

    /// Runs it with arguments and standard input, and returns its standard output.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        self.run_by(Command::new(&self.path), arguments, input)
    }

    /// Like [`Self::run`], in an emulator that takes the program as its next argument.
    #[track_caller]
    pub(crate) fn run_under(&self, mut emulator: Command, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        emulator.arg(&self.path);
        self.run_by(emulator, arguments, input)
    }

    #[track_caller]
    fn run_by(&self, mut command: Command, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that reads nothing may have ended.
        let _unread = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}: {}", self.path, String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}

/// True if the bytes contain the text.
pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The name, address and content of each section of an ELF program, without what the package adds: the list
/// of its crates, and the name of that section in the table of names.
pub(crate) fn sections(program: &[u8]) -> BTreeMap<String, (u64, String)> {
    let elf = Elf::parse(program).unwrap();
    let sections = elf.section_headers.iter().map(|section| {
        let name = elf.shdr_strtab.get_at(section.sh_name).unwrap();
        let content = section.file_range().map(|range| &program[range]).unwrap_or_default();
        (name.to_owned(), (section.sh_addr, sha256(content)))
    });
    sections.filter(|(name, _)| name != ".shstrtab" && name != ".dep-v0").collect()
}

/// Tells a cargo in a workspace what builds of packages tell it, as the book describes it: what to strip, and
/// which names stand for directories.
pub(crate) fn tell_as_builds(cargo: &mut Command, workspace: &Utf8Path, target: &Utf8Path) {
    let home =
        std::env::var("CARGO_HOME").unwrap_or_else(|_unset| std::env::var("HOME").unwrap() + "/.cargo");
    let registries = Utf8Path::new(&home).join("registry/src").read_dir_utf8().unwrap();
    let registries = registries.map(|entry| (entry.unwrap().into_path(), "registry"));
    let names = [(workspace.to_owned(), "workspace"), (target.to_owned(), "target")];
    let flag = |(path, name)| format!("--remap-path-prefix={path}=/usr/local/src/conda/{name}");
    let flags: Vec<_> = names.into_iter().chain(registries).map(flag).collect();
    cargo.env("CARGO_BUILD_RUSTFLAGS", flags.join(" ")).env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
}
