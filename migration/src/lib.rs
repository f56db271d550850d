#![doc = include_str!("../README.md")]

pub use sea_orm_migration::prelude::*;

mod dialect;
mod m0001_schema;
mod m0002_audit;
mod m0003_seed;
mod m0004_lean_audit;
mod m0005_upkeep;
mod m0006_expand_mail;
mod m0007_expand_factors;
mod m0008_expand_account;
mod m0009_expand_names;
mod m0010_expand_risk;

pub use m0002_audit::{PARTITION_MILLIS, partition_of, partition_start, partition_statements};

/// Every step, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_schema::Migration),
            Box::new(m0002_audit::Migration),
            Box::new(m0003_seed::Migration),
            Box::new(m0004_lean_audit::Migration),
            Box::new(m0005_upkeep::Migration),
            Box::new(m0006_expand_mail::Migration),
            Box::new(m0007_expand_factors::Migration),
            Box::new(m0008_expand_account::Migration),
            Box::new(m0009_expand_names::Migration),
            Box::new(m0010_expand_risk::Migration),
        ]
    }
}
