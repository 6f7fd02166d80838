//! The column of each box, and the bends of edges that are longer than one column.

/// A graph whose edges lead from a column to the next one only.
#[derive(Debug, Default)]
pub(super) struct Layered {
    /// The nodes of each column, from the left. Numbers below that of the boxes are boxes, the others bends.
    pub(super) columns: Vec<Vec<usize>>,
    /// The neighbours of each node in the column before its own.
    pub(super) left: Vec<Vec<usize>>,
    /// The neighbours of each node in the column after its own.
    pub(super) right: Vec<Vec<usize>>,
    /// For each edge of the graph, the nodes that it passes from the left to the right, both ends included;
    /// empty for one from a box to itself.
    pub(super) paths: Vec<Path>,
}

/// The nodes that an edge passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    /// From the left to the right.
    pub(super) nodes: Vec<usize>,
    /// True if the edge closes a circle, and so leads from the last node to the first.
    pub(super) is_reversed: bool,
}

impl Layered {
    /// Puts boxes into columns. A box stands one column to the left of the leftmost box that it leads to.
    pub(super) fn new(boxes: usize, edges: &[(usize, usize)]) -> Self {
        let mut targets = vec![Vec::new(); boxes];
        for &(from, to) in edges {
            targets[from].push(to);
        }
        let (heights, finished) = heights(&targets);
        let columns = heights.iter().max().map_or(0, |highest| highest + 1);
        let mut graph = Self {
            columns: vec![Vec::new(); columns],
            left: vec![Vec::new(); boxes],
            right: vec![Vec::new(); boxes],
            paths: Vec::new(),
        };
        for (node, height) in heights.iter().enumerate() {
            graph.columns[columns - 1 - height].push(node);
        }
        for &(from, to) in edges {
            // In a depth-first walk, what an edge leads to is finished before what it comes from, unless it
            // closes a circle.
            let is_reversed = finished[to] > finished[from];
            let (start, end) = if is_reversed { (to, from) } else { (from, to) };
            let nodes = if from == to { Vec::new() } else { graph.path(start, end, &heights) };
            graph.paths.push(Path { nodes, is_reversed });
        }
        graph
    }

    /// The nodes between two boxes, with a new bend in each column between them.
    fn path(&mut self, start: usize, end: usize, heights: &[usize]) -> Vec<usize> {
        let last = self.columns.len() - 1;
        let mut nodes = vec![start];
        for column in last - heights[start] + 1..last - heights[end] {
            let bend = self.left.len();
            self.left.push(Vec::new());
            self.right.push(Vec::new());
            self.columns[column].push(bend);
            nodes.push(bend);
        }
        nodes.push(end);
        for pair in nodes.windows(2) {
            self.right[pair[0]].push(pair[1]);
            self.left[pair[1]].push(pair[0]);
        }
        nodes
    }
}

/// For each node, the number of edges on the longest way from it, and its place in the order in which a
/// depth-first walk finishes nodes. Edges that close a circle do not count.
fn heights(targets: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    let (mut heights, mut finished) = (vec![0; targets.len()], vec![0; targets.len()]);
    let mut is_open = vec![false; targets.len()];
    let mut is_seen = vec![false; targets.len()];
    let mut order = 0;
    for root in 0..targets.len() {
        // Each node with the number of its targets that were visited. Not by recursion: a chain can be long.
        let mut stack = if is_seen[root] { Vec::new() } else { vec![(root, 0)] };
        while let Some((node, visited)) = stack.pop() {
            is_seen[node] = true;
            is_open[node] = true;
            if let Some(&target) = targets[node].get(visited) {
                stack.push((node, visited + 1));
                if !is_seen[target] {
                    stack.push((target, 0));
                }
            } else {
                let counted = targets[node].iter().filter(|target| !is_open[**target]);
                heights[node] = counted.map(|target| heights[*target] + 1).max().unwrap_or_default();
                is_open[node] = false;
                order += 1;
                finished[node] = order;
            }
        }
    }
    (heights, finished)
}
