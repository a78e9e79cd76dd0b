//! Every declaration, in the order of the layers.

use crate::{
    hci, l2cap, link, ll, monitor,
    pdu::Pdu,
    protocol::above_l2cap,
    radio::{nordic, phdr, ppi},
    rtp,
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
    rtp::PDUS,
    rtp::sbc::PDUS,
];

macro_rules! lists {
    ($($protocol:ident $name:literal = $module:ident [$($cid:ident)*] [$($psm:ident)*];)+) => {
        /// Those of the protocols above L2CAP.
        const ABOVE: &[&[&[&Pdu]]] = &[$( crate::$module::LISTS ),+];
    };
}
above_l2cap!(lists);

/// Every declaration there is: what a dissected packet can have as a layer or as a group of fields,
/// and so what filters, comparisons and tests of all of them go by. One of HCI can come more than
/// once, because several codes share it.
pub fn all_pdus() -> impl Iterator<Item = &'static Pdu> {
    let above = ABOVE.iter().copied().flatten();
    LISTS.iter().chain(above).chain(hci::LISTS).flat_map(|list| list.iter().copied())
}
