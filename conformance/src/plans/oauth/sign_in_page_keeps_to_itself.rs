//! `sign-in-page-keeps-to-itself`: the page tells nobody.

use http::header::{CACHE_CONTROL, REFERRER_POLICY};
use scraper::{Html, Selector};

use crate::prelude::*;

/// Its address holds the authorization request.
pub(super) const MODULE: Module = Module {
    name: "sign-in-page-keeps-to-itself",
    requires: "The sign-in page sends no referrer, loads nothing from elsewhere and is not stored",
    source: "RFC 9700 4.2.4",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let request = test.client(Role::Web)?.request()?;
    let page = request.open(&mut test.browser().with(Habit::Looks)).await?.page()?;
    let referrer = page.header(REFERRER_POLICY).to_ascii_lowercase();
    let is_silent =
        ["no-referrer", "same-origin", "strict-origin", "origin"].iter().any(|word| referrer.contains(word));
    let is_silent = is_silent && !referrer.contains("downgrade");
    test.recommend(
        is_silent || page.body.contains("name=\"referrer\""),
        format!("the sign-in page tells its address as referrer: Referrer-Policy {referrer:?}"),
    );
    let caching = page.header(CACHE_CONTROL).to_ascii_lowercase();
    test.recommend(
        caching.contains("no-store"),
        format!("the sign-in page may be stored: Cache-Control {caching:?}"),
    );
    let foreign = foreign(&page);
    test.recommend(foreign.is_empty(), format!("the sign-in page loads from elsewhere: {foreign:?}"));
    Ok(())
}

/// What the page loads from another origin.
fn foreign(page: &Reply) -> Vec<String> {
    let Ok(selector) = Selector::parse("script[src], img[src], iframe[src], link[href]") else {
        return Vec::new();
    };
    let html = Html::parse_document(&page.body);
    let sources =
        html.select(&selector).filter_map(|element| element.attr("src").or_else(|| element.attr("href")));
    let urls = sources.filter_map(|source| page.url.join(source).ok());
    urls.filter(|url| url.origin() != page.url.origin() && url.scheme() != "data").map(String::from).collect()
}
