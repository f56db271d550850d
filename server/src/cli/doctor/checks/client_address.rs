//! The server sees the addresses of its visitors, neither those of its proxy nor what a visitor makes up.
//!
//! Found out without asking the server to tell it to the world: a request with a token that is none is refused, and the
//! refusal stands in the audit log with the address that was seen, under the request's id, which the answer names. A
//! second one claims to come from [`MADE_UP`], which no packet comes from.

use std::net::IpAddr;

use async_trait::async_trait;
use chrono::TimeDelta;

use super::requests::NO_TOKEN;
use super::{Check, Side};
use crate::cli::doctor::finding::Finding;
use crate::cli::doctor::patient::{Opened, Outside, Patient};
use crate::config::value::Proxies;
use crate::outbound::address::is_public;
use crate::outbound::probe::own_address;
use crate::store::auth_events::{self, Filter};
use crate::web::urls;

/// An address of a network for documentation (RFC 5737).
const MADE_UP: &str = "192.0.2.77";
const CLAIMS: [(&str, &str); 2] = [("x-forwarded-for", MADE_UP), ("forwarded", "for=192.0.2.77")];

pub(super) struct ClientAddress;

#[async_trait]
impl Check for ClientAddress {
    fn name(&self) -> &'static str {
        "client address"
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        if outside.metadata().is_none() {
            return Vec::new();
        }
        let Some((inside, opened, _)) = patient.store() else {
            return vec![Finding::unseen(
                "what the server sees stands in its database, which was not looked at",
            )];
        };
        let peer = outside.discovery.as_ref().ok().and_then(|seen| seen.peer);
        let Some(own) = peer.and_then(own_address) else {
            return vec![Finding::unseen("the address of this machine is not known")];
        };
        let proxies = &inside.config.server.trusted_proxies;
        for (name, value) in CLAIMS {
            let seen = address(outside, opened, Some((name, value))).await;
            if seen.is_some_and(|seen| Some(seen) == MADE_UP.parse().ok()) {
                return vec![of_made_up(name, own, proxies)];
            }
        }
        match address(outside, opened, None).await {
            Some(seen) => vec![judge(seen, own, proxies)],
            None => vec![Finding::unseen(
                "the refusals of this command are not in the audit log of this database: another one is served, or \
                 too many of this address were refused just now",
            )],
        }
    }
}

/// The address that the server saw.
async fn address(outside: &Outside, opened: &Opened, claim: Option<(&'static str, &str)>) -> Option<IpAddr> {
    let headers: Vec<(&'static str, &str)> = [NO_TOKEN].into_iter().chain(claim).collect();
    let seen = outside.probe.get(&outside.at(urls::USERINFO), &headers).await.ok()?;
    let id = seen.headers.get("x-request-id")?.to_str().ok()?;
    let since = Some(outside.seen_at - TimeDelta::minutes(10));
    let filter = Filter { since, limit: 1000, ..Filter::default() };
    let events = auth_events::list(opened.look.reader(), &filter).await.ok()?;
    let entry = events.into_iter().find(|entry| entry.event.request_id.as_deref() == Some(id))?;
    entry.personal?.address?.parse().ok()
}

fn of_made_up(header: &str, own: IpAddr, proxies: &Proxies) -> Finding {
    if proxies.contains(own) {
        return Finding::unseen(format!(
            "this machine ({own}) is in server.trusted_proxies, so what it says is believed; run this elsewhere"
        ));
    }
    Finding::problem(
        format!("the address that a request comes from, {own} of this one"),
        format!("{MADE_UP}, which {header} of the request made up: so can everybody, and escape every limit"),
        format!(
            "let the proxy add to X-Forwarded-For or set it, and not pass on {header} of the visitor; keep all but \
             proxies out of server.trusted_proxies"
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
        assert_eq!(of_made_up("x-forwarded-for", own, &proxies("10.0.0.0/8")).level, Level::Unseen);
        assert_eq!(of_made_up("x-forwarded-for", own, &proxies("10.1.0.0/16")).level, Level::Problem);
    }
}
