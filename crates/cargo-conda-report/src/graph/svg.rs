//! Drawings that a browser shows without any other program: SVG, <https://www.w3.org/TR/SVG2/>.

use std::fmt::{self, Display, Formatter};

use unicode_width::UnicodeWidthStr as _;

use super::model::{Dependency, Graph, Link, MemberId, MemberNode, PackageNode};
use crate::layout::{Edge, Layout, Point, Size, layered};
use crate::markup::Escaped;
use crate::schema::{MemberDocument, PlanDocument};

/// The looks of a drawing that stands alone. A page that contains a drawing has looks of its own.
const STYLE: &str = include_str!("svg.css");

/// The width of a column of text. Fixed-width fonts are a bit narrower or just as wide.
const COLUMN: f64 = 7.3;

/// The height of a line of text.
const LINE: f64 = 17.0;

/// The space between a box and its text, on each side.
const PADDING: Size = Size { width: 9.0, height: 4.0 };

/// The distance from the upper end of a line to its baseline.
const BASELINE: f64 = 12.5;

/// The space around the whole drawing.
const MARGIN: f64 = 8.0;

/// The head of an edge, to which the style sheet refers.
const ARROW: &str = "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" \
                     markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0.5 8 4 0 7.5z\"/></marker></defs>\n";

/// A graph as an SVG file.
pub(super) struct SvgFile<'a>(pub(super) &'a Graph);

impl Display for SvgFile<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        SvgElement { graph: self.0, style: STYLE }.fmt(f)
    }
}

/// A graph as an element `svg`, for a file or for a page.
///
/// Boxes are members, with the packages that are made from them in further lines. Those that do not become
/// packages have the class `skipped` and their reason as tooltip.
pub(super) struct SvgElement<'a> {
    pub(super) graph: &'a Graph,
    /// The style sheet of the drawing; empty if the page around it has one.
    pub(super) style: &'a str,
}

/// Writes the graph of members and packages, for a page that has a style sheet for it.
pub(crate) fn graph_element(
    members: &[MemberDocument],
    plan: &PlanDocument,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    SvgElement { graph: &Graph::new(members, plan), style: "" }.fmt(f)
}

impl Display for SvgElement<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { graph, style } = self;
        let members: Vec<_> = graph.members().map(|(id, member)| MemberBox::of(graph, id, member)).collect();
        let sizes: Vec<_> = members.iter().map(MemberBox::size).collect();
        let edges: Vec<_> =
            graph.dependencies.iter().map(|link| (link.from.index(), link.to.index())).collect();
        let Layout { boxes, edges: courses, size } = layered(&sizes, &edges);
        let (width, height) = (size.width + 2.0 * MARGIN, size.height + 2.0 * MARGIN);
        writeln!(
            f,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" role=\"img\" width=\"{width:.0}\" \
             height=\"{height:.0}\" viewBox=\"-{MARGIN:.0} -{MARGIN:.0} {width:.0} {height:.0}\">"
        )?;
        writeln!(f, "<title>{}</title>", Escaped(summary(graph)))?;
        if !style.is_empty() {
            writeln!(f, "<style>\n{style}</style>")?;
        }
        f.write_str(ARROW)?;
        for (dependency, course) in graph.dependencies.iter().zip(&courses) {
            draw_dependency(*dependency, course, f)?;
        }
        for ((member, corner), size) in members.iter().zip(boxes).zip(sizes) {
            member.draw(corner, size, f)?;
        }
        writeln!(f, "</svg>")
    }
}

/// What the drawing shows, for people who cannot see it.
fn summary(graph: &Graph) -> String {
    let (members, packages) = (graph.members().count(), graph.packages().count());
    format!("{members} members of the workspace, {packages} packages made from them")
}

/// A member, and everything that its box says.
struct MemberBox<'a> {
    id: MemberId,
    member: &'a MemberNode,
    packages: Vec<&'a PackageNode>,
}

impl<'a> MemberBox<'a> {
    fn of(graph: &'a Graph, id: MemberId, member: &'a MemberNode) -> Self {
        let packages = graph.packages().map(|(_, package)| package);
        Self { id, member, packages: packages.filter(|package| package.member == id).collect() }
    }

    /// The lines of text: the member's name, and each of its packages.
    fn lines(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let packages = self.packages.iter().map(|package| ("package", package.label.as_str()));
        std::iter::once(("name", self.member.name.as_str())).chain(packages)
    }

    fn size(&self) -> Size {
        let (mut columns, mut lines) = (0, 0);
        for (_, text) in self.lines() {
            (columns, lines) = (columns.max(text.width()), lines + 1);
        }
        // More columns than a float can count do not fit into memory.
        let float = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
        Size {
            width: float(columns) * COLUMN + 2.0 * PADDING.width,
            height: float(lines) * LINE + 2.0 * PADDING.height,
        }
    }

    fn draw(&self, corner: Point, size: Size, f: &mut Formatter<'_>) -> fmt::Result {
        let class = match (&self.member.skipped, self.packages.is_empty()) {
            (Some(_), _) => "member skipped",
            (None, true) => "member",
            (None, false) => "member packaged",
        };
        let (Point { x, y }, Size { width, height }) = (corner, size);
        writeln!(f, "<g id=\"{}\" class=\"{class}\">", self.id)?;
        if let Some(reason) = &self.member.skipped {
            writeln!(f, "<title>{}: {}</title>", Escaped(&self.member.name), Escaped(reason))?;
        }
        writeln!(
            f,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"5\"/>"
        )?;
        let mut baseline = y + PADDING.height + BASELINE;
        for (class, text) in self.lines() {
            let (left, text) = (x + PADDING.width, Escaped(text));
            writeln!(f, "<text class=\"{class}\" x=\"{left:.1}\" y=\"{baseline:.1}\">{text}</text>")?;
            baseline += LINE;
        }
        writeln!(f, "</g>")
    }
}

fn draw_dependency(dependency: Dependency, course: &Edge, f: &mut Formatter<'_>) -> fmt::Result {
    let Dependency { from, to, link } = dependency;
    let class = match link {
        Link::Normal => "edge",
        Link::Build => "edge build",
    };
    write!(f, "<path class=\"{class}\" data-from=\"{from}\" data-to=\"{to}\" d=\"")?;
    draw_curve(course, f)?;
    writeln!(f, "\"/>")
}

/// Writes the course of an edge as the data of a path; nothing for an edge from a box to itself.
fn draw_curve(edge: &Edge, f: &mut Formatter<'_>) -> fmt::Result {
    // An edge leaves its first box on the right side and reaches its last one on the left.
    let points = edge.stretches.iter().flat_map(|(left, right)| [*left, *right]);
    let mut points: Vec<_> = points.skip(1).collect();
    points.pop();
    if edge.is_reversed {
        points.reverse();
    }
    let Some(start) = points.first() else { return Ok(()) };
    write!(f, "M{:.1} {:.1}", start.x, start.y)?;
    for (position, pair) in points.windows(2).enumerate() {
        let (from, to) = (pair[0], pair[1]);
        // Curves between columns and straight passages through columns take turns.
        if position % 2 == 0 {
            let middle = f64::midpoint(from.x, to.x);
            write!(f, "C{middle:.1} {:.1} {middle:.1} {:.1} {:.1} {:.1}", from.y, to.y, to.x, to.y)?;
        } else {
            write!(f, "L{:.1} {:.1}", to.x, to.y)?;
        }
    }
    Ok(())
}
