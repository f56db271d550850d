//! Where a collector listens.

use std::fmt;
use std::str::FromStr;

use url::Url;

use super::setting::{Expected, TextSetting};

/// The base address of an OpenTelemetry collector. Credentials do not belong in it, since it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectorUrl(String);

impl CollectorUrl {
    /// Where it takes traces: the path that the specification of OTLP over HTTP names.
    pub fn traces(&self) -> String {
        format!("{}/v1/traces", self.0)
    }
}

const WHAT: &str = "an http or https address without user, query and fragment, such as http://127.0.0.1:4318";

impl TextSetting for CollectorUrl {
    const WHAT: &'static str = WHAT;
}

impl FromStr for CollectorUrl {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        let clean = !text.contains(|c: char| c.is_control() || c.is_whitespace());
        let bare = |url: &Url| {
            url.username().is_empty() && url.password().is_none() && url.query().or(url.fragment()).is_none()
        };
        match Url::parse(text) {
            Ok(url) if clean && ["http", "https"].contains(&url.scheme()) && bare(&url) => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            _ => Err(Expected::one(WHAT)),
        }
    }
}

impl fmt::Display for CollectorUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_go_below_the_base() {
        for text in ["http://127.0.0.1:4318", "http://127.0.0.1:4318/"] {
            let url: CollectorUrl = text.parse().unwrap();
            assert_eq!(url.traces(), "http://127.0.0.1:4318/v1/traces");
        }
        let below: CollectorUrl = "https://otel.example.com/in".parse().unwrap();
        assert_eq!(below.traces(), "https://otel.example.com/in/v1/traces");
    }

    #[test]
    fn what_is_no_collector_is_refused() {
        for text in [
            "",
            "127.0.0.1:4318",
            "grpc://127.0.0.1:4317",
            "http://user:secret@127.0.0.1:4318",
            "http://127.0.0.1:4318/?token=secret",
            "http://127.0.0.1:4318/#a",
            "http://127.0.0.1:4318 ",
        ] {
            assert!(text.parse::<CollectorUrl>().is_err(), "{text:?}");
        }
    }
}
