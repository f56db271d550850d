//! How much a request asks of the sign-in: `acr_values`, an essential `acr`, and what the client is registered with.

use crate::authn::settle::Demand;
use crate::model::authentication::{ACR_MULTI, ACR_SINGLE};
use crate::model::client::Client;
use crate::model::interaction::AuthorizationRequest;

/// Whether it is an `acr` of ours.
pub(super) fn is_known(acr: &str) -> bool {
    acr == ACR_SINGLE || acr == ACR_MULTI
}

/// What the request demands.
///
/// A client that is registered with [`ACR_MULTI`] and no lesser value insists on it, whatever a request says: parameters of
/// a request pass through the browser, where somebody might lower them.
pub(super) fn of(request: &AuthorizationRequest, client: &Client) -> Demand {
    let is_essential = request.claims.acr_essential && is_multi_alone(&request.claims.acr_values);
    if is_essential || is_multi_alone(&client.metadata.default_acr_values) {
        return Demand::Insisted;
    }
    // OpenID Connect Core 3.1.2.1: in order of preference, and a wish.
    let first = request.acr_values.iter().find(|value| is_known(value));
    if first.is_some_and(|value| value == ACR_MULTI) { Demand::Preferred } else { Demand::None }
}

fn is_multi_alone(values: &[String]) -> bool {
    let mut known = values.iter().filter(|value| is_known(value)).peekable();
    known.peek().is_some() && known.all(|value| value == ACR_MULTI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;

    fn client(acr: &[&str]) -> Client {
        let mut client = Client {
            id: "notes".to_owned(),
            metadata: serde_json::from_value(serde_json::json!({})).expect("all have defaults"),
            secret_digest: None,
            sealed_secret: None,
            disabled_at: None,
            created_at: from_millis(0),
            updated_at: from_millis(0),
        };
        client.metadata.default_acr_values = acr.iter().map(|value| (*value).to_owned()).collect();
        client
    }

    fn request(acr: &[&str]) -> AuthorizationRequest {
        let acr_values = acr.iter().map(|value| (*value).to_owned()).collect();
        AuthorizationRequest { acr_values, ..AuthorizationRequest::default() }
    }

    #[test]
    fn a_wish_is_a_wish_and_the_best_known_value_counts() {
        for (values, demand) in [
            (&[][..], Demand::None),
            (&["urn:x"], Demand::None),
            (&[ACR_SINGLE], Demand::None),
            (&[ACR_SINGLE, ACR_MULTI], Demand::None),
            (&["urn:x", ACR_MULTI], Demand::Preferred),
            (&[ACR_MULTI, ACR_SINGLE], Demand::Preferred),
        ] {
            assert_eq!(of(&request(values), &client(&[])), demand, "{values:?}");
        }
    }

    #[test]
    fn what_the_client_is_registered_with_cannot_be_lowered() {
        for values in [&[][..], &[ACR_SINGLE], &["urn:x"]] {
            assert_eq!(of(&request(values), &client(&[ACR_MULTI])), Demand::Insisted, "{values:?}");
        }
        assert_eq!(of(&request(&[]), &client(&[ACR_MULTI, ACR_SINGLE])), Demand::None);
    }

    #[test]
    fn an_essential_claim_insists_unless_a_lesser_value_will_do() {
        let essential = |values: &[&str]| {
            let mut request = request(values);
            request.claims.acr_essential = true;
            request.claims.acr_values.clone_from(&request.acr_values);
            request
        };
        assert_eq!(of(&essential(&[ACR_MULTI]), &client(&[])), Demand::Insisted);
        assert_eq!(of(&essential(&["urn:x", ACR_MULTI]), &client(&[])), Demand::Insisted);
        assert_eq!(of(&essential(&[ACR_MULTI, ACR_SINGLE]), &client(&[])), Demand::Preferred);
        assert_eq!(of(&essential(&[]), &client(&[])), Demand::None);
    }
}
