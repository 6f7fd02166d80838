//! Random inputs: samples with random changes, the same ones in every run.
//!
//! The tests of each crate fuzz the crate's private parsers by this module, and the package in `tests/fuzz`
//! its public ones. `FUZZ_INPUTS` sets the number of inputs of each test, and `FUZZ_SEED` chooses others:
//! `FUZZ_INPUTS=10000 cargo test fuzz`. Tests that start processes for each input take a share of these. A
//! stack overflow ends the process before anything is printed: `FUZZ_TRACE=input.bin` names a file that has
//! the last input then.

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

/// The longest time that one input may take in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The length that no input exceeds by much, in bytes.
const LONGEST: usize = 1 << 14;

/// Bytes and words that parsers of any format tend to stumble over.
const WORDS: [&[u8]; 40] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\t",
    b" ",
    b"\"",
    b"'",
    b"'''",
    b"\\",
    b"/",
    b"../",
    b"..",
    b"-",
    b"_",
    b".",
    b",",
    b"=",
    b":",
    b"#",
    b"[",
    b"]",
    b"[[",
    b"{",
    b"}",
    b"(",
    b")",
    b"*",
    b"!",
    b"|",
    b"%PATH%",
    b"$(id)",
    b"`id`",
    b"${{ 1 }}",
    b"{%",
    b"\xff\xfe",
    b"\xc3\xa9",
    b"\xe2\x80\xa8",
    b"-1",
    b"18446744073709551616",
    b"null",
];

/// Calls `check` with each sample, and then with inputs that are random changes of them, `inputs` in number
/// unless `FUZZ_INPUTS` is set.
///
/// A panic of `check` is a failure, and so is a call that takes longer than 20 seconds. The input is then
/// printed as a Rust string, to become a sample itself.
pub fn fuzz<S: AsRef<[u8]>>(samples: &[S], inputs: usize, check: impl FnMut(&[u8])) {
    fuzz_exactly(samples, inputs_or(inputs), check);
}

/// The same with one input in `share` of those that `FUZZ_INPUTS` asks for.
pub fn fuzz_share<S: AsRef<[u8]>>(samples: &[S], inputs: usize, share: usize, check: impl FnMut(&[u8])) {
    fuzz_exactly(samples, inputs_or(inputs * share) / share, check);
}

/// The number of inputs that `FUZZ_INPUTS` asks for; `usual` if it asks for none.
#[must_use]
pub fn inputs_or(usual: usize) -> usize {
    variable("FUZZ_INPUTS").and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn fuzz_exactly<S: AsRef<[u8]>>(samples: &[S], inputs: usize, mut check: impl FnMut(&[u8])) {
    let trace = variable("FUZZ_TRACE");
    let mut check = |input: &[u8]| {
        if let Some(path) = &trace {
            fs_err::write(path, input).expect("the input can be kept");
        }
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| check(input)));
        let seconds = began.elapsed().as_secs();
        if let Err(panic) = outcome {
            report(input);
            resume_unwind(panic);
        }
        if began.elapsed() > PATIENCE {
            report(input);
            panic!("the input took {seconds} s");
        }
    };
    let samples: Vec<_> = samples.iter().map(AsRef::as_ref).collect();
    for sample in &samples {
        check(sample);
    }
    let mut mutator = Mutator::new(&samples);
    for _ in 0..inputs {
        check(&mutator.input());
    }
}

/// Prints an input; of a long one the start.
#[expect(clippy::print_stderr, reason = "a failed test shows what it prints")]
fn report(input: &[u8]) {
    let shown = &input[..input.len().min(4096)];
    eprintln!("the input, {} bytes: b\"{}\"", input.len(), shown.escape_ascii());
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Makes inputs out of samples.
struct Mutator<'s> {
    random: Random,
    samples: &'s [&'s [u8]],
}

impl<'s> Mutator<'s> {
    fn new(samples: &'s [&'s [u8]]) -> Self {
        let seed = variable("FUZZ_SEED").and_then(|text| text.parse().ok()).unwrap_or(1);
        Self { random: Random(seed), samples }
    }

    /// A sample with a few changes, one upon the other.
    fn input(&mut self) -> Vec<u8> {
        let mut input = self.sample().to_vec();
        for _ in 0..=self.random.below(5) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn sample(&mut self) -> &'s [u8] {
        let index = self.random.below(self.samples.len());
        self.samples.get(index).copied().unwrap_or_default()
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.random.below(input.len() + 1);
        let end = (at + 1 + self.random.below(24)).min(input.len());
        match self.random.below(10) {
            0 => input.truncate(at),
            1 => drop(input.drain(at..end)),
            2 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.random.below(8);
                }
            }
            3 => insert(input, at, &[self.random.byte()]),
            // A part of the input itself, once more or many times: nesting, and lists without an end.
            4 => {
                let times = if self.random.below(8) == 0 { 2000 } else { 1 };
                let part = input[at.min(end)..end].repeat(times);
                insert(input, at, &part);
            }
            5 => {
                let (start, length) = (self.random.below(input.len() + 1), end - at.min(end));
                let part = input[start..(start + length).min(input.len())].to_vec();
                insert(input, at, &part);
            }
            // A part of another sample.
            6 => {
                let other = self.sample();
                let start = self.random.below(other.len() + 1);
                let length = self.random.below(64);
                input.splice(
                    at.min(end)..end,
                    other[start..(start + length).min(other.len())].iter().copied(),
                );
            }
            _ => {
                let word = WORDS[self.random.below(WORDS.len())];
                let times = if self.random.below(32) == 0 { 2000 } else { 1 };
                let at = if self.random.below(2) == 0 { at } else { Self::boundary(input, at) };
                insert(input, at, &word.repeat(times));
            }
        }
    }

    /// The end of the word that a place is in. A change there is more often understood.
    fn boundary(input: &[u8], at: usize) -> usize {
        let rest = input[at..].iter();
        at + rest.take_while(|byte| byte.is_ascii_alphanumeric()).count()
    }
}

fn insert(input: &mut Vec<u8>, at: usize, part: &[u8]) {
    input.splice(at..at, part.iter().copied());
}

/// The generator `SplitMix64`: <https://prng.di.unimi.it/splitmix64.c>. A crate for it would promise less:
/// its next version may give other numbers for a seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 if that is 0.
    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or_default()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_has_the_same_inputs() {
        let run = || {
            let mut seen = Vec::new();
            fuzz(&["[package]\nname = 'a'", "b"], 50, |input| seen.push(input.to_vec()));
            seen
        };
        let seen = run();
        assert_eq!(seen, run());
        assert_eq!(&seen[..2], [b"[package]\nname = 'a'".to_vec(), b"b".to_vec()]);
        assert!(seen[2..].iter().filter(|input| !seen[..2].contains(input)).count() > 40);
    }

    #[test]
    fn a_panic_fails_the_test() {
        let fails = || fuzz(&["abc"], 10, |input| assert_eq!(input, b"abc"));
        assert!(catch_unwind(fails).is_err());
    }
}
