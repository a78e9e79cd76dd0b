//! One record, written into zeros: what declarations allow, and pseudonyms.

use std::ops::Range;

use parsers::{
    Exposure, FieldInfo, Kind, Pdu, Sink, Uuid, Value, View,
    frame::{Frame, Layer},
    rtp::sbc::SbcFrame,
};

use super::{Reveal, pseudonyms::Pseudonyms};

/// What is written of one buffer: octets where it may, zero elsewhere.
pub(super) struct Written {
    pub(super) octets: Vec<u8>,
    /// Which octets a field has written.
    pub(super) set: Vec<bool>,
}

impl Written {
    pub(super) fn zeros(length: usize) -> Self {
        Self { octets: vec![0; length], set: vec![false; length] }
    }

    /// Copies octets that are public wherever they stand.
    pub(super) fn keep(&mut self, at: Range<usize>, source: &[u8]) {
        if let Some(octets) = source.get(at.clone()) {
            self.write(at, octets);
        }
    }

    /// Copies some bits of an octet, from `low` to the one below `high`.
    fn write_bits(&mut self, at: usize, source: &[u8], low: u32, high: u32) {
        let mask = u8::MAX.checked_shr(8_u32.saturating_sub(high.saturating_sub(low))).unwrap_or(0);
        let mask = mask.checked_shl(low).unwrap_or(0);
        if let (Some(to), Some(set), Some(from)) =
            (self.octets.get_mut(at), self.set.get_mut(at), source.get(at))
        {
            *to |= from & mask;
            *set = true;
        }
    }

    fn write(&mut self, at: Range<usize>, octets: &[u8]) {
        let length = octets.len();
        if let (Some(to), Some(set)) = (self.octets.get_mut(at.clone()), self.set.get_mut(at))
            && to.len() == length
        {
            to.copy_from_slice(octets);
            set.fill(true);
        }
    }
}

/// How a frame is written.
pub(super) struct How<'a> {
    pub(super) names: &'a mut Pseudonyms,
    pub(super) reveal: Reveal,
    /// Nothing is written for what is not public.
    pub(super) only_public: bool,
}

/// Writes what may be shown of a frame. `sources` and `out` are the buffers of [`parsers::frame::Buffer::ALL`].
pub(super) fn write(
    frame: &Frame<'_>,
    sources: [&[u8]; 4],
    out: &mut [Written; 4],
    how: &mut How<'_>,
) {
    let last = frame.layers.len().saturating_sub(1);
    for (index, layer) in frame.layers.iter().enumerate() {
        let place = layer.part.buffer.index();
        let (source, out) = (sources[place], &mut out[place]);
        let fields = Fields::of(layer);
        if index == last && frame.stop.is_some() {
            faulty(layer, &fields, source, out, how);
        } else {
            some(&fields, source, out, how, |_| true);
        }
    }
}

/// Behind a fault nothing is where it seems to be, and before it a length may have been wrong: what
/// is written is what stands before the first private field, and no more than it takes for the fault
/// to be the same.
fn faulty(layer: &Layer<'_>, fields: &Fields, source: &[u8], out: &mut Written, how: &mut How<'_>) {
    let fault = layer.describe(&mut Fields::default());
    if fault.is_ok() {
        // What follows the layer is not as long as its length says.
        return some(fields, source, out, how, |_| true);
    }
    let is_private = |field: &Told| field.info.exposure != Exposure::Keep && !field.info.form;
    let private = fields.all.iter().position(is_private);
    let before = private.unwrap_or(fields.all.len());
    let end = layer.part.offset + layer.part.bytes.len();
    for step in 0..3 {
        some(fields, source, out, how, |(index, field)| match step {
            0 => index < before,
            1 => field.info.exposure == Exposure::Keep && field.info.form,
            _ => field.info.exposure == Exposure::Keep,
        });
        let Some(bytes) = out.octets.get(layer.part.offset..end) else { return };
        let is = (layer.pdu.describe)(bytes, layer.part.offset, &mut Fields::default());
        if is == fault {
            return;
        }
    }
}

/// Writes what may be shown of some fields of a layer.
fn some(
    fields: &Fields,
    source: &[u8],
    out: &mut Written,
    how: &mut How<'_>,
    picked: impl Fn((usize, &Told)) -> bool,
) {
    let all = &fields.all;
    // The x of a public key decides its y too.
    let mut point: Option<Option<&'static [u8; 64]>> = None;
    for (index, field) in all.iter().enumerate().filter(|&field| picked(field)) {
        if let Some((low, high)) = field.info.bits {
            if field.at.len() == 1 && field.info.exposure == Exposure::Keep {
                out.write_bits(field.at.start, source, low, high);
            }
            if field.at.len() == 1 || !whole_unit(all, index) {
                continue;
            }
        }
        if how.only_public && field.info.exposure != Exposure::Keep {
            continue;
        }
        let Some(octets) = source.get(field.at.clone()) else { continue };
        if field.info.exposure == Exposure::PublicKey {
            let (both, is_x) = match point.take() {
                None => (how.names.point(octets), true),
                Some(both) => (both, false),
            };
            if is_x {
                point = Some(both);
            }
            let half = both.map(|both| if is_x { &both[..32] } else { &both[32..] });
            // Only the debug key has no other: it is published.
            out.write(field.at.clone(), half.unwrap_or(octets));
            continue;
        }
        if field.group == Some(SbcFrame::PDU) && field.info.exposure == Exposure::Checksum {
            // The header stands before it. What it covers is silence now, and right.
            let header = field.at.start.checked_sub(3).and_then(|start| source.get(start..));
            if let Some(Ok(frame)) = header.map(SbcFrame::parse) {
                out.write(field.at.clone(), &[frame.check(&[])]);
            }
            continue;
        }
        field.write(octets, out, how);
    }
}

