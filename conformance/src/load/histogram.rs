//! How long operations took, in buckets that are never wider than 1.6 % of what they hold.

/// Buckets within each power of two.
const STEPS: u64 = 64;
/// log2 of [`STEPS`].
const STEP_BITS: u32 = 6;
/// Enough for 2^40 nanoseconds, 18 minutes.
const BUCKETS: usize = 64 * 36;

/// A histogram of nanoseconds.
#[derive(Debug, Clone)]
pub struct Histogram {
    counts: Vec<u32>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], total: 0 }
    }
}

impl Histogram {
    /// Takes one in.
    pub fn record(&mut self, nanoseconds: u64) {
        if let Some(count) = self.counts.get_mut(bucket(nanoseconds).min(BUCKETS - 1)) {
            *count += 1;
        }
        self.total += 1;
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The nanoseconds within which this share of a thousand was done.
    pub fn per_mille(&self, share: u64) -> u64 {
        let wanted = (self.total * share).div_ceil(1000).max(1);
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= wanted {
                return upper(index);
            }
        }
        0
    }
}

fn bucket(value: u64) -> usize {
    let magnitude = (u64::BITS - value.leading_zeros()).saturating_sub(STEP_BITS + 1);
    let index = u64::from(magnitude) * STEPS + (value >> magnitude);
    usize::try_from(index).unwrap_or(usize::MAX)
}

fn upper(index: usize) -> u64 {
    let index = index as u64;
    if index < 2 * STEPS {
        return index;
    }
    let magnitude = index / STEPS - 1;
    ((index - magnitude * STEPS + 1) << magnitude) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_right_within_two_percent() {
        let mut histogram = Histogram::default();
        (1..=100_000_u64).for_each(|n| histogram.record(n * 37));
        for (share, expected) in [(500, 1_850_000_u64), (990, 3_663_000), (999, 3_696_300), (1000, 3_700_000)]
        {
            let found = histogram.per_mille(share);
            assert!(found.abs_diff(expected) * 50 < expected, "{share}: {found} is not {expected}");
        }
        assert_eq!(Histogram::default().per_mille(500), 0);
    }

    #[test]
    fn buckets_follow_one_another() {
        for value in [0, 1, 63, 64, 127, 128, 129, 255, 256, 1000, 65_535, 1 << 39] {
            assert!(upper(bucket(value)) >= value, "{value}");
            assert!(bucket(upper(bucket(value))) == bucket(value), "{value}");
            assert_eq!(bucket(upper(bucket(value)) + 1), bucket(value) + 1, "{value}");
        }
    }
}
