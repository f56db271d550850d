//! The server sees the addresses of its visitors, neither those of its proxy nor what a visitor makes up.
//!
//! Found out without asking the server to tell it to the world: a request with a token that is none is refused, and the
//! refusal stands in the audit log with the address that was seen, under the request's id, which the answer names. A
//! second one claims to come from [`MADE_UP`], which no packet comes from: whatever is seen then must be what was seen of
//! the first. Where it is not, a visitor chooses as whom he is seen, or hides among all who come by that proxy.

use std::net::IpAddr;

use async_trait::async_trait;
use chrono::TimeDelta;

use super::published_keys::are_of_store;
use super::{Check, Side};
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::outside::Outside;
use crate::cli::doctor::patient::{Opened, Patient};
use crate::cli::doctor::visits::NO_TOKEN;
use crate::config::value::Proxies;
use crate::outbound::address::is_public;
use crate::outbound::probe::{Seen, own_address};
use crate::store::auth_events::{self, Filter};
use crate::web::urls;

/// An address of a network for documentation (RFC 5737).
const MADE_UP: &str = "192.0.2.77";
const CLAIMS: [(&str, &str); 2] = [("x-forwarded-for", MADE_UP), ("forwarded", "for=192.0.2.77")];

pub(super) struct ClientAddress;

#[async_trait]
impl Check for ClientAddress {
    fn name(&self) -> &'static str {
        names::CLIENT_ADDRESS
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata, Need::Ready, Need::Answer(urls::USERINFO)]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let Some((inside, opened, facts)) = patient.store() else {
            return vec![Finding::unseen(
                "what the server sees stands in its database, which was not looked at",
            )];
        };
        let peer = outside.discovery.as_ref().ok().and_then(|seen| seen.peer);
        let Some(own) = peer.and_then(own_address) else {
            return vec![Finding::unseen("the address of this machine is not known")];
        };
        let proxies = &inside.config.server.trusted_proxies;
        let Some(plain) = seen_of(outside, opened, outside.answer(urls::USERINFO)).await else {
            return vec![unseen(are_of_store(outside, &facts.keys))];
        };
        let honest = judge(plain, own, proxies);
        // Both at once; which of them it is matters only where one is believed.
        let both = claiming(outside, opened, &CLAIMS).await;
        let Some(other) = both.filter(|both| *both != plain) else { return vec![honest] };
        for claim in CLAIMS {
            let seen = claiming(outside, opened, &[claim]).await;
            if let Some(seen) = seen.filter(|seen| *seen != plain) {
                return vec![of_made_up(claim.0, seen, own, proxies)];
            }
        }
        vec![of_made_up("a header", other, own, proxies)]
    }
}