/// Bits of several octets are written with the whole unit that they are in, so all of it must be
/// public, or reserved.
fn whole_unit(all: &[Told], index: usize) -> bool {
    let Some(field) = all.get(index) else { return false };
    let unit = |other: &&Told| other.info.bits.is_some() && other.at == field.at;
    all.iter().filter(unit).all(|other| other.info.exposure == Exposure::Keep || other.info.form)
}

struct Told {
    info: &'static FieldInfo,
    /// The structure that it is in, within the layer.
    group: Option<&'static Pdu>,
    at: Range<usize>,
    /// Octets of a text that ends before the field does, and the address as it is printed.
    text: usize,
    address: Option<parsers::Address>,
    uuid: Option<u128>,
}

#[derive(Default)]
struct Fields {
    all: Vec<Told>,
    open: Vec<&'static Pdu>,
}

impl Fields {
    /// What could be read before a fault is described all the same.
    fn of(layer: &Layer<'_>) -> Self {
        let mut fields = Self::default();
        let _ = layer.describe(&mut fields);
        fields
    }
}

impl Sink for Fields {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        let text = if let Value::Text(text) = value { text.len() } else { 0 };
        let address = match value {
            Value::Address(octets) => Some(parsers::Address(octets)),
            _ => None,
        };
        let uuid = match value {
            Value::Uuid(uuid) => Some(uuid.0),
            Value::Code(short, _) | Value::Hex(short) => {
                u32::try_from(short).ok().map(|short| Uuid::from_short(short).0)
            }
            _ => None,
        };
        let group = self.open.last().copied();
        self.all.push(Told { info, group, at, text, address, uuid });
    }

    fn enter(&mut self, pdu: &'static Pdu, _: usize) {
        self.open.push(pdu);
    }

    fn leave(&mut self, _: usize) {
        self.open.pop();
    }
}

impl Told {
    fn write(&self, octets: &[u8], out: &mut Written, how: &mut How<'_>) {
        let (names, reveal) = (&mut *how.names, how.reveal);
        let mut other = vec![0; octets.len()];
        match self.info.exposure {
            Exposure::Keep => other.copy_from_slice(octets),
            Exposure::Blank | Exposure::Checksum => return,
            Exposure::Address if reveal.addresses => other.copy_from_slice(octets),
            Exposure::Address => {
                let Some(address) = self.address else { return };
                let pseudonym = names.address(address).0;
                let mut reversed = pseudonym;
                reversed.reverse();
                // An address stands in either order; one that reads the same both ways, in any.
                let printed = octets == address.0;
                other.copy_from_slice(if printed { &pseudonym } else { &reversed });
            }
            Exposure::Text => {
                // Behind the end of a name there may be the rest of another one.
                let length = if self.info.kind == Kind::Text { self.text } else { octets.len() };
                let (Some(text), Some(to)) = (octets.get(..length), other.get_mut(..length)) else {
                    return;
                };
                match reveal.names {
                    true => to.copy_from_slice(text),
                    false => names.text("name", text, to),
                }
            }
            Exposure::PublicKey => return,
            Exposure::Lines => parsers::rfcomm::public::write(octets, &mut other),
            Exposure::Words => parsers::monitor::public::write(octets, &mut other),
            Exposure::Key | Exposure::Confirm => {
                names.secret(octets, &mut other);
            }
            Exposure::Digits if self.info.kind == Kind::Octets => names.digits(octets, &mut other),
            Exposure::Digits => {
                let number = octets.iter().rev().fold(0, |n, &octet| n << 8 | u64::from(octet));
                let number = names.number(number).to_le_bytes();
                other.iter_mut().zip(number).for_each(|(to, octet)| *to = octet);
            }
            Exposure::Uuid => match self.uuid {
                None => return,
                Some(uuid) if Uuid(uuid).is_public() => other.copy_from_slice(octets),
                Some(uuid) if octets.len() < 16 => names.short(uuid, &mut other),
                Some(uuid) => {
                    let (big, little) = (uuid.to_be_bytes(), uuid.to_le_bytes());
                    let pseudonym = names.uuid(uuid);
                    if octets == big {
                        other.copy_from_slice(&pseudonym.to_be_bytes());
                    } else if octets == little {
                        other.copy_from_slice(&pseudonym.to_le_bytes());
                    }
                }
            },
        }
        out.write(self.at.clone(), &other);
    }
}
