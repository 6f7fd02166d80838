//! The address of a git remote as a package may show it.

/// A remote's address without user and password, by HTTPS where git asks for SSH; `None` if it names a place
/// on this machine, or is written in a way that other programs do not know.
///
/// [CEP 31](https://conda.org/learn/ceps/cep-0031) recommends HTTPS. SSH with a port of its own stays, since
/// the host's HTTPS is elsewhere.
pub(crate) fn public_url(remote: &str) -> Option<String> {
    match remote.split_once("://") {
        Some((scheme, rest)) => of_url(&scheme.to_ascii_lowercase(), rest),
        None => of_scp_notation(remote),
    }
}

fn of_url(scheme: &str, rest: &str) -> Option<String> {
    // A token may stand in the query, too.
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (authority, path) = rest.split_once('/')?;
    let host = host_of(authority)?;
    match scheme {
        "http" | "https" | "git" => Some(format!("{scheme}://{host}/{path}")),
        "ssh" | "git+ssh" | "ssh+git" if host.contains(':') => Some(format!("ssh://{host}/{path}")),
        "ssh" | "git+ssh" | "ssh+git" => Some(format!("https://{host}/{path}")),
        _ => None,
    }
}

/// `user@host:path`. A single letter before the colon is a drive of Windows.
fn of_scp_notation(remote: &str) -> Option<String> {
    let (authority, path) = remote.split_once(':')?;
    let host = host_of(authority)?;
    let is_host = host.len() > 1 && !authority.contains(['/', '\\']) && !path.starts_with(':');
    is_host.then(|| format!("https://{host}/{}", path.trim_start_matches('/')))
}

/// The host with its port; `None` if there is none, as in `file:///srv`.
fn host_of(authority: &str) -> Option<&str> {
    let host = authority.rsplit_once('@').map_or(authority, |(_user, host)| host);
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::public_url;

    #[test]
    fn users_passwords_and_tokens_are_left_out() {
        for (remote, shown) in [
            ("https://github.com/acme/app.git", "https://github.com/acme/app.git"),
            ("https://ann@github.com/acme/app.git", "https://github.com/acme/app.git"),
            ("https://ann:hush@git.example:8443/app", "https://git.example:8443/app"),
            ("https://ann:hu@sh@git.example/app", "https://git.example/app"),
            ("HTTPS://x-access-token:hush@github.com/acme/app", "https://github.com/acme/app"),
            ("https://git.example/app?private_token=hush#x", "https://git.example/app"),
            ("git@github.com:acme/app.git", "https://github.com/acme/app.git"),
            ("github.com:/acme/app.git", "https://github.com/acme/app.git"),
            ("ssh://git@github.com/acme/app.git", "https://github.com/acme/app.git"),
            ("ssh://git:hush@git.example:2222/app.git", "ssh://git.example:2222/app.git"),
        ] {
            assert_eq!(public_url(remote).as_deref(), Some(shown), "{remote}");
        }
    }

    #[test]
    fn places_on_this_machine_are_none() {
        for remote in [
            "",
            "/home/ann/app",
            "../app",
            "file:///home/ann/app",
            "C:\\app",
            "C:/app",
            "./a:b",
            "ext::sh -c hush",
            "codecommit::eu-west-1://app",
            "https://github.com",
        ] {
            assert_eq!(public_url(remote), None, "{remote}");
        }
    }
}
