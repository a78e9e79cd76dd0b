//! UUIDs, short and long.

use core::fmt;

use crate::{
    codes,
    error::Fault,
    field::{Exposure, Field, FieldInfo, Kind, Sink},
    input::Reader,
    value::Value,
};

/// The Bluetooth Base UUID (Core Vol 3 Part B, 2.5.1), which the short forms are added to.
const BASE: u128 = 0x0000_0000_0000_1000_8000_0080_5f9b_34fb;

/// Protocols, service classes and profiles, services, units, declarations, descriptors,
/// characteristics; of members and of makers.
const PUBLIC: [core::ops::RangeInclusive<u16>; 8] = [
    0x0001..=0x0100,
    0x1000..=0x14ff,
    0x1800..=0x18ff,
    0x2700..=0x27ff,
    0x2800..=0x2803,
    0x2900..=0x29ff,
    0x2a00..=0x2cff,
    0xfc00..=0xffff,
];

/// A UUID in its long form, whichever form was sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub u128);

impl Uuid {
    /// The long form of a short UUID of 16 or 32 bits.
    pub const fn from_short(short: u32) -> Self {
        Self(((short as u128) << 96) | BASE)
    }

    /// The short form, for a UUID that has the Bluetooth Base UUID under it.
    pub fn short(self) -> Option<u32> {
        u32::try_from(self.0 >> 96).ok().filter(|_| self.0 << 32 == BASE << 32)
    }

    /// The short form is one of those that are assigned, or of those that makers use without asking
    /// (Assigned Numbers, section 3): it says what a device is, and not which one.
    pub fn is_public(self) -> bool {
        self.short().is_some_and(|short| {
            let (ranges, short) = (PUBLIC.iter(), u16::try_from(short).unwrap_or(0));
            ranges.into_iter().any(|range| range.contains(&short))
        })
    }

    /// The name in the assigned numbers, for the few that matter here.
    pub fn name(self) -> Option<&'static str> {
        Uuid16(u16::try_from(self.short()?).ok()?).name()
    }

    /// A UUID of 2, 4 or 16 octets, least significant first.
    pub fn from_little(bytes: &[u8]) -> Option<Self> {
        Self::of_length(bytes.len(), bytes.iter().rev())
    }

    /// A UUID of 2, 4 or 16 octets, most significant first.
    pub fn from_big(bytes: &[u8]) -> Option<Self> {
        Self::of_length(bytes.len(), bytes.iter())
    }

    fn of_length<'a>(length: usize, octets: impl Iterator<Item = &'a u8>) -> Option<Self> {
        let number = || octets.fold(0, |v, &b| (v << 8) | u128::from(b));
        match length {
            2 | 4 => Some(Self(number() << 96 | BASE)),
            16 => Some(Self(number())),
            _ => None,
        }
    }
}

impl From<Uuid16> for Uuid {
    fn from(short: Uuid16) -> Self {
        Self::from_short(u32::from(short.0))
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self.short()) {
            (Some(name), Some(short)) => write!(f, "{name} ({short:#06x})"),
            (None, Some(short)) => write!(f, "{short:#06x}"),
            (_, None) => {
                let v = self.0;
                let (a, b, c) = (v >> 96, v >> 80 & 0xffff, v >> 64 & 0xffff);
                let (d, e) = (v >> 48 & 0xffff, v & 0xffff_ffff_ffff);
                write!(f, "{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
            }
        }
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Wireshark gives the long form a name of its own.
static LONG: [FieldInfo; 1] = [FieldInfo {
    kind: Kind::Uuid,
    exposure: Exposure::Uuid,
    ..FieldInfo::of::<&[u8; 16]>("uuid", Some("btatt.uuid128"))
}];

/// All that is left, least significant octet first: 2 or 16 octets, as the Attribute Protocol has
/// them (Core Vol 3 Part F, 3.2.1).
impl<'a> Field<'a> for Uuid {
    const KIND: Kind = Kind::Uuid;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = Exposure::Uuid;
    const BESIDE: &'static [FieldInfo] = &LONG;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let available = reader.rest().len();
        match available {
            2 | 16 => Self::from_little(reader.take_rest()).ok_or(Fault::Invalid { field: "uuid" }),
            0..2 => Err(Fault::Truncated { needed: 2, available }),
            _ => Err(Fault::Invalid { field: "uuid" }),
        }
    }

    fn value(&self) -> Value<'a> {
        match self.short() {
            Some(short) => Value::Code(u64::from(short), self.name()),
            None => Value::Uuid(*self),
        }
    }

    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let start = reader.offset();
        let uuid = Self::read(reader)?;
        let at = start..reader.offset();
        if at.len() == 2 {
            sink.field(info, at, uuid.value());
        } else {
            sink.field(&LONG[0], at, Value::Uuid(uuid));
        }
        Ok(())
    }
}

