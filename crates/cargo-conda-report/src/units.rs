//! Formats sizes, durations and counts for people.

use std::time::Duration;

/// Binary units of sizes, without bytes and without the largest unit.
const UNITS: [(&str, u128); 5] =
    [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("PiB", 1 << 50)];
/// The largest unit, which is large enough for every `u64`.
const LARGEST_UNIT: (&str, u128) = ("EiB", 1 << 60);

/// A size in binary units with one decimal, such as `1.9 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let tenths = |divisor: u128| (u128::from(bytes) * 10 + divisor / 2) / divisor;
    let fits = |&(_, divisor): &(&str, u128)| tenths(divisor) < 1024 * 10;
    let (unit, divisor) = UNITS.into_iter().find(fits).unwrap_or(LARGEST_UNIT);
    format!("{}.{} {unit}", tenths(divisor) / 10, tenths(divisor) % 10)
}

/// A duration, to a tenth of a second if it is below a minute: `12.3 s`, `2 min 5 s`, `1 h 2 min`.
pub(crate) fn duration(duration: Duration) -> String {
    let tenths = (duration.as_millis() + 50) / 100;
    if tenths < 600 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    minutes(tenths / 10)
}

/// The duration of something that still runs, in whole seconds: `12 s`, `2 min 5 s`.
pub(crate) fn running_duration(duration: Duration) -> String {
    let seconds = u128::from(duration.as_secs());
    if seconds < 60 { format!("{seconds} s") } else { minutes(seconds) }
}

fn minutes(seconds: u128) -> String {
    let minutes = seconds / 60;
    if minutes < 60 {
        format!("{minutes} min {} s", seconds % 60)
    } else {
        format!("{} h {} min", minutes / 60, minutes % 60)
    }
}

/// A number with its noun, in the plural by `s` unless the number is 1: `2 packages`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_one_decimal_and_never_four_digits_too_many() {
        let cases = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (2_000_000, "1.9 MiB"),
            (1024 * 1024 - 1, "1.0 MiB"),
            (5 << 30, "5.0 GiB"),
            (u64::MAX, "16.0 EiB"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(size(bytes), expected, "{bytes}");
        }
    }

    #[test]
    fn durations_change_units_without_a_gap() {
        let cases = [
            (0, "0.0 s"),
            (12_345, "12.3 s"),
            (59_949, "59.9 s"),
            (59_950, "1 min 0 s"),
            (125_000, "2 min 5 s"),
            (3_599_999, "1 h 0 min"),
            (3_720_000, "1 h 2 min"),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(duration(Duration::from_millis(milliseconds)), expected, "{milliseconds} ms");
        }
        assert_eq!(running_duration(Duration::from_millis(59_999)), "59 s");
        assert_eq!(running_duration(Duration::from_mins(1)), "1 min 0 s");
    }
}
