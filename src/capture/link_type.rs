//! What to say of link types that are not read; [`Link`] has those that are.

use parsers::link::Link;

use super::{
    bytes::{Fields, Order},
    error::Reason,
    ethernet,
};

/// `Link::HciH4` with nothing known of the direction.
pub(super) const NO_DIRECTION: u32 = 1 << 31;

/// A link type that is not read, but worth naming.
struct Other {
    number: u32,
    name: &'static str,
    /// What the user can do instead.
    advice: &'static str,
}

const fn other(number: u32, name: &'static str, advice: &'static str) -> Other {
    Other { number, name, advice }
}

const USB: &str = "record HCI instead of USB (btmon -w, or the host's HCI log)";
const NETWORK: &str = "this is not a Bluetooth capture";
const ETHERNET: &str = "save the Bluetooth packets with their own link type (HCI H4 is 187 or 201)";
const ENERGY: &str = "if these are LE link layer packets, save them with link type 251 or 256";

static OTHERS: &[Other] = &[
    other(ETHERNET_NUMBER, "Ethernet", ETHERNET),
    other(101, "raw IP", NETWORK),
    other(105, "IEEE 802.11", NETWORK),
    other(113, "Linux cooked", NETWORK),
    other(127, "IEEE 802.11 with radiotap", NETWORK),
    other(186, "USB, FreeBSD", USB),
    other(189, "USB, Linux", USB),
    other(195, "IEEE 802.15.4 with FCS", NETWORK),
    other(220, "USB, Linux, with padding", USB),
    other(230, "IEEE 802.15.4 without FCS", NETWORK),
    other(249, "USBPcap", USB),
    other(252, "Wireshark upper PDU", "export the capture with its own link type"),
    other(
        255,
        "Bluetooth BR/EDR baseband",
        "the BR/EDR baseband is not supported; record HCI on one of the devices",
    ),
    other(266, "USB, macOS", USB),
    other(276, "Linux cooked, version 2", NETWORK),
    other(288, "USB 2.0", USB),
    other(293, "USB 2.0, low speed", USB),
    other(294, "USB 2.0, full speed", USB),
    other(295, "USB 2.0, high speed", USB),
];

const ETHERNET_NUMBER: u32 = 1;

/// Link types that everyone may use as he likes; Ubertooth used the first for LE.
const USER: std::ops::RangeInclusive<u32> = 147..=162;

fn find(number: u32) -> Option<&'static Other> {
    OTHERS.iter().find(|t| t.number == number)
}

/// What `meta` is for packets of a link, in formats that say nothing beside the bytes.
pub(super) fn plain_meta(link: Link) -> u32 {
    if link == Link::HciH4 { NO_DIRECTION } else { 0 }
}

fn name(number: u32) -> String {
    let known = Link::of_number(number).map(Link::name);
    match known.or_else(|| find(number).map(|other| other.name)) {
        Some(known) => known.to_owned(),
        None if USER.contains(&number) => format!("user-defined {}", number - USER.start()),
        None => match pcap_file::DataLink::from(number) {
            pcap_file::DataLink::Unknown(_) => "unknown".to_owned(),
            named => format!("{named:?}"),
        },
    }
}

/// Name and number, as reports print them.
pub(super) fn text(number: u32) -> String {
    format!("{} ({number})", name(number))
}

/// Why a link type is not read, given the first packet where there is one.
pub(super) fn refusal(number: u32, packet: Option<&[u8]>) -> Reason {
    let holds = match (number, packet) {
        (ETHERNET_NUMBER, Some(packet)) => ethernet::describe(packet),
        (_, Some(packet)) if Link::of_number(number) == Some(Link::Ppi) => {
            ppi_link_type(packet).map(|inner| format!("link type {}", named(inner)))
        }
        _ => None,
    };
    let advice = match find(number) {
        Some(other) => other.advice,
        None if Link::of_number(number).is_some() => {
            "only LE link layer packets (251 or user-defined) are supported inside it"
        }
        None if USER.contains(&number) => ENERGY,
        None => "record HCI, or LE with a sniffer that Wireshark knows",
    };
    Reason::LinkType { number, name: name(number), holds, advice }
}

fn named(number: u32) -> String {
    format!("{number} ({})", name(number))
}

/// The link type inside a PPI header (8 octets, little-endian; the last four say it).
fn ppi_link_type(packet: &[u8]) -> Option<u32> {
    let mut fields = Fields::new(packet, Order::Little);
    fields.u32()?;
    fields.u32()
}

/// Whether packets of a link are of a kind that is read, decided by one of them.
pub(super) fn fits(link: Link, packet: &[u8]) -> bool {
    match (link, ppi_link_type(packet)) {
        (Link::Ppi, Some(inner)) => inner == 251 || USER.contains(&inner),
        // A packet too short to say is left to the decoder.
        _ => true,
    }
}
