//! Two providers, round about: what is ahead of what, and how sure that is.

use serde::Serialize;

use crate::load::lanes::{Lanes, Settings};
use crate::load::measured::Measured;

/// One workload on both.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// Workload and client.
    pub workload: String,
    /// The rounds of the first provider.
    pub first: Vec<Measured>,
    /// The rounds of the second.
    pub second: Vec<Measured>,
    /// CPU time per operation of the second over that of the first, by round: above 1 the first is ahead.
    pub cpu: Spread,
    /// Throughput of the first over that of the second, by round.
    pub throughput: Spread,
}

/// A ratio in several rounds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Spread {
    /// The lowest.
    pub least: f64,
    /// The one in the middle.
    pub median: f64,
    /// The highest.
    pub most: f64,
}

impl Spread {
    /// Of these, which need not be in order.
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        Self { least: at(0), median: at(values.len() / 2), most: at(values.len().saturating_sub(1)) }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2}x ({:.2}-{:.2})", self.median, self.least, self.most)
    }
}

/// Works on both in turn. Who begins changes with every round, so that a machine that slows down slows both.
pub async fn rounds(
    first: &mut Lanes,
    second: &mut Lanes,
    number: usize,
    settings: Settings,
    mut done: impl FnMut(&Measured),
) -> anyhow::Result<Comparison> {
    let mut rounds: [Vec<Measured>; 2] = Default::default();
    for round in 0..number {
        for turn in [round % 2, 1 - round % 2] {
            let lanes = if turn == 0 { &mut *first } else { &mut *second };
            let measured = lanes.work(settings).await?;
            done(&measured);
            rounds[turn].push(measured);
        }
    }
    let [first, second] = rounds;
    let by_round = |ratio: fn(&Measured, &Measured) -> f64| {
        Spread::of(first.iter().zip(&second).map(|(one, other)| ratio(one, other)).collect())
    };
    let cpu = by_round(|one, other| other.cpu.unwrap_or(f64::NAN) / one.cpu.unwrap_or(f64::NAN));
    let throughput = by_round(|one, other| one.per_second / other.per_second);
    let name = first.first().map(|one| format!("{}@{}", one.workload, one.client)).unwrap_or_default();
    Ok(Comparison { workload: name, cpu, throughput, first, second })
}

impl Comparison {
    /// As a line: CPU and throughput of both, then the ratios.
    pub fn line(&self) -> String {
        let middle = |rounds: &[Measured], of: fn(&Measured) -> f64| {
            Spread::of(rounds.iter().map(of).collect()).median
        };
        let cpu = |rounds| middle(rounds, |one| one.cpu.unwrap_or(f64::NAN));
        let per_second = |rounds| middle(rounds, |one| one.per_second);
        format!(
            "{:<38} {:>9.1} {:>9.1} {:>22} {:>9.0} {:>9.0} {:>22}",
            self.workload,
            cpu(&self.first),
            cpu(&self.second),
            self.cpu.to_string(),
            per_second(&self.first),
            per_second(&self.second),
            self.throughput.to_string(),
        )
    }

    /// The names above [`Comparison::line`].
    pub fn heading() -> String {
        format!(
            "{:<38} {:>9} {:>9} {:>22} {:>9} {:>9} {:>22}",
            "workload", "CPU us 1", "CPU us 2", "2 / 1 (spread)", "op/s 1", "op/s 2", "1 / 2 (spread)"
        )
    }

    /// How many operations went wrong.
    pub fn failed(&self) -> u64 {
        self.first.iter().chain(&self.second).map(|one| one.failed).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_needs_no_order() {
        let spread = Spread::of(vec![3.0, 1.0, 2.0]);
        assert_eq!(spread.to_string(), "2.00x (1.00-3.00)");
        assert!(Spread::of(Vec::new()).median.is_nan());
    }
}
