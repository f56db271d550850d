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
    /// CPU time per operation of the second over that of the first, by round: above 1 the first is ahead. Nothing where
    /// it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_ratio: Option<Spread>,
    /// Throughput of the first over that of the second, by round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throughput_ratio: Option<Spread>,
}

/// A ratio in several rounds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Spread {
    /// The lowest.
    pub least: f64,
    /// The one in the middle, or the mean of the two.
    pub median: f64,
    /// The highest.
    pub most: f64,
}

impl Spread {
    /// Of these, which need not be in order.
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        let last = values.len().saturating_sub(1);
        let median = f64::midpoint(at(last / 2), at(values.len() / 2));
        Self { least: at(0), median, most: at(last) }
    }

    /// Of these, where every one is a number.
    fn of_numbers(values: Vec<f64>) -> Option<Self> {
        let is_known = !values.is_empty() && values.iter().all(|value| value.is_finite());
        is_known.then(|| Self::of(values))
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
    number: u32,
    settings: Settings,
    mut done: impl FnMut(&Measured),
) -> anyhow::Result<Comparison> {
    let mut rounds: [Vec<Measured>; 2] = Default::default();
    for round in 0..number {
        let turns = if round.is_multiple_of(2) { [0, 1] } else { [1, 0] };
        for turn in turns {
            let lanes = if turn == 0 { &mut *first } else { &mut *second };
            let measured = lanes.work(settings).await?;
            done(&measured);
            rounds[turn].push(measured);
        }
    }
    let [first, second] = rounds;
    let by_round = |ratio: fn(&Measured, &Measured) -> f64| {
        Spread::of_numbers(first.iter().zip(&second).map(|(one, other)| ratio(one, other)).collect())
    };
    let cpu_ratio = by_round(|one, other| cpu(other) / cpu(one));
    let throughput_ratio = by_round(|one, other| one.per_second / other.per_second);
    let workload =
        first.first().zip(second.first()).map(|(one, other)| named(one, other)).unwrap_or_default();
    Ok(Comparison { workload, first, second, cpu_ratio, throughput_ratio })
}

/// The workload, and who asked: both, where they are not the same.
fn named(one: &Measured, other: &Measured) -> String {
    if one.client == other.client {
        return format!("{}@{}", one.workload, one.client);
    }
    format!("{}@{}, 2: @{}", one.workload, one.client, other.client)
}

fn cpu(measured: &Measured) -> f64 {
    measured.cpu_us.unwrap_or(f64::NAN)
}

/// A figure, or that it is not known.
fn shown(figure: Option<impl std::fmt::Display>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| figure.to_string())
}

impl Comparison {
    /// As a line: CPU and throughput of both, then the ratios.
    pub fn line(&self) -> String {
        let middle = |rounds: &[Measured], of: fn(&Measured) -> f64| {
            Spread::of_numbers(rounds.iter().map(of).collect()).map(|spread| spread.median)
        };
        let cpu = |rounds| shown(middle(rounds, cpu).map(|cpu| format!("{cpu:.1}")));
        let per_second =
            |rounds| shown(middle(rounds, |one| one.per_second).map(|rate| format!("{rate:.0}")));
        format!(
            "{:<38} {:>9} {:>9} {:>22} {:>9} {:>9} {:>22}",
            self.workload,
            cpu(&self.first),
            cpu(&self.second),
            shown(self.cpu_ratio),
            per_second(&self.first),
            per_second(&self.second),
            shown(self.throughput_ratio),
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

    #[test]
    fn of_an_even_number_the_middle_is_the_mean_of_two() {
        assert_eq!(Spread::of(vec![4.0, 1.0, 3.0, 2.0]).to_string(), "2.50x (1.00-4.00)");
    }

    #[test]
    fn what_is_not_known_is_a_dash() {
        let round =
            |client: &str| Measured { client: client.to_owned(), per_second: 2.0, ..Measured::default() };
        let line = Comparison {
            workload: named(&round("a"), &round("b")),
            first: vec![round("a")],
            second: vec![round("b")],
            cpu_ratio: None,
            throughput_ratio: Spread::of_numbers(vec![1.0]),
        }
        .line();
        let fields: Vec<_> = line.split_whitespace().collect();
        assert_eq!(fields, ["@a,", "2:", "@b", "-", "-", "-", "2", "2", "1.00x", "(1.00-1.00)"]);
        assert!(Spread::of_numbers(vec![1.0, f64::NAN]).is_none());
    }
}
