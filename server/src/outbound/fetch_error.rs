//! A failed request as two audiences see it.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;

use crate::metrics::outbound::Fetch;

/// The document could not be had. Whoever named the URL learns nothing else: an open port, a closed
/// one, a private address, silence and a wrong document all read alike, so that nobody can look
/// around our network through us.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the document could not be read")]
pub struct FetchError(Arc<Cause>);

impl FetchError {
    /// Why, for our log alone.
    pub fn cause(&self) -> &Cause {
        &self.0
    }
}

impl From<Cause> for FetchError {
    fn from(cause: Cause) -> Self {
        Self(Arc::new(cause))
    }
}

/// What went wrong. Never shown outside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// The URL is not one we ask for.
    #[error("the URL is refused: {0}")]
    Url(&'static str),
    /// The name leads, or the URL points, to an address that is neither public nor allowed.
    #[error("the address {0} is not public")]
    Address(IpAddr),
    /// The name has no address, or the resolver failed.
    #[error("the name cannot be resolved: {0}")]
    Name(String),
    /// No connection, no TLS or no HTTP.
    #[error("the transport failed: {0}")]
    Transport(String),
    /// The time was up.
    #[error("the time was up")]
    Deadline,
    /// An answer that is not 200: redirects too.
    #[error("the status was {0}")]
    Status(u16),
    /// More bytes than we take.
    #[error("the body is too large")]
    TooLarge,
    /// A document of the wrong kind.
    #[error("the document is refused: {0}")]
    Content(&'static str),
}

impl Cause {
    /// As what it is counted.
    pub(super) const fn outcome(&self) -> Fetch {
        match self {
            Self::Url(_) | Self::Address(_) => Fetch::Refused,
            Self::Name(_) => Fetch::Name,
            Self::Transport(_) => Fetch::Transport,
            Self::Deadline => Fetch::Deadline,
            Self::Status(_) => Fetch::Status,
            Self::TooLarge | Self::Content(_) => Fetch::Content,
        }
    }
}

impl From<reqwest::Error> for Cause {
    /// Finds what our own resolver said, else keeps the words of the chain without the URL, whose
    /// query may hold somebody's secret.
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut words = error.to_string();
        let mut next = error.source();
        while let Some(source) = next {
            if let Some(ours) = source.downcast_ref::<Self>() {
                return ours.clone();
            }
            words.push_str(": ");
            words.push_str(&source.to_string());
            next = source.source();
        }
        if error.is_timeout() { Self::Deadline } else { Self::Transport(words) }
    }
}

/// The client cannot be built: an operator's mistake, told at the start.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The file of additional certificate authorities cannot be read.
    #[error("the certificate authorities in {path} cannot be read")]
    Authorities {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds no certificate, or one that is none.
    #[error("{0} holds no usable certificate in PEM form")]
    NoCertificate(std::path::PathBuf),
    /// TLS cannot be set up.
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_reads_alike_outside() {
        let causes = [
            Cause::Url("x"),
            Cause::Address(IpAddr::from([127, 0, 0, 1])),
            Cause::Name("x".to_owned()),
            Cause::Transport("x".to_owned()),
            Cause::Deadline,
            Cause::Status(404),
            Cause::TooLarge,
            Cause::Content("x"),
        ];
        for cause in causes {
            let error = FetchError::from(cause.clone());
            assert_eq!(error.to_string(), "the document could not be read");
            assert!(error.source().is_none(), "a printed chain would tell: {cause}");
            assert_eq!(error.cause(), &cause);
        }
    }
}
