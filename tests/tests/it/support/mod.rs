//! Helpers of the integration tests: running the program, and reading what it makes.

mod approval;
mod archive;
mod bucket;
mod built;
mod cargo_conda;
mod channel;
mod http_server;
mod local_channel;
mod needs;
mod pixi;
mod prefix;
mod program;
mod project;
mod python;
mod quetz;
mod redact;
mod scripted;

pub(crate) use approval::{approves, validated_workflow};
pub(crate) use archive::{Unpacked, unpack};
pub(crate) use bucket::{BUCKET, S3};
pub(crate) use built::{Built, built_monorepo, built_native};
pub(crate) use cargo_conda::{CargoConda, Ran, Running, program};
pub(crate) use cargo_conda_test_support::clean_environment;
pub(crate) use channel::{Channel, platform, sha256};
pub(crate) use http_server::{HttpServer, Ranges, Request, Trouble};
pub(crate) use local_channel::LocalChannel;
pub(crate) use pixi::Pixi;
pub(crate) use prefix::{PrefixServer, TOKEN};
pub(crate) use program::{Program, contains, sections, tell_as_builds};
pub(crate) use project::{TempProject, repository};
pub(crate) use python::Python;
pub(crate) use quetz::{API_KEY, Quetz};
pub(crate) use redact::redact;
pub(crate) use scripted::{Answer, Scripted, answer_with};
