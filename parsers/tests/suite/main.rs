//! The parsers, protocol by protocol.

#![allow(clippy::cast_possible_truncation)]
mod air;
mod hci;
mod hci_declared;
mod names;
mod network;
mod registry;
mod upper_hostile;
mod upper_views;
