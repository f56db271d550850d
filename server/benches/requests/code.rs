//! W2: the code flow with PKCE of somebody who is signed in, and the way to the sign-in page of somebody who is not. What a
//! password costs is in `hot_paths`.

use criterion::Criterion;

use super::house::House;
use super::visitor::Visitor;

pub(crate) fn bench(c: &mut Criterion, house: &House) {
    c.bench_function("to the sign-in page", |b| {
        b.iter(|| Visitor::new(house).sign_in_page("web-es256"));
    });
    for (name, client) in [
        ("code flow with a session, ID token RS256-2048", "web-rs256"),
        ("code flow with a session, ID token ES256", "web-es256"),
    ] {
        let visitor = Visitor::signed_in(house, client);
        c.bench_function(name, |b| b.iter(|| assert_eq!(visitor.tokens(client).status, 200)));
    }
}
