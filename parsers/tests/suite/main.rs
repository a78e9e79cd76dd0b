//! The parsers, protocol by protocol.

mod air;
mod hci;
mod names;
mod upper_hostile;
mod upper_views;
