//! The walk over a graph that writes it, for all languages of drawings.

use std::io::{self, Write};

use super::model::{Graph, Link, MemberId, MemberNode, PackageId, PackageNode};

/// A language of drawings: how it writes each element of a [`Graph`]. Lines are returned without their ends.
pub(super) trait Notation {
    /// The line that opens the drawing.
    fn opening(&self) -> &'static str;

    /// Lines with settings of the whole drawing, before the first node.
    fn settings(&self) -> &'static [&'static str];

    /// The lines of a member's node.
    fn member(&self, id: MemberId, member: &MemberNode) -> Vec<String>;

    /// The line of a package's node.
    fn package(&self, id: PackageId, package: &PackageNode) -> String;

    /// The line of a dependency of one member on another.
    fn dependency(&self, from: MemberId, to: MemberId, link: Link) -> String;

    /// The line from a member to a package that is made from it.
    fn made_from(&self, member: MemberId, package: PackageId) -> String;

    /// Lines that give nodes their looks, for languages that cannot do it where the node is written.
    fn styles(&self, graph: &Graph) -> Vec<String>;

    /// The line that closes the drawing; `None` if the language needs none.
    fn closing(&self) -> Option<&'static str>;
}

/// Writes a graph: members, packages, dependencies, and which package is made from which member.
pub(super) fn draw(graph: &Graph, notation: &dyn Notation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", notation.opening())?;
    for line in notation.settings() {
        writeln!(out, "    {line}")?;
    }
    let members = graph.members().flat_map(|(id, member)| notation.member(id, member));
    let packages = graph.packages().map(|(id, package)| notation.package(id, package));
    let dependencies = graph
        .dependencies
        .iter()
        .map(|dependency| notation.dependency(dependency.from, dependency.to, dependency.link));
    let origins = graph.packages().map(|(id, package)| notation.made_from(package.member, id));
    let styles = notation.styles(graph);
    for line in members.chain(packages).chain(dependencies).chain(origins).chain(styles) {
        writeln!(out, "    {line}")?;
    }
    match notation.closing() {
        Some(line) => writeln!(out, "{line}"),
        None => Ok(()),
    }
}
