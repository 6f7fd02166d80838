//! Publishing to a directory, with archives that have nothing but metadata.

use std::io::Write as _;
use std::ops::ControlFlow;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde_json::Value;

use super::archives::archives_of;
use super::comparison::Standing;
use super::put::Order;
use super::target::Target;
use super::{destination, publish};
use crate::api::{
    Credentials, Destination, EngineError, Fault, Interrupt, Network, Publication, PublishError,
    PublishOutcome, PublishRequest, PublishedSet, S3Settings,
};
use crate::channel::tests::archive;
use crate::scratch::{LastRun, Scratch};
use crate::system::Digest;

/// A channel with finished packages, and an empty directory that they are published to.
struct Shelf {
    directory: tempfile::TempDir,
    interrupt: Interrupt,
}

impl Shelf {
    /// A shelf with `app`, which depends on `lib`.
    fn new() -> Self {
        let shelf = Self { directory: tempfile::tempdir().unwrap(), interrupt: Interrupt::new() };
        shelf.make("app", &["lib >=1"], "MIT");
        shelf.make("lib", &[], "MIT");
        fs::create_dir(shelf.target()).unwrap();
        shelf
    }

    fn root(&self) -> Utf8PathBuf {
        Utf8Path::from_path(self.directory.path()).unwrap().canonicalize_utf8().unwrap()
    }

    fn target(&self) -> Utf8PathBuf {
        self.root().join("target")
    }

