//! Background work runs behind those who ask, and seals the audit log.

use std::time::Duration;

use signet::admin::audit::{self, Report};

use super::support::app::SERVICE;
use super::support::{TestApp, in_each_setup};

in_each_setup! {
    /// What happened is numbered some seconds later, once, whatever the number of instances.
    async fn events_are_sealed_behind_those_who_write_them(app: TestApp) {
        for _ in 0..5 {
            app.token(SERVICE, &[("grant_type", "client_credentials")]).await;
            app.travel(1);
        }
        assert!(look(&app).await.waiting >= 5, "they have not settled yet");
        app.travel(60);
        let mut report = look(&app).await;
        for _ in 0..600 {
            if report.waiting == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            report = look(&app).await;
        }
        assert_eq!((report.first, report.waiting, &report.findings[..]), (1, 0, &[][..]), "{report:?}");
        assert_eq!(report.verified, u64::try_from(report.sealed).unwrap());
        assert!(report.sealed >= 5);
    }
}

async fn look(app: &TestApp) -> Report {
    audit::verify(&app.office(), &[], |_| {}).await.unwrap()
}
