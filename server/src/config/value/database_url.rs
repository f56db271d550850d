//! Which database, and how to reach it.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::setting::{Expected, Exposure, TextSetting};
use super::{credentials, postgres_parameters};
use crate::secret::Secret;

/// The kinds of database there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseKind {
    /// One file, one node.
    Sqlite,
    /// Shared by many nodes.
    Postgres,
}

/// The URL of a database. `Display` and `Debug` leave its password out.
#[derive(Clone, PartialEq)]
pub struct DatabaseUrl {
    kind: DatabaseKind,
    text: Secret,
    shown: String,
}

impl DatabaseUrl {
    /// The SQLite database in the file at `path`, which is made where there is none.
    pub fn sqlite_file(path: &Path) -> Self {
        let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3F");
        Self::sqlite(&format!("sqlite:{path}?mode=rwc"))
    }

    /// Which kind.
    pub fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// The whole URL, password included.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// The same with `password`, given as it is, not percent-encoded. None for SQLite, for a URL
    /// that has a password, and for one without a host.
    pub(in crate::config) fn with_password(&self, password: &Secret) -> Option<Self> {
        match self.kind {
            DatabaseKind::Sqlite => None,
            DatabaseKind::Postgres => {
                let url = credentials::parse(self.expose()).ok()?;
                Some(Self::postgres(&credentials::with_password(&url, password)?))
            }
        }
    }

    /// Parameters are not obeyed, and not shown.
    fn sqlite(text: &str) -> Self {
        let shown = text.split('?').next().unwrap_or_default().to_owned();
        Self { kind: DatabaseKind::Sqlite, text: Secret::new(text), shown }
    }

    fn postgres(url: &url::Url) -> Self {
        Self {
            kind: DatabaseKind::Postgres,
            text: Secret::new(url.as_str()),
            shown: credentials::redacted(url),
        }
    }
}

const WHAT: &str = "postgres://USER:PASSWORD@HOST:PORT/DATABASE or sqlite:PATH";

impl TextSetting for DatabaseUrl {
    const WHAT: &'static str = WHAT;
    const EXPOSURE: Exposure = Exposure::Redacted;
}

impl FromStr for DatabaseUrl {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let file = path.split('?').next().unwrap_or_default();
            // What lies in memory is gone with the process, and each connection would have its own.
            return if file.is_empty() || file == ":memory:" {
                Err(Expected::one(WHAT))
            } else {
                Ok(Self::sqlite(text))
            };
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(Expected::one(WHAT));
        }
        let url = credentials::parse(text).map_err(Expected::one)?;
        match postgres_parameters::refusal(&url) {
            Some(expected) => Err(Expected(expected.into())),
            None => Ok(Self::postgres(&url)),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "p#a!$%&+{}<>:@/? ä";
    const ENCODED: &str = "p%23a%21%24%25%26%2B%7B%7D%3C%3E%3A%40%2F%3F%20%C3%A4";

    fn refusal(text: &str) -> String {
        text.parse::<DatabaseUrl>().unwrap_err().to_string()
    }

    #[test]
    fn the_encoded_form_is_kept_and_never_shown() {
        let text = format!("postgres://signet:{ENCODED}@db.example:5433/signet?password=other");
        let url: DatabaseUrl = text.parse().unwrap();
        assert_eq!(url.kind(), DatabaseKind::Postgres);
        assert_eq!(url.expose(), text);
        assert_eq!(url.to_string(), "postgres://signet:***@db.example:5433/signet?...");
        assert_eq!(format!("{url:?}"), "DatabaseUrl(postgres://signet:***@db.example:5433/signet?...)");
    }

    #[test]
    fn a_raw_password_gets_one_sentence_and_is_not_repeated() {
        let encode = format!("expected {}", credentials::ENCODE);
        assert_eq!(refusal(&format!("postgres://signet:{PASSWORD}@db.example/signet")), encode);
        for raw in
            ["p#w", "p/w", "p?w", "p@w", "p%w", "p w", "pä", "p{w", "p[w]", "50%", "p\\w", "p^w", "#", "/"]
        {
            assert_eq!(
                refusal(&format!("postgres://signet:{raw}@db.example:5432/signet")),
                encode,
                "{raw:?}"
            );
        }
        for kept in ["p!w", "p$w", "p&w", "p+w", "p:w", "my%5Bpw", "my%255Bpw", ""] {
            let text = format!("postgres://signet:{kept}@db.example:5432/signet");
            assert!(text.parse::<DatabaseUrl>().is_ok(), "{kept:?}");
        }
    }

    #[test]
    fn a_separate_password_is_taken_raw_and_decoded_once() {
        let bare: DatabaseUrl = "postgres://signet@db.example/signet".parse().unwrap();
        let url = bare.with_password(&Secret::new(PASSWORD)).unwrap();
        assert_eq!(url.expose(), format!("postgres://signet:{ENCODED}@db.example/signet"));
        let url = bare.with_password(&Secret::new("my%5Bpw")).unwrap();
        assert_eq!(url.expose(), "postgres://signet:my%255Bpw@db.example/signet");
        assert_eq!(url.with_password(&Secret::new("second")), None);
        let sqlite: DatabaseUrl = "sqlite:signet.db".parse().unwrap();
        assert_eq!(sqlite.with_password(&Secret::new("p")), None);
    }

    #[test]
    fn sockets_and_ipv6_hosts() {
        for text in ["postgres:///signet?host=/var/run/postgresql", "postgresql://signet@[::1]:5432/signet"] {
            assert_eq!(text.parse::<DatabaseUrl>().unwrap().expose(), text);
        }
    }

    #[test]
    fn a_file_name_may_hold_what_a_url_would_read_otherwise() {
        let url = DatabaseUrl::sqlite_file(Path::new("/data 1/50%?/signet.db"));
        assert_eq!(url.expose(), "sqlite:/data 1/50%25%3F/signet.db?mode=rwc");
        assert_eq!(url.to_string(), "sqlite:/data 1/50%25%3F/signet.db");
        assert_eq!(url.kind(), DatabaseKind::Sqlite);
    }

    #[test]
    fn other_databases_are_refused() {
        for text in [
            "",
            "mysql://root@db/x",
            "signet.db",
            "sqlite:",
            "sqlite://",
            "sqlite:?mode=rwc",
            "postgres:db",
            "sqlite::memory:",
            "sqlite://:memory:?cache=shared",
        ] {
            assert_eq!(refusal(text), format!("expected {WHAT}"), "{text:?}");
        }
        assert_eq!(
            refusal("postgres://signet:pw@db:port/x"),
            "expected a URL whose host and port can be read"
        );
        assert_eq!(
            refusal("postgres://db/x?user=signet&pasword=topsecret"),
            "expected no parameter pasword; the nearest known one is password"
        );
    }
}
