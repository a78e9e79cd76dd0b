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

/// A title as a name: `AVDTP start packet` is `avdtp_start_packet`.
pub(super) fn slug(title: &str) -> String {
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

/// Every name that means something.
static KNOWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut known: BTreeSet<String> = PROPERTIES.iter().map(|(name, _)| (*name).to_owned()).collect();
    for pdu in pdus() {
        let slug = slug(pdu.title);
        let protocols: BTreeSet<&str> =
            pdu.fields.iter().filter_map(|field| field.filter.map(protocol)).collect();
        for field in pdu.fields {
            known.extend(field.filter.map(str::to_owned));
            known.insert(format!("{slug}.{}", field.name));
            known.extend(protocols.iter().map(|protocol| format!("{protocol}.{}", field.name)));
        }
        known.extend(protocols.into_iter().map(str::to_owned));
        known.insert(slug);
    }
    known
});

pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(name)
}

/// The name that may have been meant.
pub(super) fn suggestion(name: &str) -> Option<&'static str> {
    // With the right protocol, only the field can be wrong.
    let same = KNOWN.iter().map(String::as_str).filter(|other| protocol(other) == protocol(name));
    crate::text::nearest(name, same)
        .or_else(|| crate::text::nearest(name, KNOWN.iter().map(String::as_str)))
}
