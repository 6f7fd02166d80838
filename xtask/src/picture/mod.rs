//! `cargo xtask picture`: the picture of a terminal that the README shows.
//!
//! [`record`] runs the program on the sample workspace and keeps what it printed, colours included, in a
//! file. [`svg`] draws that text. Both files are part of the repository, and a test draws again and compares,
//! so the picture cannot show anything else than the text; another test compares the text with a run.

mod ansi;
mod record;
mod svg;

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;

/// What was printed, with the escape sequences of colours.
const TEXT: &str = "docs/picture/run.ansi";

/// The picture of that.
const PICTURE: &str = "docs/picture/run.svg";

/// Records a run and draws it.
pub(crate) fn make(repository: &Repository) -> Result<(), ChoreError> {
    let text = record::record(repository)?;
    let folder = repository.root().join("docs/picture");
    fs_err::create_dir_all(folder).map_err(ChoreError::File)?;
    fs_err::write(repository.root().join(TEXT), &text).map_err(ChoreError::File)?;
    fs_err::write(repository.root().join(PICTURE), svg::drawn(&text)).map_err(ChoreError::File)?;
    announce(&format!("wrote {TEXT} and {PICTURE}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{PICTURE, TEXT, svg};
    use crate::repository::Repository;

    #[test]
    fn the_picture_shows_the_recorded_text() {
        let repository = Repository::here();
        let [text, picture] = [TEXT, PICTURE].map(|file| repository.text(file).unwrap().unwrap());
        assert_eq!(svg::drawn(&text), picture, "run `cargo xtask picture`");
        assert!(repository.text("README.md").unwrap().unwrap().contains(PICTURE), "the README shows it");
    }
}
