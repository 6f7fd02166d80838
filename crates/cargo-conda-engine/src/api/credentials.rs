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

/// Variables that services set which can vouch for what runs on them.
const SERVICES: [&str; 4] = ["BUILDKITE", "CIRCLECI", "GITHUB_ACTIONS", "GITLAB_CI"];

/// Credentials for servers from the caller's environment. Those that rattler's clients have stored are used
/// without being named here. What is shown of it are the names of variables.
#[derive(Clone, Default)]
pub struct Credentials {
    variables: BTreeMap<String, String>,
    has_identity: bool,
}

impl Credentials {
    /// The credentials in an environment, given by names and values. Variables without a text have none.
    pub fn from_caller(caller: &BTreeMap<String, String>) -> Self {
        let is_ours = |name: &&String| VARIABLES.contains(&name.as_str());
        let variables = caller.iter().filter(|(name, value)| is_ours(name) && !value.is_empty());
        Self {
            variables: variables.map(|(name, value)| (name.clone(), value.clone())).collect(),
            has_identity: SERVICES.iter().any(|service| caller.contains_key(*service)),
        }
    }

    /// The value of a variable; `None` if it is not set.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Whether a service on which this runs may vouch for it.
    pub(crate) fn has_identity(&self) -> bool {
        self.has_identity
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Credentials;

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
