//! btlint reads a Bluetooth capture and says, link by link, what went wrong, with the frames that
//! prove it.
//!
//! The modules stand in the order of the data: bytes, [`capture::Record`], [`track::Event`],
//! [`rules`], [`finding::Finding`], report or viewer. A module uses only what stands before it.

#![forbid(unsafe_code)]

pub mod bounded;
pub mod capture;
pub mod rhythm;
pub mod text;

pub mod track;

pub mod finding;
pub mod story;

pub mod rules;

pub mod analysis;

#[cfg(feature = "cli")]
pub mod baseline;
#[cfg(feature = "cli")]
pub mod config;
#[cfg(feature = "cli")]
pub mod expect;

pub mod show;

pub mod redact;
pub mod slice;

pub mod ticket;

pub mod report;

#[cfg(feature = "export")]
pub mod export;

#[cfg(feature = "tui")]
pub mod tui;

#[cfg(feature = "cli")]
pub mod cli;
