use super::*;
use crate::clock::from_millis;
use crate::store::{Db, DbOptions, testing};

fn now() -> DateTime<Utc> {
    from_millis(1_800_000_000_000)
}

/// A database whose backup holds less, closed.
async fn with_backup() -> (testing::Scratch, PathBuf, PathBuf) {
    let scratch = testing::migrated().await;
    let (file, kept) = (scratch.dir().join("signet.db"), scratch.dir().join("kept.db"));
    testing::insert(&scratch.db, "old").await.unwrap();
    backup::take(&file, &kept, now(), |_, _| {}).await.unwrap();
    testing::insert(&scratch.db, "new").await.unwrap();
    scratch.db.close().await;
    (scratch, file, kept)
}

/// Which of the two are in the file.
async fn found(file: &Path) -> (bool, bool) {
    let db = Db::open(DatabaseUrl::sqlite_file(file).expose(), &DbOptions::default()).await.unwrap();
    let found = (testing::exists(&db, "old").await, testing::exists(&db, "new").await);
    db.close().await;
    found
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_new_one_takes_the_place_and_the_old_one_keeps_its_content() {
    let (scratch, file, kept) = with_backup().await;
    let place = Replacing::begin(&file).unwrap();
    place.stage(&kept, |_, _| {}).await.unwrap();
    let old = place.put_in_place(now()).unwrap().unwrap();
    assert_eq!(names(scratch.dir()), ["kept.db", "signet.db", "signet.db.replaced-20270115T080000Z"]);
    assert_eq!(found(&file).await, (true, false));
    assert_eq!(found(&old).await, (true, true));
}

#[tokio::test]
async fn one_that_was_interrupted_leaves_the_old_one_and_does_not_stand_in_the_way() {
    let (scratch, file, kept) = with_backup().await;
    let place = Replacing::begin(&file).unwrap();
    place.stage(&kept, |_, _| {}).await.unwrap();
    drop(place);
    assert_eq!(names(scratch.dir()), ["kept.db", "signet.db"]);
    // As one leaves it that was killed.
    std::fs::create_dir(scratch.dir().join("signet.db.restoring")).unwrap();
    std::fs::write(scratch.dir().join("signet.db.restoring/signet.db"), "half").unwrap();
    assert_eq!(found(&file).await, (true, true));
    let place = Replacing::begin(&file).unwrap();
    place.stage(&kept, |_, _| {}).await.unwrap();
    place.put_in_place(now()).unwrap();
    assert_eq!(found(&file).await, (true, false));
}

#[tokio::test]
async fn nobody_works_on_a_file_that_is_replaced_nor_is_one_replaced_that_somebody_works_on() {
    let (scratch, file, _) = with_backup().await;
    let db = Db::open(scratch.address(), &DbOptions::default()).await.unwrap();
    assert!(matches!(Replacing::begin(&file), Err(StoreError::Held(_))));
    db.close().await;
    let place = Replacing::begin(&file).unwrap();
    assert!(matches!(Replacing::begin(&file), Err(StoreError::Held(_))), "one at a time");
    let refused = Db::open(scratch.address(), &DbOptions::default()).await;
    assert!(matches!(refused, Err(StoreError::Held(_))), "{refused:?}");
    let refused = crate::store::schema::migrate(scratch.address(), now()).await;
    assert!(matches!(refused, Err(StoreError::Held(_))), "{refused:?}");
    drop(place);
    // An earlier release holds nothing, but has the file open.
    let earlier = sqlite::writer(&file.to_string_lossy()).unwrap();
    earlier.query_row("SELECT COUNT(*) FROM kept_record", [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(matches!(Replacing::begin(&file), Err(StoreError::Held(_))));
    drop(earlier);
    Replacing::begin(&file).unwrap();
}

#[tokio::test]
async fn a_damaged_one_is_replaced_with_its_log_and_a_damaged_backup_is_refused_for_what_it_is() {
    let (scratch, file, kept) = with_backup().await;
    std::fs::write(&file, vec![0x5a; 20_000]).unwrap();
    std::fs::write(scratch.dir().join("signet.db-wal"), "whatever").unwrap();
    let place = Replacing::begin(&file).unwrap();
    place.stage(&kept, |_, _| {}).await.unwrap();
    let old = place.put_in_place(now()).unwrap().unwrap();
    assert_eq!(std::fs::read(&old).unwrap(), vec![0x5a; 20_000]);
    assert!(names(scratch.dir()).contains(&"signet.db.replaced-20270115T080000Z-wal".to_owned()));
    assert_eq!(found(&file).await, (true, false));
    let damaged = scratch.dir().join("damaged.db");
    let bytes = std::fs::read(&kept).unwrap();
    // Cut off in the middle, and after less than a page.
    for length in [bytes.len() / 2, 600] {
        std::fs::write(&damaged, &bytes[..length]).unwrap();
        let refused = backup::look_through(&damaged).await.unwrap_err().to_string();
        assert!(refused.contains("damaged.db: expected a sound backup, found a damaged one: "), "{refused}");
    }
    std::fs::write(&damaged, "-- a dump in SQL").unwrap();
    let refused = backup::look_through(&damaged).await.unwrap_err().to_string();
    assert!(refused.ends_with("expected a database of Signet, found another kind of file"), "{refused}");
}

#[tokio::test]
async fn a_folder_that_was_made_in_vain_goes_again() {
    let (scratch, _, kept) = with_backup().await;
    let file = scratch.dir().join("new/signet.db");
    let place = Replacing::begin(&file).unwrap();
    place.stage(&kept, |_, _| {}).await.unwrap();
    drop(place);
    assert!(!scratch.dir().join("new").exists());
    let place = Replacing::begin(&file).unwrap();
    place.stage(&kept, |_, _| {}).await.unwrap();
    place.put_in_place(now()).unwrap();
    assert_eq!(found(&file).await, (true, false));
}
