//! A name that somebody signed in with until a while ago, as a hash: nobody else gets it yet.

use sea_orm::entity::prelude::*;

use crate::tag::{Owner, Retention, Tag, open, secret};

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "freed_name")]
pub struct Model {
    /// The name, hashed under a key that lies sealed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// Name and former holder, hashed under the same key.
    pub holder: Vec<u8>,
    /// How long nobody else gets it.
    pub keep_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is said of each column. Nothing of a person can be read from it, or found by it.
pub const TAGS: &[Tag] = &[
    secret("digest", Owner::Operator, "the name, hashed under a key that lies sealed", Retention::Expiry),
    secret("holder", Owner::Operator, "name and former holder, hashed under the same key", Retention::Expiry),
    open("keep_until", Owner::Operator, "how long nobody else gets it", Retention::Expiry),
];
