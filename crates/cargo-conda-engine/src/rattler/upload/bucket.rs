//! A channel in a bucket of S3, whose index its publisher writes.
//!
//! Archives are sent by `rattler_upload` and the index is written by `rattler_index`. What is added here:
//! what the bucket has.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8Path;
use cargo_conda_mapping::error_chain;
use opendal::{ErrorKind, Operator};
use rattler_conda_types::Subdir;
use rattler_index::{IndexS3Config, PackageRevisionAssignment, PreconditionChecks, index_s3};
use rattler_redaction::DEFAULT_REDACTION_STR;
use rattler_s3::S3CredentialSource;
use rattler_upload::upload::upload_package_to_s3_with_attestation;
use tempfile::NamedTempFile;
use url::Url;

use super::refusal::{Refusal, Refused};
use super::requests::file_with;
use super::s3_source;
use crate::api::{Credentials, PublishError, S3Settings, StepError};
use crate::rattler::step::{block_on, chain};
use crate::rattler::{Reindex, SHARDS};
use crate::system::{Digest, Hasher};

/// The metadata of an object in which rattler keeps the digest of the archive.
const SHA256: &str = "package-sha256";

/// A channel in a bucket.
pub(crate) struct Bucket {
    /// The channel as `s3://BUCKET/PREFIX`.
    channel: Url,
    source: S3CredentialSource,
    operator: Operator,
    /// What no message may contain.
    secrets: Vec<String>,
}

impl Bucket {
    /// # Errors
    ///
    /// There are no credentials, or it is not known where the bucket is.
    pub(super) fn open(
        channel: &Url,
        settings: &S3Settings,
        credentials: &Credentials,
    ) -> Result<Self, PublishError> {
        block_on(async { Ok(Self::find(channel, settings, credentials).await) })
            .map_err(PublishError::StoredCredentials)?
    }

    async fn find(
        channel: &Url,
        settings: &S3Settings,
        credentials: &Credentials,
    ) -> Result<Self, PublishError> {
        let source = s3_source::find(channel, settings, credentials).await?;
        let keys = source.credentials().await.map_err(|error| no_keys(channel, &error))?;
        let bucket = channel.host_str().unwrap_or_default();
        let operator = source.opendal_operator(bucket, channel.path());
        let operator = operator.map_err(|error| PublishError::StoredCredentials(chain(&error)))?;
        let secrets = [Some(keys.secret_access_key), keys.session_token];
        Ok(Self {
            channel: channel.clone(),
            source,
            operator,
            secrets: secrets.into_iter().flatten().filter(|secret| !secret.is_empty()).collect(),
        })
    }

    /// The sizes of the files in a folder, in bytes, by their names.
    pub(crate) async fn files(&self, folder: &str) -> Result<BTreeMap<String, u64>, StepError> {
        let entries = self.operator.list(&format!("{folder}/")).await.map_err(|error| self.said(&error))?;
        let files = entries.iter().filter(|entry| entry.metadata().mode().is_file());
        Ok(files.map(|entry| (entry.name().to_owned(), entry.metadata().content_length())).collect())
    }

