//! `code-entropy`: codes cannot be guessed.

use crate::prelude::*;

/// Two codes of one client and one person.
pub(super) const MODULE: Module = Module {
    name: "code-entropy",
    requires: "Codes are different each time and hold enough entropy not to be guessed",
    source: "RFC 6749 10.10",
    run: |test| run(test).boxed(),
};

async fn run(test: &Test) -> Result<(), Stop> {
    let client = test.client(Role::Web)?;
    let mut browser = test.browser();
    let first = client.request()?.granted(&mut browser).await?.code()?;
    let second = client.request()?.granted(&mut browser).await?.code()?;
    ensure(first != second, "the same code was given twice")?;
    check::entropy::holds("the code", &first)?;
    check::entropy::holds("the code", &second)
}
