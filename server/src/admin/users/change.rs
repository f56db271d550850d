//! Changing an account that is there.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{claims, find_user, password, telling};
use crate::admin::{AdminError, Office, Problems, by_operator};
use crate::authn::freed_names::Marks;
use crate::ephemeral::shelf::Shelf;
use crate::ephemeral::shelves;
use crate::model::audit_event::{AuditEvent, EventKind};
use crate::model::user::{User, UserStatus};
use crate::secret::Secret;
use crate::store::{
    StoreError, Transaction, auth_events, factors, freed_names, mails, personal, roles, users,
};

/// Changes of address that the person could take back: they go with the account.
const UNDOS: Shelf<Value> = shelves::address_undos(TimeDelta::zero());

/// Sets a password that keeps the rules. Everything that was signed in ends, and the person is told by mail.
pub async fn set_password(office: &Office, id_or_name: &str, new: &Secret) -> Result<User, AdminError> {
    let mut problems = Problems::default();
    let fits = claims::fits_password(new.expose());
    problems.require(fits, "password", "expected a password of 8 characters to 1024 bytes, without NUL");
    problems.none_or(()).map_err(AdminError::Claims)?;
    let user = find_user(office, id_or_name).await?;
    let (hash, detail) = password::hashed(office, new, user.own_words()).await?;
    let now = office.clock.now();
    let (id, letter) = (user.id, telling::of_password(office, &user, now)?);
    let event = AuditEvent { detail, ..by_operator(EventKind::PasswordChanged) };
    let work = async move |tx: &Transaction| {
        let is_set = users::set_password(tx, id, &hash, true, now).await?;
        if let Some(letter) = letter.as_ref().filter(|_| is_set) {
            mails::insert(tx, letter).await?;
        }
        Ok(is_set)
    };
    write(office, id, event, work).await?;
    Ok(user)
}

/// Changes whether the account may be used; `false` when it was so before. Anything but a return to
/// `active` ends everything that was signed in.
pub async fn set_status(office: &Office, id_or_name: &str, status: UserStatus) -> Result<bool, AdminError> {
    let user = find_user(office, id_or_name).await?;
    if user.status == status {
        return Ok(false);
    }
    let now = office.clock.now();
    let id = user.id;
    let detail = json!({"from": user.status.as_str(), "to": status.as_str()});
    let event = AuditEvent { detail: Some(detail), ..by_operator(EventKind::UserStatusChanged) };
    write(office, id, event, async move |tx| users::set_status(tx, id, status, now).await).await
}

/// Grants a role; `false` when the account had it.
pub async fn grant_role(office: &Office, id_or_name: &str, role: &str) -> Result<bool, AdminError> {
    let user = find_user(office, id_or_name).await?;
    let known = roles::all(office.db.reader()).await?;
    if !known.iter().any(|name| name == role) {
        let known = known.join(", ");
        return Err(AdminError::Refused(format!("there is no role {role:?}; expected one of {known}")));
    }
    let (now, id, role) = (office.clock.now(), user.id, role.to_owned());
    let event = AuditEvent { detail: Some(json!({"role": role})), ..by_operator(EventKind::RoleGranted) };
    write(office, id, event, async move |tx| roles::grant(tx, id, &role, "operator", now).await).await
}

/// Takes a role away; `false` when the account did not have it.
pub async fn revoke_role(office: &Office, id_or_name: &str, role: &str) -> Result<bool, AdminError> {
    let user = find_user(office, id_or_name).await?;
    let (id, role) = (user.id, role.to_owned());
    let event = AuditEvent { detail: Some(json!({"role": role})), ..by_operator(EventKind::RoleRevoked) };
    write(office, id, event, async move |tx| roles::revoke(tx, id, &role).await).await
}

/// Removes every second factor, backup code and remembered device, and ends everything that was signed in; `false` when
/// there was nothing to remove. The person is told by mail.
pub async fn reset_mfa(office: &Office, id_or_name: &str) -> Result<bool, AdminError> {
    let user = find_user(office, id_or_name).await?;
    let (id, letter) = (user.id, telling::of_factors(office, &user, office.clock.now())?);
    let event = AuditEvent { detail: Some(json!({"factor": "all"})), ..by_operator(EventKind::MfaRemoved) };
    let work = async move |tx: &Transaction| {
        let removed = factors::delete_all(tx, id).await?;
        if removed {
            users::end_everything(tx, id).await?;
            if let Some(letter) = &letter {
                mails::insert(tx, letter).await?;
            }
        }
        Ok(removed)
    };
    write(office, id, event, work).await
}

/// Removes the account with its sessions, consents, roles and token families. Its tokens end with it: nothing is honoured
/// for a person who is not there. What happened stays on record: this is no erasure. Whoever registers does not get the names
/// for a while; who they are given to by an operator, the operator knows.
pub async fn delete(office: &Office, id_or_name: &str) -> Result<User, AdminError> {
    let user = find_user(office, id_or_name).await?;
    let id = user.id;
    let event = by_operator(EventKind::UserDeleted);
    let now = office.clock.now();
    let until = office.quarantine.map(|time| now + time);
    let marks = Marks::open(&office.db, &office.sealer, &*office.entropy).await?;
    let work = async move |tx: &Transaction| {
        let names = users::names_of(tx, id).await?;
        let deleted = personal::delete(tx, id).await?;
        if let Some(until) = until.filter(|_| deleted) {
            for name in &names {
                freed_names::hold(tx, marks.of(name, id), until).await?;
            }
        }
        UNDOS.claim(tx, &[&id.to_string()], now).await?;
        Ok(deleted)
    };
    write(office, id, event, work).await?;
    Ok(user)
}

/// One transaction: what is done and its event, unless nothing was to be done.
async fn write(
    office: &Office,
    id: Uuid,
    event: AuditEvent,
    work: impl for<'t> AsyncFnOnce(&'t Transaction) -> Result<bool, StoreError> + Send + 'static,
) -> Result<bool, AdminError> {
    let event = AuditEvent { user_id: Some(id), ..event };
    let recorded = office.recorded(event, office.clock.now());
    let done = office.db.write(async move |tx| {
        let changed = work(tx).await?;
        if changed {
            auth_events::insert(tx, &recorded).await?;
        }
        Ok::<_, StoreError>(changed)
    });
    Ok(done.await?)
}
