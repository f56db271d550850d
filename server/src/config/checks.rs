//! What a command needs of a configuration beyond its being right.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Config, Problem};

impl Config {
    /// What `signet serve` needs: an issuer, and a master key that was drawn, not made up. Plain http
    /// beyond loopback is no issuer to begin with. Listening beyond loopback without TLS is fine: a
    /// proxy stands in front.
    pub fn check_serve(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.server.issuer.is_none() {
            problems.push(missing(
                "server.issuer",
                "expected the public https URL of this provider, found none; set SIGNET__SERVER__ISSUER",
            ));
        }
        match &self.sealing.master_key {
            None => problems.push(missing(
                "sealing.master_key",
                "expected 32 bytes in base64, as `signet key generate-master` makes them, found none; set \
                 SIGNET__SEALING__MASTER_KEY or SIGNET__SEALING__MASTER_KEY_FILE",
            )),
            Some(key) if key.is_made_up() => {
                problems.push(self.wrong(
                    "sealing.master_key",
                    "expected 32 random bytes, found a sample or a text; use `signet key generate-master`",
                ));
            }
            Some(_) => {}
        }
        problems
    }

    /// What is no mistake and yet not what somebody would want: told, and in nobody's way.
    pub fn warnings(&self, now: DateTime<Utc>) -> Vec<Problem> {
        let text = &self.security_txt;
        let stale =
            text.expires.filter(|expires| !text.contact.is_empty() && *expires <= now).map(|expires| {
                let shown = expires.to_rfc3339_opts(SecondsFormat::Secs, true);
                let message = format!(
                    "expected a time to come, found {shown}; readers of security.txt ignore it from then on"
                );
                self.wrong("security_txt.expires", message)
            });
        stale.into_iter().collect()
    }

    /// The same of what `signet serve` alone is told.
    pub fn serve_warnings(&self) -> Vec<Problem> {
        let unset = self.server.admin_listen.is_none().then(|| {
            missing(
                "server.admin_listen",
                "it is not set: metrics are nowhere to be read, and health is answered on server.listen alone; set an \
                 address that only operators reach, such as 127.0.0.1:9090",
            )
        });
        let no_mail = self.mail.url.is_none().then(|| {
            missing(
                "mail.url",
                "it is not set: no mails are sent, so nobody can register or reset a forgotten password; set it, and mail.from",
            )
        });
        unset.into_iter().chain(no_mail).collect()
    }

    /// What `signet dev` needs: its plain http stays on this machine, unless somebody says by an
    /// issuer how it is reached.
    pub fn check_dev(&self) -> Vec<Problem> {
        let beyond = self.server.listen.iter().find(|address| !address.is_loopback());
        let problem = beyond.filter(|_| self.server.issuer.is_none()).map(|address| {
            let message = format!("expected a loopback address such as localhost:8080, found {address}; beyond loopback set server.issuer too");
            self.wrong("server.listen", message)
        });
        problem.into_iter().collect()
    }
}

fn missing(key: &str, message: &str) -> Problem {
    Problem { origin: None, key: key.to_owned(), message: message.to_owned() }
}
