//! LE Controller commands (Core Vol 4 Part E, 7.8).

mod advertising;
mod connection;
mod isochronous;
mod scanning;
mod security;

pub use advertising::*;
pub use connection::*;
pub use isochronous::*;
pub use scanning::*;
pub use security::*;
