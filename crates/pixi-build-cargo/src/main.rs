//! `pixi-build-cargo`: tells pixi which packages a Cargo workspace has, and builds them.
//!
//! pixi starts this program without arguments and talks to it over its standard input and output, one message of JSON-RPC a
//! line. [`server`] reads and answers; [`backend`] knows which request may follow which; [`project`] is what pixi said of the
//! package, and what that means for a plan. The two requests that do something are [`outputs`] and [`build`]; what they say
//! to pixi is in the types of [`wire`], which nothing else has to do with, and [`convert`] leads from one to the other.

#![expect(clippy::print_stderr, reason = "pixi shows what is written to standard error")]

mod backend;
mod build;
mod convert;
mod debug;
mod failure;
mod globs;
mod manifest;
mod outputs;
mod project;
mod server;
mod wire;

use std::io;
use std::process::ExitCode;

use clap::Parser;

/// A build backend of pixi for Cargo workspaces.
///
/// pixi starts it by itself: name it in a `pixi.toml` beside a `Cargo.toml`, as `backend = { name = "pixi-build-cargo" }` below
/// `[package.build]`.
#[derive(Parser)]
#[command(version)]
struct Arguments {}

fn main() -> ExitCode {
    let Arguments {} = Arguments::parse();
    match server::serve(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // pixi has gone, and there is nobody left to tell.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: failed to talk to pixi: {error}");
            ExitCode::FAILURE
        }
    }
}
