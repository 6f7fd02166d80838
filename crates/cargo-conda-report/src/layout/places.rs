//! The coordinates of boxes and of the bends of edges.

use super::crossings;
use super::layers::{Layered, Path};

/// Space between two columns, in which edges run from one height to another.
const BETWEEN_COLUMNS: f64 = 64.0;

/// Space between two boxes of a column.
const BETWEEN_BOXES: f64 = 10.0;

/// Height that the bend of an edge takes.
const BEND: f64 = 6.0;

/// How often heights are adjusted to those of neighbours, from the left and from the right.
const ROUNDS: usize = 12;

/// How much more than a box a bend draws its neighbours to its height, so that long edges are straight.
const WEIGHT_OF_BEND: f64 = 4.0;

/// The extent of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Size {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// A point; `y` grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A straight stretch of an edge at one height: the side of a box, or the passage through a column.
pub(crate) type Stretch = (Point, Point);

/// The course of an edge from the left to the right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edge {
    /// The stretches that curves have to join: first the right side of a box, last the left side of another.
    /// Empty for an edge from a box to itself.
    pub(crate) stretches: Vec<Stretch>,
    /// True if the edge closes a circle, and so leads from its right end to its left one.
    pub(crate) is_reversed: bool,
}

/// A graph that can be drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    /// The upper left corner of each box, in the order of the boxes.
    pub(crate) boxes: Vec<Point>,
    /// The course of each edge, in the order of the edges.
    pub(crate) edges: Vec<Edge>,
    /// The extent of the whole.
    pub(crate) size: Size,
}

/// Lays out a graph: boxes with their sizes, and edges from box to box by position. Boxes without edges stand
/// in rows below the others.
pub(crate) fn layered(sizes: &[Size], edges: &[(usize, usize)]) -> Layout {
    let mut is_joined = vec![false; sizes.len()];
    for (from, to) in edges {
        is_joined[*from] = true;
        is_joined[*to] = true;
    }
    let mut graph = Layered::new(sizes.len(), edges);
    for column in &mut graph.columns {
        column.retain(|node| is_joined.get(*node).copied().unwrap_or(true));
    }
    crossings::order(&mut graph);
    let mut layout = placed(&graph, sizes);
    let alone: Vec<_> = (0..sizes.len()).filter(|node| !is_joined[*node]).collect();
    place_in_rows(&mut layout, &alone, sizes);
    layout
}

/// Places the boxes of columns, and the edges.
fn placed(graph: &Layered, sizes: &[Size]) -> Layout {
    let heights: Vec<_> =
        (0..graph.left.len()).map(|node| sizes.get(node).map_or(BEND, |size| size.height)).collect();
    let middles = middles(graph, &heights);
    let spans = spans(graph, sizes);
    let top = graph.columns.iter().flatten().map(|node| middles[*node] - heights[*node] / 2.0);
    let top = top.reduce(f64::min).unwrap_or_default();
    let bottom = graph.columns.iter().flatten().map(|node| middles[*node] + heights[*node] / 2.0);
    let bottom = bottom.reduce(f64::max).unwrap_or_default();
    let corner = |node: usize| Point { x: spans[node].0, y: middles[node] - heights[node] / 2.0 - top };
    let edge = |Path { nodes, is_reversed }: &Path| {
        let stretch = |node: &usize| {
            let (y, (left, right)) = (middles[*node] - top, spans[*node]);
            (Point { x: left, y }, Point { x: right, y })
        };
        Edge { stretches: nodes.iter().map(stretch).collect(), is_reversed: *is_reversed }
    };
    Layout {
        boxes: (0..sizes.len()).map(corner).collect(),
        edges: graph.paths.iter().map(edge).collect(),
        size: Size {
            width: spans.iter().map(|(_, right)| *right).reduce(f64::max).unwrap_or_default(),
            height: bottom - top,
        },
    }
}

/// The left and the right end of each node. Bends reach over the whole width of their column.
fn spans(graph: &Layered, sizes: &[Size]) -> Vec<(f64, f64)> {
    let mut spans = vec![(0.0, 0.0); graph.left.len()];
    let mut left = 0.0;
    for column in graph.columns.iter().filter(|column| !column.is_empty()) {
        let widths = column.iter().filter_map(|node| sizes.get(*node)).map(|size| size.width);
        let width = widths.reduce(f64::max).unwrap_or_default();
        for node in column {
            spans[*node] = (left, left + sizes.get(*node).map_or(width, |size| size.width));
        }
        left += width + BETWEEN_COLUMNS;
    }
    spans
}

