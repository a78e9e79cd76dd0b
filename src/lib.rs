//! btlint reads a Bluetooth capture and says, link by link, what went wrong, with the frames that
//! prove it.

#![forbid(unsafe_code)]

pub mod capture;
