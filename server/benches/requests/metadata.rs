//! W6: the documents that every client reads.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ETAG, IF_NONE_MATCH};
use criterion::Criterion;

use super::house::House;

const METADATA: &str = "/.well-known/openid-configuration";

pub(crate) fn bench(c: &mut Criterion, house: &House) {
    for (name, path) in [("metadata", METADATA), ("keys", "/jwks")] {
        c.bench_function(name, |b| b.iter(|| assert_eq!(house.get(path).status, 200)));
    }
    let tag = house.get(METADATA).headers[ETAG].clone();
    c.bench_function("metadata, unchanged", |b| {
        b.iter(|| {
            let request = Request::get(METADATA).header(IF_NONE_MATCH, &tag).body(Body::empty()).unwrap();
            assert_eq!(house.ask(request).status, 304);
        });
    });
}
