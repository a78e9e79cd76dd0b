//! AV/C frames and the vendor dependent PDUs of AVRCP 1.6.

pub mod attribute;

mod codes;

use self::attribute::GetElementAttributesResponse;
pub use codes::*;

use crate::{
    Be16, Be32, BeMilliseconds32, BeSeconds32, Fault, List, View, dispatch,
    frame::{Frame, Part},
    pdu,
};

pdu! {
    in PDUS;

    /// The header of an AV/C frame.
    pub struct AvcHeader<'a> ("AV/C", "AV/C Digital Interface Command Set, 4.1") {
        @u8 ctype: Ctype [0..4] = "btavrcp.ctype",
        @u8 subunit_type: SubunitType [3..8] = "btavrcp.subunit_type",
        subunit_id: u8 [0..3] as Keep = "btavrcp.subunit_id",
        opcode: Opcode as Form = "btavrcp.opcode",
        operands: &'a [u8],
    }

    /// A key was pressed or released.
    pub struct PassThrough<'a> ("Pass Through", "AVRCP 1.6, 6.3") {
        /// The key was released.
        @u8 released: bool [7..8] = "btavrcp.passthrough.state",
        operation: Operation [0..7] = "btavrcp.passthrough.operation",
        length: u8 as Form = "btavrcp.passthrough.length",
        data: &'a [u8],
    }

    /// What unit this is.
    pub struct UnitInfo ("Unit Info", "AV/C Digital Interface Command Set, 9.2.1") {
        fixed: u8 as Keep,
        @u8 unit_type: SubunitType [3..8] = "btavrcp.unit.type",
        unit_id: u8 [0..3] as Keep = "btavrcp.unit.id",
        @be24 company: CompanyId [0..24] = "btavrcp.company_id",
    }

    /// The header of a vendor dependent PDU.
    pub struct VendorDependent<'a> ("AVRCP", "AVRCP 1.6, 6.3.1") {
        @be24 company: CompanyId [0..24] = "btavrcp.company_id",
        pdu: PduId = "btavrcp.pdu_id",
        @u8 packet_type: PacketType [0..2] = "btavrcp.packet_type",
        /// Octets of parameters.
        length: Be16 as Form = "btavrcp.length",
        parameters: &'a [u8],
    }

    /// The header of a PDU of the browsing channel.
    pub struct Browsing<'a> ("AVRCP browsing", "AVRCP 1.6, 6.3.2") {
        pdu: PduId = "btavrcp.pdu_id",
        length: Be16 as Form = "btavrcp.length",
        parameters: &'a [u8],
    }

    /// Asks what the other side can do.
    pub struct GetCapabilities ("Get Capabilities command", "AVRCP 1.6, 6.4.1") {
        capability: CapabilityId = "btavrcp.capability",
    }

    /// Companies of three octets or events of one.
    pub struct GetCapabilitiesResponse<'a> ("Get Capabilities response", "AVRCP 1.6, 6.4.1") {
        capability: CapabilityId = "btavrcp.capability",
        count: u8 as Form = "btavrcp.capability.count",
        values: &'a [u8],
    }

    /// The events of a Get Capabilities response.
    pub struct SupportedEvents<'a> ("Supported events", "AVRCP 1.6, 6.4.1") {
        events: List<'a, EventId> = "btavrcp.notification.event_id",
    }

    /// Asks where in which song the player is.
    pub struct GetPlayStatus ("Get Play Status command", "AVRCP 1.6, 6.7.1") {}

    /// Where in which song the player is.
    pub struct GetPlayStatusResponse ("Get Play Status response", "AVRCP 1.6, 6.7.1") {
        /// Milliseconds; 0xffffffff when not known.
        song_length: BeMilliseconds32 as Blank = "btavrcp.song_length",
        /// Milliseconds; 0xffffffff when not known.
        song_position: BeMilliseconds32 = "btavrcp.song_position",
        status: PlayStatus = "btavrcp.play_status",
    }

    /// Asks for one notification of an event.
    pub struct RegisterNotification ("Register Notification command", "AVRCP 1.6, 6.7.2") {
        event: EventId = "btavrcp.notification.event_id",
        /// Seconds, for the position of playback.
        interval: BeSeconds32 = "btavrcp.notification.interval",
    }

    /// How things are now (interim) or what they have become (changed).
    pub struct RegisterNotificationResponse<'a> ("Register Notification response", "AVRCP 1.6, 6.7.2") {
        event: EventId = "btavrcp.notification.event_id",
        value: &'a [u8],
    }

    /// Asks for the rest of a PDU, or not to send it.
    pub struct Continuing ("Continuing command", "AVRCP 1.6, 6.8") {
        pdu: PduId,
    }

    /// Sets the volume of the sink.
    pub struct SetAbsoluteVolume ("Set Absolute Volume", "AVRCP 1.6, 6.13.2") {
        /// 0 to 127.
        @u8 volume: u8 [0..7] as Keep = "btavrcp.volume",
    }

    /// Picks the player that gets the commands.
    pub struct SetAddressedPlayer ("Set Addressed Player command", "AVRCP 1.6, 6.9.1") {
        player: Be16 as Keep = "btavrcp.player_id",
    }

    /// How a command went.
    pub struct StatusResponse ("Status", "AVRCP 1.6, 6.15.3") {
        status: ErrorCode = "btavrcp.status",
    }

    /// The player plays, pauses or stops.
    pub struct PlaybackStatusChanged ("Playback status", "AVRCP 1.6, 6.7.2") {
        status: PlayStatus = "btavrcp.play_status",
    }

    /// Another track; all ones when none is selected.
    pub struct TrackChanged<'a> ("Track", "AVRCP 1.6, 6.7.2") {
        identifier: &'a [u8; 8] = "btavrcp.identifier",
    }

    /// Where in the song the player is.
    pub struct PlaybackPositionChanged ("Playback position", "AVRCP 1.6, 6.7.2") {
        /// Milliseconds; 0xffffffff when no track is selected.
        position: BeMilliseconds32 = "btavrcp.song_position",
    }

    /// The battery.
    pub struct BatteryStatusChanged ("Battery status", "AVRCP 1.6, 6.7.2") {
        status: BatteryStatus = "btavrcp.battery_status",
    }

    /// Another player gets the commands.
    pub struct AddressedPlayerChanged ("Addressed player", "AVRCP 1.6, 6.9.2") {
        player: Be16 as Keep = "btavrcp.player_id",
        uid_counter: Be16 as Keep = "btavrcp.uid_counter",
    }

    /// The volume was changed on the sink.
    pub struct VolumeChanged ("Volume", "AVRCP 1.6, 6.13.3") {
        /// 0 to 127.
        @u8 volume: u8 [0..7] as Keep = "btavrcp.volume",
    }

    /// What is playing: title, artist and the like.
    pub struct GetElementAttributes<'a> ("Get Element Attributes", "AVRCP 1.6, 6.6.1") {
        /// Zeros: the track that is playing.
        identifier: &'a [u8; 8] = "btavrcp.identifier",
        /// How many attributes are asked for; 0 is all.
        count: u8 as Form = "btavrcp.number_of_attributes",
        attributes: List<'a, Be32> as Keep = "btavrcp.attribute",
    }
}

