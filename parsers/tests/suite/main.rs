//! The parsers, protocol by protocol.

mod air;
mod hci;
mod hci_declared;
mod names;
mod upper_hostile;
mod upper_views;
