//! Host Controller Interface (Core Vol 4 Part E).

pub mod acl;
pub mod advertising_data;
pub mod command;
pub mod event;
pub mod le_event;
pub mod returns;

mod declare;
mod parameter;
mod status;
mod types;

pub use advertising_data::{AdvertisingData, CountedAdvertisingData, PaddedAdvertisingData};
pub use command::{Command, Opcode};
pub use event::{Event, EventCode};
pub use le_event::{LeEvent, LeSubevent};
pub use parameter::*;
pub use returns::{Return, Returns};
pub use status::Status;
pub use types::*;

use crate::{Pdu, View};

/// The headers, and the structures within commands and events.
static PARTS: &[&Pdu] = &[
    acl::Acl::PDU,
    acl::SynchronousHeader::PDU,
    acl::IsochronousHeader::PDU,
    acl::IsochronousSdu::PDU,
    acl::TimedIsochronousSdu::PDU,
    command::Header::PDU,
    command::CodingFormat::PDU,
    command::SynchronousParameters::PDU,
    command::VoiceSetting::PDU,
    command::HostCompletedPackets::PDU,
    command::StoredLinkKey::PDU,
    command::AdvertisingSet::PDU,
    command::ScanPhy::PDU,
    command::InitiatingPhy::PDU,
    command::CisParameters::PDU,
    command::CisOnAcl::PDU,
    event::Header::PDU,
    event::CompletedPackets::PDU,
    event::InquiryResponse::PDU,
    event::ReturnedLinkKey::PDU,
    event::InquiryResponseWithRssi::PDU,
    le_event::Report::PDU,
    le_event::DirectedReport::PDU,
    le_event::ExtendedReport::PDU,
    returns::StatusOnly::PDU,
    returns::VoiceSetting::PDU,
    returns::VendorCodec::PDU,
];

/// Every declaration of this protocol: headers, commands, events and return parameters, and the
/// structures within them. Some are there more than once, because several codes share them.
pub fn all_pdus() -> impl Iterator<Item = &'static Pdu> {
    PARTS
        .iter()
        .copied()
        .chain(Command::PDUS.iter().map(|&(_, pdu)| pdu))
        .chain(Event::PDUS.iter().map(|&(_, pdu)| pdu))
        .chain(LeEvent::PDUS.iter().map(|&(_, pdu)| pdu))
        .chain(Returns::PDUS.iter().map(|&(_, pdu)| pdu))
}
