//! What is done to a provider.
//!
//! **To add one:** a file with a type that implements [`Workload`] and a constant [`Recipe`], and a line in [`ALL`].

mod client_credentials;
mod code;
mod introspection;
mod metadata;
mod refresh;
mod userinfo;

use futures::future::LocalBoxFuture;

use crate::load::link::Link;
use crate::load::stage::Stage;
use crate::target::Role;

/// Every workload, in the order they are run.
pub const ALL: &[Recipe] = &[
    client_credentials::RECIPE,
    code::FRESH,
    code::SESSION,
    refresh::RECIPE,
    refresh::REPLAYED,
    introspection::RECIPE,
    introspection::MIXED,
    userinfo::RECIPE,
    metadata::DISCOVERY,
    metadata::JWKS,
    metadata::UNCHANGED,
    metadata::GZIP,
];

/// An operation, as one connection does it again and again.
pub trait Workload {
    /// Does it once. What is not as it should be is an error.
    fn once<'a>(&'a mut self, link: &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<()>>;
}

/// How a connection is made ready for a workload; untimed.
pub type Open =
    for<'a> fn(&'a Stage, Lane, &'a mut Link) -> LocalBoxFuture<'a, anyhow::Result<Box<dyn Workload>>>;

/// Which of how many connections.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    /// Its number, from 0.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl Lane {
    /// Its part of so many things, at least one.
    pub fn share(self, all: usize) -> usize {
        all.div_ceil(self.of.max(1)).max(1)
    }
}

/// A workload with its name.
#[derive(Clone, Copy)]
pub struct Recipe {
    /// Its name on the command line.
    pub name: &'static str,
    /// What one operation is.
    pub about: &'static str,
    /// Which client it needs.
    pub role: Role,
    /// Makes a connection ready.
    pub open: Open,
}

impl std::fmt::Debug for Recipe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Recipe").field(&self.name).finish()
    }
}

/// The workload with a name.
pub fn named(name: &str) -> Option<Recipe> {
    ALL.iter().copied().find(|recipe| recipe.name == name)
}
