//! `endpoints-answer`: what is announced is there.

use crate::prelude::*;

/// A document outlives the routes it names.
pub(super) const MODULE: Module = Module {
    name: "endpoints-answer",
    requires: "Every endpoint that is announced answers",
    source: "RFC 8414 2",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    for name in check::metadata::URLS {
        let Ok(url) = test.provider.endpoint(name) else { continue };
        let by_get = test.send(Ask::get(url.clone())).await?;
        if matches!(by_get.status, 404 | 405 | 501) {
            let by_post = test.send(Ask::form::<&str, &str>(url, &[])).await?;
            let is_there = !matches!(by_post.status, 404 | 405 | 501);
            ensure(is_there, format!("{name} answers {} to GET, {} to POST", by_get.status, by_post.status))?;
        }
    }
    Ok(())
}
