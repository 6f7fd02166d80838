use proptest::prelude::*;

use super::crossings::{crossings, order};
use super::layers::Layered;
use super::{Layout, Size, layered};

const BOX: Size = Size { width: 80.0, height: 20.0 };

fn laid_out(boxes: usize, edges: &[(usize, usize)]) -> Layout {
    layered(&vec![BOX; boxes], edges)
}

/// The columns of boxes, by their left sides.
fn columns(layout: &Layout) -> Vec<usize> {
    let mut sides: Vec<_> = layout.boxes.iter().map(|corner| corner.x).collect();
    sides.sort_by(f64::total_cmp);
    sides.dedup();
    let column = |x: f64| sides.iter().position(|side| side.total_cmp(&x).is_eq()).unwrap();
    layout.boxes.iter().map(|corner| column(corner.x)).collect()
}

#[test]
fn a_box_stands_beside_the_nearest_that_it_leads_to() {
    // 0 leads to 1 and to 2, and 1 to 2; 3 leads to 2 only.
    let layout = laid_out(4, &[(0, 1), (0, 2), (1, 2), (3, 2)]);
    assert_eq!(columns(&layout), [0, 1, 2, 1]);
    // The edge over two columns passes the one between at a height where no box is.
    let [_, (from, _), _] = layout.edges[1].stretches[..] else { panic!("one bend") };
    for corner in [1, 3].map(|node| layout.boxes[node]) {
        assert!(from.y < corner.y || from.y > corner.y + BOX.height, "{from:?} {corner:?}");
    }
}

#[test]
fn a_circle_is_opened_at_one_edge() {
    let layout = laid_out(3, &[(0, 1), (1, 2), (2, 0), (1, 1)]);
    let reversed: Vec<_> = layout.edges.iter().map(|edge| edge.is_reversed).collect();
    assert_eq!(reversed, [false, false, true, false]);
    assert!(layout.edges[3].stretches.is_empty(), "an edge to itself has no course");
}

#[test]
fn boxes_without_edges_stand_below_the_others() {
    let layout = laid_out(9, &[(0, 1)]);
    let lowest = layout.boxes[0].y.max(layout.boxes[1].y) + BOX.height;
    assert!(layout.boxes[2..].iter().all(|corner| corner.y > lowest));
    assert_eq!(laid_out(0, &[]).boxes, []);
}

#[test]
fn edges_that_need_not_cross_do_not() {
    // Two trees whose leaves are named alternately.
    let edges = [(0, 2), (1, 3), (0, 4), (1, 5), (0, 6), (1, 7)];
    let mut graph = Layered::new(8, &edges);
    assert!(crossings(&graph) > 0);
    order(&mut graph);
    assert_eq!(crossings(&graph), 0);
}

#[test]
fn a_long_chain_is_no_problem() {
    let edges: Vec<_> = (1..5000).map(|node| (node - 1, node)).collect();
    assert_eq!(columns(&laid_out(5000, &edges)).last(), Some(&4999));
}

proptest! {
    /// Whatever the graph: no two boxes overlap, none lies outside, and an edge begins and ends at its boxes.
    #[test]
    fn boxes_never_overlap(boxes in 1_usize..24, ends in prop::collection::vec((0_usize..24, 0_usize..24), 0..60)) {
        let edges: Vec<_> = ends.into_iter().map(|(from, to)| (from % boxes, to % boxes)).collect();
        let layout = laid_out(boxes, &edges);
        for (position, one) in layout.boxes.iter().enumerate() {
            prop_assert!(one.x >= 0.0 && one.y >= -1e-6);
            prop_assert!(one.x + BOX.width <= layout.size.width + 1e-6);
            prop_assert!(one.y + BOX.height <= layout.size.height + 1e-6);
            for other in &layout.boxes[position + 1..] {
                let is_beside = (one.x - other.x).abs() >= BOX.width - 1e-6;
                prop_assert!(is_beside || (one.y - other.y).abs() >= BOX.height - 1e-6, "{one:?} {other:?}");
            }
        }
        for ((from, to), edge) in edges.iter().zip(&layout.edges).filter(|((from, to), _)| from != to) {
            let (start, end) = if edge.is_reversed { (*to, *from) } else { (*from, *to) };
            let (first, last) = (edge.stretches[0].0, edge.stretches[edge.stretches.len() - 1].0);
            prop_assert!((first.x - layout.boxes[start].x).abs() < 1e-6);
            prop_assert!((last.x - layout.boxes[end].x).abs() < 1e-6);
            prop_assert!(first.x < last.x);
        }
    }
}
