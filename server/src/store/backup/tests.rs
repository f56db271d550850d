use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sea_orm::{EntityTrait as _, PaginatorTrait as _};

use super::*;
use crate::store::{Db, DbOptions, testing};

fn now() -> DateTime<Utc> {
    from_millis(1_800_000_000_000)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_of_one_moment_while_writes_go_on() {
    let scratch = testing::migrated().await;
    let (over, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let writing = {
        let (db, over, written) = (scratch.db.clone(), Arc::clone(&over), Arc::clone(&written));
        tokio::spawn(async move {
            while !over.load(Ordering::SeqCst) {
                let number = written.load(Ordering::SeqCst);
                testing::insert(&db, &format!("n{number}")).await.unwrap();
                written.store(number + 1, Ordering::SeqCst);
            }
        })
    };
    let folder = scratch.dir().join("kept");
    std::fs::create_dir(&folder).unwrap();
    for round in 0..5 {
        while written.load(Ordering::SeqCst) < round * 50 {
            tokio::task::yield_now().await;
        }
        let (before, to) = (written.load(Ordering::SeqCst), folder.join(format!("{round}.db")));
        let held = take(&scratch.dir().join("signet.db"), &to, now(), |_, _| {}).await.unwrap();
        let after = written.load(Ordering::SeqCst);
        assert_eq!((held.schema, held.taken_at, held.issuer), (Schema::Current, Some(now()), None));
        assert_eq!(to.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let copy = Db::open(&format!("sqlite:{}", to.display()), &DbOptions::default()).await.unwrap();
        let mut kept = 0;
        while testing::exists(&copy, &format!("n{kept}")).await {
            kept += 1;
        }
        let all = entity::kept_record::Entity::find().count(copy.reader()).await.unwrap();
        assert_eq!(all, kept, "one is missing between others");
        assert!((before..=after + 1).contains(&kept), "{before} {kept} {after}");
        copy.close().await;
    }
    over.store(true, Ordering::SeqCst);
    writing.await.unwrap();
    // Looking into a copy may leave SQLite's own files beside it.
    let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    let is_part = |name: &std::ffi::OsString| name.to_string_lossy().contains(".part");
    assert!(!names.into_iter().any(|name| is_part(&name)), "nothing half done is left");
}

#[tokio::test]
async fn a_file_that_is_there_is_left_as_it_is() {
    let scratch = testing::migrated().await;
    let (file, to) = (scratch.dir().join("signet.db"), scratch.dir().join("kept.db"));
    std::fs::write(&to, "last year").unwrap();
    let told = take(&file, &to, now(), |_, _| {}).await.unwrap_err().to_string();
    assert!(told.starts_with("expected a new file, found one at "), "{told}");
    assert_eq!(std::fs::read(&to).unwrap(), b"last year");
    let (other, part) = (scratch.dir().join("new.db"), scratch.dir().join("new.db.part"));
    std::fs::write(&part, "").unwrap();
    let told = take(&file, &other, now(), |_, _| {}).await.unwrap_err().to_string();
    assert!(told.contains("another backup is being written") && part.exists() && !other.exists(), "{told}");
}

#[tokio::test]
async fn of_a_damaged_database_there_is_no_backup() {
    let scratch = testing::migrated().await;
    for number in 0..200 {
        testing::insert(&scratch.db, &format!("n{number}")).await.unwrap();
    }
    scratch.db.close().await;
    let (file, to) = (scratch.dir().join("signet.db"), scratch.dir().join("kept.db"));
    let mut bytes = std::fs::read(&file).unwrap();
    let page = bytes.windows(3).rposition(|text| text == b"n17").unwrap() / 4096 * 4096;
    bytes[page..page + 4096].fill(0x5a);
    std::fs::write(&file, bytes).unwrap();
    let refused = take(&file, &to, now(), |_, _| {}).await;
    assert!(refused.is_err(), "{refused:?}");
    assert!(!to.exists() && !scratch.dir().join("kept.db.part").exists());
}

#[tokio::test]
async fn what_is_no_database_of_ours_is_told() {
    let scratch = testing::sqlite().await;
    let file = scratch.dir().join("odd");
    for (content, words) in
        [("no database, certainly not one of ours", "another kind of file"), ("", "nobody has migrated")]
    {
        std::fs::write(&file, content).unwrap();
        let told = look(&file).await.unwrap_err().to_string();
        assert!(told.contains("expected a database of Signet, found ") && told.contains(words), "{told}");
    }
    assert!(look(&scratch.dir().join("none")).await.unwrap_err().to_string().contains("No such file"));
    let foreign = look(&scratch.dir().join("signet.db")).await;
    assert!(matches!(foreign, Err(StoreError::Foreign(_))), "{foreign:?}");
}
