//! RFCOMM 1.2 on 3GPP TS 07.10: frames, multiplexer commands, and the AT lines of the Hands-Free
//! Profile.

pub mod at;
mod fcs;
pub mod multiplexer;
pub mod public;

pub use fcs::{fcs, fcs_is_right};

use crate::{
    Exposure, Fault, Field, FromBits, Kind, Reader, Value, View,
    frame::{Context, Frame, Part},
    pdu,
};

/// Type of a frame: the control octet without its poll/final bit (TS 07.10, 5.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameType(pub u8);

#[allow(missing_docs)]
impl FrameType {
    pub const SABM: Self = Self(0x2f);
    pub const UA: Self = Self(0x63);
    pub const DM: Self = Self(0x0f);
    pub const DISC: Self = Self(0x43);
    pub const UIH: Self = Self(0xef);

    const CODES: &'static [(u64, &'static str)] = &[
        (0x2f, "Set Asynchronous Balanced Mode (SABM)"),
        (0x63, "Unnumbered Acknowledgement (UA)"),
        (0x0f, "Disconnected Mode (DM)"),
        (0x43, "Disconnect (DISC)"),
        (0xef, "Unnumbered Information with Header check (UIH)"),
    ];

    /// The name in the specification, if the type is known.
    pub fn name(self) -> Option<&'static str> {
        let own = |(code, _): &&(u64, _)| *code == u64::from(self.0);
        Self::CODES.iter().find(own).map(|(_, name)| *name)
    }
}

impl FromBits for FrameType {
    const BITS: u32 = 8;

    fn from_bits(bits: u64) -> Self {
        Self(u8::from_bits(bits) & 0xef)
    }
}

impl<'a> Field<'a> for FrameType {
    const KIND: Kind = Kind::Code(Self::CODES);
    const OCTETS: Option<usize> = Some(1);
    const EXPOSURE: Exposure = Exposure::Keep;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.little(1).map(Self::from_bits)
    }
    fn value(&self) -> Value<'a> {
        Value::Code(u64::from(self.0), self.name())
    }
}

/// A length of one octet or, when its lowest bit is 0, of two (TS 07.10, 5.2.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Length(pub u16);

impl<'a> Field<'a> for Length {
    const KIND: Kind = Kind::Unsigned;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = Exposure::Keep;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let low = u8::read(reader)?;
        let high = if low & 1 == 1 { 0 } else { u8::read(reader)? };
        Ok(Self(u16::from(high) << 7 | u16::from(low >> 1)))
    }
    fn value(&self) -> Value<'a> {
        Value::Unsigned(u64::from(self.0))
    }
}

/// All declarations of this protocol.
pub(crate) const LISTS: &[&[&crate::Pdu]] = &[PDUS, multiplexer::PDUS, at::PDUS];

pdu! {
    in PDUS;

    /// A frame with its header.
    pub struct Header<'a> ("RFCOMM", "TS 07.10, 5.2.1") {
        @u8 extension: bool [0..1] = "btrfcomm.ea",
        /// With the direction of the frame, says command or response.
        command_response: bool [1..2] = "btrfcomm.cr",
        /// 0 is the multiplexer's own; else a server channel and a direction.
        dlci: u8 [2..8] as Keep = "btrfcomm.dlci",
        @u8 frame_type: FrameType [0..8] = "btrfcomm.frame_type",
        /// Poll or final; in UIH frames a credit octet follows the length.
        poll_final: bool [4..5] = "btrfcomm.pf",
        /// Octets of information, without the credit octet.
        length: Length as Form = "btrfcomm.len",
        rest: &'a [u8],
    }

    /// Leave to send more frames.
    pub struct Credits ("RFCOMM credits", "RFCOMM 1.2, 6.5.2", Part) {
        credits: u8 as Keep = "btrfcomm.credits",
    }

    /// What a UIH frame of a server channel carries.
    pub struct Information<'a> ("RFCOMM data", "TS 07.10, 5.2.1.5", Part) {
        data: &'a [u8],
    }

    /// The frame check sequence.
    pub struct Check ("RFCOMM FCS", "TS 07.10, 5.2.1.6", Aside) {
        fcs: crate::Hex8 as Keep = "btrfcomm.fcs",
    }
}

/// A frame, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RfcommFrame<'a> {
    /// The header.
    pub header: Header<'a>,
    /// Credits, where the frame has the octet.
    pub credits: Option<u8>,
    /// The information.
    pub information: &'a [u8],
    /// The frame check sequence is right.
    pub fcs_is_right: bool,
}

impl Header<'_> {
    /// The server channel, 1 to 30; 0 is the multiplexer.
    pub fn channel(&self) -> u8 {
        self.dlci >> 1
    }

    /// An octet of credits stands before the information, if the channel has credit based flow
    /// control, as nearly all have.
    pub fn has_credits(&self) -> bool {
        self.frame_type == FrameType::UIH && self.poll_final && self.dlci != 0
    }
}

impl<'a> RfcommFrame<'a> {
    /// Takes a frame apart.
    ///
    /// # Errors
    /// The first field that could not be read, or a length that disagrees with the bytes.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, crate::ParseError> {
        let header = Header::parse(bytes)?;
        let offset = bytes.len() - header.rest.len();
        let fail = |fault| crate::ParseError { layer: Header::PDU.title, fault, offset };
        let mut reader = Reader::new(header.rest, offset);
        let credits = header.has_credits().then(|| u8::read(&mut reader)).transpose();
        let credits = credits.map_err(fail)?;
        let (declared, available) = (usize::from(header.length.0) + 1, reader.rest().len());
        if declared > available {
            return Err(fail(Fault::Length { declared, available }));
        }
        let information = reader.take(declared - 1).map_err(fail)?;
        let check = u8::read(&mut reader).map_err(fail)?;
        let fcs_is_right = fcs_is_right(header.frame_type, bytes, offset, check);
        Ok(Self { header, credits, information, fcs_is_right })
    }
}

/// Adds the layers of a frame.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, _context: &Context<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let mut rest = part.suffix(header.rest);
    if header.has_credits() {
        if frame.layer::<Credits>(rest).is_none() {
            return;
        }
        rest = rest.suffix(rest.bytes.get(1..).unwrap_or_default());
    }
    let declared = usize::from(header.length.0);
    let information = rest.limit(declared);
    if !information.bytes.is_empty() {
        if header.dlci == 0 && header.frame_type == FrameType::UIH {
            frame.layer_of(multiplexer::Commands::PDU, information);
        } else if at::looks_like_at(information.bytes) {
            frame.layer::<at::AtText<'a>>(information);
        } else {
            frame.layer::<Information<'a>>(information);
        }
    }
    if declared + 1 > rest.bytes.len() {
        let available = rest.bytes.len();
        frame.fault(Header::PDU, rest, Fault::Length { declared: declared + 1, available });
        return;
    }
    let check = rest.suffix(rest.bytes.get(declared..).unwrap_or_default());
    frame.layer::<Check>(check);
}
