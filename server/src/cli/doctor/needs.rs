//! What a check needs, and the one check that tells of it where it is not there: a cause is told once, and whatever
//! cannot be looked at for its sake stands in one line beside it.

use super::finding::Finding;
use super::names;
use super::patient::Patient;
use crate::outbound::probe::Trouble;

/// Something that a check cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// A configuration that reads.
    Configuration,
    /// A public address that is known, and is to be asked.
    Address,
    /// Provider metadata there.
    Metadata,
    /// A server that can work.
    Ready,
    /// Its answer at this path.
    Answer(&'static str),
    /// A database that answers.
    Database,
    /// A file that is not damaged, or whose damage is nowhere in the way.
    Whole,
    /// What the store says of itself.
    Store,
}

impl Need {
    /// The name of the check that tells why this is not there; `None` where it is, or where nobody asked for that side.
    pub(super) fn lacks(self, patient: &Patient) -> Option<&'static str> {
        let outside = patient.outside.as_ref();
        let database = patient.inside.as_ref().map(|inside| inside.database.as_ref());
        match self {
            Self::Configuration => {
                (patient.inside.is_none() && !patient.misread.is_empty()).then_some(names::CONFIGURATION)
            }
            Self::Address => (patient.is_to_be_asked && outside.is_none()).then_some(names::CONFIGURATION),
            Self::Metadata => outside.filter(|outside| outside.metadata().is_none()).map(|outside| {
                if matches!(outside.discovery, Err(Trouble::Certificate(_))) {
                    names::CERTIFICATE
                } else {
                    names::ISSUER
                }
            }),
            Self::Ready => outside.filter(|outside| outside.is_unready()).map(|_| names::READINESS),
            Self::Answer(path) => {
                outside.filter(|outside| outside.answer(path).is_none()).map(|_| names::ADDRESSES)
            }
            Self::Database => database.filter(Result::is_err).map(|_| names::DATABASE),
            Self::Whole => {
                let opened = database?.ok()?;
                (opened.schema.is_err() && opened.is_damaged()).then_some(names::DURABILITY)
            }
            Self::Store => database?.ok()?.facts.is_none().then_some(names::SCHEMA),
        }
    }
}

/// The line that names the checks which were not made for one reason.
pub(super) fn told(checks: &[&str], because: &str) -> Finding {
    Finding::unseen(format!("{}: see {because}", checks.join(", ")))
}
