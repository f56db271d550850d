//! What the store itself can do: the statements of an operation, handed to one thread that commits what waits together,
//! with nothing around them. No server on this machine can be faster than this, and a good one is near it.
//!
//! `taskset -c 0 cargo bench --bench store_limit`: operations a second, and CPU time of each, for 1, 8 and 32 callers.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures the time that passes")]

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use signet::clock::{Clock as _, SystemClock};
use signet::entropy::{Entropy, SystemEntropy};
use signet::store::schema;
use tokio::sync::oneshot;
use uuid::Uuid;

const EACH: Duration = Duration::from_secs(3);
const FAMILIES: u128 = 400;

type Operation = fn(&Connection, u64);
type Order = (u64, oneshot::Sender<()>);

fn main() {
    println!("{:<44} {:>8} {:>10} {:>12}", "operation", "callers", "op/s", "CPU us/op");
    let operations: [(&str, Operation); 4] = [
        ("client credentials: event", client_credentials),
        ("refresh: family moves on, event", refresh),
        ("code: family, event", issue),
        ("code and its exchange: two transactions", issue),
    ];
    for (name, operation) in operations {
        let rounds = if name.contains("two") { 2.0 } else { 1.0 };
        for callers in [1, 8, 32] {
            let (count, elapsed, cpu) = measure(operation, callers);
            let count = f64::from(u32::try_from(count).unwrap()) / rounds;
            let (rate, each) = (count / elapsed.as_secs_f64(), cpu.as_secs_f64() * 1e6 / count);
            println!("{name:<44} {callers:>8} {rate:>10.0} {each:>12.1}");
        }
    }
}

fn measure(operation: Operation, callers: u64) -> (u64, Duration, Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = std::env::temp_dir().join(format!("signet-limit-{}", std::process::id()));
    let file = folder.join("signet.db");
    runtime.block_on(schema::migrate(&format!("sqlite:{}", file.display()), SystemClock.now())).unwrap();
    let (sender, orders) = mpsc::channel();
    let writer = std::thread::spawn({
        let connection = open(&file);
        move || write(&connection, operation, &orders)
    });
    let (began, before) = (Instant::now(), cpu_time());
    let calls = (0..callers).map(|caller| {
        let sender = sender.clone();
        async move {
            let mut count = 0;
            while began.elapsed() < EACH {
                let (reply, done) = oneshot::channel();
                sender.send((caller + callers * count, reply)).unwrap();
                done.await.unwrap();
                count += 1;
            }
            count
        }
    });
    let done: u64 = runtime.block_on(futures::future::join_all(calls)).into_iter().sum();
    let spent = (began.elapsed(), cpu_time().saturating_sub(before));
    drop(sender);
    writer.join().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    (done, spent.0, spent.1)
}

fn write(connection: &Connection, operation: Operation, orders: &mpsc::Receiver<Order>) {
    while let Ok(first) = orders.recv() {
        let batch: Vec<Order> = std::iter::once(first).chain(orders.try_iter().take(255)).collect();
        let run = |sql: &str| connection.prepare_cached(sql).unwrap().execute([]).map(drop).unwrap();
        run("BEGIN IMMEDIATE");
        for (number, _) in &batch {
            run("SAVEPOINT work");
            operation(connection, *number);
            run("RELEASE work");
        }
        run("COMMIT");
        for (_, reply) in batch {
            let _ = reply.send(());
        }
    }
}

fn client_credentials(connection: &Connection, number: u64) {
    event(connection, "token.issued", None, number);
}

fn refresh(connection: &Connection, number: u64) {
    let family = Uuid::from_u128(u128::from(number) % FAMILIES);
    let sql = "UPDATE token_family SET generation = generation + 1, replays = 0, rotated_at = ?, idle_expires_at = ? \
               WHERE id = ? AND revoked_at IS NULL AND absolute_expires_at > ? AND idle_expires_at > ? \
               AND EXISTS (SELECT 1 FROM role WHERE name = 'user')";
    let now = SystemClock.now().timestamp_millis();
    let values = params![now, now + 86_400_000, family.as_bytes(), now, now];
    connection.prepare_cached(sql).unwrap().execute(values).unwrap();
    event(connection, "token.refreshed", Some(family), number);
}

fn issue(connection: &Connection, number: u64) {
    let family = row_id();
    insert_family(connection, family);
    event(connection, "code.issued", Some(family), number);
}

fn insert_family(connection: &Connection, family: Uuid) {
    let sql = "INSERT INTO token_family (id, client_id, user_id, session_id, user_epoch, scope, \"authorization\", \
               code_redirect, generation, refreshable, created_at, idle_expires_at, absolute_expires_at, keep_until) \
               VALUES (?, 'notes', ?, ?, 0, 'openid profile email offline_access', ?, ?, 0, TRUE, ?, ?, ?, ?)";
    let now = SystemClock.now().timestamp_millis();
    let later = now + 86_400_000;
    let person = [7_u8; 16];
    let text =
        r#"{"authentication":{"at":"2025-01-01T00:00:00Z","acr":"1","amr":["pwd"]},"nonce":"n-0S6_WzA2Mj"}"#;
    let values =
        params![family.as_bytes(), person, family.as_bytes(), text, [7_u8; 32], now, later, later, later];
    connection.prepare_cached(sql).unwrap().execute(values).unwrap();
}

fn event(connection: &Connection, kind: &str, family: Option<Uuid>, number: u64) {
    let (id, now) = (row_id(), SystemClock.now().timestamp_millis());
    let person = family.map(|_| Uuid::from_u128(u128::from(number) % 200).into_bytes());
    let sql = "INSERT INTO auth_event (id, at, kind, outcome, actor_kind, actor, user_id, client_id, session_id, \
               family_id, generation, request_id, personal_digest) \
               VALUES (?, ?, ?, 'success', 'client', 'notes', ?, 'notes', ?, ?, 1, '0123456789abcdef0123', ?)";
    let family = family.map(Uuid::into_bytes);
    let values = params![id.as_bytes(), now, kind, person, family, family, [7_u8; 32]];
    connection.prepare_cached(sql).unwrap().execute(values).unwrap();
    let sql = "INSERT INTO auth_event_personal (event_id, at, user_id, salt, address, user_agent) \
               VALUES (?, ?, ?, ?, '127.0.0.1', 'notes/1.0')";
    let values = params![id.as_bytes(), now, person, [7_u8; 16]];
    connection.prepare_cached(sql).unwrap().execute(values).unwrap();
}

fn open(file: &Path) -> Connection {
    let connection = Connection::open(file).unwrap();
    connection.set_prepared_statement_cache_capacity(64);
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
    connection.execute_batch(settings).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for number in 0..FAMILIES {
        insert_family(&connection, Uuid::from_u128(number));
    }
    connection.execute_batch("COMMIT").unwrap();
    connection
}

fn row_id() -> Uuid {
    let entropy: &dyn Entropy = &SystemEntropy;
    entropy.row_id(SystemClock.now())
}

/// Of this process, in ticks of 10 ms (proc(5), `stat`, fields 14 and 15).
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u64 = fields[11..13].iter().map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(10 * ticks)
}
