use serde_json::json;

use super::*;
use crate::admin::keys::{keep_up, list};
use crate::admin::testing::Desk;
use crate::keys::keyring::Keyring;
use crate::model::signing_key::KeyState;
use crate::model::token_family::testing::family;
use crate::store::auth_events::Filter;
use crate::store::changes::Change;
use crate::store::{Transaction, testing};

async fn desks() -> Vec<(Desk, Option<String>)> {
    let mut all = vec![(Desk::open().await, None)];
    if let Some(own) = testing::own_postgres().await {
        all.push((Desk::over(testing::migrated_postgres(&own).await), Some(own)));
    }
    all
}

#[tokio::test]
async fn nothing_that_was_handed_out_counts_any_more() {
    for (desk, own) in desks().await {
        let office = &desk.office;
        keep_up(office).await.unwrap();
        let before = list(office).await.unwrap();
        let of_before = family(1);
        let id = of_before.id;
        let add = async move |tx: &Transaction| token_families::insert(tx, &of_before).await;
        office.db.write(add).await.unwrap();
        let mut news = office.db.changes().subscribe();
        let ended = end(office, Why::Restored, &json!({"taken_at": "2027-01-14"})).await.unwrap();
        assert_eq!(ended, Ended { sessions: 0, families: 1, keys: before.len() });
        let told: Vec<_> = std::iter::from_fn(|| news.arrived()).collect();
        assert!(told.contains(&Change::Everything), "{told:?}");
        let family = token_families::find(office.db.reader(), id).await.unwrap().unwrap();
        assert_eq!(family.revoked_at, Some(desk.now()));
        let after = list(office).await.unwrap();
        for key in &before {
            let now = after.iter().find(|other| other.id == key.id).unwrap();
            assert!(now.state == KeyState::Retired && !now.verifies_at(desk.now()), "{now:?}");
        }
        assert_eq!(after.len(), before.len() * 2);
        Keyring::open(&after, &office.sealer, desk.now()).unwrap();
        let kind = Some("store.restored".to_owned());
        let filter = Filter { kind, limit: 10, ..Filter::default() };
        let events = auth_events::list(office.db.reader(), &filter).await.unwrap();
        let detail = json!({"taken_at": "2027-01-14", "sessions": 0, "families": 1, "keys": before.len()});
        assert_eq!(events.iter().map(|entry| entry.event.detail.clone()).collect::<Vec<_>>(), [Some(detail)]);
        // Dead keys go with the next upkeep, and a second time there is less to end.
        keep_up(office).await.unwrap();
        assert_eq!(list(office).await.unwrap().len(), before.len());
        let again = end(office, Why::Incident, &json!({})).await.unwrap();
        assert_eq!(again, Ended { sessions: 0, families: 0, keys: before.len() });
        assert!(desk.events().await.contains(&"everything.revoked".to_owned()));
        office.db.close().await;
        if let Some(own) = own {
            testing::drop_postgres(&own).await;
        }
    }
}
