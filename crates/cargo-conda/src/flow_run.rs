//! The run of the service that builds, as packages name it.

use std::collections::BTreeMap;

/// The variables in which services give the run's number, each with the service's name. See
/// [CEP 31](https://conda.org/learn/ceps/cep-0031).
const SERVICES: [(&str, &str); 3] =
    [("GITHUB_RUN_ID", "github"), ("CI_PIPELINE_ID", "gitlab"), ("BUILD_BUILDID", "azure")];

/// The run, such as `github_1234`; `None` if no service says that it builds.
pub(crate) fn flow_run_id(caller: &BTreeMap<String, String>) -> Option<String> {
    let run = |(variable, service): (&str, &str)| {
        let number = caller.get(variable)?;
        let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
        is_number.then(|| format!("{service}_{number}"))
    };
    SERVICES.into_iter().find_map(run)
}

#[cfg(test)]
mod tests {
    use super::flow_run_id;

    #[test]
    fn services_number_their_runs() {
        let run = |name: &str, value: &str| flow_run_id(&[(name.to_owned(), value.to_owned())].into());
        assert_eq!(run("GITHUB_RUN_ID", "12").as_deref(), Some("github_12"));
        assert_eq!(run("CI_PIPELINE_ID", "3").as_deref(), Some("gitlab_3"));
        assert_eq!(run("BUILD_BUILDID", "4").as_deref(), Some("azure_4"));
        assert_eq!(run("GITHUB_RUN_ID", "no number"), None);
        assert_eq!(run("HOME", "1"), None);
    }
}
