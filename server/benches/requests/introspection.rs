//! W4: a resource server asks whether a token is active.

use criterion::Criterion;

use super::house::House;
use super::visitor::Visitor;

pub(crate) fn bench(c: &mut Criterion, house: &House) {
    for (name, client) in
        [("introspection, opaque", "web-es256"), ("introspection, JWT RS256-2048", "web-jwt")]
    {
        let token = Visitor::signed_in(house, client).tokens(client).text("access_token");
        let ask = || house.post("/introspect", "rs", &[("token", &token)]);
        assert_eq!(ask().json()["active"], true);
        c.bench_function(name, |b| b.iter(|| assert_eq!(ask().status, 200)));
    }
}
