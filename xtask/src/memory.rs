//! The memory of other processes.

/// The peak resident memory of a process so far in KiB; `None` except on Linux, or if the process has ended.
pub(crate) fn peak(process: u32) -> Option<u64> {
    high_water_mark(&fs_err::read_to_string(format!("/proc/{process}/status")).ok()?)
}

/// The peak resident memory in KiB, from the text of `/proc/<pid>/status`.
fn high_water_mark(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::high_water_mark;

    #[test]
    fn the_peak_is_read_from_the_status_of_a_process() {
        assert_eq!(high_water_mark("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    5124 kB\n"), Some(5124));
        assert_eq!(high_water_mark("Name:\tx\n"), None);
    }
}
