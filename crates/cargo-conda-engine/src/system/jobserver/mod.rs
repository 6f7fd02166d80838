//! A jobserver that all builds of a run share, so that together they use no more processors than `--jobs`
//! allows.
//!
//! cargo, rustc and make agree on the protocol: there is a token for each processor. A process that starts
//! children beyond its first takes a token for each and puts it back afterwards, see
//! <https://www.gnu.org/software/make/manual/html_node/Job-Slots.html>. Each job of a run holds one token for
//! the process that it starts first.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::Jobserver;
#[cfg(windows)]
pub(crate) use windows::Jobserver;

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::Jobserver;

    #[test]
    fn tokens_come_back() {
        let _turn = crate::system::one_at_a_time();
        let server = Jobserver::new(NonZeroUsize::new(2).unwrap()).unwrap();
        let one = server.acquire().unwrap();
        let other = server.acquire().unwrap();
        assert_eq!(server.idle(), 0);
        drop(one);
        assert_eq!(server.idle(), 1);
        // Forgetting a token is what a killed process does.
        std::mem::forget(other);
        server.refill().unwrap();
        assert_eq!(server.idle(), 2);
    }

    #[test]
    fn whoever_waits_is_let_go_at_the_end() {
        let _turn = crate::system::one_at_a_time();
        let server = Jobserver::new(NonZeroUsize::MIN).unwrap();
        std::mem::forget(server.acquire().unwrap());
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| server.acquire().map(drop));
            server.open();
            waits.join().unwrap().unwrap();
        });
    }
}
