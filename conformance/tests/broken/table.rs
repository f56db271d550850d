//! Which module notices which mistake.

use conformance::verdict::Outcome;
use conformance::verdict::Outcome::Failed;

use crate::mock::Fault;

/// What even a provider that is right cannot be asked, and why.
pub(crate) const SKIPPED: &[(&str, &str)] = &[];

/// A mistake, the module that must notice it, and how that module ends.
pub(crate) const ROWS: &[(Fault, &str, Outcome)] = &[
    (Fault::WrongIssuer, "basic/server", Failed),
    (Fault::WrongAudience, "basic/server", Failed),
    (Fault::SecondAudience, "basic/server", Failed),
    (Fault::NonceMissing, "basic/server", Failed),
    (Fault::Expired, "basic/server", Failed),
    (Fault::Unsigned, "basic/server", Failed),
    (Fault::UnpublishedKey, "basic/server", Failed),
    (Fault::BrokenSignature, "basic/server", Failed),
    (Fault::WrongAtHash, "basic/server", Failed),
    (Fault::SubjectMissing, "basic/server", Failed),
    (Fault::OtherSubject, "basic/server", Failed),
    (Fault::GuessableToken, "basic/server", Failed),
    (Fault::Cacheable, "basic/server", Failed),
    (Fault::StateDropped, "basic/server", Failed),
    (Fault::StateChanged, "basic/server", Failed),
    (Fault::StateDroppedInErrors, "basic/prompt-none-not-logged-in", Failed),
    (Fault::QuotedDescription, "basic/prompt-none-not-logged-in", Failed),
    (Fault::ErrorWithCode, "basic/prompt-none-not-logged-in", Failed),
    (Fault::PromptNoneShowsPage, "basic/prompt-none-not-logged-in", Failed),
    (Fault::CodeWorksTwice, "basic/codereuse", Failed),
    (Fault::ErrorWith200, "basic/codereuse", Failed),
    (Fault::ErrorAsPage, "basic/codereuse", Failed),
];
