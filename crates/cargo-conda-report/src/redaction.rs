//! Channels as reports show them: a URL may have a password or a token, which belongs into no report.

use url::Url;

/// Takes the place of a secret. rattler shows the same.
const HIDDEN: &str = "********";

/// A channel without the password of its URL, without a user name that stands alone, and without the token of
/// a path `/t/<token>/…`. Any other text stays as it is.
pub(crate) fn without_secrets(channel: &str) -> String {
    let Ok(mut url) = Url::parse(channel) else { return channel.to_owned() };
    let mut is_changed = false;
    if url.password().is_some() {
        is_changed |= url.set_password(Some(HIDDEN)).is_ok();
    } else if !url.username().is_empty() {
        is_changed |= url.set_username(HIDDEN).is_ok();
    }
    let segments: Option<Vec<_>> =
        url.path_segments().map(|segments| segments.map(ToOwned::to_owned).collect());
    if url.scheme() != "file"
        && let Some([mark, _token, rest @ ..]) = segments.as_deref()
        && mark == "t"
    {
        let path = [&["t".to_owned(), HIDDEN.to_owned()], rest].concat().join("/");
        url.set_path(&path);
        is_changed = true;
    }
    if is_changed { url.to_string() } else { channel.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn secrets_are_hidden_and_everything_else_stays() {
        for (channel, shown) in [
            ("conda-forge", "conda-forge"),
            ("https://conda.example/x", "https://conda.example/x"),
            ("file:///t/x", "file:///t/x"),
            ("https://me:hush@conda.example/x", "https://me:********@conda.example/x"),
            ("https://hush@conda.example/x", "https://********@conda.example/x"),
            ("https://conda.example/t/hush/x", "https://conda.example/t/********/x"),
        ] {
            assert_eq!(without_secrets(channel), shown);
        }
    }
}
