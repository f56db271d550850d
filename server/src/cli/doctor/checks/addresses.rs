//! Every address that applications and browsers use leads to the server. Proxies that let through a list of paths forget
//! one, and then sign-ins work while sign-outs, revocations or style sheets do not.

use async_trait::async_trait;
use http::Method;

use super::{Check, Side};
use crate::cli::doctor::finding::{Finding, or_sound};
use crate::cli::doctor::needs::Need;
use crate::cli::doctor::patient::Patient;
use crate::cli::doctor::visits::Visited;

pub(super) struct Addresses;

#[async_trait]
impl Check for Addresses {
    fn name(&self) -> &'static str {
        "addresses"
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
        let found = judge(visited, outside.is_unready(), &|path| outside.path_of(path));
        or_sound(found, || format!("the server answers at all {} that were asked", visited.len()))
    }
}

/// One finding for all that fail in the same way.
fn judge(visited: &[Visited], is_unready: bool, shown: &dyn Fn(&str) -> String) -> Vec<Finding> {
    let lost: Vec<&Visited> = visited
        .iter()
        .filter(|one| one.arrived().is_none())
        // The server's own word that it cannot: told by `readiness`.
        .filter(|one| !(is_unready && one.is_fault_of_server()))
        .collect();
    let mut ways: Vec<(String, bool, bool)> = Vec::new();
    for one in &lost {
        let way = way(one);
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    let finding = |(found, is_fault, is_form): &(String, bool, bool)| {
        let alike = lost.iter().filter(|one| way(one) == (found.clone(), *is_fault, *is_form));
        let paths = alike.map(|one| shown(&one.path)).collect::<Vec<_>>().join(", ");
        let fix = if *is_fault {
            "see the server's log for the requests with these paths".to_owned()
        } else if *is_form {
            format!("let the proxy pass POST to {paths}, and the answers to it, errors too, unchanged")
        } else {
            format!(
                "let the proxy pass {paths} to the server, with the path unchanged; `signet routes` lists all that it has \
                 to pass"
            )
        };
        Finding::problem(format!("the server's answer at {paths}"), found.clone(), fix)
    };
    ways.iter().map(finding).collect()
}

/// What came, whether the server itself says so, and whether a form was sent.
fn way(visited: &Visited) -> (String, bool, bool) {
    (visited.found(), visited.is_fault_of_server(), visited.method == Method::POST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::visits::tests::{answer, visited};
    use crate::outbound::probe::Trouble;
    use crate::web::urls;

    fn told(visited: &[Visited], is_unready: bool) -> Vec<(String, String)> {
        let found = judge(visited, is_unready, &|path| format!("/auth{path}"));
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
        let fault = [visited(urls::SIGN_IN, Ok(answer(503, true)))];
        assert!(told(&fault, false)[0].1.starts_with("see the server's log"));
        assert_eq!(told(&fault, true), [], "its readiness says why");
    }
}
