//! nRF Sniffer (link type 272): header versions 0 to 3.

use crate::{
    Be16, Dbm, Exposure, Fault, Field, FromBits, Hex8, Kind, Microseconds32, Reader, Value, codes,
    frame::{Frame, Part},
    ll::ADVERTISING_ACCESS_ADDRESS,
    packet::{Direction, Packet},
    pdu,
    pdu::View,
    radio::{Framing, Phy, Radio, access_address, air, other, skip},
};

codes! {
    /// What a message between the sniffer and its host is.
    pub PacketId(u8) {
        REQ_FOLLOW = 0x00 => "REQ_FOLLOW",
        EVENT_FOLLOW = 0x01 => "EVENT_FOLLOW",
        EVENT_PACKET_ADVERTISING = 0x02 => "EVENT_PACKET_ADV_PDU",
        EVENT_CONNECT = 0x05 => "EVENT_CONNECT",
        EVENT_PACKET = 0x06 => "EVENT_PACKET_DATA_PDU",
        EVENT_DISCONNECT = 0x09 => "EVENT_DISCONNECT",
        PING_RESPONSE = 0x0e => "PING_RESP",
    }
}

/// A signal strength whose magnitude is in the octet: 60 is -60 dBm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attenuation(pub u8);

impl Attenuation {
    /// In dBm.
    pub fn dbm(self) -> i8 {
        (self.0 as i8).wrapping_neg()
    }
}

impl<'a> Field<'a> for Attenuation {
    const KIND: Kind = Dbm::KIND;
    const OCTETS: Option<usize> = Some(1);
    const EXPOSURE: Exposure = Exposure::Keep;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        u8::read(reader).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Dbm(self.dbm()).value()
    }
}

impl FromBits for Attenuation {
    const BITS: u32 = 8;

    fn from_bits(bits: u64) -> Self {
        Self(u8::from_bits(bits))
    }
}

pdu! {
    in PDUS;

    /// Message header of firmware before 1.0.
    pub struct HeaderV0 ("nRF Sniffer", "link type 272, version 0", Aside) {
        /// Always 0xbeef; no board identifier begins so.
        marker: Be16 as Keep = "nordic_ble.legacy_marker",
        id: PacketId = "nordic_ble.packet_id",
        counter: u16 as Keep = "nordic_ble.packet_counter",
        unused: u16 as Keep,
        payload_length: u8 as Keep = "nordic_ble.plen",
    }

    /// Message header of version 1.
    pub struct HeaderV1 ("nRF Sniffer", "link type 272, version 1", Aside) {
        board: u8 as Keep = "nordic_ble.board_id",
        header_length: u8 as Keep = "nordic_ble.hlen",
        payload_length: u8 as Keep = "nordic_ble.plen",
        version: u8 as Form = "nordic_ble.protover",
        counter: u16 as Keep = "nordic_ble.packet_counter",
        id: PacketId = "nordic_ble.packet_id",
    }

    /// Message header from version 2 on.
    pub struct HeaderV2 ("nRF Sniffer", "link type 272, versions 2 and 3", Aside) {
        board: u8 as Keep = "nordic_ble.board_id",
        payload_length: u16 as Keep = "nordic_ble.plen",
        version: u8 as Form = "nordic_ble.protover",
        counter: u16 as Keep = "nordic_ble.packet_counter",
        id: PacketId = "nordic_ble.packet_id",
    }

    /// Start of a packet event of version 0, which has no length.
    pub struct LegacyEvent ("nRF packet", "link type 272, version 0", Aside) {
        @u8 flags: Hex8 [0..8] as Keep = "nordic_ble.flags",
        crc_ok: bool [0..1] = "nordic_ble.crcok",
        /// Central to peripheral.
        from_central: bool [1..2] = "nordic_ble.direction",
        encrypted: bool [2..3] = "nordic_ble.encrypted",
        mic_ok: bool [3..4] = "nordic_ble.micok",
        phy: Phy [4..7] = "nordic_ble.phy",
    }

    /// Start of a packet event: a packet of a connection.
    pub struct DataEvent ("nRF data packet", "link type 272", Aside) {
        /// Octets of the event's header.
        length: u8 as Form = "nordic_ble.len",
        @u8 flags: Hex8 [0..8] as Keep = "nordic_ble.flags",
        crc_ok: bool [0..1] = "nordic_ble.crcok",
        /// Central to peripheral.
        from_central: bool [1..2] = "nordic_ble.direction",
        encrypted: bool [2..3] = "nordic_ble.encrypted",
        /// Says nothing of a packet that is not encrypted.
        mic_ok: bool [3..4] = "nordic_ble.micok",
        phy: Phy [4..7] = "nordic_ble.phy",
    }

    /// Start of a packet event: an advertising packet.
    pub struct AdvertisingEvent ("nRF advertising packet", "link type 272", Aside) {
        /// Octets of the event's header.
        length: u8 as Form = "nordic_ble.len",
        @u8 flags: Hex8 [0..8] as Keep = "nordic_ble.flags",
        crc_ok: bool [0..1] = "nordic_ble.crcok",
        /// Kind of auxiliary packet, from version 3 on.
        auxiliary: u8 [1..3] as Keep = "nordic_ble.aux_type",
        /// The address could be resolved with a key that the sniffer was given.
        address_resolved: bool [3..4] = "nordic_ble.address_resolved",
        phy: Phy [4..7] = "nordic_ble.phy",
    }

    /// Rest of a packet event, up to version 2.
    pub struct DeltaTime ("nRF reception", "link type 272, versions 0 to 2", Aside) {
        /// Channel index as the link layer counts.
        channel: u8 as Keep = "nordic_ble.channel",
        rssi: Attenuation = "nordic_ble.rssi",
        event_counter: u16 as Keep = "nordic_ble.event_counter",
        /// From the end of the packet before to the start of this one.
        delta_time: Microseconds32 = "nordic_ble.delta_time",
    }

    /// Rest of a packet event of version 3.
    pub struct Timestamp ("nRF reception", "link type 272, version 3", Aside) {
        /// Channel index as the link layer counts.
        channel: u8 as Keep = "nordic_ble.channel",
        rssi: Attenuation = "nordic_ble.rssi",
        event_counter: u16 as Keep = "nordic_ble.event_counter",
        /// The sniffer's clock at the start of the packet.
        timestamp: Microseconds32 = "nordic_ble.time",
    }
}

