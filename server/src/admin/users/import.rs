//! Importing many accounts: one JSON object a line, written in batches, so that a hundred thousand do not
//! make a hundred thousand commits. A bad line is reported and the others are written.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use futures::StreamExt as _;

use super::claims;
use super::create::{New, name_taken, taken};
use crate::admin::{AdminError, Office, Problems};
use crate::model::user::canonical_name;
use crate::protocol::strict_json;
use crate::store::{StoreError, users};

/// Accounts in one transaction.
const BATCH: usize = 100;
/// Passwords that are hashed side by side; the hasher itself decides how many of them run.
const HASHED_AT_ONCE: usize = 16;
/// Longer than any person's claims.
const LONGEST_LINE: usize = 64 * 1024;

/// What happens on the way.
#[derive(Debug)]
pub enum Progress<'p> {
    /// So many are written by now.
    Written(u64),
    /// A line that was not.
    Refused {
        /// Its number, from 1.
        line: u64,
        /// Why.
        why: &'p AdminError,
    },
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Accounts that were made.
    pub written: u64,
    /// Lines that were not.
    pub refused: u64,
}

/// Makes an account of each line that is not blank.
pub async fn import(
    office: &Office,
    lines: impl Iterator<Item = io::Result<String>>,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<Imported, AdminError> {
    let mut total = Imported::default();
    let mut lines = lines.zip(1..).peekable();
    while lines.peek().is_some() {
        let mut batch = Batch::default();
        for (line, number) in lines.by_ref().take(BATCH) {
            batch.read(line, number)?;
        }
        batch.write(office).await?;
        batch.refused.sort_by_key(|(line, _)| *line);
        for (line, why) in &batch.refused {
            progress(Progress::Refused { line: *line, why });
        }
        total.refused += batch.refused.len() as u64;
        total.written += batch.written;
        progress(Progress::Written(total.written));
    }
    Ok(total)
}

#[derive(Default)]
struct Batch {
    described: Vec<(u64, claims::Described)>,
    refused: Vec<(u64, AdminError)>,
    /// Names of this batch, by the line that has them.
    names: HashMap<String, u64>,
    written: u64,
}

impl Batch {
    /// Takes a line in; what cannot be read at all ends the import.
    fn read(&mut self, line: io::Result<String>, number: u64) -> io::Result<()> {
        let line = match line {
            // A line that is no UTF-8 has been passed; after any other error there is no next line.
            Err(error) if error.kind() != io::ErrorKind::InvalidData => return Err(error),
            other => other.unwrap_or_else(|_| "\u{fffd}".to_owned()),
        };
        if line.trim().is_empty() {
            return Ok(());
        }
        match parse(&line).and_then(|described| self.check_names(described, number)) {
            Ok(described) => self.described.push((number, described)),
            Err(error) => self.refused.push((number, error)),
        }
        Ok(())
    }

    fn check_names(
        &mut self,
        described: claims::Described,
        number: u64,
    ) -> Result<claims::Described, AdminError> {
        for name in described.names() {
            if let Some(earlier) = self.names.get(&name).filter(|earlier| **earlier != number) {
                return Err(name_taken(&name, &format!("line {earlier}")));
            }
        }
        self.names.extend(described.names().into_iter().map(|name| (name, number)));
        Ok(described)
    }

    async fn write(&mut self, office: &Office) -> Result<(), AdminError> {
        let names = self.names.keys().cloned().collect();
        let holders = users::holders(office.db.reader(), names).await?;
        let (free, held): (Vec<_>, Vec<_>) = std::mem::take(&mut self.described)
            .into_iter()
            .partition(|(_, described)| !described.names().iter().any(|name| holders.contains_key(name)));
        for (line, described) in held {
            let held = described.names().into_iter().find_map(|name| holders.get(&name).map(|by| (name, by)));
            let (name, holder) = held.map_or_else(Default::default, |(name, by)| (name, by.to_string()));
            self.refused.push((line, name_taken(&name, &holder)));
        }
        let mut hashed = futures::stream::iter(free)
            .map(async |(line, described)| (line, New::of(office, described).await))
            .buffered(HASHED_AT_ONCE);
        let mut batch = Vec::new();
        let mut refused = Vec::new();
        while let Some((line, new)) = hashed.next().await {
            match new {
                Ok(new) => batch.push((line, new)),
                Err(broken @ AdminError::Claims(_)) => refused.push((line, broken)),
                Err(error) => return Err(error),
            }
        }
        drop(hashed);
        self.refused.extend(refused);
        self.insert(office, batch).await
    }

    /// All in one transaction; if one is taken meanwhile, each in its own.
    async fn insert(&mut self, office: &Office, batch: Vec<(u64, New)>) -> Result<(), AdminError> {
        let all = Arc::new(batch);
        let together = Arc::clone(&all);
        let written = office.db.write(async move |tx| {
            for (_, new) in together.iter() {
                new.insert(tx).await?;
            }
            Ok::<_, StoreError>(())
        });
        match written.await {
            Ok(()) => self.written += all.len() as u64,
            Err(StoreError::Conflict(_)) => self.insert_one_by_one(office, &all).await?,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    async fn insert_one_by_one(
        &mut self,
        office: &Office,
        batch: &Arc<Vec<(u64, New)>>,
    ) -> Result<(), AdminError> {
        for (index, (line, new)) in batch.iter().enumerate() {
            let alone = Arc::clone(batch);
            match office.db.write(async move |tx| alone[index].1.insert(tx).await).await {
                Ok(()) => self.written += 1,
                Err(StoreError::Conflict(_)) => {
                    let names = [&new.user.email, &new.user.preferred_username];
                    let names = names.into_iter().flatten().filter_map(|name| canonical_name(name)).collect();
                    self.refused.push((*line, taken(office, names, &new.user).await?));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn parse(line: &str) -> Result<claims::Described, AdminError> {
    let object = strict_json::object(line.as_bytes()).filter(|_| line.len() <= LONGEST_LINE);
    let object = object.ok_or_else(|| {
        let mut problems = Problems::default();
        problems.add("line", "expected one JSON object of at most 64 KiB, each name in it once");
        AdminError::Claims(problems)
    })?;
    claims::read(&object).map_err(AdminError::Claims)
}
