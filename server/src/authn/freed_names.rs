//! Names that somebody signed in with until a while ago. Nobody else gets one before its time is over: mails, and what other
//! services remember under the name, may still mean the person from before.
//!
//! Of the name nothing is kept but a hash under a key that lies sealed, and of the person the same: who takes their own name
//! back is known by it, and nobody is found by it.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::kept_key::FREED_NAMES;
use crate::entropy::Entropy;
use crate::sealing::derive::derive;
use crate::sealing::sealer::Sealer;
use crate::store::freed_names::Mark;
use crate::store::{Db, StoreError};

/// Makes marks.
#[derive(Debug, Clone)]
pub struct Marks(Zeroizing<[u8; 32]>);

impl Marks {
    /// Opens the key.
    ///
    /// # Errors
    /// When the store fails, or the key does not open.
    pub async fn open(db: &Db, sealer: &Sealer, entropy: &dyn Entropy) -> Result<Self, StoreError> {
        FREED_NAMES.key(db, (sealer, entropy)).await.map(Self)
    }

    /// What is kept of a canonical name that the person had, or would like to have.
    pub fn of(&self, name: &str, person: Uuid) -> Mark {
        let name = name.as_bytes();
        Mark {
            name: *derive(&self.0, "freed name v1", &[name]),
            holder: *derive(&self.0, "holder of a freed name v1", &[name, person.as_bytes()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_that_of_one_name_and_one_person_under_one_key() {
        let (marks, others) = (Marks(Zeroizing::new([1; 32])), Marks(Zeroizing::new([2; 32])));
        let (ada, alan) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mark = marks.of("ada@example.com", ada);
        assert_eq!(mark, marks.of("ada@example.com", ada));
        assert_eq!(mark.name, marks.of("ada@example.com", alan).name);
        assert_ne!(mark.holder, marks.of("ada@example.com", alan).holder);
        assert_ne!(mark.name, marks.of("alan@example.com", ada).name);
        assert_ne!(mark.name, others.of("ada@example.com", ada).name);
        assert_ne!(mark.name, mark.holder);
    }
}
