//! Programs that are taken out of packages: what they print, and their bytes.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::generated::World;
use super::reader::ReadPackage;
use crate::error::ChoreError;

/// A program in a package.
#[derive(Debug, Clone)]
pub(super) struct ReadProgram {
    /// What it prints.
    pub(super) output: String,
    /// The SHA-256 digest of its bytes.
    pub(super) digest: Vec<u8>,
}

impl World {
    /// The program of a package, which is run once for each archive.
    pub(super) fn program_of(
        &mut self,
        package: &ReadPackage,
        name: &str,
    ) -> Result<ReadProgram, ChoreError> {
        if let Some(program) = self.programs.get(&package.sha256) {
            return Ok(program.clone());
        }
        let binary = Path::new(&package.prefix).join("bin").join(name);
        let shown = binary.display().to_string();
        let output = self.tools.command(&binary).output();
        let output = output.map_err(|source| ChoreError::Start { command: shown, source })?;
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let bytes = fs_err::read(&binary).map_err(ChoreError::File)?;
        // The directory stays, so that the archive is not unpacked again; its contents are not needed any
        // more.
        let emptied =
            fs_err::remove_dir_all(&package.prefix).and_then(|()| fs_err::create_dir(&package.prefix));
        emptied.map_err(ChoreError::File)?;
        let program = ReadProgram { output, digest: Sha256::digest(bytes).to_vec() };
        self.programs.insert(package.sha256.clone(), program.clone());
        Ok(program)
    }
}
