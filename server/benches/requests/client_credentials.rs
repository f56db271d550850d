//! W1: an access token for a service.

use criterion::Criterion;

use super::house::House;

pub(crate) fn bench(c: &mut Criterion, house: &House) {
    for (name, client) in [
        ("client credentials, JWT RS256-2048", "svc-rs256"),
        ("client credentials, JWT ES256", "svc-es256"),
        ("client credentials, opaque", "svc-opaque"),
    ] {
        let form = [("grant_type", "client_credentials"), ("scope", "api")];
        c.bench_function(name, |b| {
            b.iter(|| assert_eq!(house.post("/token", client, &form).status, 200));
        });
    }
}
