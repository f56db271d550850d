//! Authorization server metadata (RFC 8414).

use serde_json::Value;
use url::Url;

use crate::module::Test;
use crate::verdict::{Stop, ensure, failed, skipped};
use crate::wire::{Ask, Reply};

/// Members that are URLs of the provider.
pub const URLS: [&str; 8] = [
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "registration_endpoint",
    "revocation_endpoint",
    "introspection_endpoint",
    "userinfo_endpoint",
    "end_session_endpoint",
];

/// Where RFC 8414 section 3.1 puts it: the well-known part stands between host and path of the issuer.
pub fn address(issuer: &str) -> Result<Url, Stop> {
    let mut url =
        Url::parse(issuer).map_err(|error| failed(format!("the issuer {issuer} is not a URL: {error}")))?;
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("/.well-known/oauth-authorization-server{path}"));
    Ok(url)
}

/// The reply and its JSON. A provider that publishes only the document of OpenID Connect Discovery is skipped
/// (section 5 lets it).
pub async fn read(test: &Test) -> Result<(Reply, Value), Stop> {
    let reply = test.send(Ask::get(address(&test.provider.issuer)?)).await?;
    if reply.status == 404 {
        return Err(skipped("the provider publishes no /.well-known/oauth-authorization-server"));
    }
    let document = reply.expect(200)?.json()?;
    ensure(document.is_object(), format!("expected a JSON object, got {document}"))?;
    Ok((reply, document))
}

/// Whether the host is this machine itself, where tests may do without TLS.
pub fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_the_issuer_comes_last() {
        let at = |issuer| address(issuer).unwrap().to_string();
        let host = "https://op.example/.well-known/oauth-authorization-server";
        assert_eq!(at("https://op.example"), host);
        assert_eq!(at("https://op.example/realms/a/"), format!("{host}/realms/a"));
    }
}
