//! A form of our own that belongs to no parked request: reading it, and what stands in somebody's way.

use axum::response::Response;

use crate::account::Hindered;
use crate::web::extract::visit::Visit;
use crate::web::problem_page;

pub(super) use crate::web::extract::own::read;

/// What stands in somebody's way, where it is told beside the form.
pub(super) enum Told {
    /// Too often: minutes and seconds to wait.
    Limited(u32, i64),
    /// Many people are here.
    Busy,
    /// A page of its own.
    Page(Response),
}

/// What is told of it.
pub(super) fn told(visit: &Visit, hindered: Hindered) -> Told {
    match hindered {
        Hindered::Limited { retry_after } => {
            let minutes = u32::try_from(retry_after.num_minutes()).unwrap_or_default() + 1;
            Told::Limited(minutes, retry_after.num_seconds().max(1))
        }
        Hindered::Busy => Told::Busy,
        Hindered::NotOffered => Told::Page(problem_page::not_offered(visit)),
        other => Told::Page(problem_page::of_fault(visit, other)),
    }
}
