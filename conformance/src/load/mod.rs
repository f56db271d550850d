//! Load: how much of a machine one operation of a provider takes.
//!
//! A *workload* is an operation that is done again and again, and looked at each time. It goes over connections as light as
//! they can be (one thread, plain HTTP/1.1), so that the provider is the one that works. Nothing is timed before
//! [`gate`] has seen that the provider does the whole thing rightly. Throughput depends on the machine and on who else uses
//! it; the CPU time that the provider spent on an operation much less, so that is what comparisons are made of.
//!
//! | room | what |
//! | --- | --- |
//! | [`workloads`] | what is done: one file each, listed in one place |
//! | [`stage`] | whom it is done to, and as which client |
//! | [`link`], [`form`], [`visitor`] | a connection, a form sent over it, somebody with a browser behind it |
//! | [`lanes`] | connections side by side, for a while, at a [`pace`] |
//! | [`measured`] | what came out: throughput, a [`histogram`] of latencies, what the [`process`] used |
//! | [`compare`] | two providers, round about |
//! | [`footprint`] | start, memory, size of the program |

pub mod compare;
pub mod footprint;
pub mod form;
pub mod gate;
pub mod histogram;
pub mod lanes;
pub mod link;
pub mod measured;
pub mod pace;
pub mod process;
pub mod stage;
pub mod visitor;
pub mod workloads;

/// A runtime of one thread: what is measured is the provider, not how threads here wake one another.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}
