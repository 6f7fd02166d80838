//! High water in a few harbours, from a very simple model of the moon.

/// The known harbours, one a line: the name, and the delay of the tide in minutes.
const HARBOURS: &str = include_str!("../harbours.txt");

/// The time between two high waters, in minutes.
const PERIOD: u32 = 745;

/// Returns the minute of the day of the first high water; `None` if the harbour is unknown.
pub fn first_high_water(harbour: &str, day: u32) -> Option<u32> {
    let line = HARBOURS.lines().find(|line| line.split_whitespace().next() == Some(harbour))?;
    let delay: u32 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some((delay + day * 50) % PERIOD)
}

#[cfg(test)]
mod tests {
    use super::first_high_water;

    #[test]
    fn the_tide_is_later_each_day() {
        assert_eq!(first_high_water("northwick", 0), Some(90));
        assert_eq!(first_high_water("northwick", 1), Some(140));
        assert_eq!(first_high_water("nowhere", 0), None);
    }
}
