//! `cargo xtask tidy`: the rules of this repository that no compiler knows.

mod comments;
mod dependencies;
mod links;
mod manners;
mod order;
mod publishing;
mod remedies;
mod rooms;
mod source;
mod words;

use self::links::LinkCheck;
use self::remedies::RemedyCheck;
use self::rooms::RoomCheck;
use self::source::SourceFile;
use crate::error::ChoreError;
use crate::repository::Repository;

/// Checks every rule; the error lists all places where one is broken.
pub(crate) fn run(repository: &Repository) -> Result<(), ChoreError> {
    let broken = broken_rules(repository)?;
    if broken.is_empty() { Ok(()) } else { Err(ChoreError::Untidy(broken)) }
}

/// A line for each place where a rule is broken.
fn broken_rules(repository: &Repository) -> Result<Vec<String>, ChoreError> {
    let mut broken = Vec::new();
    let files = repository.files()?;
    broken.extend(manners::missing_files(&files));
    broken.extend(manners::split_modules(&files));
    broken.extend(words::stale_places(&files));
    let mut rooms = RoomCheck::default();
    let mut links = LinkCheck::default();
    let mut remedies = RemedyCheck::default();
    for path in &files {
        let Some(text) = repository.text(path)? else { continue };
        broken.extend(manners::machine_paths(path, &text));
        broken.extend(comments::broken(path, &text));
        links.read(path, &text);
        remedies.read_page(path, &text);
        if path.ends_with("Cargo.lock") {
            broken.extend(dependencies::other_registries(path, &text));
        }
        if let Some(source) = SourceFile::new(path, &text) {
            broken.extend(manners::too_long(&source));
            broken.extend(manners::contents_page(&source));
            broken.extend(words::misplaced(&source));
            rooms.read(&source)?;
            remedies.read(&source)?;
        }
        if path == "Cargo.toml" {
            let manifest = dependencies::parse(&repository.root().join(path), &text)?;
            broken.extend(publishing::other_versions(&manifest));
        }
        if let Some(member) = dependencies::member_of(path) {
            let manifest = dependencies::parse(&repository.root().join(path), &text)?;
            broken.extend(dependencies::against_the_flow(member, &manifest));
            if path.starts_with("crates/") {
                broken.extend(publishing::unfit_to_publish(member, &manifest, &files));
            }
        }
    }
    broken.extend(rooms.broken());
    broken.extend(links.broken(&files));
    broken.extend(remedies.broken());
    Ok(broken)
}

#[cfg(test)]
mod tests {
    use crate::repository::Repository;

    #[test]
    fn this_repository_is_tidy() {
        let broken = super::broken_rules(&Repository::here()).unwrap();
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    }
}