    /// The text of a folder's index; `None` if it has none.
    pub(crate) async fn index_of(&self, folder: &str) -> Result<Option<Vec<u8>>, StepError> {
        match self.operator.read(&format!("{folder}/repodata.json")).await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.said(&error)),
        }
    }

    /// The digest of a file; `None` if there is none. Of an archive that rattler has uploaded, the object
    /// itself says it; others are downloaded.
    pub(super) async fn digest_of(&self, key: &str) -> Result<Option<Digest>, StepError> {
        let metadata = match self.operator.stat(key).await {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.said(&error)),
        };
        let noted = metadata.user_metadata().and_then(|noted| noted.get(SHA256).map(ToString::to_string));
        if let Some(digest) = noted.and_then(|digest| Digest::parse(&digest)) {
            return Ok(Some(digest));
        }
        let bytes = self.operator.read(key).await.map_err(|error| self.said(&error))?;
        let mut hasher = Hasher::default();
        for part in bytes {
            hasher.add(&part);
        }
        Ok(Some(hasher.finish()))
    }

    /// Sends an archive to the bucket, once, and its attestation if it has one. A taken file name is refused
    /// unless `replace` is true.
    pub(super) async fn upload(
        &self,
        archive: &Utf8Path,
        replace: bool,
        attestation: Option<&str>,
    ) -> Result<(), Refusal> {
        let unwritten = |error: io::Error| Refusal { reason: Refused::Failed, source: chain(&error) };
        // The files of attestations have a list of them.
        let list = attestation.map(|one| file_with(&format!("[{one}]"))).transpose().map_err(unwritten)?;
        let list = list.as_ref().map(NamedTempFile::path);
        let files = [archive.as_std_path().to_owned()];
        let (channel, source) = (self.channel.clone(), self.source.clone());
        let sent = upload_package_to_s3_with_attestation(channel, source, &files, list, replace).await;
        sent.map_err(|report| {
            let reasons: Vec<_> = report.chain().map(ToString::to_string).collect();
            Refusal { reason: Refused::of(&reasons), source: self.plain(&reasons) }
        })
    }

    /// Deletes a file, if it is there.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), StepError> {
        self.operator.delete(key).await.map_err(|error| self.said(&error))
    }

    /// Writes the index of a folder, and its sharded form if the folder has one: clients prefer it.
    pub(crate) async fn write_index(&self, folder: &str, extent: Reindex) -> Result<(), StepError> {
        let shards = format!("{folder}/{SHARDS}");
        let config = IndexS3Config {
            channel: self.channel.clone(),
            credentials: self.source.clone(),
            target_platform: Some(folder.parse::<Subdir>().map_err(|error| chain(&error))?),
            repodata_patch: None,
            write_zst: true,
            write_shards: self.operator.exists(&shards).await.map_err(|error| self.said(&error))?,
            repodata_revisions: Vec::new(),
            package_revision_assignment: PackageRevisionAssignment::default(),
            force: extent == Reindex::Everything,
            max_parallel: std::thread::available_parallelism().map_or(1, usize::from),
            multi_progress: None,
            precondition_checks: PreconditionChecks::Enabled,
        };
        // Boxed, because the future is too large for a stack.
        let written = Box::pin(index_s3(config)).await;
        written.map_err(|error| {
            let reasons: Vec<_> = error_chain(error.as_ref()).map(ToString::to_string).collect();
            self.plain(&reasons)
        })
    }

    fn said(&self, error: &opendal::Error) -> StepError {
        self.plain(&[error.to_string()])
    }

    /// The reasons in plain words, without credentials.
    fn plain(&self, reasons: &[String]) -> StepError {
        let redacted = |reason: String| {
            self.secrets.iter().fold(reason, |text, secret| text.replace(secret, DEFAULT_REDACTION_STR))
        };
        StepError { reasons: reasons.iter().map(|reason| redacted(plain(reason))).collect() }
    }
}

/// What a message of the client for buckets says, without the headers of the answer: what was asked for, and
/// the code and the message of the service.
fn plain(reason: &str) -> String {
    let Some((asked, rest)) = reason.split_once(", context: {") else { return reason.to_owned() };
    let Some((_, said)) = rest.split_once(" } => ") else { return asked.to_owned() };
    let field = |name: &str| said.split_once(&format!("{name}: \""))?.1.split_once('"').map(|(text, _)| text);
    match (field("S3Error { code"), field("message")) {
        (Some(code), Some(message)) => format!("{asked}: {code}: {message}"),
        _ => format!("{asked}: {said}"),
    }
}

/// Why Amazon's client has no keys.
fn no_keys(channel: &Url, error: &(dyn std::error::Error + 'static)) -> PublishError {
    let found = chain(error);
    // The type of the error is not in the interface of rattler's crates. The machine's identity (IMDS) is
    // asked for after all else, so whatever it answers, nothing else has keys.
    if found.reasons.iter().any(|reason| reason.contains("not enabled") || reason.contains("IMDS")) {
        return PublishError::NoCredentials {
            channel: channel.to_string(),
            host: format!("s3://{}", channel.host_str().unwrap_or_default()),
            variables: "`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or `AWS_PROFILE`",
        };
    }
    PublishError::StoredCredentials(found)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_the_service_says_is_shown_without_headers() {
        for (said, shown) in [
            (
                r#"PermissionDenied (permanent) at list, context: { service_operation: ListObjectsV2, response: Parts { status: 403, headers: {"server": "x"} }, service: s3 } => S3Error { code: "AccessDenied", message: "Access Denied", resource: "", request_id: "4" }"#,
                "PermissionDenied (permanent) at list: AccessDenied: Access Denied",
            ),
            (
                "Unexpected (temporary) at list, context: { url: http://c.org/x } => send http request, source: error sending request",
                "Unexpected (temporary) at list: send http request, source: error sending request",
            ),
            (
                "PermissionDenied (permanent) at stat, context: { response: Parts { status: 403 } }",
                "PermissionDenied (permanent) at stat",
            ),
            ("something else", "something else"),
        ] {
            assert_eq!(plain(said), shown);
        }
    }
}
