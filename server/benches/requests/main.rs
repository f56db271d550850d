//! What a whole request costs: through the router and everything around it, in this process, to SQLite and back, without
//! network and without another caller. The workloads are those of `conformance load`, with its clients, so that what
//! makes one of them slower shows here first. `cargo bench --bench requests`.
//!
//! What writes waits for the disk; `TMPDIR=/dev/shm` takes that out, and leaves what the program itself costs.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

mod client_credentials;
mod code;
mod house;
mod introspection;
mod metadata;
mod refresh;
mod userinfo;
mod visitor;

use criterion::{Criterion, criterion_group, criterion_main};

use self::house::House;

fn requests(c: &mut Criterion) {
    let house = House::build();
    client_credentials::bench(c, &house);
    code::bench(c, &house);
    refresh::bench(c, &house);
    introspection::bench(c, &house);
    userinfo::bench(c, &house);
    metadata::bench(c, &house);
    house.close();
}

criterion_group!(benches, requests);
criterion_main!(benches);
