//! W5: the claims for an access token.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use criterion::Criterion;

use super::house::House;
use super::visitor::Visitor;

pub(crate) fn bench(c: &mut Criterion, house: &House) {
    for (name, client) in [("userinfo, opaque", "web-es256"), ("userinfo, JWT RS256-2048", "web-jwt")] {
        let token = Visitor::signed_in(house, client).tokens(client).text("access_token");
        let proof = format!("Bearer {token}");
        let ask = || {
            house.ask(Request::get("/userinfo").header(AUTHORIZATION, &proof).body(Body::empty()).unwrap())
        };
        assert_eq!(ask().text("email"), "ada@example.com");
        c.bench_function(name, |b| b.iter(|| assert_eq!(ask().status, 200)));
    }
}