    /// Makes a package whose bytes depend on its licence. Returns its path.
    fn make(&self, name: &str, depends: &[&str], license: &str) -> Utf8PathBuf {
        let index = serde_json::json!({
            "name": name, "version": "1.0", "build": "0", "build_number": 0, "depends": depends,
            "subdir": "linux-64", "license": license,
        });
        let path = self.root().join("made/linux-64").join(format!("{name}-1.0-0.tar.bz2"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, archive(&[("info/index.json", index.to_string().as_bytes())])).unwrap();
        path
    }

    fn request(&self) -> PublishRequest {
        PublishRequest {
            packages: PublishedSet::Channels(vec![self.root().join("made")]),
            destination: Destination::Directory(self.target()),
            replace: false,
            attest: false,
            channel_url: None,
            dry_run: false,
            credentials: Credentials::default(),
            s3: S3Settings::default(),
            network: Network::Offline,
            interrupt: self.interrupt.clone(),
        }
    }

    fn publish(&self) -> Result<Publication, EngineError> {
        publish(&self.request(), &mut |_| {})
    }

    /// The digests in the index of the target, by file name; `None` without an index.
    fn indexed(&self) -> Option<Vec<(String, String)>> {
        let text = fs::read_to_string(self.target().join("linux-64/repodata.json")).ok()?;
        let index: Value = serde_json::from_str(&text).unwrap();
        let records = index["packages"].as_object().unwrap().iter();
        Some(
            records.map(|(file, record)| (file.clone(), record["sha256"].as_str().unwrap().into())).collect(),
        )
    }

    /// Checks that the index has exactly the archives that are there, with their digests.
    #[track_caller]
    fn check_index(&self, names: &[&str]) {
        let file = |name: &&str| format!("{name}-1.0-0.tar.bz2");
        let digest = |file: &String| Digest::of_file(&self.target().join("linux-64").join(file)).unwrap();
        let there = names.iter().map(file).map(|file| (file.clone(), digest(&file).to_string()));
        assert_eq!(self.indexed().unwrap(), there.collect::<Vec<_>>());
    }
}

fn outcomes(publication: &Publication) -> Vec<(&str, &'static str)> {
    let word = |outcome: &PublishOutcome| match outcome {
        PublishOutcome::Published => "published",
        PublishOutcome::Replaced => "replaced",
        PublishOutcome::ThereAlready => "there",
        PublishOutcome::Failed(_) => "failed",
        PublishOutcome::NotTried => "not tried",
        PublishOutcome::Planned { replaces: false } => "new",
        PublishOutcome::Planned { replaces: true } => "other",
    };
    publication.archives.iter().map(|archive| (archive.name.as_str(), word(&archive.outcome))).collect()
}

#[track_caller]
fn refusal(result: Result<Publication, EngineError>) -> PublishError {
    match result {
        Err(EngineError::Publish(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn dependencies_come_first_and_nothing_is_published_twice() {
    let shelf = Shelf::new();
    let mut told = Vec::new();
    publish(&shelf.request(), &mut |archive| told.push(archive.name.clone())).unwrap();
    assert_eq!(told, ["lib", "app"]);
    shelf.check_index(&["app", "lib"]);
    assert_eq!(outcomes(&shelf.publish().unwrap()), [("lib", "there"), ("app", "there")]);
}

#[test]
fn a_dry_run_changes_nothing() {
    let shelf = Shelf::new();
    let request = PublishRequest { dry_run: true, ..shelf.request() };
    assert_eq!(outcomes(&publish(&request, &mut |_| {}).unwrap()), [("lib", "new"), ("app", "new")]);
    assert_eq!(fs::read_dir(shelf.target()).unwrap().count(), 0);
}

#[test]
fn other_content_under_a_published_name_is_an_error_before_anything_is_published() {
    let shelf = Shelf::new();
    shelf.publish().unwrap();
    let before = Digest::of_file(&shelf.root().join("made/linux-64/app-1.0-0.tar.bz2")).unwrap().to_string();
    let after = Digest::of_file(&shelf.make("app", &["lib >=1"], "ISC")).unwrap().to_string();
    shelf.make("more", &[], "MIT");
    let error = refusal(shelf.publish());
    assert_eq!(error.fault(), Fault::Input);
    let text = error.to_string();
    assert!(text.contains(&before) && text.contains(&after) && text.contains("app-1.0-0.tar.bz2"), "{text}");
    shelf.check_index(&["app", "lib"]);

    let request = PublishRequest { replace: true, dry_run: true, ..shelf.request() };
    let planned = publish(&request, &mut |_| {}).unwrap();
    assert_eq!(outcomes(&planned), [("lib", "there"), ("app", "other"), ("more", "new")]);
    let request = PublishRequest { replace: true, ..shelf.request() };
    let replaced = publish(&request, &mut |_| {}).unwrap();
    assert_eq!(outcomes(&replaced), [("lib", "there"), ("app", "replaced"), ("more", "published")]);
    shelf.check_index(&["app", "lib", "more"]);
}

#[test]
fn what_was_stopped_is_completed_by_the_next_call_and_is_in_no_index_before() {
    let shelf = Shelf::new();
    shelf.interrupt.request();
    assert_eq!(outcomes(&shelf.publish().unwrap()), [("lib", "published"), ("app", "not tried")]);
    assert_eq!(shelf.indexed(), None);
    let request = PublishRequest { interrupt: Interrupt::new(), ..shelf.request() };
    let completed = publish(&request, &mut |_| {}).unwrap();
    assert_eq!(outcomes(&completed), [("lib", "there"), ("app", "published")]);
    shelf.check_index(&["app", "lib"]);
}

#[test]
fn an_index_that_a_killed_process_did_not_write_is_written() {
    let shelf = Shelf::new();
    fs::create_dir_all(shelf.target().join("linux-64")).unwrap();
    for name in ["app", "lib"] {
        let file = format!("linux-64/{name}-1.0-0.tar.bz2");
        fs::copy(shelf.root().join("made").join(&file), shelf.target().join(&file)).unwrap();
    }
    assert_eq!(outcomes(&shelf.publish().unwrap()), [("lib", "there"), ("app", "there")]);
    shelf.check_index(&["app", "lib"]);
}

#[test]
fn an_archive_that_the_index_promises_and_that_is_gone_is_published() {
    let shelf = Shelf::new();
    shelf.publish().unwrap();
    fs::remove_file(shelf.target().join("linux-64/lib-1.0-0.tar.bz2")).unwrap();
    shelf.make("lib", &[], "ISC");
    assert_eq!(outcomes(&shelf.publish().unwrap()), [("lib", "published"), ("app", "there")]);
    shelf.check_index(&["app", "lib"]);
}

#[test]
fn the_sharded_index_of_a_channel_is_kept_right() {
    let shelf = Shelf::new();
    shelf.publish().unwrap();
    let shards = shelf.target().join("linux-64/repodata_shards.msgpack.zst");
    assert!(!shards.exists());
    fs::File::create(&shards).unwrap().write_all(b"old").unwrap();
    // As a process leaves it that is killed before the last of the forms is written.
    shelf.publish().unwrap();
    assert_ne!(fs::read(&shards).unwrap(), b"old");
}

#[test]
fn an_attestation_lies_beside_its_archive_and_the_index_names_it() {
    let shelf = Shelf::new();
    let made = archives_of(&shelf.request().packages).unwrap();
    let lib = made.iter().find(|archive| archive.name == "lib").unwrap();
    let put = |standing, bundle: Option<&str>| {
        let attestations = bundle.map(|bundle| (lib.key(), bundle.to_owned())).into_iter().collect();
        let order = Order {
            archives: &[(lib, standing)],
            folders: [lib.subdir.as_str()].into(),
            replace: true,
            attestations: &attestations,
        };
        let target = Target::open(&shelf.request()).unwrap();
        target.put(&order, &mut |put| {
            put.unwrap();
            ControlFlow::Continue(())
        })
    };
    let folder = shelf.target().join("linux-64");
    let named = || {
        let index: Value =
            serde_json::from_str(&fs::read_to_string(folder.join("repodata.json")).unwrap()).unwrap();
        index["packages"]["lib-1.0-0.tar.bz2"]["attestations_sha256"].as_str().map(ToOwned::to_owned)
    };
    let attestations = || {
        let files = folder.read_dir_utf8().unwrap().map(|file| file.unwrap().into_path());
        let mut files: Vec<_> = files.filter(|file| file.as_str().contains(".sigs")).collect();
        files.sort();
        files
    };
    put(Standing::New, Some(r#"{"bundle": 1}"#)).unwrap();
    let digest = named().unwrap();
    let file = folder.join("lib-1.0-0.tar.bz2.sigs");
    assert_eq!(attestations(), [file.clone(), format!("{file}.{digest}").into()]);
    for file in attestations() {
        assert_eq!(fs::read_to_string(&file).unwrap(), r#"[{"bundle": 1}]"#);
        assert_eq!(Digest::of_file(&file).unwrap().to_string(), digest);
    }

    // What takes its place has none.
    put(Standing::Other(lib.sha256), None).unwrap();
    assert_eq!((attestations(), named()), (Vec::new(), None));
}

#[test]
fn what_cannot_be_attested_is_refused_before_anything_is_changed() {
    let shelf = Shelf::new();
    let credentials = |variables: &[&str]| {
        let caller = variables.iter().map(|name| ((*name).to_owned(), "true".to_owned())).collect();
        Credentials::from_caller(&caller)
    };
    let known = ["GITHUB_ACTIONS", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
    let attest = |address: &str, url: Option<&str>, variables: &[&str]| {
        let request = PublishRequest {
            destination: destination(address, &shelf.root()).unwrap(),
            attest: true,
            channel_url: url.map(|url| url.parse().unwrap()),
            credentials: credentials(variables),
            ..shelf.request()
        };
        let error = refusal(publish(&request, &mut |_| {}));
        assert_eq!(error.fault(), Fault::Input);
        format!("{error}: {}", error.help().unwrap())
    };
    let url = Some("https://acme.example.org/channel");
    for (address, url, variables, said) in [
        ("target", None, &known[..], "`--channel-url https://…`"),
        ("target", Some("https://me:hush@acme.example.org/channel"), &known, "without a token or a password"),
        ("target", Some("file:///srv/channel"), &known, "begins with `https://`"),
        ("target", url, &[], "no service vouches for this run"),
        ("target", url, &known[..1], "`id-token: write`"),
        ("https://prefix.dev/acme", None, &known[..2], "`id-token: write`"),
        (
            "https://prefix.dev/acme",
            None,
            &[known[0], known[1], known[2], "PREFIX_API_KEY"],
            "trusted publishing",
        ),
        ("https://anaconda.org/acme", None, &known, "takes no attestations"),
        ("quetz://c.example.org/acme", None, &known, "takes no attestations"),
        ("cloudsmith://acme/tools", None, &known, "takes no attestations"),
        ("artifactory://c.example.org/acme", None, &known, "takes no attestations"),
    ] {
        let message = attest(address, url, variables);
        assert!(message.contains(said) && !message.contains("hush"), "{address}: {message}");
    }
    assert_eq!(fs::read_dir(shelf.target()).unwrap().count(), 0);
}

#[test]
fn what_cannot_be_published_is_refused_before_anything_is_changed() {
    let shelf = Shelf::new();
    let nowhere = shelf.root().join("nowhere");
    let to = |directory: &Utf8Path| Destination::Directory(directory.to_owned());
    let request = PublishRequest { destination: to(&nowhere), ..shelf.request() };
    let error = refusal(publish(&request, &mut |_| {}));
    assert!(matches!(error, PublishError::NoChannel { .. }) && !nowhere.exists(), "{error}");

    let of = |packages| PublishRequest { packages, ..shelf.request() };
    let error = refusal(publish(&of(PublishedSet::Channels(vec![shelf.target()])), &mut |_| {}));
    assert!(matches!(error, PublishError::NoArchives { .. }), "{error}");

    let none = shelf.root().join("made/linux-64/none-1.0-0.conda");
    fs::write(&none, "no archive").unwrap();
    let error = refusal(shelf.publish());
    assert!(matches!(&error, PublishError::NotAPackage { path, .. } if *path == none), "{error}");
    assert_eq!(fs::read_dir(shelf.target()).unwrap().count(), 0);
}

#[test]
fn the_last_run_must_have_come_to_its_end() {
    let shelf = Shelf::new();
    let path = shelf.root().join("scratch");
    let packages = PublishedSet::LastRun { scratch: path.clone() };
    let request = PublishRequest { packages, ..shelf.request() };
    let publish = || publish(&request, &mut |_| {});
    assert!(matches!(refusal(publish()), PublishError::NoRun { .. }));
    let scratch = Scratch::create(&path).unwrap();
    let lib = shelf.root().join("made/linux-64/lib-1.0-0.tar.bz2");
    let run = LastRun { archives: vec![lib], missing: vec!["app".to_owned()] };
    scratch.keep_last_run(&run).unwrap();
    assert!(refusal(publish()).to_string().contains("did not make app"));
    scratch.keep_last_run(&LastRun { missing: Vec::new(), ..run }).unwrap();
    assert_eq!(outcomes(&publish().unwrap()), [("lib", "published")]);
    scratch.forget_last_run().unwrap();
    assert!(matches!(refusal(publish()), PublishError::NoRun { .. }));
}