/// The two octets of version 0 where later versions have the board and a length.
const LEGACY_MARKER: [u8; 2] = [0xbe, 0xef];
const HEADER_V0: usize = 8;
const HEADER: usize = 7;
/// Octets of a packet event's header since version 1, its length octet included.
const EVENT_HEADER: u8 = 10;
/// Channel to time.
const RECEPTION: usize = 8;

/// What all versions of the message header say.
struct Message {
    version: u8,
    id: PacketId,
    counter: u16,
    payload_length: usize,
    length: usize,
}

fn message<'a>(whole: Part<'a>, mut frame: Option<&mut Frame<'a>>) -> Option<Message> {
    if whole.bytes.starts_with(&LEGACY_MARKER) {
        if let Some(frame) = frame {
            frame.layer::<HeaderV0>(whole);
        }
        let header = HeaderV0::parse(whole.bytes).ok()?;
        return Some(Message {
            version: 0,
            id: header.id,
            counter: header.counter,
            payload_length: usize::from(header.payload_length),
            length: HEADER_V0,
        });
    }
    // The version stands at the same place in both layouts.
    if whole.bytes.get(3) == Some(&1) {
        if let Some(frame) = frame.as_deref_mut() {
            frame.layer::<HeaderV1>(whole);
        }
        let header = HeaderV1::parse(whole.bytes).ok()?;
        return Some(Message {
            version: 1,
            id: header.id,
            counter: header.counter,
            payload_length: usize::from(header.payload_length),
            // The board is not counted.
            length: usize::from(header.header_length).max(HEADER - 1) + 1,
        });
    }
    if let Some(frame) = frame {
        frame.layer::<HeaderV2>(whole);
    }
    let header = HeaderV2::parse(whole.bytes).ok()?;
    Some(Message {
        version: header.version,
        id: header.id,
        counter: header.counter,
        payload_length: usize::from(header.payload_length),
        length: HEADER,
    })
}