/// The height of the middle of each node: as near to those of its neighbours as the order of columns allows.
fn middles(graph: &Layered, heights: &[f64]) -> Vec<f64> {
    let mut middles = vec![0.0; heights.len()];
    for column in &graph.columns {
        let mut top = 0.0;
        for node in column {
            middles[*node] = top + heights[*node] / 2.0;
            top += heights[*node] + BETWEEN_BOXES;
        }
    }
    let is_bend = |node: usize| graph.right[node].len() == 1 && graph.left[node].len() == 1;
    for round in 0..ROUNDS {
        // The last rounds look at both neighbouring layers, so that a box is centred between its neighbours.
        let wanted = |node: usize, middles: &[f64]| {
            let sides: &[&Vec<usize>] = match round {
                _ if round + 2 >= ROUNDS => &[&graph.left[node], &graph.right[node]],
                _ if round % 2 == 0 => &[&graph.left[node]],
                _ => &[&graph.right[node]],
            };
            let neighbours = sides.iter().copied().flatten();
            let weighed = neighbours.map(|other| {
                let weight = if is_bend(*other) { WEIGHT_OF_BEND } else { 1.0 };
                (weight * middles[*other], weight)
            });
            let (sum, weight) =
                weighed.fold((0.0, 0.0), |(sum, all), (one, weight)| (sum + one, all + weight));
            if weight > 0.0 { (sum / weight, weight) } else { (middles[node], 0.1) }
        };
        let columns: Vec<_> = if round % 2 == 0 {
            graph.columns.iter().collect()
        } else {
            graph.columns.iter().rev().collect()
        };
        for column in columns {
            let wishes: Vec<_> = column.iter().map(|node| wanted(*node, &middles)).collect();
            let heights: Vec<_> = column.iter().map(|node| heights[*node]).collect();
            for (node, middle) in column.iter().zip(settled(&wishes, &heights)) {
                middles[*node] = middle;
            }
        }
    }
    middles
}

/// Middles of the nodes of a column, from the top, that are as near to the wished ones as can be without one
/// node overlapping another. A wish has a weight.
///
/// Nodes that would overlap are put together into a block, which goes to the mean of its wishes: the method
/// of pool adjacent violators.
fn settled(wishes: &[(f64, f64)], heights: &[f64]) -> Vec<f64> {
    /// Nodes that touch, with the place of the first one's middle that their wishes agree on.
    struct Block {
        place: f64,
        weight: f64,
        nodes: usize,
    }
    let mut offsets = Vec::new();
    let mut offset = 0.0;
    for (position, height) in heights.iter().enumerate() {
        if position > 0 {
            offset += heights[position - 1] / 2.0 + BETWEEN_BOXES + height / 2.0;
        }
        offsets.push(offset);
    }
    let mut blocks: Vec<Block> = Vec::new();
    for ((wish, weight), offset) in wishes.iter().zip(&offsets) {
        let mut block = Block { place: wish - offset, weight: *weight, nodes: 1 };
        while let Some(before) = blocks.pop_if(|before| before.place > block.place) {
            let weight = before.weight + block.weight;
            block = Block {
                place: (before.place * before.weight + block.place * block.weight) / weight,
                weight,
                nodes: before.nodes + block.nodes,
            };
        }
        blocks.push(block);
    }
    let places = blocks.iter().flat_map(|block| std::iter::repeat_n(block.place, block.nodes));
    places.zip(offsets).map(|(place, offset)| place + offset).collect()
}

/// Places boxes without edges in rows below everything else, as wide as that but not narrower than a few
/// boxes.
fn place_in_rows(layout: &mut Layout, boxes: &[usize], sizes: &[Size]) {
    let widest = boxes.iter().map(|node| sizes[*node].width).reduce(f64::max).unwrap_or_default();
    let limit = layout.size.width.max(4.0 * (widest + BETWEEN_BOXES));
    let mut top = if layout.size.height > 0.0 { layout.size.height + 2.0 * BETWEEN_BOXES } else { 0.0 };
    let (mut left, mut bottom) = (0.0, layout.size.height);
    for node in boxes {
        let Size { width, height } = sizes[*node];
        if left > 0.0 && left + width > limit {
            (left, top) = (0.0, bottom + BETWEEN_BOXES);
        }
        layout.boxes[*node] = Point { x: left, y: top };
        layout.size.width = layout.size.width.max(left + width);
        bottom = f64::max(bottom, top + height);
        left += width + BETWEEN_BOXES;
    }
    layout.size.height = bottom;
}
