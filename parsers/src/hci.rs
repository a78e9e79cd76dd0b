//! Host Controller Interface (Core Vol 4 Part E).

pub mod acl;
pub mod command;
pub mod event;
mod status;
mod types;

pub use status::Status;
pub use types::*;