codes! {
    /// A short UUID (Assigned Numbers, section 3).
    pub Uuid16(u16) {
        SDP = 0x0001 => "SDP",
        RFCOMM = 0x0003 => "RFCOMM",
        ATT = 0x0007 => "ATT",
        OBEX = 0x0008 => "OBEX",
        BNEP = 0x000f => "BNEP",
        HIDP = 0x0011 => "HIDP",
        AVCTP = 0x0017 => "AVCTP",
        AVDTP = 0x0019 => "AVDTP",
        L2CAP = 0x0100 => "L2CAP",
        SERVICE_DISCOVERY_SERVER = 0x1000 => "Service Discovery Server",
        BROWSE_GROUP_DESCRIPTOR = 0x1001 => "Browse Group Descriptor",
        PUBLIC_BROWSE_ROOT = 0x1002 => "Public Browse Root",
        SERIAL_PORT = 0x1101 => "Serial Port",
        DIAL_UP_NETWORKING = 0x1103 => "Dial-up Networking",
        OBEX_OBJECT_PUSH = 0x1105 => "OBEX Object Push",
        OBEX_FILE_TRANSFER = 0x1106 => "OBEX File Transfer",
        HEADSET = 0x1108 => "Headset",
        AUDIO_SOURCE = 0x110a => "Audio Source",
        AUDIO_SINK = 0x110b => "Audio Sink",
        AV_REMOTE_CONTROL_TARGET = 0x110c => "A/V Remote Control Target",
        ADVANCED_AUDIO_DISTRIBUTION = 0x110d => "Advanced Audio Distribution",
        AV_REMOTE_CONTROL = 0x110e => "A/V Remote Control",
        AV_REMOTE_CONTROL_CONTROLLER = 0x110f => "A/V Remote Control Controller",
        HEADSET_AUDIO_GATEWAY = 0x1112 => "Headset Audio Gateway",
        PANU = 0x1115 => "PANU",
        NAP = 0x1116 => "NAP",
        GN = 0x1117 => "GN",
        HANDS_FREE = 0x111e => "Handsfree",
        HANDS_FREE_AUDIO_GATEWAY = 0x111f => "Handsfree Audio Gateway",
        HUMAN_INTERFACE_DEVICE = 0x1124 => "Human Interface Device",
        SIM_ACCESS = 0x112d => "SIM Access",
        PHONEBOOK_ACCESS_CLIENT = 0x112e => "Phonebook Access Client",
        PHONEBOOK_ACCESS_SERVER = 0x112f => "Phonebook Access Server",
        PHONEBOOK_ACCESS = 0x1130 => "Phonebook Access",
        MESSAGE_ACCESS_SERVER = 0x1132 => "Message Access Server",
        MESSAGE_NOTIFICATION_SERVER = 0x1133 => "Message Notification Server",
        MESSAGE_ACCESS = 0x1134 => "Message Access",
        PNP_INFORMATION = 0x1200 => "PnP Information",
        GENERIC_AUDIO = 0x1203 => "Generic Audio",
        GENERIC_ACCESS = 0x1800 => "Generic Access",
        GENERIC_ATTRIBUTE = 0x1801 => "Generic Attribute",
        IMMEDIATE_ALERT = 0x1802 => "Immediate Alert",
        LINK_LOSS = 0x1803 => "Link Loss",
        TX_POWER = 0x1804 => "Tx Power",
        HEALTH_THERMOMETER = 0x1809 => "Health Thermometer",
        DEVICE_INFORMATION = 0x180a => "Device Information",
        HEART_RATE = 0x180d => "Heart Rate",
        BATTERY = 0x180f => "Battery",
        HUMAN_INTERFACE_DEVICE_SERVICE = 0x1812 => "Human Interface Device Service",
        AUDIO_INPUT_CONTROL = 0x1843 => "Audio Input Control",
        VOLUME_CONTROL = 0x1844 => "Volume Control",
        VOLUME_OFFSET_CONTROL = 0x1845 => "Volume Offset Control",
        COORDINATED_SET_IDENTIFICATION = 0x1846 => "Coordinated Set Identification",
        MEDIA_CONTROL = 0x1848 => "Media Control",
        GENERIC_MEDIA_CONTROL = 0x1849 => "Generic Media Control",
        TELEPHONE_BEARER = 0x184b => "Telephone Bearer",
        GENERIC_TELEPHONE_BEARER = 0x184c => "Generic Telephone Bearer",
        MICROPHONE_CONTROL = 0x184d => "Microphone Control",
        AUDIO_STREAM_CONTROL = 0x184e => "Audio Stream Control",
        BROADCAST_AUDIO_SCAN = 0x184f => "Broadcast Audio Scan",
        PUBLISHED_AUDIO_CAPABILITIES = 0x1850 => "Published Audio Capabilities",
        BASIC_AUDIO_ANNOUNCEMENT = 0x1851 => "Basic Audio Announcement",
        BROADCAST_AUDIO_ANNOUNCEMENT = 0x1852 => "Broadcast Audio Announcement",
        COMMON_AUDIO = 0x1853 => "Common Audio",
        HEARING_ACCESS = 0x1854 => "Hearing Access",
        TELEPHONY_AND_MEDIA_AUDIO = 0x1855 => "Telephony and Media Audio",
        PUBLIC_BROADCAST_ANNOUNCEMENT = 0x1856 => "Public Broadcast Announcement",
        PRIMARY_SERVICE = 0x2800 => "Primary Service",
        SECONDARY_SERVICE = 0x2801 => "Secondary Service",
        INCLUDE = 0x2802 => "Include",
        CHARACTERISTIC = 0x2803 => "Characteristic",
        CHARACTERISTIC_EXTENDED_PROPERTIES = 0x2900 => "Characteristic Extended Properties",
        CHARACTERISTIC_USER_DESCRIPTION = 0x2901 => "Characteristic User Description",
        CLIENT_CHARACTERISTIC_CONFIGURATION = 0x2902 => "Client Characteristic Configuration",
        SERVER_CHARACTERISTIC_CONFIGURATION = 0x2903 => "Server Characteristic Configuration",
        CHARACTERISTIC_PRESENTATION_FORMAT = 0x2904 => "Characteristic Presentation Format",
        REPORT_REFERENCE = 0x2908 => "Report Reference",
        DEVICE_NAME = 0x2a00 => "Device Name",
        APPEARANCE = 0x2a01 => "Appearance",
        PERIPHERAL_PREFERRED_CONNECTION_PARAMETERS = 0x2a04 => "Peripheral Preferred Connection Parameters",
        SERVICE_CHANGED = 0x2a05 => "Service Changed",
        BATTERY_LEVEL = 0x2a19 => "Battery Level",
        RECORD_ACCESS_CONTROL_POINT = 0x2a52 => "Record Access Control Point",
        SC_CONTROL_POINT = 0x2a55 => "SC Control Point",
        CYCLING_POWER_CONTROL_POINT = 0x2a66 => "Cycling Power Control Point",
        LOCATION_AND_NAVIGATION_CONTROL_POINT = 0x2a6b => "LN Control Point",
        USER_CONTROL_POINT = 0x2a9f => "User Control Point",
        CENTRAL_ADDRESS_RESOLUTION = 0x2aa6 => "Central Address Resolution",
        CGM_SPECIFIC_OPS_CONTROL_POINT = 0x2aac => "CGM Specific Ops Control Point",
        OBJECT_ACTION_CONTROL_POINT = 0x2ac5 => "Object Action Control Point",
        FITNESS_MACHINE_CONTROL_POINT = 0x2ad9 => "Fitness Machine Control Point",
        CLIENT_SUPPORTED_FEATURES = 0x2b29 => "Client Supported Features",
        DATABASE_HASH = 0x2b2a => "Database Hash",
        SERVER_SUPPORTED_FEATURES = 0x2b3a => "Server Supported Features",
        MEDIA_CONTROL_POINT = 0x2ba4 => "Media Control Point",
        CALL_CONTROL_POINT = 0x2bbe => "Call Control Point",
        ASE_CONTROL_POINT = 0x2bc6 => "ASE Control Point",
        SINK_ASE = 0x2bc4 => "Sink ASE",
        SOURCE_ASE = 0x2bc5 => "Source ASE",
    }
}
