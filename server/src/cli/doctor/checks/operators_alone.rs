//! What is answered on `server.admin_listen` is not to be had at the public address. A proxy that leads there shows everybody
//! how many sign in, and how many fail.

use async_trait::async_trait;
use futures::future::join_all;
use http::Method;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::cli::doctor::visits::bears_a_mark;
use crate::outbound::probe::Seen;
use crate::web;
use crate::web::routes::Listener;

pub(super) struct OperatorsAlone;

#[async_trait]
impl Check for OperatorsAlone {
    fn name(&self) -> &'static str {
        names::OPERATORS_ALONE
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let ask = |path: String| async move {
            // From the root of the host, whatever the issuer's path is.
            let address = format!("{}{path}", outside.issuer.origin());
            let seen = outside.probe.get(&address, &[]).await.ok()?;
            judge(&seen, &address)
        };
        let found = join_all(paths().into_iter().map(ask)).await;
        or_sound(found.into_iter().flatten().collect(), || {
            format!("{} is not answered to everybody", paths().join(", "))
        })
    }
}

/// What is answered there, and nowhere else.
fn paths() -> Vec<String> {
    let all = web::addresses("", false);
    let is_public = |path: &str| all.iter().any(|one| one.listener == Listener::Public && one.path == path);
    let own = all.iter().filter(|one| one.listener == Listener::Operator && one.method == Method::GET);
    own.filter(|one| !is_public(&one.path)).map(|one| one.path.clone()).collect()
}

fn judge(seen: &Seen, address: &str) -> Option<Finding> {
    let is_answered = (200..300).contains(&seen.status) && bears_a_mark(seen);
    is_answered.then(|| {
        Finding::problem(
            format!("no answer of the server at {address}, which is for operators"),
            format!("the status {}", seen.status),
            "let the proxy lead to server.listen alone, and to nothing of server.admin_listen",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::visits::tests::answer;

    #[test]
    fn what_only_operators_are_to_see_is_known_and_told() {
        assert_eq!(paths(), ["/metrics"]);
        assert!(judge(&answer(200, true), "https://id.test/metrics").is_some());
        assert_eq!(judge(&answer(404, true), "x"), None);
        assert_eq!(judge(&answer(200, false), "x"), None, "another program's");
    }
}
