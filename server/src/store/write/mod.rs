//! The only way to write: a closure, shipped to a thread that owns the transaction.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::future::{FutureExt as _, LocalBoxFuture};
use sea_orm::DbErr;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, oneshot};
use tokio::time::Instant;

use super::statements::Counter;
use super::{Db, StoreError, Transaction};
use crate::telemetry::spans;

impl Db {
    /// Runs `work` in a transaction, commits it if it returns `Ok`, rolls it back if it returns
    /// `Err` or panics, and answers only then.
    ///
    /// `work` runs on a thread of the writer's own, so it goes on to its end when the caller has
    /// gone: what it does is wholly done or wholly undone. It must await the transaction only; no
    /// signing, hashing or network inside, for on SQLite every other write waits meanwhile, and
    /// after [`longest_work`](super::DbOptions::longest_work) it is rolled back. There `work`
    /// shares one commit with whatever was waiting, each in a savepoint; on PostgreSQL it has a
    /// transaction to itself.
    ///
    /// A full queue is [`StoreError::Busy`] at once. [`StoreError::Unavailable`] from the commit
    /// itself means that nobody knows; so whatever is repeated after it must be conditional.
    pub async fn write<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> AsyncFnOnce(&'t Transaction) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let began = Instant::now();
        let (counters, (reply, answer)) = (self.counters(), oneshot::channel());
        let counter = counters.written.clone();
        let begun = self
            .queue()
            .take_place()
            .and_then(|place| self.submit(Box::new(Job { work, reply, place, counter })));
        begun.inspect_err(|_| counters.written.failed())?;
        let answered = spans::step("write to the database", answer).await;
        let outcome = answered.unwrap_or_else(|_| Err(StoreError::Unavailable(None).into()));
        counters.metrics.wrote(began.elapsed());
        outcome
    }
}

/// The places for writes that are waiting or running.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    places: Arc<Semaphore>,
    length: u32,
}

impl Queue {
    pub(super) fn of_length(length: u32) -> Self {
        Self { places: Arc::new(Semaphore::new(length as usize)), length }
    }

    /// How many writes wait or run, and how many may.
    pub(super) fn load(&self) -> (usize, usize) {
        let longest = self.length as usize;
        (longest.saturating_sub(self.places.available_permits()), longest)
    }

    fn take_place(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        Arc::clone(&self.places).try_acquire_owned().map_err(|refusal| match refusal {
            TryAcquireError::NoPermits => StoreError::Busy,
            TryAcquireError::Closed => StoreError::Unavailable(None),
        })
    }

    /// Waits until every write has been answered, and lets no further one in.
    pub(super) async fn close(&self) {
        if let Ok(all) = self.places.acquire_many(self.length).await {
            self.places.close();
            drop(all);
        }
    }
}

/// A closure and the caller who waits for it, whatever their types.
pub(super) trait Work: Send {
    /// Runs the closure, at most until `deadline`.
    fn run<'t>(self: Box<Self>, tx: &'t Transaction, deadline: Instant) -> LocalBoxFuture<'t, Finished>
    where
        Self: 't;

    /// Tells the caller that the closure was never run.
    fn refuse(self: Box<Self>, why: StoreError);
}

/// A closure that has run. Its caller is told once the fate of the transaction is known.
pub(super) struct Finished {
    /// Whether what it did is to be kept.
    pub(super) keep: bool,
    answer: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

impl Finished {
    /// Answers the caller: with the closure's own result if the transaction ended as meant.
    pub(super) fn answer(self, fate: Result<(), StoreError>) {
        (self.answer)(fate);
    }
}

struct Job<F, T, E> {
    work: F,
    reply: oneshot::Sender<Result<T, E>>,
    place: OwnedSemaphorePermit,
    counter: Counter,
}

impl<F, T, E> Work for Job<F, T, E>
where
    F: for<'t> AsyncFnOnce(&'t Transaction) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    fn run<'t>(self: Box<Self>, tx: &'t Transaction, deadline: Instant) -> LocalBoxFuture<'t, Finished>
    where
        Self: 't,
    {
        let Self { work, reply, place, counter } = *self;
        async move {
            let attempt = AssertUnwindSafe(async move { work(tx).await }).catch_unwind();
            let attempt = tokio::time::timeout_at(deadline, attempt).await;
            let is_fault = !matches!(attempt, Ok(Ok(_))) || tx.failure().is_some_and(is_fault);
            let outcome = match attempt {
                Ok(Ok(Ok(value))) => match tx.failure() {
                    None => Ok(value),
                    Some(ignored) => Err(StoreError::from(ignored).into()),
                },
                Ok(Ok(Err(refusal))) => Err(refusal),
                Ok(Err(_panic)) => Err(StoreError::Panicked.into()),
                Err(_elapsed) => Err(StoreError::Busy.into()),
            };
            Finished {
                keep: outcome.is_ok(),
                answer: Box::new(move |fate| {
                    if is_fault || fate.is_err() {
                        counter.failed();
                    }
                    // The caller may have gone, which changes nothing.
                    let _ = reply.send(fate.map_err(E::from).and(outcome));
                    drop(place);
                }),
            }
        }
        .boxed_local()
    }

    fn refuse(self: Box<Self>, why: StoreError) {
        self.counter.failed();
        let _ = self.reply.send(Err(why.into()));
    }
}

/// A value that is taken already is no fault of the database's.
fn is_fault(failure: DbErr) -> bool {
    !matches!(StoreError::from(failure), StoreError::Conflict(_))
}

#[cfg(test)]
mod tests;
