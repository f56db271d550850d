//! Every address that applications and browsers use leads to the server. Proxies that let through a list of paths forget
//! one, and then sign-ins work while sign-outs, revocations or style sheets do not.

use async_trait::async_trait;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::names;
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::cli::doctor::visits::{Visited, Way};

pub(super) struct Addresses;

#[async_trait]
impl Check for Addresses {
    fn name(&self) -> &'static str {
        names::ADDRESSES
    }

    fn side(&self) -> Side {
        Side::Outside
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Metadata]
    }

    async fn look(&self, patient: &Patient) -> Vec<Finding> {
        let Some(outside) = &patient.outside else { return Vec::new() };
        let visited = &outside.visited;
        let found = judge(visited, outside.is_unready(), &|address| outside.shortened(address).to_owned());
        or_sound(found, || format!("the server answers at all {} that were asked", visited.len()))
    }
}

/// What is wrong with an address, and with all that are lost in the same way.
#[derive(PartialEq, Eq)]
struct Loss {
    /// What came in the place of the answer.
    found: String,
    remedy: Remedy,
}

#[derive(PartialEq, Eq)]
enum Remedy {
    /// The server itself fails.
    ReadItsLog,
    /// Clients are told an address that the server does not have.
    LeaveTheMetadata,
    /// A form was sent.
    PassForms,
    PassPaths,
}

/// One finding for all that fail in the same way. `shown` makes an address short.
fn judge(visited: &[Visited], is_unready: bool, shown: &dyn Fn(&str) -> String) -> Vec<Finding> {
    let lost: Vec<&Visited> = visited
        .iter()
        .filter(|one| one.arrived().is_none())
        // The server's own word that it cannot: told by `readiness`.
        .filter(|one| !(is_unready && one.is_fault_of_server()))
        .collect();
    let mut losses: Vec<Loss> = Vec::new();
    for one in &lost {
        let loss = Loss::of(one);
        if !losses.contains(&loss) {
            losses.push(loss);
        }
    }
    let finding = |loss: &Loss| {
        let alike = lost.iter().filter(|one| Loss::of(one) == *loss);
        let paths = alike.map(|one| shown(&one.address)).collect::<Vec<_>>().join(", ");
        let fix = loss.remedy.told(&paths);
        Finding::problem(format!("the server's answer at {paths}"), loss.found.clone(), fix)
    };
    losses.iter().map(finding).collect()
}

impl Loss {
    fn of(visited: &Visited) -> Self {
        let remedy = if visited.is_fault_of_server() {
            Remedy::ReadItsLog
        } else if visited.is_renamed {
            Remedy::LeaveTheMetadata
        } else if matches!(visited.way, Way::WithForm(_)) {
            Remedy::PassForms
        } else {
            Remedy::PassPaths
        };
        Self { found: visited.found(), remedy }
    }
}

impl Remedy {
    fn told(&self, paths: &str) -> String {
        match self {
            Self::ReadItsLog => "see the server's log for the requests with these paths".to_owned(),
            Self::LeaveTheMetadata => format!(
                "let the proxy pass the provider metadata unchanged: they send clients to {paths}, which is none of the \
                 server's own addresses"
            ),
            Self::PassForms => {
                format!("let the proxy pass POST to {paths}, and the answers to it, errors too, unchanged")
            }
            Self::PassPaths => format!(
                "let the proxy pass {paths} to the server, with the path unchanged; `signet routes` lists all that it has \
                 to pass"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::visits::tests::{answer, visited, visited_at};
    use crate::outbound::probe::Trouble;
    use crate::web::urls;

    fn told(visited: &[Visited], is_unready: bool) -> Vec<(String, String)> {
        let found =
            judge(visited, is_unready, &|address| address.trim_start_matches("https://id.test").to_owned());
        found.into_iter().map(|finding| (finding.found, finding.fix.unwrap())).collect()
    }

    #[test]
    fn paths_that_fail_alike_are_one_finding() {
        let all = [
            visited(urls::SIGN_IN, Ok(answer(200, true))),
            visited(urls::REVOKE, Ok(answer(404, false))),
            visited(urls::INTROSPECT, Ok(answer(404, false))),
            visited(urls::LOGIN, Err(Trouble::Silent)),
        ];
        let found = told(&all, false);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].0, "the status 404");
        assert!(found[0].1.starts_with("let the proxy pass /auth/revoke, /auth/introspect to the server"));
        assert_eq!(found[1].0, "nothing came within 8 s");
    }

    #[test]
    fn forms_that_are_refused_and_faults_of_the_server_have_fixes_of_their_own() {
        let form = told(&[visited(urls::TOKEN, Ok(answer(403, false)))], false);
        assert!(form[0].1.starts_with("let the proxy pass POST to /auth/token"), "{form:?}");
        let renamed = visited_at(urls::TOKEN, "https://id.test/auth/oauth/token", Ok(answer(404, true)));
        let fix = &told(&[renamed], false)[0].1;
        assert!(fix.contains("metadata unchanged: they send clients to /auth/oauth/token,"), "{fix}");
        let other = told(&[visited(urls::REVOKE, Ok(answer(405, false)))], false);
        assert!(other[0].0.starts_with("the status 405, from somebody else"), "{other:?}");
        let fault = [visited(urls::SIGN_IN, Ok(answer(503, true)))];
        assert!(told(&fault, false)[0].1.starts_with("see the server's log"));
        assert_eq!(told(&fault, true), [], "its readiness says why");
    }
}
