//! The writers of PostgreSQL: a few threads, many transactions on each.

use std::rc::Rc;
use std::time::Duration;

use sea_orm::TransactionTrait as _;
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, Statement};
use tokio::sync::mpsc;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, timeout_at};

use super::changes::{Change, Changes};
use super::listener::CHANNEL;
use super::pool::Pool;
use super::statements::Counter;
use super::write::Work;
use super::{StoreError, Transaction};

/// One thread's share of the writing.
pub(super) struct Worker {
    /// Where transactions come from.
    pub(super) pool: Pool,
    /// Counts what is written.
    pub(super) counter: Counter,
    /// Who hears of commits.
    pub(super) changes: Changes,
    /// How long a transaction may take, from the wait for a connection to COMMIT.
    pub(super) longest_work: Duration,
}

impl Worker {
    /// Serves until the last [`Db`](super::Db) is gone and what was begun has ended.
    pub(super) async fn serve(self, mut orders: mpsc::UnboundedReceiver<Box<dyn Work>>) {
        let worker = Rc::new(self);
        let run = async move {
            let mut running = JoinSet::new();
            loop {
                tokio::select! {
                    order = orders.recv() => match order {
                        Some(work) => {
                            let worker = Rc::clone(&worker);
                            running.spawn_local(async move { worker.perform(work).await });
                        }
                        None => break,
                    },
                    Some(_) = running.join_next() => {}
                }
            }
            while running.join_next().await.is_some() {}
        };
        LocalSet::new().run_until(run).await;
    }

    async fn perform(&self, work: Box<dyn Work>) {
        let deadline = Instant::now() + self.longest_work;
        let tx = match timeout_at(deadline, self.pool.present().begin()).await {
            Ok(Ok(tx)) => Transaction::on_postgres(tx, self.counter.clone()),
            Ok(Err(error)) => return work.refuse(self.pool.explained(error).into()),
            Err(_elapsed) => return work.refuse(self.pool.no_connection().into()),
        };
        let closure = work.run(&tx, deadline).await;
        if closure.keep {
            let fate = self.commit(tx, deadline).await;
            closure.answer(fate);
        } else {
            // If this fails too, the server ends the session and the pool drops the connection.
            let _ = timeout_at(deadline, tx.rollback()).await;
            closure.answer(Ok(()));
        }
    }

    async fn commit(&self, tx: Transaction, deadline: Instant) -> Result<(), StoreError> {
        let announced = tx.settle();
        let finish = async {
            notify(&tx, &announced).await?;
            tx.commit().await
        };
        match timeout_at(deadline, finish).await {
            Ok(Ok(())) => {
                self.changes.publish_all(announced);
                Ok(())
            }
            Ok(Err(error)) => Err(error.into()),
            Err(_elapsed) => Err(StoreError::Unavailable(None)),
        }
    }
}

/// The other instances hear of it when, and only when, this transaction commits.
async fn notify(tx: &Transaction, announced: &[Change]) -> Result<(), DbErr> {
    for change in announced {
        let values = [CHANNEL.into(), change.to_string().into()];
        let sql = "SELECT pg_notify($1, $2)";
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    }
    Ok(())
}
