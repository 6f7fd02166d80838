//! Credentials for servers, as the caller's environment has them.

use std::collections::BTreeMap;
use std::fmt;

/// Variables with credentials for servers that packages are published to, and those that say where a bucket
/// of S3 is: those that rattler's programs read. Amazon's client reads its own.
const VARIABLES: [&str; 13] = [
    "ANACONDA_API_KEY",
    "ARTIFACTORY_PASSWORD",
    "ARTIFACTORY_TOKEN",
    "ARTIFACTORY_USERNAME",
    "CLOUDSMITH_API_KEY",
    "PREFIX_API_KEY",
    "QUETZ_API_KEY",
    "S3_ACCESS_KEY_ID",
    "S3_ADDRESSING_STYLE",
    "S3_ENDPOINT_URL",
    "S3_REGION",
    "S3_SECRET_ACCESS_KEY",
    "S3_SESSION_TOKEN",
];

/// Variables that services set which can vouch for what runs on them. GitHub needs more than its own.
const SERVICES: [&str; 3] = ["BUILDKITE", "CIRCLECI", "GITLAB_CI"];

/// Variables of a job that may ask GitHub for its identity.
const OF_GITHUB: [&str; 2] = ["ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL"];

/// Whether a service vouches for what runs here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Identity {
    /// It may be asked.
    Known,
    /// This is a job of GitHub that may not ask for its identity.
    Withheld,
    /// No such service runs this.
    #[default]
    None,
}

impl Identity {
    fn of(caller: &BTreeMap<String, String>) -> Self {
        let has = |name: &&str| caller.get(*name).is_some_and(|value| !value.is_empty());
        if has(&"GITHUB_ACTIONS") {
            return if OF_GITHUB.iter().all(has) { Self::Known } else { Self::Withheld };
        }
        if SERVICES.iter().any(has) { Self::Known } else { Self::None }
    }
}

/// Credentials for servers from the caller's environment. Those that rattler's clients have stored are used
/// without being named here. What is shown of it are the names of variables.
#[derive(Clone, Default)]
pub struct Credentials {
    variables: BTreeMap<String, String>,
    identity: Identity,
}

impl Credentials {
    /// The credentials in an environment, given by names and values. Variables without a text have none.
    pub fn from_caller(caller: &BTreeMap<String, String>) -> Self {
        let is_ours = |name: &&String| VARIABLES.contains(&name.as_str());
        let variables = caller.iter().filter(|(name, value)| is_ours(name) && !value.is_empty());
        Self {
            variables: variables.map(|(name, value)| (name.clone(), value.clone())).collect(),
            identity: Identity::of(caller),
        }
    }

    /// The value of a variable; `None` if it is not set.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The names of the variables, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }

    /// Whether a service on which this runs vouches for it.
    pub(crate) fn identity(&self) -> Identity {
        self.identity
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Credentials, Identity};

    #[test]
    fn a_job_of_github_needs_the_right_to_its_identity() {
        let identity = |names: &[&str]| {
            let caller = names.iter().map(|name| ((*name).to_owned(), "true".to_owned())).collect();
            Credentials::from_caller(&caller).identity()
        };
        assert_eq!(identity(&[]), Identity::None);
        assert_eq!(identity(&["GITLAB_CI"]), Identity::Known);
        assert_eq!(identity(&["GITHUB_ACTIONS"]), Identity::Withheld);
        assert_eq!(identity(&["GITHUB_ACTIONS", "ACTIONS_ID_TOKEN_REQUEST_URL"]), Identity::Withheld);
        let all = ["GITHUB_ACTIONS", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
        assert_eq!(identity(&all), Identity::Known);
        assert_eq!(identity(&all[1..]), Identity::None);
    }

    #[test]
    fn only_known_variables_are_kept_and_none_is_shown() {
        let caller = [("QUETZ_API_KEY", "hush"), ("PREFIX_API_KEY", ""), ("AWS_SECRET_ACCESS_KEY", "hush")];
        let caller = caller.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let credentials = Credentials::from_caller(&caller);
        assert_eq!(credentials.get("QUETZ_API_KEY"), Some("hush"));
        assert_eq!(credentials.get("PREFIX_API_KEY"), None);
        assert_eq!(credentials.get("AWS_SECRET_ACCESS_KEY"), None);
        assert_eq!(format!("{credentials:?}"), r#"{"QUETZ_API_KEY"}"#);
    }
}
