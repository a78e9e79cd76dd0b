//! Bytes in, typed views out: the protocol data units of Bluetooth, each declared once.
//!
//! A declaration ([`pdu!`]) gives the typed view that the tracker uses, the field tree with byte
//! ranges that a person looks at, and the field names that Wireshark's users know. Views are `Copy`
//! and borrow what is variable. Nothing here does I/O, keeps state or allocates.

#![warn(clippy::indexing_slicing)]
#![forbid(unsafe_code)]
#![no_std]

pub mod codes;
pub mod company;
mod dissect;
pub mod element;
pub mod field;
pub mod frame;
pub mod hci;
pub mod l2cap;
#[doc(hidden)]
pub mod layout;
pub mod link;
pub mod ll;
pub mod monitor;
pub mod pdu;
pub mod radio;
pub mod rtp;

macro_rules! modules {
    ($($protocol:ident $name:literal = $module:ident [$($cid:ident)*] [$($psm:ident)*];)+) => {
        $( pub mod $module; )+
    };
}
protocol::above_l2cap!(modules);

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
