//! The order of the nodes in each column.

use super::layers::Layered;

/// How often all columns are ordered, to the right and back. Later rounds seldom find anything better.
const ROUNDS: usize = 12;

/// Orders the columns of a graph so that few edges cross: each node goes to the middle of its neighbours in
/// the column before, then in the column after, and so on. The best order of all rounds is kept.
pub(super) fn order(graph: &mut Layered) {
    let mut best = (crossings(graph), graph.columns.clone());
    let mut positions = positions(graph);
    for _ in 0..ROUNDS {
        let columns = graph.columns.len();
        (1..columns).for_each(|column| sort(graph, column, Side::Left, &mut positions));
        (1..columns).rev().for_each(|column| sort(graph, column - 1, Side::Right, &mut positions));
        let found = crossings(graph);
        if found < best.0 {
            best = (found, graph.columns.clone());
        }
    }
    graph.columns = best.1;
}

/// The side on which neighbours are looked at.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn neighbours(self, graph: &Layered, node: usize) -> &[usize] {
        match self {
            Self::Left => &graph.left[node],
            Self::Right => &graph.right[node],
        }
    }
}

/// Sorts a column by the middle of each node's neighbours. Nodes without neighbours stay where they are.
///
/// `positions` has the position of each node in its column.
fn sort(graph: &mut Layered, column: usize, side: Side, positions: &mut [usize]) {
    let nodes = graph.columns[column].clone();
    let (mut moved, mut slots) = (Vec::new(), Vec::new());
    for (slot, node) in nodes.iter().enumerate() {
        let mut neighbours: Vec<_> =
            side.neighbours(graph, *node).iter().map(|neighbour| positions[*neighbour]).collect();
        neighbours.sort_unstable();
        if let Some(middle) = middle(&neighbours) {
            moved.push((middle, slot, *node));
            slots.push(slot);
        }
    }
    moved.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    for (slot, (_, _, node)) in slots.into_iter().zip(moved) {
        graph.columns[column][slot] = node;
        positions[node] = slot;
    }
}

/// The median of sorted positions; the mean of both if there are two in the middle. `None` if there are none.
fn middle(sorted: &[usize]) -> Option<f64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    u32::try_from(lower + upper).ok().map(|sum| f64::from(sum) / 2.0)
}

/// The position of each node in its column.
fn positions(graph: &Layered) -> Vec<usize> {
    let mut positions = vec![0; graph.left.len()];
    for column in &graph.columns {
        for (position, node) in column.iter().enumerate() {
            positions[*node] = position;
        }
    }
    positions
}

/// How many pairs of edges cross.
pub(super) fn crossings(graph: &Layered) -> usize {
    let positions = positions(graph);
    graph.columns.iter().map(|column| crossings_after(graph, column, &positions)).sum()
}

/// How many pairs of edges from a column to the next one cross: those whose ends are in the opposite order of
/// their starts.
fn crossings_after(graph: &Layered, column: &[usize], positions: &[usize]) -> usize {
    let mut crossings = 0;
    // The positions of the ends of all edges that start further up, sorted.
    let mut ends: Vec<usize> = Vec::new();
    for node in column {
        let own: Vec<_> = graph.right[*node].iter().map(|end| positions[*end]).collect();
        crossings +=
            own.iter().map(|end| ends.len() - ends.partition_point(|other| other <= end)).sum::<usize>();
        for end in own {
            ends.insert(ends.partition_point(|other| *other <= end), end);
        }
    }
    crossings
}
