//! Whether a value can be guessed (RFC 6749 section 10.10, RFC 6819 section 5.1.4.2.2).

use crate::verdict::{Stop, ensure};

/// At least 128 bits long, and no fewer than 96 bits by the frequency of its characters: what the official suite measures.
pub fn holds(what: &str, value: &str) -> Result<(), Stop> {
    let bits = shannon_bits(value);
    let length = value.len();
    ensure(length * 6 >= 128, format!("{what} has {length} characters, which are fewer than 128 bits"))?;
    ensure(bits >= 96.0, format!("{what} measures {bits:.0} bits of entropy, at least 96 are expected"))
}

#[expect(clippy::cast_precision_loss, reason = "lengths are small")]
fn shannon_bits(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = value.len() as f64;
    let share = |count: u32| f64::from(count) / length;
    let per_character: f64 =
        counts.into_iter().filter(|count| *count > 0).map(|count| -share(count) * share(count).log2()).sum();
    per_character * length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_and_repeats_are_found() {
        assert!(holds("a code", "k3J8vQ2mZt7Xw9LpB5nRc1Yd4HsG6fAe").is_ok());
        assert!(holds("a code", "code-1").is_err());
        assert!(holds("a code", &"a".repeat(64)).is_err());
    }
}
