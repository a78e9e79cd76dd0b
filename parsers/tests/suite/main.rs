//! The parsers, protocol by protocol.

mod air;
mod hci;
mod hci_declared;
mod names;
mod registry;
mod upper_hostile;
mod upper_views;
