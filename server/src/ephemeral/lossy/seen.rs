//! What this process has seen counted, by place: a limit goes on where it was when another place counts on, and when a
//! place has lost what it held.

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;

use super::{Key, Tally};

/// Counts that are remembered; only what is limited is counted, so it is those of whoever fails or is many.
const MOST: u64 = 50_000;
/// Redis rounds, and its clock is another: an end so near is not yet early.
const SLACK: TimeDelta = TimeDelta::seconds(1);

/// Where something was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    First,
    Second,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    first: Option<Tally>,
    second: Option<Tally>,
    /// What a place held that is there no more.
    lost: Option<Tally>,
    /// How often the first place was asked to count, and has not answered yet.
    asked: u64,
    /// How often it did not answer in time: it may have counted that all the same, and the second did.
    late: Option<Tally>,
    /// How many without an answer its last answer may have counted in.
    within: u64,
}

impl Counts {
    fn of(&mut self, place: Place) -> &mut Option<Tally> {
        match place {
            Place::First => &mut self.first,
            Place::Second => &mut self.second,
        }
    }

    /// Remembers what a place said.
    fn hear(&mut self, place: Place, said: Option<Tally>, now: DateTime<Utc>) {
        *self.of(place) = said;
        if place == Place::First {
            self.within = self.asked + self.late(now);
        }
    }

    fn late(&self, now: DateTime<Utc>) -> u64 {
        self.late.filter(|late| late.ends_at > now).map_or(0, |late| late.count)
    }

    /// What counts besides that which `place` says. What both may have counted counts once: nobody is refused for what they
    /// did not do.
    fn besides(mut self, place: Place, now: DateTime<Utc>) -> Option<Tally> {
        *self.of(place) = None;
        let open = |tally: &Tally| tally.ends_at > now;
        let twice = self.within.min(self.late(now));
        let rest = [self.first, self.second, self.lost].into_iter().flatten().filter(open).reduce(sum)?;
        Some(Tally { count: rest.count.saturating_sub(twice), ..rest })
    }
}

/// Tallies of both places by their key. Bounded.
#[derive(Debug)]
pub(super) struct Seen(Cache<Key, Counts>);

impl Seen {
    pub(super) fn new() -> Self {
        Self(Cache::new(MOST))
    }

    /// What `place` says was counted, with what it does not know of. Where it knows nothing of a window that cannot have
    /// ended, it was emptied: what it held counts on.
    pub(super) fn looked(
        &self,
        place: Place,
        keys: &[Key],
        said: Vec<Option<Tally>>,
        now: DateTime<Utc>,
    ) -> Vec<Option<Tally>> {
        let each = keys.iter().zip(said);
        let whole = |(key, said): (&Key, Option<Tally>)| {
            let counts = self.change(key, said.is_some(), |counts| {
                let held = *counts.of(place);
                counts.hear(place, said, now);
                if let Some(gone) = held.filter(|held| said.is_none() && held.ends_at > now + SLACK) {
                    counts.lost = Some(
                        counts.lost.filter(|lost| lost.ends_at > now).map_or(gone, |lost| sum(lost, gone)),
                    );
                }
            });
            let besides = counts.and_then(|counts| counts.besides(place, now));
            match (said, besides) {
                (Some(said), Some(besides)) => Some(Tally { count: said.count + besides.count, ..said }),
                (said, besides) => said.or(besides),
            }
        };
        each.map(whole).collect()
    }

    /// The tallies after a count in `place`, with what it does not know of.
    pub(super) fn counted<'k>(
        &self,
        place: Place,
        keys: impl Iterator<Item = &'k Key>,
        said: Vec<Tally>,
        now: DateTime<Utc>,
    ) -> Vec<Tally> {
        let whole = |(key, said): (&Key, Tally)| {
            let counts = self.change(key, true, |counts| {
                if place == Place::First {
                    counts.asked = counts.asked.saturating_sub(1);
                }
                counts.hear(place, Some(said), now);
            });
            let besides = counts.and_then(|counts| counts.besides(place, now));
            Tally { count: said.count + besides.map_or(0, |besides| besides.count), ..said }
        };
        keys.zip(said).map(whole).collect()
    }

    /// The first place is asked to count these: [`Self::counted`] or [`Self::unanswered`] is how that ends.
    pub(super) fn asked(&self, keys: &[(Key, TimeDelta)]) {
        for (key, _) in keys {
            self.change(key, true, |counts| counts.asked += 1);
        }
    }

    /// The first place did not count these, or, if it `may_have`, did not say so in time.
    pub(super) fn unanswered(&self, keys: &[(Key, TimeDelta)], may_have: bool, now: DateTime<Utc>) {
        for (key, window) in keys {
            self.change(key, may_have, |counts| {
                counts.asked = counts.asked.saturating_sub(1);
                if may_have {
                    let late = Tally { count: counts.late(now) + 1, ends_at: now + *window };
                    counts.late = Some(late);
                }
            });
        }
    }

    /// One count of each was taken back, of the window that it was counted in.
    pub(super) fn uncounted(&self, counted: &[(Key, Tally)]) {
        for (key, taken) in counted {
            self.change(key, false, |counts| {
                let all = [&mut counts.first, &mut counts.second, &mut counts.lost];
                let same =
                    |tally: &&mut Tally| (tally.ends_at - taken.ends_at).abs() <= SLACK && tally.count > 0;
                if let Some(tally) = all.into_iter().flatten().find(same) {
                    tally.count -= 1;
                }
            });
        }
    }

    pub(super) fn forget(&self, key: &Key) {
        self.0.invalidate(key);
    }

    /// Changes what is remembered of a key, in one step; of one that is not known only if it is `worth` it.
    fn change(&self, key: &Key, worth: bool, change: impl FnOnce(&mut Counts)) -> Option<Counts> {
        let mut after = None;
        let changed = |entry: Option<moka::Entry<Key, Counts>>| {
            let known = entry.map(moka::Entry::into_value);
            if known.is_none() && !worth {
                return moka::ops::compute::Op::Nop;
            }
            let mut counts = known.unwrap_or_default();
            change(&mut counts);
            after = Some(counts);
            moka::ops::compute::Op::Put(counts)
        };
        self.0.entry_by_ref(key).and_compute_with(changed);
        after
    }
}

