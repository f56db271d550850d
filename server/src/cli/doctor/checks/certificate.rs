//! The certificate that is shown to the world: trusted, for this host, and not about to end.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, Level};
use crate::cli::doctor::names;
use crate::cli::doctor::patient::Patient;
use crate::outbound::certificate::Certificate;
use crate::outbound::probe::Trouble;
use crate::web::urls;

/// A renewal that is due has had many tries by then. One that lives for days only is always this near to its end: its
/// renewal is worth a look each time.
const SOON: TimeDelta = TimeDelta::days(14);
/// By then somebody has to act today.
const NOW: TimeDelta = TimeDelta::days(3);

pub(super) struct ServedCertificate;

#[async_trait]
impl Check for ServedCertificate {
    fn name(&self) -> &'static str {
        names::CERTIFICATE
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = patient.outside.as_ref().filter(|outside| outside.is_https()) else {
            return Vec::new();
        };
        let (host, now) = (outside.issuer.host(), outside.seen_at);
        match &outside.discovery {
            Ok(seen) => seen.certificate.iter().map(|shown| judge(shown, host, None, now)).collect(),
            Err(Trouble::Certificate(refusal)) => {
                let shown = outside.probe.certificate(&outside.at(urls::OPENID_METADATA)).await;
                let unread = || {
                    Finding::problem(
                        format!("a certificate for {host}"),
                        format!("one that is refused: {refusal}"),
                        "serve a certificate that clients accept",
                    )
                };
                vec![shown.map_or_else(unread, |shown| judge(&shown, host, Some(refusal), now))]
            }
            Err(_) => Vec::new(),
        }
    }
}

/// `refusal` is why the TLS library refuses it, in its own words.
fn judge(shown: &Certificate, host: &str, refusal: Option<&str>, now: DateTime<Utc>) -> Finding {
    let left = shown.not_after - now;
    let day = shown.not_after.format("%Y-%m-%d");
    if !shown.covers(host) {
        let fix = format!("serve a certificate for {host}, or let the proxy choose it by name (SNI)");
        return Finding::problem(
            format!("a certificate for {host}"),
            format!("one for {}", shown.told()),
            fix,
        );
    }
    if left <= TimeDelta::zero() {
        return Finding::problem(
            "a certificate that is valid",
            format!("one that ended on {day}"),
            "renew it, and see why it was not renewed in time",
        );
    }
    if shown.not_before > now {
        let from = shown.not_before.format("%Y-%m-%d %H:%M");
        let fix = "set this machine's clock, or wait";
        return Finding::problem("a certificate that is valid", format!("one that begins on {from}"), fix);
    }
    if let Some(refusal) = refusal {
        let (found, fix) = if shown.is_self_signed {
            ("one that signed itself".to_owned(), "serve a certificate of an authority that clients know")
        } else {
            (
                format!("one of {}, which nothing here leads to ({refusal})", shown.authority),
                "serve the whole chain, intermediate certificates too; an authority of your own is named by --ca-file",
            )
        };
        return Finding::problem("a certificate that is trusted", found, fix);
    }
    if left < SOON {
        let level = if left < NOW { Level::Problem } else { Level::Warning };
        let finding = Finding::problem(
            "a certificate that is renewed in time",
            format!("one that ends on {day}, in {}", days(left)),
            "renew it now, and see why that was not done by itself",
        );
        return Finding { level, ..finding };
    }
    Finding::sound(format!("of {}, for {host}, {} left", shown.authority, days(left)))
}

fn days(span: TimeDelta) -> String {
    match span.num_days() {
        0 => format!("{} h", span.num_hours()),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flaw_is_named_with_its_fix() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(100);
        let good = Certificate {
            names: vec!["id.test".to_owned()],
            addresses: Vec::new(),
            authority: "An Authority".to_owned(),
            is_self_signed: false,
            not_before: now - TimeDelta::days(30),
            not_after: now + TimeDelta::days(60),
        };
        let judged = |change: &dyn Fn(&mut Certificate), refusal: Option<&str>| {
            let mut shown = good.clone();
            change(&mut shown);
            let finding = judge(&shown, "id.test", refusal, now);
            (finding.level, finding.found)
        };
        let sound = (Level::Sound, "of An Authority, for id.test, 60 days left".to_owned());
        assert_eq!(judged(&|_| (), None), sound);
        for (change, refusal, level, words) in [
            (
                &(|shown: &mut Certificate| shown.names = vec!["www.test".to_owned()])
                    as &dyn Fn(&mut Certificate),
                Some("x"),
                Level::Problem,
                "one for www.test",
            ),
            (
                &|shown| shown.not_after = now - TimeDelta::days(1),
                Some("x"),
                Level::Problem,
                "one that ended on 1970-04-10",
            ),
            (
                &|shown| shown.not_before = now + TimeDelta::days(1),
                Some("x"),
                Level::Problem,
                "one that begins on",
            ),
            (&|shown| shown.is_self_signed = true, Some("x"), Level::Problem, "one that signed itself"),
            (
                &|_| (),
                Some("unknown"),
                Level::Problem,
                "one of An Authority, which nothing here leads to (unknown)",
            ),
            (&|shown| shown.not_after = now + TimeDelta::days(5), None, Level::Warning, "in 5 days"),
        ] {
            let (its, found) = judged(change, refusal);
            assert!(its == level && found.contains(words), "{found}");
        }
        // However short its whole life is.
        let level = |hours: i64| {
            let brief = |shown: &mut Certificate| {
                (shown.not_before, shown.not_after) =
                    (now - TimeDelta::days(1), now + TimeDelta::hours(hours));
            };
            judged(&brief, None).0
        };
        assert_eq!((level(48), level(71)), (Level::Problem, Level::Problem));
        assert_eq!((level(72), level(14 * 24 - 1)), (Level::Warning, Level::Warning));
        assert_eq!(level(14 * 24), Level::Sound);
    }
}
