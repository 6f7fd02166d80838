//! What an attestation says, by CEP 27: <https://conda.org/learn/ceps/cep-0027>.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::archives::Archive;

const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "https://schemas.conda.org/attestations-publish-1.schema.json";
const PAYLOAD: &str = "application/vnd.in-toto+json";

#[derive(Deserialize)]
struct Bundle {
    #[serde(rename = "dsseEnvelope")]
    envelope: Envelope,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload: String,
    payload_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    predicate_type: String,
    predicate: Predicate,
}

#[derive(Deserialize)]
struct Subject {
    name: String,
    digest: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Predicate {
    target_channel: String,
}

/// Checks that a bundle of Sigstore has a statement by CEP 27: that this archive goes to this channel.
/// Signatures are not looked at.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn check(bundle: &str, archive: &Archive, channel: &str) -> Result<(), String> {
    let bundle: Bundle = serde_json::from_str(bundle).map_err(|error| error.to_string())?;
    equal("the type of its payload", &bundle.envelope.payload_type, PAYLOAD)?;
    let statement = STANDARD.decode(&bundle.envelope.payload).map_err(|error| error.to_string())?;
    let statement: Statement = serde_json::from_slice(&statement).map_err(|error| error.to_string())?;
    equal("its type", &statement.kind, STATEMENT)?;
    equal("the type of its predicate", &statement.predicate_type, PREDICATE)?;
    equal("its channel", &statement.predicate.target_channel, channel)?;
    let [subject] = statement.subject.as_slice() else {
        return Err(format!("it has {} subjects", statement.subject.len()));
    };
    equal("its subject", &subject.name, archive.path.file_name().unwrap_or_default())?;
    let digests: Vec<_> = subject.digest.iter().collect();
    let [(algorithm, digest)] = digests.as_slice() else {
        return Err(format!("its subject has {} digests", digests.len()));
    };
    equal(
        "the digest of its subject",
        &format!("{algorithm}:{digest}"),
        &format!("sha256:{}", archive.sha256),
    )
}

fn equal(what: &str, found: &str, wanted: &str) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what} is `{found}`, not `{wanted}`")) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::system::Digest;

    const CHANNEL: &str = "https://prefix.dev/acme";

    fn archive() -> Archive {
        Archive {
            path: "/c/linux-64/app-1.0-0.conda".into(),
            name: "app".to_owned(),
            version: "1.0".to_owned(),
            subdir: "linux-64".to_owned(),
            depends: Vec::new(),
            sha256: Digest::of_text("app"),
            size: 1,
        }
    }

    /// A statement in the form of the example in CEP 27.
    fn statement() -> Value {
        json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{
                "name": "app-1.0-0.conda",
                "digest": {"sha256": Digest::of_text("app").to_string()},
            }],
            "predicateType": "https://schemas.conda.org/attestations-publish-1.schema.json",
            "predicate": {"targetChannel": CHANNEL},
        })
    }

    fn checked(statement: &Value) -> Result<(), String> {
        let payload = STANDARD.encode(statement.to_string());
        let envelope = json!({"payload": payload, "payloadType": PAYLOAD, "signatures": [{"sig": ""}]});
        let bundle =
            json!({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "dsseEnvelope": envelope});
        check(&bundle.to_string(), &archive(), CHANNEL)
    }

    #[test]
    fn a_statement_by_the_standard_passes() {
        assert_eq!(checked(&statement()), Ok(()));
    }

    #[test]
    fn every_word_of_a_statement_counts() {
        for (pointer, value) in [
            ("/_type", json!("https://in-toto.io/Statement/v0.1")),
            ("/predicateType", json!("https://slsa.dev/provenance/v1")),
            ("/predicate/targetChannel", json!("https://prefix.dev/acme/")),
            ("/predicate", Value::Null),
            ("/subject/0/name", json!("linux-64/app-1.0-0.conda")),
            ("/subject/0/digest/sha256", json!(Digest::of_text("other").to_string())),
            ("/subject/0/digest", json!({"sha512": "00"})),
            ("/subject/0/digest", json!({})),
            ("/subject", json!([])),
        ] {
            let mut statement = statement();
            *statement.pointer_mut(pointer).unwrap() = value;
            assert!(checked(&statement).is_err(), "{pointer}");
        }
        let mut two = statement();
        two["subject"].as_array_mut().unwrap().push(statement()["subject"][0].clone());
        assert_eq!(checked(&two), Err("it has 2 subjects".to_owned()));
        assert!(check("{}", &archive(), CHANNEL).is_err());
        assert!(check("no JSON", &archive(), CHANNEL).is_err());
    }
}
