//! The names that an expression may use.

use std::{collections::BTreeSet, sync::LazyLock};

use parsers::{Pdu, link::Direction};

use super::literal::Operand;
use crate::show::frame::Shown;

/// A property of the frame itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Number,
    TimeRelative,
    Length,
    Captured,
    Link,
    Adapter,
    Direction,
    Malformed,
}

/// The properties and their names.
const PROPERTIES: &[(&str, Property)] = &[
    ("frame.number", Property::Number),
    ("frame.time_relative", Property::TimeRelative),
    ("frame.len", Property::Length),
    ("frame.cap_len", Property::Captured),
    ("frame.link", Property::Link),
    ("hci_mon.adapter_id", Property::Adapter),
    ("hci_h4.direction", Property::Direction),
    ("_ws.malformed", Property::Malformed),
];

impl Property {
    pub(super) fn named(name: &str) -> Option<Self> {
        PROPERTIES.iter().find(|(own, _)| *own == name).map(|(_, property)| *property)
    }

    /// What the frame has of it.
    pub(super) fn of(self, shown: &Shown<'_>) -> Option<Operand<'static>> {
        let integer = |value: u64| Some(Operand::Integer(i128::from(value)));
        match self {
            Self::Number => integer(shown.record.number),
            Self::TimeRelative => Some(Operand::Decimal(shown.since_start as f64 / 1e9)),
            Self::Length => integer(u64::from(shown.record.original_len)),
            Self::Captured => integer(shown.record.bytes.len() as u64),
            Self::Link => integer(u64::from(shown.link?.0)),
            Self::Adapter => integer(u64::from(shown.adapter()?)),
            Self::Direction => match shown.packet?.direction {
                Direction::Sent => integer(0),
                Direction::Received => integer(1),
                Direction::Unknown => None,
            },
            Self::Malformed => Some(Operand::Flag(shown.frame.stop.is_some())),
        }
    }
}

/// The protocol of a filter name: what stands before the first dot.
pub(super) fn protocol(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// A title as the name of a protocol in filters: `AVDTP start packet` is `avdtp_start_packet`.
pub fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if slug.ends_with('_') || slug.is_empty() => {}
            _ => slug.push('_'),
        }
    }
    slug.trim_end_matches('_').to_owned()
}

/// All declarations.
fn pdus() -> impl Iterator<Item = &'static Pdu> {
    use parsers::{View, att, avctp, avdtp, hci, l2cap, link, ll, radio, rfcomm, rtp, sdp, smp};
    [link::H4::PDU, link::LinuxMonitorHeader::PDU, link::H4Phdr::PDU]
        .into_iter()
        .chain(hci::all_pdus())
        .chain(l2cap::all_pdus())
        .chain(att::all_pdus())
        .chain(smp::all_pdus())
        .chain(sdp::all_pdus())
        .chain(rfcomm::all_pdus())
        .chain(avctp::all_pdus())
        .chain(avdtp::all_pdus())
        .chain(rtp::all_pdus())
        .chain(ll::all_pdus())
        .chain(radio::all_pdus())
}

/// Wireshark's names of fields that are described by hand, so that no declaration lists them.
const BY_HAND: &[&str] = &[
    "btatt.length",
    "btatt.sign_counter",
    "btatt.signature",
    "btatt.uuid128",
    "btatt.uuid_format",
    "btcommon.eir_ad.entry.data",
    "btcommon.eir_ad.entry.device_name",
    "btcommon.eir_ad.entry.length",
    "btcommon.eir_ad.entry.type",
    "btle.advertising_address",
    "btle.extended_advertising_header.acad",
    "btle.extended_advertising_header.cte_info",
    "btle.extended_advertising_header.flags",
    "btle.extended_advertising_header.length",
    "btle.extended_advertising_header.mode",
    "btle.extended_advertising_header.tx_power",
    "btle.target_address",
    "btsdp.attribute_list_byte_count",
    "btsdp.continuation_state.length",
    "btsdp.data_element.value",
    "btsdp.ssr.current_count",
];

/// Our own names of such fields.
const OWN_BY_HAND: &[&str] = &[
    "acad",
    "aux_pointer",
    "byte_count",
    "content",
    "count",
    "cte_info",
    "current_count",
    "data_info",
    "format",
    "length",
    "mode",
    "padding",
    "sign_counter",
    "signature",
    "sync_info",
    "target",
    "tx_power",
    "uuid",
    "value",
];

/// Titles of such groups of fields.
const TITLES_BY_HAND: &[&str] = &["AD structure", "Extended header", "Data element"];

/// The names that mean something.
struct Known {
    /// Whole names: Wireshark's, and ours of the layer that declares the field.
    whole: BTreeSet<String>,
    /// What may stand before the dot, or alone.
    protocols: BTreeSet<String>,
    /// What may stand behind it.
    fields: BTreeSet<&'static str>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let properties = PROPERTIES.iter().map(|(name, _)| *name);
    let mut whole: BTreeSet<String> =
        properties.chain(BY_HAND.iter().copied()).map(str::to_owned).collect();
    let elements = parsers::sdp::ElementType::KNOWN.iter().map(|(_, title)| *title);
    let mut protocols: BTreeSet<String> =
        TITLES_BY_HAND.iter().copied().chain(elements).map(slug).collect();
    let mut fields: BTreeSet<&'static str> = OWN_BY_HAND.iter().copied().collect();
    for pdu in pdus() {
        let slug = slug(pdu.title);
        for field in pdu.fields {
            whole.insert(format!("{slug}.{}", field.name));
            whole.extend(field.filter.map(str::to_owned));
            protocols.extend(field.filter.map(|name| protocol(name).to_owned()));
            fields.insert(field.name);
        }
        protocols.insert(slug);
    }
    Known { whole, protocols, fields }
});

/// Whether a field or a protocol may be called so. Structures within structures have the fields of
/// both, so any layer may have any field.
pub(super) fn is_known(name: &str) -> bool {
    let known = &*KNOWN;
    let parts = || name.rsplit_once('.');
    known.whole.contains(name)
        || known.protocols.contains(name)
        || parts().is_some_and(|(protocol, field)| {
            known.protocols.contains(protocol) && known.fields.contains(field)
        })
}

/// The name that may have been meant.
pub(super) fn suggestion(name: &str) -> Option<&'static str> {
    // With the right protocol, only the field can be wrong.
    let all = || KNOWN.whole.iter().chain(&KNOWN.protocols).map(String::as_str);
    let same = all().filter(|other| protocol(other) == protocol(name));
    crate::text::nearest(name, same).or_else(|| crate::text::nearest(name, all()))
}