/// The sniffer's own clock at the start of a packet, in microseconds, from protocol version 3 on. It
/// goes round every 71.6 minutes.
///
/// ```
/// let packet = b"\x00\x0f\x00\x03\x00\x00\x02\x0a\x01\x25\x32\x00\x00\x39\x30\x00\x00\xd6\xbe\x89\x8e\x00";
/// assert_eq!(btlint_parsers::radio::microseconds(packet), Some(12_345));
/// assert_eq!(btlint_parsers::radio::microseconds(&packet[..10]), None);
/// ```
#[inline]
pub fn microseconds(record: &[u8]) -> Option<u32> {
    // The reader of the file asks for every packet, before anything else is known of it: what
    // [`HeaderV2`], two octets of length and flags, and [`Timestamp`] say, at their places.
    let start: &[u8; HEADER + 2 + RECEPTION] = record.first_chunk()?;
    let &[a, b, _, version, _, _, id, .., t0, t1, t2, t3] = start;
    let is_packet =
        matches!(PacketId(id), PacketId::EVENT_PACKET | PacketId::EVENT_PACKET_ADVERTISING);
    let is_known = [a, b] != LEGACY_MARKER && version >= 3 && is_packet;
    is_known.then(|| u32::from_le_bytes([t0, t1, t2, t3]))
}

/// Takes the header off; with `frame`, its layers are added to it.
pub(crate) fn open<'a>(whole: Part<'a>, mut frame: Option<&mut Frame<'a>>) -> Option<Packet<'a>> {
    let message = message(whole, frame.as_deref_mut())?;
    let payload = skip(whole, message.length).limit(message.payload_length);
    let is_packet = match message.id {
        PacketId::EVENT_PACKET => true,
        PacketId::EVENT_PACKET_ADVERTISING => message.version >= 3,
        // Only the host sends this request, so that it is in no capture; programs that write this
        // format without a sniffer leave the identifier zero.
        PacketId::REQ_FOLLOW => payload.bytes.first() == Some(&EVENT_HEADER),
        _ => false,
    };
    if !is_packet {
        return Some(other(u16::from(message.id.0), payload));
    }
    // Version 0 has no length octet; its flags come first.
    let flags_at = usize::from(message.version > 0);
    let header_length = match payload.bytes.first() {
        Some(&length) if message.version > 0 => usize::from(length).max(flags_at + 1 + RECEPTION),
        _ => 1 + RECEPTION,
    };
    let packet = skip(payload, header_length);
    let advertising = access_address(packet) == Some(ADVERTISING_ACCESS_ADDRESS);
    let reception = skip(payload, flags_at + 1);
    if let Some(frame) = frame {
        match (message.version, advertising) {
            (0, _) => drop(frame.layer::<LegacyEvent>(payload)),
            (_, true) => drop(frame.layer::<AdvertisingEvent>(payload)),
            (_, false) => drop(frame.layer::<DataEvent>(payload)),
        }
        if message.version < 3 {
            frame.layer::<DeltaTime>(reception);
        } else {
            frame.layer::<Timestamp>(reception);
        }
    }
    // The flags of a connection's packet stand at the same bits in every version.
    let flags = LegacyEvent::parse(skip(payload, flags_at).bytes).ok()?;
    let received = DeltaTime::parse(reception.bytes).ok()?;
    let coding_indicator = flags.phy == Phy::LE_CODED;
    let encrypted = flags.encrypted && !advertising;
    let radio = Radio {
        channel: Some(received.channel).filter(|&channel| channel < 40),
        rssi: Some(received.rssi.dbm()),
        crc_ok: Some(flags.crc_ok),
        encrypted: Some(encrypted),
        // A right integrity code can only be had by decrypting.
        decrypted: encrypted && flags.mic_ok,
        mic_ok: encrypted.then_some(flags.mic_ok),
        event_counter: (!advertising).then_some(received.event_counter),
        packet_counter: Some(message.counter),
        phy: Some(flags.phy),
        framing: Framing {
            coding_indicator,
            padding: has_padding(packet.bytes, coding_indicator, advertising),
            ..Framing::default()
        },
    };
    let direction = match (advertising, flags.from_central) {
        (true, _) => Direction::Unknown,
        (false, true) => Direction::Sent,
        (false, false) => Direction::Received,
    };
    Some(air(direction, radio, packet))
}

/// One octet more than the header announces is the radio's gap after it, unless the header says
/// that it has a third octet itself.
fn has_padding(packet: &[u8], coding_indicator: bool, advertising: bool) -> bool {
    const CTE_INFO_PRESENT: u8 = 0x20;
    const CRC: usize = 3;
    let header = 4 + usize::from(coding_indicator);
    match packet.get(header..) {
        Some([flags, length, rest @ ..]) => {
            (advertising || flags & CTE_INFO_PRESENT == 0)
                && rest.len() == usize::from(*length) + CRC + 1
        }
        _ => false,
    }
}
