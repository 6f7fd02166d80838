//! The last lines of a long text.

use std::collections::VecDeque;

/// The last lines that processes printed, as many as fit in a megabyte. A file has all of them.
///
/// A build that prints without end would otherwise fill the memory of the program that drives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecentLines {
    lines: VecDeque<String>,
    /// The length of `lines` together, in bytes.
    bytes: usize,
    left_out: usize,
}

impl RecentLines {
    /// The most that is kept, in bytes.
    const MOST_BYTES: usize = 1 << 20;

    /// Adds a line, and drops the first ones if they are too many now. The last line is always kept.
    pub fn push(&mut self, line: String) {
        self.bytes += line.len();
        self.lines.push_back(line);
        while self.bytes > Self::MOST_BYTES
            && self.lines.len() > 1
            && let Some(first) = self.lines.pop_front()
        {
            self.bytes -= first.len();
            self.left_out += 1;
        }
    }

    /// The lines in the order in which they were printed, without line ends.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// The number of lines that were printed before those.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Returns true if nothing was printed.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl Extend<String> for RecentLines {
    fn extend<I: IntoIterator<Item = String>>(&mut self, lines: I) {
        lines.into_iter().for_each(|line| self.push(line));
    }
}

impl FromIterator<String> for RecentLines {
    fn from_iter<I: IntoIterator<Item = String>>(lines: I) -> Self {
        let mut recent = Self::default();
        recent.extend(lines);
        recent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_megabyte_is_kept_and_the_rest_is_counted() {
        let kilobyte = "x".repeat(1024);
        let recent: RecentLines = (0..2000).map(|number| format!("{number:04}{kilobyte}")).collect();
        let kept: Vec<_> = recent.iter().collect();
        assert!(kept.iter().map(|line| line.len()).sum::<usize>() <= RecentLines::MOST_BYTES);
        assert!(kept.last().is_some_and(|line| line.starts_with("1999x")));
        assert_eq!(kept.len() + recent.left_out(), 2000);
        assert!(kept[0].starts_with(&format!("{:04}x", recent.left_out())), "they follow on each other");
    }

    #[test]
    fn a_line_that_is_longer_by_itself_is_kept() {
        let long = "x".repeat(RecentLines::MOST_BYTES + 1);
        let recent: RecentLines = ["first".to_owned(), long.clone()].into_iter().collect();
        assert_eq!(recent.iter().collect::<Vec<_>>(), [long]);
        assert_eq!(recent.left_out(), 1);
    }
}
