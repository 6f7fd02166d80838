//! `pixi-build-cargo` tells pixi which packages a Cargo workspace has, and builds them.
//!
//! pixi starts this program without arguments and talks to it over standard input and output, one JSON-RPC
//! message a line. Everything that the program prints beside that goes to standard error, which pixi shows.
//!
//! # Rooms
//!
//! Each module imports from those below it alone:
//!
//! 1. [`server`] reads requests, writes responses and knows which request may follow which.
//! 2. [`methods`] has the two requests that work on a workspace: `conda/outputs` lists its packages, and
//!    `conda/build_v1` builds one of them.
//! 3. [`project`] is the package as pixi described it in `initialize`, and plans the Cargo workspace for it.
//! 4. [`failure`] is an error as pixi shows it; [`debug_directory`] keeps requests and responses as files.
//! 5. [`convert`] leads from the protocol's types to those of plans and builds, and back.
//! 6. [`wire`] has the protocol's types: data, and no decisions.

#![expect(clippy::print_stderr, reason = "pixi shows what is written to standard error")]

mod convert;
mod debug_directory;
mod failure;
mod methods;
mod project;
mod server;
mod wire;

use std::io;
use std::process::ExitCode;

use camino::Utf8PathBuf;
use cargo_conda::backend::canonicalize;
use clap::Parser;

/// A build backend of pixi for Cargo workspaces.
///
/// pixi starts it by itself. To use it, name it in a `pixi.toml` beside a `Cargo.toml`:
/// `backend = { name = "pixi-build-cargo" }` below `[package.build]`.
#[derive(Parser)]
#[command(version)]
struct Arguments {}

fn main() -> ExitCode {
    let Arguments {} = Arguments::parse();
    match server::serve(io::stdin().lock(), io::stdout().lock(), executable()) {
        Ok(()) => ExitCode::SUCCESS,
        // pixi has ended, and does not wait for a response.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: failed to exchange messages with pixi: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The path of this program, without symbolic links; empty if the system does not tell.
fn executable() -> Utf8PathBuf {
    let path = std::env::current_exe().ok().and_then(|path| Utf8PathBuf::try_from(path).ok());
    path.and_then(|path| canonicalize(&path).ok()).unwrap_or_default()
}
