//! Looking into programs and running them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use goblin::elf::Elf;

/// A program of an ELF platform on the disk.
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

    /// Where it looks for its libraries.
    pub(crate) fn library_paths(&self) -> Vec<String> {
        let elf = self.elf();
        elf.rpaths.iter().chain(&elf.runpaths).map(|path| (*path).to_owned()).collect()
    }

    /// The file that the dynamic linker of this machine takes for a library, links resolved.
    #[track_caller]
    pub(crate) fn loads(&self, library: &str) -> Utf8PathBuf {
        // What `ldd` does.
        let output = Command::new(&self.path).env("LD_TRACE_LOADED_OBJECTS", "1").output().unwrap();
        let listing = String::from_utf8(output.stdout).unwrap();
        let line = listing.lines().find(|line| line.trim().starts_with(library));
        let line = line.unwrap_or_else(|| panic!("{} needs no {library}:\n{listing}", self.path));
        let (_, found) = line.split_once("=> ").unwrap();
        Utf8Path::new(found.split(" (").next().unwrap()).canonicalize_utf8().unwrap()
    }

    /// What it writes to standard output.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        self.run_by(Command::new(&self.path), arguments, input)
    }

    /// The same under an emulator, which gets the program as its next argument.
    #[track_caller]
    pub(crate) fn run_under(&self, mut emulator: Command, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        emulator.arg(&self.path);
        self.run_by(emulator, arguments, input)
    }

    #[track_caller]
    fn run_by(&self, mut command: Command, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that reads nothing may be gone by now.
        let _unread = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}: {}", self.path, String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}

/// Whether bytes are somewhere among others.
pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
