//! Straight lines through measured points.

/// The slope of the line that fits the points best, by least squares: how much `y` grows with each `x`. NaN
/// with fewer than two different `x`.
pub(super) fn slope(points: &[(f64, f64)]) -> f64 {
    let count: f64 = points.iter().map(|_| 1.0).sum();
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let together: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let spread: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    together / spread
}

/// How much steeper the points rise at their end than at their start: 1 is linear. NaN with fewer than three
/// points.
pub(super) fn bend(points: &[(f64, f64)]) -> f64 {
    match points {
        [first, second, .., before, last] => slope(&[*before, *last]) / slope(&[*first, *second]),
        [first, second, third] => slope(&[*second, *third]) / slope(&[*first, *second]),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::{bend, slope};

    fn is(value: f64, expected: f64) -> bool {
        (value - expected).abs() < 1e-9
    }

    #[test]
    fn the_slope_is_that_of_the_best_line() {
        assert!(is(slope(&[(1.0, 5.0), (2.0, 7.0), (4.0, 11.0)]), 2.0));
        assert!(is(slope(&[(0.0, 0.0), (1.0, 3.0), (2.0, 0.0)]), 0.0));
        assert!(slope(&[(1.0, 5.0)]).is_nan());
    }

    #[test]
    fn what_grows_faster_bends() {
        assert!(is(bend(&[(5.0, 1.0), (20.0, 4.0), (50.0, 10.0), (100.0, 20.0)]), 1.0));
        assert!(is(bend(&[(1.0, 1.0), (2.0, 4.0), (3.0, 9.0)]), 5.0 / 3.0));
        assert!(bend(&[(1.0, 1.0), (2.0, 4.0)]).is_nan());
    }
}