/// What the server sees of a request with these claims.
async fn claiming(outside: &Outside, opened: &Opened, claims: &[(&'static str, &str)]) -> Option<IpAddr> {
    let headers: Vec<(&'static str, &str)> = [&[NO_TOKEN][..], claims].concat();
    let seen = outside.probe.get(&outside.at(urls::USERINFO), &headers).await.ok();
    seen_of(outside, opened, seen.as_ref()).await
}

/// The address that the server saw, by its answer.
async fn seen_of(outside: &Outside, opened: &Opened, answer: Option<&Seen>) -> Option<IpAddr> {
    let id = answer?.headers.get("x-request-id")?.to_str().ok()?;
    let since = Some(outside.seen_at - TimeDelta::minutes(10));
    let filter = Filter { since, limit: 1000, ..Filter::default() };
    let events = auth_events::list(opened.look.reader(), &filter).await.ok()?;
    let entry = events.into_iter().find(|entry| entry.event.request_id.as_deref() == Some(id))?;
    entry.personal?.address?.parse().ok()
}

/// `is_same` says whether the server has this database.
fn unseen(is_same: Option<bool>) -> Finding {
    Finding::unseen(match is_same {
        Some(false) => {
            "the refusals of this command are not in the audit log of this database: another one is served"
        }
        _ => {
            "the server did not record the refusals of this command: of one source it records as many within a minute as \
             limits.client_auth says; ask again in a minute"
        }
    })
}

/// `seen` is what the server took this machine for, when a request claimed to come from [`MADE_UP`].
fn of_made_up(header: &str, seen: IpAddr, own: IpAddr, proxies: &Proxies) -> Finding {
    if proxies.contains(own) {
        return Finding::unseen(format!(
            "this machine ({own}) is in server.trusted_proxies, so what it says is believed; run this elsewhere"
        ));
    }
    let found = if Some(seen) == MADE_UP.parse().ok() {
        format!("{seen}, which {header} of the request made up: so can everybody, and escape every limit")
    } else {
        format!(
            "{seen} as soon as a request brings {header} along: whoever does that is not told from others who come by \
             that proxy"
        )
    };
    Finding::problem(
        format!("the address that a request comes from, {own} of this one, whatever it claims"),
        found,
        format!(
            "let the proxy add to X-Forwarded-For or set it, and not pass on {header} of the visitor (nginx: \
             proxy_set_header Forwarded ''); keep all but proxies out of server.trusted_proxies"
        ),
    )
}

/// `own` is the address of this machine on the way there.
fn judge(seen: IpAddr, own: IpAddr, proxies: &Proxies) -> Finding {
    let seen_right = seen == own
        // Behind a router of ours that hides our address.
        || (is_public(seen) && !is_public(own) && !proxies.contains(seen));
    if seen_right {
        return Finding::sound(format!("the server sees this machine as {seen}"));
    }
    let expected = format!("the address that a request comes from, {own} of this one");
    if proxies.contains(seen) {
        return Finding::problem(
            expected,
            format!("{seen}, that of a trusted proxy, which did not say for whom it asks"),
            "let the proxy set X-Forwarded-For (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for)",
        );
    }
    Finding::problem(
        expected,
        format!("{seen}: to the server all visitors are one, and share its limits"),
        format!("add {seen} to server.trusted_proxies, where that is your proxy"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Level;
    use crate::config::{self, Flag, Sources};

    fn proxies(text: &str) -> Proxies {
        let flag = Flag { key: "server.trusted_proxies", value: text.to_owned(), name: "--test" };
        let sources =
            Sources { file: None, working_directory: None, environment: Vec::new(), flags: vec![flag] };
        config::load(&sources).unwrap().server.trusted_proxies
    }

    #[test]
    fn who_is_seen_instead_decides_what_to_do() {
        let judged = |seen: &str, own: &str| {
            let finding = judge(seen.parse().unwrap(), own.parse().unwrap(), &proxies("10.0.0.7"));
            (finding.level, finding.fix.unwrap_or_default())
        };
        assert_eq!(judged("10.1.1.1", "10.1.1.1").0, Level::Sound);
        assert_eq!(judged("8.8.8.8", "192.168.1.5").0, Level::Sound, "behind a router");
        let (level, fix) = judged("10.0.0.8", "192.168.1.5");
        assert!(
            level == Level::Problem && fix.starts_with("add 10.0.0.8 to server.trusted_proxies"),
            "{fix}"
        );
        let (level, fix) = judged("10.0.0.7", "192.168.1.5");
        assert!(level == Level::Problem && fix.contains("set X-Forwarded-For"), "{fix}");
        assert_eq!(judged("8.8.8.8", "1.1.1.1").0, Level::Problem, "a public proxy");
    }

    #[test]
    fn from_a_trusted_machine_nothing_can_be_said() {
        let own: IpAddr = "10.0.0.7".parse().unwrap();
        let seen: IpAddr = MADE_UP.parse().unwrap();
        let level = |trusted: &str| of_made_up("x-forwarded-for", seen, own, &proxies(trusted)).level;
        assert_eq!((level("10.0.0.0/8"), level("10.1.0.0/16")), (Level::Unseen, Level::Problem));
    }

    #[test]
    fn a_claim_that_hides_its_visitor_is_told_from_one_that_is_believed() {
        let own: IpAddr = "8.8.8.8".parse().unwrap();
        let found =
            |seen: &str| of_made_up("forwarded", seen.parse().unwrap(), own, &proxies("10.0.0.7")).found;
        assert!(found(MADE_UP).contains("made up"));
        assert!(found("10.0.0.7").contains("not told from others"));
    }

    #[test]
    fn a_limit_is_told_from_another_database() {
        assert!(unseen(Some(false)).found.contains("another one is served"));
        assert!(unseen(Some(true)).found.contains("limits.client_auth"));
    }
}
