//! Host Controller Interface (Core Vol 4 Part E).

pub mod acl;
pub mod advertising_data;
pub mod command;
pub mod event;
pub mod le_event;
pub mod offload;
pub mod returns;
pub mod vendor;

mod declare;
mod parameter;
mod setting;
mod status;
mod types;

pub use advertising_data::{AdvertisingData, CountedAdvertisingData, PaddedAdvertisingData};
pub use command::{Command, Opcode, Returns};
pub use event::{Event, EventCode};
pub use le_event::{LeEvent, LeSubevent};
pub use parameter::*;
pub use returns::Return;
pub use setting::*;
pub use status::Status;
pub use types::*;

use crate::Pdu;

/// Headers, and the structures within commands and events; then the commands, the events, and what
/// commands return. Some are there more than once, because several codes share them.
pub(crate) const LISTS: &[&[&Pdu]] = &[
    acl::PDUS,
    command::PDUS,
    command::BASEBAND_PARTS,
    command::SETTINGS_PARTS,
    command::LE_EXTENDED_PARTS,
    command::LE_ISOCHRONOUS_PARTS,
    command::LINK_CONTROL_PARTS,
    event::PDUS,
    event::CONTROLLER_PARTS,
    event::INQUIRY_PARTS,
    event::SECURITY_PARTS,
    le_event::ADVERTISING_PARTS,
    returns::PARTS,
    offload::PDUS,
    vendor::PDUS,
    Command::VIEWS,
    Event::VIEWS,
    LeEvent::VIEWS,
    Returns::VIEWS,
];