fn sum(one: Tally, other: Tally) -> Tally {
    Tally { count: one.count + other.count, ends_at: one.ends_at.max(other.ends_at) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;

    fn at(seconds: i64) -> DateTime<Utc> {
        from_millis(seconds * 1000)
    }

    fn tally(count: u64, ends: i64) -> Tally {
        Tally { count, ends_at: at(ends) }
    }

    #[test]
    fn a_limit_goes_on_when_the_place_changes_or_is_emptied() {
        let (seen, key) = (Seen::new(), Key::of("test", &["a"]));
        let keys = std::slice::from_ref(&key);
        let count = |place, said, now| seen.counted(place, keys.iter(), vec![said], at(now))[0].count;
        let look =
            |place, said, now| seen.looked(place, keys, vec![said], at(now))[0].map(|tally| tally.count);
        assert_eq!(count(Place::First, tally(3, 900), 0), 3);
        // The first is away.
        assert_eq!(look(Place::Second, None, 1), Some(3));
        assert_eq!(count(Place::Second, tally(1, 901), 1), 4);
        // It is back, and empty.
        assert_eq!(look(Place::First, None, 2), Some(4));
        assert_eq!(count(Place::First, tally(1, 902), 2), 5);
        assert_eq!(look(Place::First, Some(tally(1, 902)), 3), Some(5));
        // Each window ends in its time.
        assert_eq!(look(Place::First, Some(tally(1, 902)), 900), Some(2));
        assert_eq!(look(Place::First, None, 902), None);
    }

    /// Ten at once, of which Redis counts all and answers seven too late: those hear what SQL says, and are no more than ten.
    #[test]
    fn what_both_places_may_have_counted_counts_once() {
        let (seen, key) = (Seen::new(), Key::of("test", &["a"]));
        let (keys, asked) = (std::slice::from_ref(&key), [(key.clone(), TimeDelta::seconds(900))]);
        let count = |place, said, now| seen.counted(place, keys.iter(), vec![said], at(now))[0].count;
        (0..10).for_each(|_| seen.asked(&asked));
        for n in 8..=10 {
            assert_eq!(count(Place::First, tally(n, 900), 0), n);
        }
        (0..7).for_each(|_| seen.unanswered(&asked, true, at(0)));
        let in_second: Vec<u64> = (1..=7).map(|n| count(Place::Second, tally(n, 900), 1)).collect();
        assert_eq!(in_second, [4, 5, 6, 7, 8, 9, 10]);
        seen.asked(&asked);
        assert_eq!(count(Place::First, tally(11, 900), 2), 11);
        // A window later all is past.
        seen.asked(&asked);
        assert_eq!(count(Place::First, tally(1, 1800), 900), 1);
        assert_eq!(count(Place::Second, tally(1, 1801), 901), 2);
    }

    /// An answer from before says nothing of what was asked since: the limit goes on where it was.
    #[test]
    fn what_was_asked_after_an_answer_is_not_in_it() {
        let (seen, key) = (Seen::new(), Key::of("test", &["a"]));
        let (keys, asked) = (std::slice::from_ref(&key), [(key.clone(), TimeDelta::seconds(900))]);
        let count = |place, said| seen.counted(place, keys.iter(), vec![said], at(0))[0].count;
        seen.asked(&asked);
        assert_eq!(count(Place::First, tally(2, 900)), 2);
        seen.asked(&asked);
        seen.unanswered(&asked, true, at(0));
        assert_eq!(count(Place::Second, tally(1, 900)), 3);
        // It was late, and had counted.
        seen.asked(&asked);
        assert_eq!(count(Place::First, tally(4, 900)), 4);
        // It was not counted: what was never there is not taken off.
        seen.asked(&asked);
        seen.unanswered(&asked, false, at(0));
        assert_eq!(count(Place::Second, tally(2, 900)), 5);
    }

    #[test]
    fn what_is_taken_back_counts_no_more_and_another_instance_is_believed() {
        let (seen, key) = (Seen::new(), Key::of("test", &["a"]));
        let keys = std::slice::from_ref(&key);
        seen.counted(Place::First, keys.iter(), vec![tally(4, 900)], at(0));
        seen.uncounted(&[(key.clone(), tally(4, 900))]);
        assert_eq!(seen.looked(Place::Second, keys, vec![None], at(1))[0], Some(tally(3, 900)));
        // The other instance has taken two back, and counts there.
        let said = seen.looked(Place::First, keys, vec![Some(tally(1, 900))], at(2));
        assert_eq!(said, [Some(tally(1, 900))]);
        seen.forget(&key);
        assert_eq!(seen.looked(Place::Second, keys, vec![None], at(3)), [None]);
    }
}
