//! W3: a refresh token that rotates.

use criterion::Criterion;

use super::house::House;
use super::visitor::Visitor;

pub(crate) fn bench(c: &mut Criterion, house: &House) {
    for (name, client) in
        [("refresh, ID token RS256-2048", "web-rs256"), ("refresh, ID token ES256", "web-es256")]
    {
        let mut token = Visitor::signed_in(house, client).tokens(client).text("refresh_token");
        c.bench_function(name, |b| {
            b.iter(|| {
                let form = [("grant_type", "refresh_token"), ("refresh_token", &*token)];
                token = house.post("/token", client, &form).text("refresh_token");
            });
        });
    }
}
