//! What btlint tells of each frame.

use std::{collections::BTreeMap, ops::Range, path::Path};

use btlint::{
    capture::Capture,
    track::{Event, Observer, State, Tracker},
};
use parsers::{FieldInfo, Pdu, Sink, Value, frame::dissect};

use crate::theirs::Kind;

/// Values by the names of their fields, in the order of the frame.
pub type Fields = BTreeMap<&'static str, Vec<Told>>;

/// A value, without the frame that it was borrowed from.
#[derive(Debug, Clone)]
pub struct Told {
    /// Number, text or octets.
    pub value: Plain,
    /// Octets that the field takes in the frame.
    pub width: usize,
}

/// What a value comes down to.
#[derive(Debug, Clone)]
pub enum Plain {
    /// A number, a code or a flag.
    Number(i128),
    /// Octets in the order of the capture.
    Octets(Vec<u8>),
    /// A device address, most significant octet first.
    Address([u8; 6]),
    /// Text as it is in the frame.
    Text(Vec<u8>),
}

/// Every name that the declaration of a protocol data unit gives.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> =
        pdus().flat_map(|pdu| pdu.fields).filter_map(|field| field.filter).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn pdus() -> impl Iterator<Item = &'static Pdu> {
    parsers::link::all_pdus()
        .chain(parsers::radio::all_pdus())
        .chain(parsers::ll::all_pdus())
        .chain(parsers::hci::all_pdus())
        .chain(parsers::l2cap::all_pdus())
        .chain(parsers::sdp::all_pdus())
        .chain(parsers::avdtp::all_pdus())
        .chain(parsers::rtp::all_pdus())
        .chain(parsers::avctp::all_pdus())
        .chain(parsers::rfcomm::all_pdus())
        .chain(parsers::smp::all_pdus())
        .chain(parsers::att::all_pdus())
}

/// The fields of every frame. Nothing when the file is not a capture that btlint reads.
pub fn read(path: &Path) -> Option<BTreeMap<u64, Fields>> {
    let mut capture = Capture::open(path).ok()?;
    let mut tracker = Tracker::new();
    let mut frames = BTreeMap::new();
    while let Ok(Some(record)) = capture.next_record() {
        let seen = tracker.record(&record, &mut Nobody);
        let frame = dissect(record.link, record.meta, record.bytes, &seen.context);
        let mut collector = Collector::default();
        for layer in &frame.layers {
            // A fault ends the layer; what was told before it is compared.
            let _ = layer.describe(&mut collector);
        }
        frames.insert(record.number, collector.0);
    }
    Some(frames)
}

struct Nobody;

impl Observer for Nobody {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

#[derive(Default)]
struct Collector(Fields);

impl Sink for Collector {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        let Some(name) = info.filter else { return };
        let value = match value {
            Value::Signed(number) => Plain::Number(i128::from(number)),
            Value::Address(octets) => Plain::Address(octets),
            Value::Bytes(octets) => Plain::Octets(octets.to_vec()),
            Value::Secret(secret) => Plain::Octets(secret.0.to_vec()),
            Value::Text(octets) => Plain::Text(octets.to_vec()),
            Value::Uuid(uuid) => match uuid.short() {
                Some(short) => Plain::Number(i128::from(short)),
                None => Plain::Octets(uuid.0.to_be_bytes().to_vec()),
            },
            number => match number.number() {
                Some(number) => Plain::Number(i128::from(number)),
                None => return,
            },
        };
        self.0.entry(name).or_default().push(Told { value, width: at.len() });
    }
    fn enter(&mut self, _: &'static str, _: usize) {}
    fn leave(&mut self, _: usize) {}
}

impl Told {
    /// The value as tshark's field of this kind has it.
    pub fn as_kind(&self, kind: Kind) -> String {
        match (kind, &self.value) {
            (Kind::Presence, _) => "present".to_owned(),
            (Kind::Flag, Plain::Number(number)) => i128::from(*number != 0).to_string(),
            (Kind::Number, Plain::Number(number)) => number.to_string(),
            (Kind::Number, Plain::Octets(octets)) if octets.len() <= 8 => {
                let number = octets.iter().rev().fold(0, |sum, &o| (sum << 8) | i128::from(o));
                number.to_string()
            }
            (Kind::Octets, Plain::Number(number)) => {
                hex(number.to_le_bytes().get(..self.width).unwrap_or_default())
            }
            (Kind::Octets, Plain::Octets(octets) | Plain::Text(octets)) => hex(octets),
            (Kind::Octets, Plain::Address(octets)) => hex(octets),
            (_, Plain::Address(octets)) => {
                octets.map(|octet| format!("{octet:02x}")).join(":")
            }
            (_, Plain::Text(octets) | Plain::Octets(octets)) => {
                String::from_utf8_lossy(octets).into_owned()
            }
            (_, Plain::Number(number)) => number.to_string(),
        }
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
