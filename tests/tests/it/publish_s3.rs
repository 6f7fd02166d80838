//! `cargo conda publish s3://…`: a bucket becomes a channel.

use camino::Utf8Path;
use serde_json::Value;

use crate::publish::{all, outcomes, project, with_no_stored_credentials};
use crate::support::{Answer, BUCKET, CargoConda, Program, Python, Ran, S3, TempProject, platform};

/// A secret that no message may contain.
const SECRET: &str = "canary-s3-4723";

/// The address of the channel.
fn channel() -> String {
    format!("s3://{BUCKET}/tools")
}

/// A project that is built, and a server with an empty bucket.
fn built() -> (TempProject, S3) {
    let project = project();
    project.cargo_conda("build --no-test").run().success();
    (project, S3::start())
}

/// The variables by which Amazon's clients find the bucket.
fn variables(server: &S3) -> [(&'static str, String); 4] {
    [
        ("AWS_ENDPOINT_URL", server.url()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "any".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
    ]
}

/// A call without credentials, on a machine that is none of Amazon's.
fn call(project: &TempProject, arguments: &str) -> CargoConda {
    let call = with_no_stored_credentials(project.cargo_conda(arguments), project);
    call.env("AWS_EC2_METADATA_DISABLED", "true")
}

fn with_variables(call: CargoConda, server: &S3) -> CargoConda {
    variables(server).iter().fold(call, |call, (name, value)| call.env(name, value))
}

fn publish(project: &TempProject, server: &S3) -> CargoConda {
    with_variables(call(project, "publish --format json").arg(channel()), server)
}

/// The index of this machine's platform in a channel; `None` without one.
fn index_of(server: &S3, channel: &str) -> Option<Value> {
    let index = server.ask("GET", &format!("{channel}/{}/repodata.json", platform()))?;
    Some(serde_json::from_slice(&index).unwrap())
}

fn words(ran: &Ran) -> Vec<String> {
    outcomes(ran).into_iter().map(|(_, outcome)| outcome).collect()
}

/// The names and digests in the index of this machine's platform, sorted; `None` without an index.
fn indexed(server: &S3) -> Option<Vec<(String, String)>> {
    let index = index_of(server, "tools")?;
    let word = |record: &Value, key: &str| record[key].as_str().unwrap().to_owned();
    let records = index["packages.conda"].as_object().unwrap().values();
    let mut records: Vec<_> = records.map(|record| (word(record, "name"), word(record, "sha256"))).collect();
    records.sort();
    Some(records)
}

/// The names and digests that a run says it has published or found, sorted.
fn said(ran: &Ran) -> Vec<(String, String)> {
    let word = |event: &Value, key: &str| event[key].as_str().unwrap().to_owned();
    let events = ran.events("package-published");
    let mut said: Vec<_> = events.iter().map(|event| (word(event, "name"), word(event, "sha256"))).collect();
    said.sort();
    said
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn packages_go_to_a_bucket_and_two_clients_read_them() {
    let (project, server) = built();
    let ran = publish(&project, &server).args("--dry-run").run().success();
    assert_eq!((outcomes(&ran), server.uploads()), (all("would-publish"), 0));
    assert_eq!(indexed(&server), None);
    let ran = publish(&project, &server).run().success();
    assert_eq!((outcomes(&ran), server.uploads()), (all("published"), 2));
    assert_eq!(ran.events("finished")[0]["channel"], channel());
    assert_eq!(indexed(&server).unwrap(), said(&ran));
    let ran = publish(&project, &server).run().success();
    assert_eq!((outcomes(&ran), server.uploads()), (all("there-already"), 0));

    let prefix = project.root().join("target/prefix");
    install(&server, &prefix, "second");
    assert_eq!(Program::at(&prefix.join("bin/second")).run(&[], b""), b"second 0.1.0\n");

    project.write("first/src/main.rs", "fn main() { println!(\"changed\") }\n");
    project.cargo_conda("build --no-test").run().success();
    let refused = publish(&project, &server).run().code(2);
    assert!(refused.stderr.contains("the channel has sha256"), "{}", refused.stderr);
    assert_eq!(server.uploads(), 0);
    let ran = publish(&project, &server).args("--replace").run().success();
    assert_eq!(words(&ran), ["there-already", "replaced"]);
    assert_eq!(indexed(&server).unwrap(), said(&ran));

    fs_err::remove_dir_all(project.root().join("target/conda-build")).unwrap();
    let against = call(&project, "build --format json --against").arg(channel());
    let ran = with_variables(against, &server).run().success();
    let fresh = ran.events("package-finished").iter().filter(|event| event["outcome"] == "fresh").count();
    assert_eq!(fresh, 2, "{}", ran.stdout);
}

/// Installs a package from the bucket with another client.
fn install(server: &S3, prefix: &Utf8Path, name: &str) {
    let arguments = ["--channel", &channel(), "--platform", platform(), prefix.as_str(), name];
    let mut command = Python::of_venv().command("install.py", &arguments);
    // Indexes are cached by their URLs, and those of all tests have one.
    let output = command.envs(variables(server)).env("HOME", prefix.parent().unwrap()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_bucket_that_fails_half_way_loses_nothing() {
    let (project, server) = built();
    server.script(&[Answer::Normal, Answer::Cut, Answer::Broken, Answer::Broken]);
    let ran = publish(&project, &server).run().code(1);
    assert_eq!((words(&ran), server.uploads()), (vec!["published".to_owned(), "failed".to_owned()], 4));
    assert!(
        ran.events("package-published")[1]["error"].as_str().unwrap().contains("out of order"),
        "{}",
        ran.stdout
    );
    assert_eq!(indexed(&server), None, "half a set is in no index");
    // One failure is no failure.
    server.script(&[Answer::Broken, Answer::Lost]);
    let ran = publish(&project, &server).run().success();
    assert_eq!(
        (words(&ran), server.uploads()),
        (vec!["there-already".to_owned(), "published".to_owned()], 3)
    );
    assert_eq!(indexed(&server).unwrap(), said(&ran));

    // As if the first had been stopped before the index was written.
    server.ask("DELETE", &format!("tools/{}/repodata.json", platform())).unwrap();
    let ran = publish(&project, &server).run().success();
    assert_eq!((outcomes(&ran), server.uploads()), (all("there-already"), 0));
    assert_eq!(indexed(&server).unwrap(), said(&ran));

    // The index promises an archive that is gone, its attestation is there, and another one takes its name.
    let file = ran.events("package-published")[0]["file"].as_str().unwrap().to_owned();
    let name = Utf8Path::new(&file).file_name().unwrap();
    server.ask("DELETE", &format!("tools/{}/{name}", platform())).unwrap();
    let attestation = format!("tools/{}/{name}.sigs", platform());
    server.ask("PUT", &attestation).unwrap();
    project.write("first/src/main.rs", "fn main() { println!(\"changed\") }\n");
    project.cargo_conda("build --no-test").run().success();
    let ran = publish(&project, &server).run().success();
    assert_eq!(words(&ran), ["there-already", "published"]);
    assert_eq!(indexed(&server).unwrap(), said(&ran));
    assert_eq!(server.ask("GET", &attestation), None);
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[test]
#[cfg(unix)]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_publisher_that_is_killed_before_any_object_is_written_leaves_a_valid_channel() {
    let (project, server) = built();
    let mut killed = 0;
    loop {
        let folder = format!("killed-{killed}");
        let platform = format!("{folder}/{}", platform());
        // Clients prefer this form of the index, so it is written too.
        let shards = format!("{platform}/repodata_shards.msgpack.zst");
        server.ask("PUT", &shards).unwrap();
        let publish = || {
            let call = call(&project, "publish --format json").arg(format!("s3://{BUCKET}/{folder}"));
            with_variables(call, &server)
        };
        server.hold(Some(killed));
        let mut publisher = publish().start();
        while publisher.is_running() && !server.is_holding() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        if !server.is_holding() {
            publisher.wait().success();
            break;
        }
        publisher.signal("KILL");
        publisher.wait();
        server.hold(None);

        if let Some(index) = index_of(&server, &folder) {
            let records = index["packages.conda"].as_object().unwrap();
            assert_eq!(records.len(), 2, "all or none: {index}");
            for (file, record) in records {
                let archive = server.ask("GET", &format!("{platform}/{file}")).unwrap();
                assert_eq!(record["sha256"], crate::support::sha256(&archive));
            }
        }
        publish().run().success();
        let index = index_of(&server, &folder).unwrap();
        assert_eq!(index["packages.conda"].as_object().unwrap().len(), 2);
        assert!(!server.ask("GET", &shards).unwrap().is_empty(), "after {killed} objects");
        killed += 1;
    }
    assert!(killed > 4, "{killed} objects were written");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn who_may_write_to_a_bucket_and_where_it_is_must_be_known() {
    let (project, server) = built();
    let refused = |call: CargoConda, reason: &str| {
        let ran = call.run().code(2);
        assert!(ran.stderr.contains(reason), "{}", ran.stderr);
        assert!(!ran.stderr.contains(SECRET), "{}", ran.stderr);
    };
    let to = |channel: &str| call(&project, "publish").arg(channel);
    refused(to(&channel()), "set `AWS_REGION`");
    refused(to(&channel()).env("AWS_REGION", "us-east-1"), "pixi auth login s3://acme-channels");
    refused(to(&channel()).env("S3_ENDPOINT_URL", "here"), "`S3_ENDPOINT_URL` cannot be used");
    refused(to(&channel()).env("S3_ADDRESSING_STYLE", "p"), "it is `virtual-host` or `path`");
    refused(to("first").args("--region us-east-1"), "is in no bucket of S3");
    refused(to(&channel()).args("--addressing-style p"), "it is `virtual-host` or `path`");
    refused(with_variables(to("s3://nowhere/tools"), &server), "check the name of the bucket");
    refused(with_variables(to(&channel()), &server).args("--offline"), "`--offline` forbids");
    refused(with_variables(to(&channel()), &S3::closed()), "InvalidAccessKeyId");
    assert_eq!(server.uploads(), 0);

    // As rattler-build's variables have them, with an option before them.
    let own = [("S3_ACCESS_KEY_ID", "any"), ("S3_SECRET_ACCESS_KEY", SECRET), ("S3_REGION", "us-east-1")];
    let call_with = own.iter().fold(to(&channel()), |call, (name, value)| call.env(name, value));
    call_with
        .env("S3_ENDPOINT_URL", "http://127.0.0.1:1")
        .args("--endpoint-url")
        .arg(server.url())
        .run()
        .success();
    assert_eq!(server.uploads(), 2);

    // As rattler's clients have stored them.
    let stored = "target/credentials.json";
    let keys = format!("{{\"access_key_id\": \"any\", \"secret_access_key\": \"{SECRET}\"}}");
    project.write(stored, &format!("{{\"s3://{BUCKET}\": {{\"S3Credentials\": {keys}}}}}"));
    let place =
        format!("endpoint-url = \"{}\"\nregion = \"us-east-1\"\naddressing-style = \"path\"\n", server.url());
    project.write("target/home/.config/rattler/config.toml", &format!("[s3-options.{BUCKET}]\n{place}"));
    let stored = project.root().join(stored);
    let ran = to(&channel()).env("RATTLER_AUTH_FILE", stored.as_str()).args("--format json").run().success();
    assert_eq!(outcomes(&ran), all("there-already"));
}
