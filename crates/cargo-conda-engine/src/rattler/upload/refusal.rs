//! Why a server did not take an archive, by the HTTP status of its answer.

use crate::api::StepError;

/// A failed upload.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) reason: Refused,
    /// What was said, without credentials.
    pub(crate) source: StepError,
}

/// Why a server did not take an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The credentials are unknown, or are not allowed to do this.
    Denied,
    /// There is no such channel.
    NoChannel,
    /// The file name is taken.
    Taken,
    /// The server does not want this archive, now or later.
    Unwanted,
    /// The server is out of order, or the connection was cut. Another attempt may succeed.
    Failed,
}

impl Refused {
    /// What the messages of a failed upload stand for. rattler tells the status in words only: as `(HTTP
    /// 409)`, or in reqwest's form, `(409 Conflict)`.
    pub(crate) fn of(reasons: &[String]) -> Self {
        let has = |word: &str| reasons.iter().any(|reason| reason.contains(word));
        if has("already exists") {
            return Self::Taken;
        }
        // A server did not take the identity of the job for a token, which rattler tells in a log only.
        if has("no prefix.dev API key provided") || has("trusted publishing is not configured") {
            return Self::Denied;
        }
        if let Some(refused) = reasons.iter().find_map(|reason| of_bucket(reason)) {
            return refused;
        }
        match reasons.iter().find_map(|reason| status(reason)) {
            Some(401 | 403) => Self::Denied,
            Some(404) => Self::NoChannel,
            Some(409) => Self::Taken,
            Some(408 | 429 | 500..) | None => Self::Failed,
            Some(_) => Self::Unwanted,
        }
    }
}

/// What a message of the client for buckets stands for; `None` if it is none. It begins with the kind of the
/// failure, as in `PermissionDenied (permanent) at stat`.
fn of_bucket(message: &str) -> Option<Refused> {
    let (kind, rest) = message.split_once(" (")?;
    let is_of_client = ["permanent)", "temporary)", "persistent)"].iter().any(|word| rest.starts_with(word));
    is_of_client.then(|| match kind {
        "PermissionDenied" => Refused::Denied,
        "NotFound" => Refused::NoChannel,
        "ConfigInvalid" if message.contains("NoSuchBucket") => Refused::NoChannel,
        "ConditionNotMatch" => Refused::Taken,
        _ => Refused::Failed,
    })
}

/// The HTTP status in a message; `None` if it has none.
fn status(message: &str) -> Option<u16> {
    message.split('(').skip(1).find_map(|after| {
        let after = after.strip_prefix("HTTP ").unwrap_or(after);
        let digits = after.get(..3)?;
        let ends = after[3..].starts_with([' ', ')']);
        let status = digits.parse().ok()?;
        (ends && (400..600).contains(&status)).then_some(status)
    })
}

#[cfg(test)]
mod tests {
    use super::Refused;

    #[test]
    fn the_status_tells_why() {
        let of = |message: &str| Refused::of(&[message.to_owned()]);
        for (message, refused) in [
            ("HTTP status client error (401 Unauthorized) for url (https://c.org/x)", Refused::Denied),
            ("the server rejected the upload (HTTP 403): no", Refused::Denied),
            ("HTTP status client error (404 Not Found) for url (https://c.org/x)", Refused::NoChannel),
            ("package already exists (HTTP 409): it is there", Refused::Taken),
            ("HTTP status client error (409 Conflict) for url (https://c.org/x)", Refused::Taken),
            ("file linux-64/a-1.0-0.conda already exists", Refused::Taken),
            ("client error (HTTP 413): too large", Refused::Unwanted),
            ("failed to create package (HTTP 422): {}", Refused::Unwanted),
            ("upload failed after retries (HTTP 503): <no response body>", Refused::Failed),
            (
                "HTTP status server error (500 Internal Server Error) for url (https://c.org/x)",
                Refused::Failed,
            ),
            ("error sending request for url (https://c.org/x)", Refused::Failed),
            ("a server (of 409 machines) is out of order", Refused::Failed),
            ("no prefix.dev API key provided and none found in keychain", Refused::Denied),
            ("attestation requested but trusted publishing is not configured", Refused::Denied),
            ("PermissionDenied (permanent) at stat, context: { x } => S3Error", Refused::Denied),
            ("NotFound (permanent) at list", Refused::NoChannel),
            (r#"ConfigInvalid (permanent) at list => S3Error { code: "NoSuchBucket" }"#, Refused::NoChannel),
            ("ConditionNotMatch (permanent) at Writer::close", Refused::Taken),
            ("Unexpected (persistent) at write => status: 503", Refused::Failed),
            ("RateLimited (temporary) at read", Refused::Failed),
        ] {
            assert_eq!(of(message), refused, "{message}");
        }
    }
}
