//! The parameters of a PostgreSQL URL. The driver ignores those that it does not know, and logs them with their
//! values: `pasword=...` would leave the password in the log and the connection without one.

use std::net::IpAddr;

use url::Url;

use crate::config::reading::nearest;

/// Those that the driver obeys, and `options[NAME]`.
const KNOWN: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];
const SSL_MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
/// No parameter has a longer name; what is longer is something else, and is not repeated.
const LONGEST_NAME: usize = 40;

/// What is expected where a parameter is unknown or its value is none of its kind. The value is never told.
pub(super) fn refusal(url: &Url) -> Option<String> {
    url.query_pairs().find_map(|(name, value)| of_one(&name, &value))
}

fn of_one(name: &str, value: &str) -> Option<String> {
    match name {
        "sslmode" | "ssl-mode" if !SSL_MODES.contains(&value.to_ascii_lowercase().as_str()) => {
            Some(format!("{name} to be one of {}", SSL_MODES.join(", ")))
        }
        "port" if value.parse::<u16>().is_err() => Some("the parameter port to be a port".to_owned()),
        "hostaddr" if value.parse::<IpAddr>().is_err() => Some("hostaddr to be an IP address".to_owned()),
        "statement-cache-capacity" if value.parse::<usize>().is_err() => {
            Some("statement-cache-capacity to be a number".to_owned())
        }
        name if KNOWN.contains(&name) || is_option(name) => None,
        // Without a value it may be what follows a `&` in a password.
        _ if value.is_empty() || !is_name(name) => Some("parameters of the form name=value".to_owned()),
        name => {
            let near = nearest(name, KNOWN.into_iter()).unwrap_or_default();
            Some(format!("no parameter {name}; the nearest known one is {near}"))
        }
    }
}

fn is_option(name: &str) -> bool {
    name.starts_with("options[") && name.ends_with(']')
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.[]".contains(&byte);
    name.len() <= LONGEST_NAME && name.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(query: &str) -> Option<String> {
        refusal(&Url::parse(&format!("postgres://db.example/signet?{query}")).unwrap())
    }

    #[test]
    fn an_unknown_parameter_is_named_with_the_nearest_and_without_its_value() {
        for (query, name, near) in [
            ("user=signet&pasword=topsecret", "pasword", "password"),
            ("ssl_mode=topsecret", "ssl_mode", "sslmode"),
            ("usr=topsecret", "usr", "user"),
        ] {
            let expected = format!("no parameter {name}; the nearest known one is {near}");
            assert_eq!(told(query).as_deref(), Some(expected.as_str()), "{query}");
        }
    }

    #[test]
    fn what_may_be_half_a_password_is_not_repeated() {
        let long = format!("password=a&{}=b", "topsecret".repeat(5));
        for query in ["password=a&topsecret", "password=a&topsecret=", "password=a&top%20secret=b", &long] {
            assert_eq!(told(query).as_deref(), Some("parameters of the form name=value"), "{query}");
        }
    }

    #[test]
    fn values_that_the_driver_would_refuse_are_told_as_what_they_are() {
        let modes = "sslmode to be one of disable, allow, prefer, require, verify-ca, verify-full";
        assert_eq!(told("sslmode=bogus").as_deref(), Some(modes));
        assert_eq!(told("port=x").as_deref(), Some("the parameter port to be a port"));
        assert_eq!(told("hostaddr=db").as_deref(), Some("hostaddr to be an IP address"));
    }

    #[test]
    fn what_the_driver_knows_is_taken() {
        for query in [
            "",
            "host=/run/postgresql&user=signet&password=",
            "sslmode=Verify-Full&sslrootcert=/etc/ca.pem",
            "options[search_path]=signet&options=-c%20x=y&port=5433&hostaddr=::1",
        ] {
            assert_eq!(told(query), None, "{query}");
        }
    }
}
