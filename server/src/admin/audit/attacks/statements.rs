//! The key of the log: what ends all other keys does not take a statement's worth, and nobody puts another in its place.

use chrono::TimeDelta;
use serde_json::json;

use super::{Finding, add_user, checkpoint, each, look, run, seal, sealed};
use crate::admin::everything::{self, Why};
use crate::admin::testing::{Desk, sealer};
use crate::admin::{Office, audit, keys};
use crate::audit::notary::Notary;
use crate::audit::statements;
use crate::model::audit_statement::Checkpoint;
use crate::store::audit_statements;

async fn latest(desk: &Desk) -> Checkpoint {
    audit_statements::latest_checkpoint(desk.office.db.reader()).await.unwrap().unwrap()
}

async fn keep_up(desk: &Desk) {
    let office = &desk.office;
    let issuer = office.issuer.as_ref().unwrap();
    let notary = Notary { sealer: &office.sealer, entropy: &*office.entropy, issuer };
    statements::keep_up(&office.db, notary, desk.now()).await.unwrap();
}

#[tokio::test]
async fn keys_of_tokens_come_and_go_and_a_checkpoint_stays_what_it_is() {
    each(async |desk| {
        let kept = checkpoint(&desk.office).await.unwrap().unwrap();
        for key in keys::list(&desk.office).await.unwrap() {
            keys::retire(&desk.office, &key.id, true).await.unwrap();
        }
        keys::rotate_now(&desk.office, true).await.unwrap();
        desk.clock.advance(TimeDelta::seconds(1));
        keep_up(desk).await;
        assert_eq!(latest(desk).await, kept);
        let report = look(desk, std::slice::from_ref(&kept.token)).await;
        assert_eq!((report.findings, report.unproven), (Vec::new(), Vec::new()));
        let broken = format!("{}AAAA", &kept.token[..kept.token.len() - 4]);
        let findings = look(desk, &[broken]).await.findings;
        assert_eq!(findings, [super::kept(kept.sequence, "its signature is not the one of its key")]);
    })
    .await;
}

#[tokio::test]
async fn what_ends_all_keys_puts_a_fresh_one_here_too_and_old_checkpoints_are_still_compared() {
    each(async |desk| {
        let before = audit::public_key(&desk.office).await.unwrap();
        let kept = checkpoint(&desk.office).await.unwrap().unwrap();
        everything::end(&desk.office, Why::Incident, &json!({})).await.unwrap();
        let after = audit::public_key(&desk.office).await.unwrap();
        assert_ne!(before["kid"], after["kid"]);
        let report = look(desk, std::slice::from_ref(&kept.token)).await;
        assert_eq!((report.findings, report.unproven), (Vec::new(), vec!["kept.jwt".to_owned()]));
        keep_up(desk).await;
        assert_ne!(latest(desk).await.token, kept.token, "the fresh key speaks for the same events");
        assert_eq!(latest(desk).await.sequence, kept.sequence);
        assert_eq!(look(desk, &[latest(desk).await.token]).await.unproven, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_new_master_key_takes_the_key_along() {
    each(async |desk| {
        let kid = audit::public_key(&desk.office).await.unwrap();
        let changing = Office { sealer: sealer(2, Some(1)), ..desk.office.clone() };
        assert!(keys::rewrap(&changing).await.unwrap().keys > 0);
        assert_eq!(keys::rewrap(&changing).await.unwrap().keys, 0);
        let changed = Office { sealer: sealer(2, None), ..desk.office.clone() };
        assert_eq!(audit::public_key(&changed).await.unwrap(), kid);
        let report = audit::verify(&changed, &[], |_| {}).await.unwrap();
        assert_eq!(report.findings, []);
        assert_eq!(look(desk, &[]).await.findings, [Finding::Key], "the one before opens it no more");
    })
    .await;
}

#[tokio::test]
async fn a_key_that_was_taken_away_or_replaced_signs_nothing_that_counts_and_is_replaced_by_command() {
    each(async |desk| {
        let kept = checkpoint(&desk.office).await.unwrap().unwrap();
        // Who has no master key can seal nothing, but copy: the row of a key for tokens is none for the log.
        let stolen = "UPDATE setting SET value = (SELECT value FROM setting WHERE name = 'canary') WHERE name = 'audit_key'";
        crate::admin::canary::ensure(&desk.office).await.unwrap();
        run(desk, stolen).await;
        assert_eq!(look(desk, &[]).await.findings, [Finding::Key]);
        assert!(checkpoint(&desk.office).await.is_err());
        assert!(audit::renew_key(&desk.office).await.unwrap());
        assert_eq!(look(desk, &[]).await.findings, []);
        run(desk, "DELETE FROM setting WHERE name = 'audit_key'").await;
        add_user(desk, "grace").await;
        seal(desk).await;
        let made = checkpoint(&desk.office).await.unwrap().unwrap();
        assert_eq!(made.sequence, sealed(desk).await);
        assert_eq!(look(desk, &[kept.token]).await.unproven, ["kept.jwt"], "the key is another, and it shows");
    })
    .await;
}
