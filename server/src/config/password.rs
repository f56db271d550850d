//! `[password]`: what a new password is held to, what its hash costs, and how many run at once.

use std::time::Duration;

use super::reading::Values;
use super::value::PasswordRules;

/// Memory in KiB and passes that the OWASP Password Storage Cheat Sheet holds to be as good as each
/// other: no less memory than this for so many passes.
const FLOOR: [(u32, u32); 5] = [(47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5)];

/// What a password hash (Argon2id, RFC 9106) costs, and how many run at once.
#[derive(Debug, Clone)]
pub struct Password {
    /// What a new password is held to.
    pub rules: PasswordRules,
    /// Memory of one hash in KiB.
    pub memory_kib: u32,
    /// Passes of one hash.
    pub iterations: u32,
    /// Lanes of one hash.
    pub parallelism: u32,
    /// Memory in MiB for all hashes at once.
    pub memory_budget_mib: u32,
    /// How many hashes may wait.
    pub queue: u32,
    /// How long one may wait.
    pub wait: Duration,
}

impl Password {
    pub(super) fn read(values: &mut Values) -> Self {
        let password = Self {
            rules: values.read("password.rules"),
            memory_kib: values.read("password.memory_kib"),
            iterations: values.read("password.iterations"),
            parallelism: values.read("password.parallelism"),
            memory_budget_mib: values.read("password.memory_budget_mib"),
            queue: values.read("password.queue"),
            wait: values.read("password.wait"),
        };
        password.check_cost(values);
        let message = format!("expected a number from 1 to 100000, found {}", password.queue);
        values.require(&["password.queue"], (1..=100_000).contains(&password.queue), message);
        password
    }

    /// How many hashes may run side by side on so many processor cores: at least one.
    pub fn side_by_side(&self, cores: usize) -> usize {
        let lanes = usize::try_from(self.parallelism).unwrap_or(usize::MAX);
        let by_memory = u64::from(self.memory_budget_mib) * 1024 / u64::from(self.memory_kib.max(1));
        (cores / lanes.max(1)).min(usize::try_from(by_memory).unwrap_or(usize::MAX)).max(1)
    }

    fn check_cost(&self, values: &mut Values) {
        let cost = ["password.memory_kib", "password.iterations"];
        let message = format!(
            "expected a cost of at least 19456 KiB with 2 iterations (or 47104 with 1, 12288 with 3, 9216 with 4, \
             7168 with 5), found {} KiB with {}",
            self.memory_kib, self.iterations
        );
        values.require(&cost, is_strong(self.memory_kib, self.iterations), message);
        let message = format!("expected at most 100, found {}", self.iterations);
        values.require(&["password.iterations"], self.iterations <= 100, message);
        let message = format!("expected a number from 1 to 64, found {}", self.parallelism);
        values.require(&["password.parallelism"], (1..=64).contains(&self.parallelism), message);
        let fits = u64::from(self.memory_kib) <= u64::from(self.memory_budget_mib) * 1024;
        let message = format!(
            "expected at most password.memory_budget_mib ({} MiB), found {} KiB",
            self.memory_budget_mib, self.memory_kib
        );
        values.require(&["password.memory_kib", "password.memory_budget_mib"], fits, message);
    }
}

fn is_strong(memory_kib: u32, iterations: u32) -> bool {
    FLOOR.iter().any(|&(memory, passes)| memory_kib >= memory && iterations >= passes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_memory_is_made_up_for_by_passes() {
        for (memory, passes) in [(19_456, 2), (47_104, 1), (12_288, 3), (7_168, 5), (65_536, 4)] {
            assert!(is_strong(memory, passes), "{memory} {passes}");
        }
        for (memory, passes) in [(19_456, 1), (19_455, 2), (47_103, 1), (7_167, 50), (0, 0), (65_536, 0)] {
            assert!(!is_strong(memory, passes), "{memory} {passes}");
        }
    }

    #[test]
    fn cores_lanes_and_memory_bound_what_runs_at_once() {
        let password = |parallelism, memory_budget_mib| Password {
            rules: PasswordRules::Composition,
            memory_kib: 65_536,
            iterations: 3,
            parallelism,
            memory_budget_mib,
            queue: 64,
            wait: Duration::from_secs(2),
        };
        assert_eq!(password(1, 256).side_by_side(2), 2);
        assert_eq!(password(1, 256).side_by_side(16), 4);
        assert_eq!(password(4, 1024).side_by_side(8), 2);
        assert_eq!(password(4, 64).side_by_side(1), 1);
    }
}
