//! The workers: each does one flow again and again, and what they did is checked when they are done.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;

use super::history::{Flow, History};
use super::left;
use super::outcome::{No, Tokens};
use super::site::Site;
use super::visitor::Visitor;

/// Between two requests of one worker: a laptop's worth of load, so that what is measured is the fault.
const PAUSE: Duration = Duration::from_millis(20);

/// What the workers share.
#[derive(Default)]
pub struct Shared {
    pub history: History,
    over: AtomicBool,
    /// Codes that were tried again after their use, and those that were then accepted.
    pub tried: AtomicUsize,
    pub accepted: AtomicUsize,
    /// Access tokens that an answer has called dead, and how often one was alive later.
    dead: Mutex<Vec<String>>,
    pub risen: AtomicUsize,
}

impl Shared {
    async fn goes_on(&self) -> bool {
        tokio::time::sleep(PAUSE).await;
        !self.over.load(Ordering::SeqCst)
    }

    fn dead(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.dead.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Running workers.
pub struct Load {
    pub shared: Arc<Shared>,
    workers: JoinSet<()>,
    chains: JoinSet<(Visitor, Vec<String>)>,
}

impl Load {
    /// Everybody has signed in; the load runs.
    pub async fn begin(site: &Site) -> Self {
        let shared = Arc::new(Shared::default());
        let (mut workers, mut chains) = (JoinSet::new(), JoinSet::new());
        for number in 0..3 {
            let mut person = site.visitor(&format!("10.0.1.{number}"));
            let first = person.chain().await.unwrap();
            chains.spawn(refreshes(person, first, Arc::clone(&shared)));
        }
        let mut person = site.visitor("10.0.2.1");
        let code = person.web_sign_in().await.unwrap();
        let tokens = person.web_tokens(&code).await.unwrap();
        workers.spawn(codes(person.clone(), Arc::clone(&shared)));
        workers.spawn(asks(person.clone(), tokens, Arc::clone(&shared)));
        workers.spawn(mourns(person, Arc::clone(&shared)));
        workers.spawn(signs_in(site.visitor("10.0.3.1"), Arc::clone(&shared)));
        workers.spawn(serves_itself(site.visitor("10.0.4.1"), Arc::clone(&shared)));
        workers.spawn(reads(site.visitor("10.0.5.1"), Arc::clone(&shared)));
        Self { shared, workers, chains }
    }

    /// Ends the load and checks what it left: the newest refresh token of each chain works, one before it ends the chain,
    /// what was called dead is dead, no code counted twice, and the log tells of all of it.
    pub async fn end(mut self, site: &Site) -> Arc<Shared> {
        self.shared.over.store(true, Ordering::SeqCst);
        while let Some(ended) = self.workers.join_next().await {
            ended.unwrap();
        }
        while let Some(chain) = self.chains.join_next().await {
            let (person, chain) = chain.unwrap();
            one_leaf_lives(&person, &chain).await;
        }
        self.shared.history.failed_as_it_should();
        let count = |number: &AtomicUsize| number.load(Ordering::SeqCst);
        assert!(count(&self.shared.tried) > 0, "no code was tried again");
        assert_eq!(count(&self.shared.accepted), 0, "of {} codes tried again", count(&self.shared.tried));
        assert_eq!(count(&self.shared.risen), 0, "tokens were alive after they had been called dead");
        left::is_whole(site, &self.shared.history).await;
        self.shared
    }
}

async fn one_leaf_lives(person: &Visitor, chain: &[String]) {
    let newest = chain.last().unwrap();
    let next = person.refresh(newest).await.expect("the newest token of a chain works").refresh;
    if let [.., before, _] = chain {
        let refused = person.refresh(before).await;
        assert!(matches!(refused, Err(No::Refused(400, _))), "a token from before: {refused:?}");
        let refused = person.refresh(&next).await;
        assert!(matches!(refused, Err(No::Refused(400, _))), "a chain lives on after reuse: {refused:?}");
    }
}

/// Keeps every token it was given; asks again with the same where no answer came.
async fn refreshes(person: Visitor, first: Tokens, shared: Arc<Shared>) -> (Visitor, Vec<String>) {
    let mut chain = vec![first.refresh];
    while shared.goes_on().await {
        let asked = person.refresh(chain.last().unwrap());
        if let Ok(next) = shared.history.note(Flow::Refresh, asked).await {
            chain.push(next.refresh);
        }
    }
    (person, chain)
}

/// A code for the session, its tokens, and the code once more: which counts for nothing and ends the tokens.
async fn codes(mut person: Visitor, shared: Arc<Shared>) {
    while shared.goes_on().await {
        let Ok(code) = shared.history.note(Flow::Code, person.code()).await else { continue };
        let mut used = shared.history.note(Flow::Code, person.web_tokens(&code)).await;
        if used.is_err() {
            // Nobody knows whether it was used: it may be now, if it was not.
            used = person.web_tokens(&code).await;
        }
        let Ok(tokens) = used else { continue };
        shared.tried.fetch_add(1, Ordering::SeqCst);
        match person.web_tokens(&code).await {
            Ok(_) => drop(shared.accepted.fetch_add(1, Ordering::SeqCst)),
            Err(No::Refused(..)) => shared.dead().push(tokens.access),
            Err(_) => {}
        }
    }
}

/// Asks whether a token counts that does.
async fn asks(person: Visitor, tokens: Tokens, shared: Arc<Shared>) {
    while shared.goes_on().await {
        let _ = shared.history.note(Flow::Userinfo, person.userinfo(&tokens.access)).await;
        let active = async {
            let active = person.introspect(&tokens.access).await?;
            if active { Ok(()) } else { Err(No::Broken(200, "a live token is called dead".to_owned())) }
        };
        let _ = shared.history.note(Flow::Introspection, active).await;
    }
}

/// Asks for tokens that were called dead.
async fn mourns(person: Visitor, shared: Arc<Shared>) {
    for number in 0.. {
        if !shared.goes_on().await {
            break;
        }
        let dead = {
            let dead = shared.dead();
            // The last ones and, further and further apart, older ones.
            let behind = if number % 4 == 0 { number % dead.len().max(1) } else { 0 };
            dead.iter().rev().nth(behind).cloned()
        };
        let Some(token) = dead else { continue };
        let is_alive = shared.history.note(Flow::Introspection, person.introspect(&token)).await == Ok(true);
        if is_alive || person.userinfo(&token).await.is_ok() {
            shared.risen.fetch_add(1, Ordering::SeqCst);
        }
    }
}

async fn signs_in(mut person: Visitor, shared: Arc<Shared>) {
    while shared.goes_on().await {
        let signing_in = async {
            let code = person.web_sign_in().await?;
            person.web_tokens(&code).await
        };
        let _ = shared.history.note(Flow::SignIn, signing_in).await;
        tokio::time::sleep(10 * PAUSE).await;
    }
}

async fn serves_itself(service: Visitor, shared: Arc<Shared>) {
    while shared.goes_on().await {
        let _ = shared.history.note(Flow::ClientCredentials, service.client_credentials()).await;
    }
}

/// What needs no store.
async fn reads(reader: Visitor, shared: Arc<Shared>) {
    while shared.goes_on().await {
        for path in ["/jwks", "/.well-known/openid-configuration", "/healthz"] {
            let _ = shared.history.note(Flow::Documents, reader.get(path)).await;
        }
        tokio::time::sleep(4 * PAUSE).await;
    }
}