dispatch! {
    /// Parameters of a command.
    pub enum Command<'a> by PduId {
        GET_CAPABILITIES => GetCapabilities(GetCapabilities),
        GET_ELEMENT_ATTRIBUTES => GetElementAttributes(GetElementAttributes<'a>),
        GET_PLAY_STATUS => GetPlayStatus(GetPlayStatus),
        REGISTER_NOTIFICATION => RegisterNotification(RegisterNotification),
        REQUEST_CONTINUING_RESPONSE => RequestContinuingResponse(Continuing),
        ABORT_CONTINUING_RESPONSE => AbortContinuingResponse(Continuing),
        SET_ABSOLUTE_VOLUME => SetAbsoluteVolume(SetAbsoluteVolume),
        SET_ADDRESSED_PLAYER => SetAddressedPlayer(SetAddressedPlayer),
    }
}

dispatch! {
    /// Parameters of a response that is no reject.
    pub enum Response<'a> by PduId {
        GET_CAPABILITIES => GetCapabilities(GetCapabilitiesResponse<'a>),
        GET_ELEMENT_ATTRIBUTES => GetElementAttributes(GetElementAttributesResponse<'a>),
        GET_PLAY_STATUS => GetPlayStatus(GetPlayStatusResponse),
        REGISTER_NOTIFICATION => RegisterNotification(RegisterNotificationResponse<'a>),
        SET_ABSOLUTE_VOLUME => SetAbsoluteVolume(SetAbsoluteVolume),
        SET_ADDRESSED_PLAYER => SetAddressedPlayer(StatusResponse),
    }
}

dispatch! {
    /// The value that a notification carries.
    pub enum Notification<'a> by EventId {
        PLAYBACK_STATUS_CHANGED => PlaybackStatus(PlaybackStatusChanged),
        TRACK_CHANGED => Track(TrackChanged<'a>),
        PLAYBACK_POSITION_CHANGED => PlaybackPosition(PlaybackPositionChanged),
        BATTERY_STATUS_CHANGED => BatteryStatus(BatteryStatusChanged),
        ADDRESSED_PLAYER_CHANGED => AddressedPlayer(AddressedPlayerChanged),
        VOLUME_CHANGED => Volume(VolumeChanged),
    }
}

/// Adds the layers of an AV/C frame.
pub(super) fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    let Some(header) = frame.layer::<AvcHeader<'a>>(part) else { return };
    let operands = part.suffix(header.operands);
    match header.opcode {
        Opcode::PASS_THROUGH => {
            frame.layer::<PassThrough<'a>>(operands);
        }
        Opcode::UNIT_INFO if header.ctype.is_response() => {
            frame.layer::<UnitInfo>(operands);
        }
        Opcode::VENDOR_DEPENDENT => vendor_dependent(frame, operands, header.ctype),
        _ => {}
    }
}

fn vendor_dependent<'a>(frame: &mut Frame<'a>, part: Part<'a>, ctype: Ctype) {
    let Some(header) = frame.layer::<VendorDependent<'a>>(part) else { return };
    if header.company != CompanyId::BLUETOOTH_SIG {
        return;
    }
    let whole = part.suffix(header.parameters);
    let declared = usize::from(header.length.0);
    let parameters = whole.limit(declared);
    let pdu = match ctype {
        Ctype::REJECTED => Some(StatusResponse::PDU),
        ctype if ctype.is_response() => Response::pdu(header.pdu),
        _ => Command::pdu(header.pdu),
    };
    // Only the first packet of a PDU starts with its parameters.
    if matches!(header.packet_type, PacketType::SINGLE | PacketType::START) {
        // The texts of a track that do not fit into one packet are read as far as they go.
        if let Some(pdu) = pdu.filter(|pdu| {
            *pdu != GetElementAttributesResponse::PDU || header.packet_type == PacketType::SINGLE
        }) {
            frame.layer_of(pdu, parameters);
        }
        if ctype.is_response() && ctype != Ctype::REJECTED {
            response_value(frame, parameters, header.pdu);
        }
    }
    if declared > whole.bytes.len() {
        let available = whole.bytes.len();
        frame.fault(VendorDependent::PDU, whole, Fault::Length { declared, available });
    }
}

/// What a response carries in a form that its first field picks.
fn response_value<'a>(frame: &mut Frame<'a>, part: Part<'a>, pdu: PduId) {
    match Response::parse(pdu, part.bytes) {
        Ok(Response::RegisterNotification(response)) => {
            if let Some(pdu) = Notification::pdu(response.event) {
                frame.layer_of(pdu, part.suffix(response.value));
            }
        }
        Ok(Response::GetCapabilities(response))
            if response.capability == CapabilityId::EVENTS_SUPPORTED =>
        {
            let count = usize::from(response.count);
            frame.layer_of(SupportedEvents::PDU, part.suffix(response.values).limit(count));
        }
        _ => {}
    }
}
