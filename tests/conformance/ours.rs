//! What btlint says of each frame.

use std::{collections::BTreeMap, ops::Range, path::Path};

use btlint::{
    capture::Capture,
    track::{Event, Observer, State, Tracker},
};
use parsers::{
    FieldInfo, Pdu, Sink, Value, View, dissect,
    frame::Buffer,
    hci::acl::Acl,
    link::{Kind as Packet, Link},
};

use crate::theirs::{self, Kind};

/// Values by the names of their fields, in the order of the frame.
pub(crate) type Fields = BTreeMap<&'static str, Vec<Told>>;

/// One frame as btlint has it.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) fields: Fields,
    /// What else it knows of the frame: `encrypted`, `incomplete` (an L2CAP PDU begins whose rest
    /// comes later), `fault` (the reading was stopped), `bad crc`, `log` (the controller's own).
    pub(crate) states: Vec<&'static str>,
}

/// A value, without the frame that it was borrowed from.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// Number, text or octets.
    pub(crate) value: Plain,
    /// Octets that the field takes in the frame.
    pub(crate) width: usize,
    /// It is true or false, whatever the octet.
    pub(crate) flag: bool,
    /// Octets of a number have the most significant first.
    pub(crate) big: bool,
    /// Where it stands, counted as tshark counts; unknown in what tshark takes from the record.
    pub(crate) at: Option<Range<usize>>,
    /// The name of a code.
    pub(crate) text: Option<&'static str>,
    /// What the number is worth, in microseconds.
    pub(crate) time: Option<f64>,
}

/// What a value comes down to.
#[derive(Debug, Clone)]
pub(crate) enum Plain {
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
pub(crate) fn names() -> Vec<&'static str> {
    let mut names: Vec<_> =
        parsers::all_pdus().flat_map(|pdu| pdu.fields).filter_map(|field| field.filter).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The fields of every frame.
///
/// # Errors
/// Why btlint does not read the file.
pub(crate) fn read(path: &Path) -> Result<BTreeMap<u64, Frame>, String> {
    let mut capture = Capture::open(path).map_err(|error| error.to_string())?;
    let mut tracker = Tracker::new();
    let mut frames = BTreeMap::new();
    while let Ok(Some(record)) = capture.next_record() {
        let seen = tracker.record(&record, &mut Nobody);
        let frame = dissect(record.link, record.meta, record.bytes, &seen.context);
        let stripped = stripped(record.link);
        let mut fields = Fields::default();
        for layer in &frame.layers {
            let before = if layer.part.buffer == Buffer::Packet { stripped } else { 0 };
            // A fault ends the layer; the fields before it are compared.
            let _ = layer.describe(&mut Collector { fields: &mut fields, before });
        }
        let packet = parsers::link::open(record.link, record.meta, record.bytes, None);
        let radio = packet.and_then(|packet| match packet.kind {
            Packet::Air(radio) => Some(radio),
            _ => None,
        });
        let log = packet.is_some_and(|packet| {
            packet.kind == Packet::Acl
                && Acl::parse(packet.part.bytes).is_ok_and(|acl| !acl.handle.is_connection())
        });
        let states = [
            ("log", log),
            ("encrypted", seen.context.encrypted),
            ("incomplete", seen.context.incomplete),
            ("fault", frame.stop.is_some()),
            ("bad crc", radio.is_some_and(|radio| radio.crc_ok == Some(false))),
        ];
        let states = states.into_iter().filter(|(_, there)| *there).map(|(name, _)| name);
        frames.insert(record.number, Frame { fields, states: states.collect() });
    }
    Ok(frames)
}

/// Octets before the packet that tshark takes from the record and does not count; less than none
/// where it counts an octet of the record.
fn stripped(link: Link) -> isize {
    match link {
        Link::HciH4Phdr | Link::LinuxMonitor => 4,
        Link::PacketLogger => -1,
        _ => 0,
    }
}

struct Nobody;

impl Observer for Nobody {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

struct Collector<'a> {
    fields: &'a mut Fields,
    before: isize,
}

impl Sink for Collector<'_> {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        let Some(name) = info.filter else { return };
        let mut text = None;
        let mut time = None;
        let plain = match value {
            Value::Signed(number) | Value::Quantity(number, _) => Plain::Number(i128::from(number)),
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
        match value {
            Value::Code(_, name) => text = name,
            Value::Quantity(raw, unit) if unit.special(raw).is_none() => {
                let scale = theirs::microseconds(unit.symbol);
                #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
                let raw = raw as f64;
                let (numerator, denominator) = (unit.numerator, unit.denominator);
                time = scale.map(|s| raw * f64::from(numerator) / f64::from(denominator) * s);
            }
            _ => {}
        }
        let width = at.len();
        let at = at.start.checked_add_signed(-self.before).map(|start| start..start + width);
        let flag = matches!(value, Value::Flag(_));
        let big = name.starts_with("btavrcp.");
        let told = Told { value: plain, width, flag, big, at, text, time };
        self.fields.entry(name).or_default().push(told);
    }
    fn enter(&mut self, _: &'static Pdu, _: usize) {}
    fn leave(&mut self, _: usize) {}
}

impl Told {
    /// The value as tshark's field of this kind has it.
    pub(crate) fn as_kind(&self, kind: Kind) -> String {
        match (kind, &self.value) {
            (Kind::Presence, _) => "present".to_owned(),
            (Kind::Flag, Plain::Number(number)) => i128::from(*number != 0).to_string(),
            (Kind::Number, Plain::Number(number)) => number.to_string(),
            (Kind::Number, Plain::Octets(octets)) if octets.len() <= 8 => {
                let fold = |sum: i128, &octet: &u8| sum << 8 | i128::from(octet);
                // AVRCP is the one protocol whose octets are numbers for tshark, most significant
                // first.
                let number = if self.big {
                    octets.iter().fold(0, fold)
                } else {
                    octets.iter().rev().fold(0, fold)
                };
                number.to_string()
            }
            (Kind::Octets, Plain::Number(number)) => {
                hex(number.to_le_bytes().get(..self.width).unwrap_or_default())
            }
            (Kind::Octets | Kind::Internet, Plain::Octets(octets) | Plain::Text(octets)) => {
                hex(octets)
            }
            (Kind::Address, Plain::Octets(octets)) => {
                octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(":")
            }
            (Kind::Octets, Plain::Address(octets)) => hex(octets),
            (_, Plain::Address(octets)) => octets.map(|octet| format!("{octet:02x}")).join(":"),
            (_, Plain::Text(octets) | Plain::Octets(octets)) => theirs::readable(octets),
            (_, Plain::Number(number)) => number.to_string(),
        }
    }
}

pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
