//! Channels that cannot be compared with: they are not there, refuse, fail half-way, or contradict
//! themselves.

use super::programs;
use crate::support::{HttpServer, Ranges, TempProject, Trouble, platform};

#[test]
fn a_channel_that_is_not_there_is_an_error() {
    let project = programs(TempProject::empty());
    let missing = project.cargo_conda("build --against ./nowhere").run().code(2);
    insta::assert_snapshot!(missing.redacted_stderr(), @r"
    error: cannot compare with the channel `file://[ROOT]/nowhere`
      cause: could not find subdir 'noarch' in channel 'file://[ROOT]/nowhere/': failed to open file `[ROOT]/nowhere/noarch/repodata.json`: No such file or directory (os error [N])
      help: a channel has at least the file `noarch/repodata.json`; `cargo conda index` writes it into a directory
    ");
    let server = HttpServer::start(project.root(), Ranges::Answered);
    let missing = project.cargo_conda(&format!("why --against {}/nowhere", server.url())).run().code(2);
    insta::assert_snapshot!(missing.redacted_stderr().replace(server.url(), "[SERVER]"), @r"
    error: cannot compare with the channel `[SERVER]/nowhere`
      cause: could not find subdir 'noarch' in channel '[SERVER]/nowhere/': HTTP status client error (404 Not Found) for url ([SERVER]/nowhere/noarch/repodata.json)
      help: a channel has at least the file `noarch/repodata.json`; `cargo conda index` writes it into a directory
    ");
    let silent = project.cargo_conda("build --against http://127.0.0.1:9/channel").run().code(1);
    // Both directories of the channel are asked for at once, and either answer can be the first.
    insta::assert_snapshot!(silent.redacted_stderr().replace("[PLATFORM]", "noarch"), @r"
    error: cannot compare with the channel `http://127.0.0.1:9/channel`
      cause: Request failed after 3 retries: error sending request for url (http://127.0.0.1:9/channel/noarch/repodata_shards.msgpack.zst): client error (Connect): tcp connect error: Connection refused (os error [N])
      help: try again later, or build without `--against`
    ");
}

/// The message about an empty channel on a server that has a trouble with its indexes.
fn message_about(trouble: Trouble) -> String {
    let project = programs(TempProject::empty());
    for folder in ["noarch", platform()] {
        let index = "{\"packages\":{},\"packages.conda\":{}}";
        project.write(&format!("target/published/{folder}/repodata.json"), index);
    }
    let server = HttpServer::start(&project.root().join("target/published"), Ranges::Answered);
    server.trouble("/repodata.json", trouble);
    let code = if matches!(trouble, Trouble::Status(status) if status.starts_with("403")) { 2 } else { 1 };
    let ran = project.cargo_conda(&format!("why --against {}", server.url())).run().code(code);
    // Both directories of the channel are asked for at once, and either answer can be the first.
    ran.redacted_stderr().replace(server.url(), "[SERVER]").replace("[PLATFORM]", "noarch")
}

#[test]
fn a_server_that_refuses_wants_credentials() {
    insta::assert_snapshot!(message_about(Trouble::Status("403 Forbidden")), @r"
    error: cannot compare with the channel `[SERVER]`
      cause: HTTP status client error (403 Forbidden) for url ([SERVER]/noarch/repodata.json)
      help: the server does not let you read this channel: store credentials that it accepts with `pixi auth login` or `rattler-build auth login`; some servers answer so too if there is no such channel, so check its name
    ");
}

#[test]
fn a_server_that_is_out_of_order_is_no_channel_without_packages() {
    insta::assert_snapshot!(message_about(Trouble::Status("503 Service Unavailable")), @r"
    error: cannot compare with the channel `[SERVER]`
      cause: HTTP status server error (503 Service Unavailable) for url ([SERVER]/noarch/repodata.json)
      help: try again later, or build without `--against`
    ");
    insta::assert_snapshot!(message_about(Trouble::Cut), @r"
    error: cannot compare with the channel `[SERVER]`
      cause: failed to download [SERVER]/noarch/repodata.json: error decoding response body: request or response body error: error reading a body from connection: end of file before message length reached
      help: try again later, or build without `--against`
    ");
}

#[test]
fn a_damaged_index_is_an_error() {
    let project = programs(TempProject::empty());
    project.write("target/published/noarch/repodata.json", "{\"packages\":{},\"packa");
    let ran = project.cargo_conda("why --against ./target/published").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @r"
    error: cannot compare with the channel `file://[ROOT]/target/published`
      cause: failed to parse repodata.json: EOF while parsing a string at line 1 column 21
      help: the index of the channel is damaged or out of date; `cargo conda index` writes that of a directory anew, and those who keep a server can mend theirs
    ");
    let server = HttpServer::start(&project.root().join("target/published"), Ranges::Answered);
    let ran = project.cargo_conda(&format!("why --against {}", server.url())).run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr().replace(server.url(), "[SERVER]"), @r"
    error: cannot compare with the channel `[SERVER]`
      cause: failed to parse repodata.json: EOF while parsing a string at line 1 column 21
      help: the index of the channel is damaged or out of date; `cargo conda index` writes that of a directory anew, and those who keep a server can mend theirs
    ");
}
