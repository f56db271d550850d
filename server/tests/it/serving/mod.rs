//! How the server listens, says that it is ready, and ends: the real process.

mod operator;
