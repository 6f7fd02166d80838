//! The commands that install a package from the channel.

use camino::Utf8Path;
use url::Url;

/// The `file:` URL of a channel's directory, written so that every shell reads it as one word.
pub(crate) fn channel_url(directory: &Utf8Path) -> String {
    // A relative path has no URL. It is used as it is, since conda accepts paths as channels too.
    let url = Url::from_directory_path(directory).map_or_else(|()| directory.to_string(), String::from);
    word(&url)
}

/// A URL, written so that every shell reads it as one word.
pub(crate) fn word(url: &str) -> String {
    let mut word = String::with_capacity(url.len());
    for c in url.trim_end_matches('/').chars() {
        match c {
            // These are special to shells. In the path of a URL, the percent-encoded form means the same.
            '!' | '$' | '&' | '\'' | '(' | ')' | '*' | ';' | '[' | ']' | '|' | '^' | '`' | '~' => {
                word.extend(format!("%{:02X}", u32::from(c)).chars());
            }
            _ => word.push(c),
        }
    }
    word
}

/// The commands that install a package from a channel with pixi and with conda.
pub(crate) fn commands(channel: &str, package: &str) -> [String; 2] {
    [format!("pixi global install --channel {channel} {package}"), conda(channel, package)]
}

/// The command that installs a package from a channel with conda.
pub(crate) fn conda(channel: &str, package: &str) -> String {
    format!("conda install --channel {channel} {package}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_channel_is_one_word_for_a_shell() {
        for (directory, expected) in [
            ("/repo/target/conda", "file:///repo/target/conda"),
            ("/my work/it's (new)/$x", "file:///my%20work/it%27s%20%28new%29/%24x"),
            ("/grün", "file:///gr%C3%BCn"),
        ] {
            let url = channel_url(Utf8Path::new(directory));
            assert_eq!(url, expected);
            let read_back = Url::parse(&url).unwrap().to_file_path().unwrap();
            assert_eq!(read_back.to_str(), Some(directory));
        }
    }
}
