//! (room)

pub mod assets;
pub mod brand;
pub mod pages;
pub mod words;
