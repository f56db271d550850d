//! The one writer of a SQLite file: what is waiting shares one transaction and one fsync.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::DbErr;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior};

use super::changes::{Change, Changes};
use super::sqlite::{self, Connection, Hold};
use super::statements::Counter;
use super::write::{Finished, Work};
use super::{StoreError, Transaction};

/// More would let another process that writes to the file, our own command line, wait too long.
const LARGEST_BATCH: usize = 256;
/// How often we look for commits of other processes.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What the writer is asked for.
pub(super) enum Order {
    /// A closure to run and commit.
    Work(Box<dyn Work>),
    /// Something to do between two batches.
    Chore(Chore),
}

/// What needs the writer's connection outside a transaction.
pub(super) enum Chore {
    /// Move the log into the database file and cut it; answers whether it was cut.
    Checkpoint(oneshot::Sender<Result<bool, StoreError>>),
    /// Close the connection and end.
    Stop(oneshot::Sender<()>),
}

/// What a batch has come to, for those who wait for it.
type Outcome = (Vec<Finished>, Result<(), StoreError>);

/// Tells callers what has become of their writes, from a task of the runtime that they run on: the writer's thread wakes
/// that runtime once for a batch, not once for each of its callers.
#[derive(Debug, Clone)]
pub(super) struct Answers(mpsc::UnboundedSender<Outcome>);

impl Answers {
    /// Begins to answer, in the runtime of whoever calls this.
    pub(super) fn begin() -> Self {
        let (sender, mut outcomes) = mpsc::unbounded_channel::<Outcome>();
        tokio::spawn(async move {
            while let Some(outcome) = outcomes.recv().await {
                tell(outcome);
            }
        });
        Self(sender)
    }

    fn send(&self, outcome: Outcome) {
        // That runtime may have ended before us; its callers have gone with it.
        if let Err(refused) = self.0.send(outcome) {
            tell(refused.0);
        }
    }
}

fn tell((finished, fate): Outcome) {
    for closure in finished {
        closure.answer(fate.clone());
    }
}

/// The state of the writer's thread.
pub(super) struct Writer {
    connection: Arc<Mutex<Connection>>,
    counter: Counter,
    changes: Changes,
    answers: Answers,
    orders: mpsc::UnboundedReceiver<Order>,
    longest_work: Duration,
    /// `PRAGMA data_version` as last read on this connection.
    version: Option<i64>,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        counter: Counter,
        (changes, answers): (Changes, Answers),
        orders: mpsc::UnboundedReceiver<Order>,
        longest_work: Duration,
    ) -> Self {
        let connection = Arc::new(Mutex::new(connection));
        Self { connection, counter, changes, answers, orders, longest_work, version: None }
    }

    /// Serves until told to stop or the last [`Db`](super::Db) is gone. A lone caller waits for
    /// nobody: what arrives while a batch is being committed is the next batch. The file is held for as long.
    pub(super) async fn serve(mut self, hold: Hold) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stopped = loop {
            let order = tokio::select! {
                order = self.orders.recv() => order,
                _ = look.tick() => {
                    self.look_for_foreign_commits();
                    continue;
                }
            };
            let chore = match order {
                Some(Order::Work(first)) => {
                    // On a single core whoever would write next has not had its turn yet: with it, one commit is for
                    // more. Elsewhere this is nothing.
                    std::thread::yield_now();
                    let (batch, chore) = self.gather(first);
                    self.run(batch).await;
                    chore
                }
                Some(Order::Chore(chore)) => Some(chore),
                None => break None,
            };
            match chore {
                Some(Chore::Checkpoint(reply)) => {
                    let _ = reply.send(sqlite::checkpoint(&self.connection()));
                }
                Some(Chore::Stop(reply)) => break Some(reply),
                None => {}
            }
        };
        // The last to close a file tidies it up.
        drop(self.connection);
        drop(hold);
        if let Some(reply) = stopped {
            let _ = reply.send(());
        }
    }

    /// What is waiting right now, up to the first chore.
    fn gather(&mut self, first: Box<dyn Work>) -> (VecDeque<Box<dyn Work>>, Option<Chore>) {
        let mut batch = VecDeque::from([first]);
        while batch.len() < LARGEST_BATCH {
            match self.orders.try_recv() {
                Ok(Order::Work(work)) => batch.push_back(work),
                Ok(Order::Chore(chore)) => return (batch, Some(chore)),
                Err(_) => break,
            }
        }
        (batch, None)
    }

    async fn run(&mut self, batch: VecDeque<Box<dyn Work>>) {
        let mut finished = Vec::with_capacity(batch.len());
        let fate = self.commit(batch, &mut finished).await;
        let fate = fate.map(|announced| self.changes.publish_all(announced));
        self.answers.send((finished, fate));
    }

    /// Runs the batch in one transaction. An error of anything but a closure fails it whole: a
    /// full disk makes SQLite roll back everything, and then the savepoints are gone.
    async fn commit(
        &self,
        mut batch: VecDeque<Box<dyn Work>>,
        finished: &mut Vec<Finished>,
    ) -> Result<Vec<Change>, StoreError> {
        let result = match Transaction::on_sqlite(Arc::clone(&self.connection), self.counter.clone()) {
            Ok(tx) => self.run_each(tx, &mut batch, finished).await,
            Err(error) => Err(error),
        };
        result.map_err(|error| {
            let error = StoreError::from(error);
            for work in batch {
                work.refuse(error.clone());
            }
            error
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_for_foreign_commits(&mut self) {
        let Some(version) = sqlite::data_version(&self.connection()) else {
            return;
        };
        if self.version != Some(version) {
            self.version = Some(version);
            self.changes.publish(Change::Everything);
        }
        self.changes.heard();
    }

    /// One savepoint is open at any time; a lone closure does without, its rollback is everybody's.
    async fn run_each(
        &self,
        tx: Transaction,
        batch: &mut VecDeque<Box<dyn Work>>,
        finished: &mut Vec<Finished>,
    ) -> Result<Vec<Change>, DbErr> {
        let alone = batch.len() == 1;
        let mut announced = Vec::new();
        if !alone {
            tx.control("SAVEPOINT work")?;
        }
        while let Some(work) = batch.pop_front() {
            let closure = work.run(&tx, Instant::now() + self.longest_work).await;
            let keep = closure.keep;
            finished.push(closure);
            // Where a full disk took everything, ending the savepoint fails too; say why.
            let cause = tx.failure();
            let why = |error| cause.unwrap_or(error);
            let news = tx.settle();
            if keep {
                announced.extend(news);
                if !batch.is_empty() {
                    tx.control("RELEASE work").and_then(|()| tx.control("SAVEPOINT work")).map_err(why)?;
                }
            } else if alone {
                tx.rollback().await.map_err(why)?;
                return Ok(announced);
            } else {
                tx.control("ROLLBACK TO work").map_err(why)?;
            }
        }
        tx.commit().await?;
        Ok(announced)
    }
}
