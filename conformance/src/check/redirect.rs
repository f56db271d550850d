//! What becomes of a redirect URI that is not the client's (RFC 6749 section 4.1.2.1, RFC 9700 section 4.1.3).

use http::header::REFRESH;
use url::Url;

use crate::browser::Landing;
use crate::module::Test;
use crate::relying_party::RelyingParty;
use crate::verdict::{Stop, ensure, failed};

/// The redirect URI the client is registered with, as it is written and as a URL.
pub fn registered(client: &RelyingParty) -> Result<(String, Url), Stop> {
    let text = client.request()?.value("redirect_uri").to_owned();
    let url = Url::parse(&text).map_err(|error| failed(format!("{text} is not a URL: {error}")))?;
    Ok((text, url))
}

/// The client's own URI works in a browser that is then signed in; each of `variants` ends on a page in that browser, so
/// that nothing but the URI is in the way.
pub async fn all_refused(test: &Test, client: &RelyingParty, variants: &[String]) -> Result<(), Stop> {
    let (right, _) = registered(client)?;
    let mut browser = test.browser();
    client.request()?.granted(&mut browser).await?;
    for variant in variants.iter().filter(|variant| **variant != right) {
        let request = client.request()?.with("redirect_uri", variant);
        stays(&request.open(&mut browser).await?, variant)?;
    }
    Ok(())
}

/// The browser was not sent on by itself: no redirect, no page that leaves at once, no code on any address.
pub fn stays(landing: &Landing, sent: &str) -> Result<(), Stop> {
    let page = match landing {
        Landing::Page(page) => page,
        Landing::Callback(callback) => {
            return Err(failed(format!(
                "expected a page for the redirect URI {sent:?}, got sent to {} with {}",
                callback.url,
                callback.told()
            )));
        }
    };
    page.is_shown()?;
    let leaves = page.body.to_ascii_lowercase().contains("http-equiv=\"refresh\"");
    ensure(
        !leaves && page.header(REFRESH).is_empty(),
        format!("the page for the redirect URI {sent:?} leaves by itself"),
    )?;
    let has_code = page.url.query_pairs().any(|(name, _)| name == "code");
    ensure(!has_code, format!("a code was given away for the redirect URI {sent:?}: {}", page.url))
}
