//! Every declaration, in the order of the layers.

use crate::{
    att, avctp, avdtp, bnep, hci, hid, l2cap, link, ll, monitor,
    pdu::Pdu,
    radio::{nordic, phdr, ppi},
    rfcomm, rtp, sdp, smp,
};

/// The lists that [`pdu!`](crate::pdu!) makes; one that is not used is a warning.
const LISTS: &[&[&Pdu]] = &[
    link::PDUS,
    monitor::PDUS,
    nordic::PDUS,
    phdr::PDUS,
    ppi::PDUS,
    ll::PDUS,
    ll::advertising::PDUS,
    ll::extended::HEADERS,
    ll::extended::PDUS,
    ll::ad::ELEMENTS,
    ll::ad::PDUS,
    ll::data::PDUS,
    ll::control::PDUS,
    ll::control::connection::PDUS,
    ll::control::radio::PDUS,
    ll::control::security::PDUS,
    ll::control::isochronous::PDUS,
    l2cap::PDUS,
    l2cap::mode::PDUS,
    l2cap::signalling::PDUS,
    l2cap::option::PDUS,
    att::PDUS,
    att::LIST_PDUS,
    smp::PDUS,
    sdp::PDUS,
    sdp::element::PDUS,
    sdp::element::ELEMENTS,
    rfcomm::PDUS,
    rfcomm::multiplexer::PDUS,
    rfcomm::at::PDUS,
    avctp::PDUS,
    avctp::avrcp::PDUS,
    avctp::avrcp::attribute::PDUS,
    avdtp::PDUS,
    avdtp::message::PDUS,
    avdtp::capability::PDUS,
    avdtp::codec::PDUS,
    avdtp::codec::vendor::PDUS,
    hid::PDUS,
    bnep::PDUS,
    bnep::network::PDUS,
    rtp::PDUS,
    rtp::sbc::PDUS,
];

/// Every declaration there is: what a dissected packet can have as a layer or as a group of fields,
/// and so what filters, comparisons and tests of all of them go by. One of HCI can come more than
/// once, because several codes share it.
pub fn all_pdus() -> impl Iterator<Item = &'static Pdu> {
    LISTS.iter().chain(hci::LISTS).flat_map(|list| list.iter().copied())
}
