//! Randomness from a seed.

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Draws values; equal seeds give equal values.
pub(super) struct Random(TestRunner);

impl Random {
    /// The randomness of one case of a campaign.
    pub(super) fn new(seed: u64) -> Self {
        Self(runner(seed, Config::default()))
    }

    /// Draws a value.
    ///
    /// # Panics
    ///
    /// If the strategy rejects too many values. None of ours rejects any.
    pub(super) fn draw<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        strategy.new_tree(&mut self.0).expect("no strategy of the campaigns rejects values").current()
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.draw(&(0..100_u32)) < percent
    }
}

/// proptest's runner with everything drawn from a seed.
pub(super) fn runner(seed: u64, config: Config) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn equal_seeds_draw_equal_values() {
        let drawn = |seed| {
            let mut random = Random::new(seed);
            [(); 8].map(|()| random.draw(&(0..1000_u32)))
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
    }
}
