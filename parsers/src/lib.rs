//! Bytes in, typed views out: the protocol data units of Bluetooth, each declared once.
//!
//! A declaration ([`pdu!`]) gives the typed view that the tracker uses, the field tree with byte
//! ranges that a person looks at, and the field names that Wireshark's users know. Views are `Copy`
//! and borrow what is variable. Nothing here does I/O, keeps state or allocates.

#![warn(clippy::indexing_slicing)]
#![forbid(unsafe_code)]
#![no_std]

pub mod att;
pub mod avctp;
pub mod avdtp;
pub mod bnep;
pub mod codes;
pub mod company;
mod dissect;
pub mod element;
pub mod field;
pub mod frame;
pub mod hci;
pub mod hid;
pub mod l2cap;
#[doc(hidden)]
pub mod layout;
pub mod link;
pub mod ll;
pub mod monitor;
pub mod pdu;
pub mod radio;
pub mod rfcomm;
pub mod rtp;
pub mod sdp;
pub mod smp;

mod error;
mod input;
mod list;
mod listed;
mod packet;
mod protocol;
mod registry;
mod secret;
mod types;
mod uuid;
mod value;

pub use dissect::dissect;
pub use error::{Fault, ParseError};
pub use field::{Exposure, Field, FieldInfo, FromBits, Kind, Sink, Unit};
pub use input::Reader;
pub use pdu::{Counted, List, Pdu, Role, View};
pub use registry::all_pdus;
pub use secret::Secret;
pub use types::*;
pub use uuid::{Uuid, Uuid16};
pub use value::Value;
