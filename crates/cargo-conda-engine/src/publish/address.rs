//! Reads the address of a channel.

use camino::{Utf8Path, Utf8PathBuf};
use url::Url;

use crate::api::{Destination, PublishError};
use crate::rattler::without_secrets;

/// The channel of an address: a path, relative to `directory` unless it is absolute, or a `file://` URL.
///
/// # Errors
///
/// Packages cannot be published to such an address.
pub fn destination(address: &str, directory: &Utf8Path) -> Result<Destination, PublishError> {
    let refused = || PublishError::Address { address: without_secrets(address) };
    if !address.contains("://") {
        return Ok(Destination::Directory(directory.join(address)));
    }
    let url = Url::parse(address).map_err(|_no_url| refused())?;
    if url.scheme() != "file" {
        return Err(refused());
    }
    let path = url.to_file_path().map_err(|()| refused())?;
    Utf8PathBuf::from_path_buf(path).map(Destination::Directory).map_err(|_not_utf8| refused())
}
