//! A captured packet, layer by layer, as far as it could be read.

use arrayvec::ArrayVec;

use crate::{
    error::{Fault, ParseError},
    field::Sink,
    pdu::{Pdu, View},
    protocol::{Mode, Protocol},
};

/// Most layers that one packet can have here.
pub const MAX_LAYERS: usize = 12;

/// Which bytes a layer's offsets count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Buffer {
    /// The packet as captured.
    #[default]
    Packet,
    /// The L2CAP PDU that was put together from this packet and earlier ones.
    Pdu,
    /// The SDU of an L2CAP channel, put together from the payloads of its frames.
    Sdu,
    /// The message of a protocol that has packets of its own: the first packet, its header
    /// included, then what the later ones add.
    Message,
}

impl Buffer {
    /// What can be put together from several packets, in the order in which that is done.
    pub const ASSEMBLED: [Self; 3] = [Self::Pdu, Self::Sdu, Self::Message];

    /// All of them: the packet, then what can be put together.
    pub const ALL: [Self; 4] = [Self::Packet, Self::Pdu, Self::Sdu, Self::Message];

    /// Its place in [`Self::ALL`].
    pub fn index(self) -> usize {
        match self {
            Self::Packet => 0,
            Self::Pdu => 1,
            Self::Sdu => 2,
            Self::Message => 3,
        }
    }

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Packet => "packet",
            Self::Pdu => "pdu",
            Self::Sdu => "sdu",
            Self::Message => "message",
        }
    }
}

/// Some bytes and where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Offset of the first of them in the buffer.
    pub offset: usize,
    /// The buffer that the offset counts in.
    pub buffer: Buffer,
}

impl<'a> Part<'a> {
    /// The whole of a packet.
    pub fn packet(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0, buffer: Buffer::Packet }
    }

    /// The whole of what was put together.
    pub fn assembled(bytes: &'a [u8], buffer: Buffer) -> Self {
        Self { bytes, offset: 0, buffer }
    }

    /// `payload`, which ends where this part ends.
    #[must_use]
    pub fn suffix(self, payload: &'a [u8]) -> Self {
        let skipped = self.bytes.len().saturating_sub(payload.len());
        Self { bytes: payload, offset: self.offset + skipped, ..self }
    }

    /// At most the first `count` octets.
    #[must_use]
    pub fn limit(self, count: usize) -> Self {
        Self { bytes: self.bytes.get(..count).unwrap_or(self.bytes), ..self }
    }
}

/// One layer of a packet: a declaration and the bytes it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer<'a> {
    /// The declaration.
    pub pdu: &'static Pdu,
    /// The bytes that the layer was read from, its payload included.
    pub part: Part<'a>,
}

impl Layer<'_> {
    /// Passes every field that can be read to `sink`.
    ///
    /// # Errors
    /// The first field that could not be read.
    pub fn describe(&self, sink: &mut dyn Sink) -> Result<usize, ParseError> {
        (self.pdu.describe)(self.part.bytes, self.part.offset, sink)
    }
}

/// The layers that were read, outermost first, and what stopped the reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame<'a> {
    /// The layers; the last one is incomplete when `stop` is set.
    pub layers: ArrayVec<Layer<'a>, MAX_LAYERS>,
    /// The first fault; its offset counts in the buffer of the last layer.
    pub stop: Option<ParseError>,
}

impl<'a> Frame<'a> {
    /// Reads a view from `part` as the next layer. A part that cannot be read is a layer too, so
    /// that the fields before the fault are shown.
    pub fn layer<V: View<'a>>(&mut self, part: Part<'a>) -> Option<V> {
        if self.stop.is_some() || self.layers.try_push(Layer { pdu: V::PDU, part }).is_err() {
            return None;
        }
        V::parse(part.bytes).map_err(|error| self.stop_at(part, error)).ok()
    }

    /// Adds a layer whose declaration is picked at run time.
    pub fn layer_of(&mut self, pdu: &'static Pdu, part: Part<'a>) {
        struct Ignore;
        impl Sink for Ignore {
            fn field(
                &mut self,
                _: &'static crate::FieldInfo,
                _: core::ops::Range<usize>,
                _: crate::Value<'_>,
            ) {
            }
            fn enter(&mut self, _: &'static Pdu, _: usize) {}
            fn leave(&mut self, _: usize) {}
        }
        if self.stop.is_some() || self.layers.try_push(Layer { pdu, part }).is_err() {
            return;
        }
        if let Err(error) = (pdu.describe)(part.bytes, 0, &mut Ignore) {
            self.stop_at(part, error);
        }
    }

    /// Reading ends here because a length field and the bytes disagree.
    pub fn fault(&mut self, pdu: &'static Pdu, part: Part<'a>, fault: Fault) {
        if self.stop.is_none() {
            self.stop = Some(ParseError { layer: pdu.title, fault, offset: part.offset });
        }
    }

    /// Reading ends here; the offset counts from the start of `part`.
    pub(crate) fn stop_at(&mut self, part: Part<'a>, error: ParseError) {
        self.stop = Some(ParseError { offset: error.offset + part.offset, ..error });
    }
}

/// What a packet cannot say of itself, because it was said in earlier packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Context<'a> {
    /// The L2CAP PDU that this packet completes, when it took several packets. Starts with the
    /// L2CAP header.
    pub pdu: Option<&'a [u8]>,
    /// The SDU that this packet completes, when it took several K-frames or I-frames.
    pub sdu: Option<&'a [u8]>,
    /// The message of the upper layer that this packet completes, when it took several PDUs: of
    /// AVDTP and AVCTP the start packet and what followed, of SDP the attribute lists.
    pub message: Option<&'a [u8]>,
    /// The packet starts an L2CAP PDU whose rest comes in later packets.
    pub incomplete: bool,
    /// How the packet's L2CAP channel carries it.
    pub mode: Mode,
    /// What runs on the packet's L2CAP channel.
    pub protocol: Protocol,
    /// The link layer payload is encrypted and no key is known.
    pub encrypted: bool,
    /// The type of the attribute whose value an ATT PDU holds, where it matters: of a Read By Type
    /// Response the one that was asked for, else the characteristic's.
    pub attribute: Option<crate::Uuid16>,
}

impl<'a> Context<'a> {
    /// What this packet completes: the octets that offsets of the buffer count in. None when it
    /// completes nothing, and for the packet itself.
    pub fn assembled(&self, buffer: Buffer) -> Option<&'a [u8]> {
        match buffer {
            Buffer::Packet => None,
            Buffer::Pdu => self.pdu,
            Buffer::Sdu => self.sdu,
            Buffer::Message => self.message,
        }
    }

    /// The octets that offsets of each of [`Buffer::ALL`] count in; none of what this packet, whose
    /// octets are `bytes`, does not complete.
    pub fn buffers(&self, bytes: &'a [u8]) -> [&'a [u8]; 4] {
        Buffer::ALL.map(|buffer| match buffer {
            Buffer::Packet => bytes,
            assembled => self.assembled(assembled).unwrap_or_default(),
        })
    }
}
