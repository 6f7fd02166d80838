//! `cargo conda publish` to a server that answers as prefix.dev does, and the identity of jobs.

use crate::publish::{all, outcomes, project, with_no_stored_credentials};
use crate::support::{Answer, CargoConda, PrefixServer, TOKEN, TempProject};

fn built() -> (TempProject, PrefixServer) {
    let project = project();
    project.cargo_conda("build --no-test").run().success();
    (project, PrefixServer::start())
}

fn call(project: &TempProject, server: &PrefixServer) -> CargoConda {
    with_no_stored_credentials(project.cargo_conda("publish --format json").arg(server.channel()), project)
}

fn with_token(project: &TempProject, server: &PrefixServer) -> CargoConda {
    call(project, server).env("PREFIX_API_KEY", TOKEN)
}

/// The call in a job of GitHub that may ask for its identity.
fn in_job(project: &TempProject, server: &PrefixServer) -> CargoConda {
    server.job().iter().fold(call(project, server), |call, (name, value)| call.env(name, value))
}

#[test]
fn a_token_uploads_what_the_server_lacks_and_a_taken_name_is_compared() {
    let (project, server) = built();
    let ran = call(&project, &server).env("PREFIX_API_KEY", "canary-wrong").run().code(2);
    assert!(ran.stdout.contains("does not accept the credentials"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("canary-wrong") && server.stored().is_empty());
    server.uploads();

    server.script(&[Answer::Normal, Answer::Cut, Answer::Cut, Answer::Cut]);
    let ran = with_token(&project, &server).run().code(1);
    assert!(!ran.stdout.contains(TOKEN), "{}", ran.stdout);
    assert_eq!((server.stored(), server.uploads()), (vec!["first".to_owned()], 4));
    server.script(&[Answer::Lost]);
    let ran = with_token(&project, &server).run().success();
    let words: Vec<_> = outcomes(&ran).into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!((words, server.uploads()), (vec!["there-already".to_owned(), "published".to_owned()], 2));

    project.write("first/src/main.rs", "fn main() { println!(\"changed\") }\n");
    project.cargo_conda("build --no-test").run().success();
    let ran = with_token(&project, &server).run().code(2);
    assert!(ran.stderr.contains("the channel has sha256"), "{}", ran.stderr);
    server.lag();
    let ran = with_token(&project, &server).run().code(2);
    assert!(ran.stdout.contains("the channel has sha256"), "{}", ran.stdout);
    server.stored();
    with_token(&project, &server).args("--replace").run().success();
    assert_eq!(server.stored(), ["first"]);
}

#[test]
fn a_job_is_known_by_its_identity() {
    let (project, server) = built();
    let ran = in_job(&project, &server).env_remove("ACTIONS_ID_TOKEN_REQUEST_URL").run().code(2);
    assert!(ran.stderr.contains("`permissions: id-token: write`"), "{}", ran.stderr);
    let ran = in_job(&project, &server).run().code(2);
    assert!(ran.stdout.contains("does not accept the credentials"), "{}", ran.stdout);
    assert_eq!(server.uploads(), 0);

    server.trust();
    // Sigstore cannot be reached by way of this proxy.
    let attested = in_job(&project, &server).args("--attest").env("HTTPS_PROXY", "http://127.0.0.1:1");
    let ran = attested.run().code(1);
    assert!(ran.stderr.contains("so nothing was published"), "{}", ran.stderr);
    assert!(ran.stderr.contains("Sigstore"), "{}", ran.stderr);
    assert_eq!(server.uploads(), 0);

    let ran = in_job(&project, &server).run().success();
    assert_eq!(outcomes(&ran), all("published"));
    assert!(ran.events("package-published").iter().all(|event| event["attested"] == false));
}
