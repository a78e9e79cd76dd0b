//! What needs a feature of a controller: the bit that says whether the controller has it, and the version
//! that it came with (Core Vol 2 Part C, 3.3; Vol 6 Part B, 4.6).

use parsers::{
    hci::{Opcode, Version},
    ll::ControlOpcode,
};

/// A feature of controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feature {
    /// As the specification calls it.
    pub(super) name: &'static str,
    /// Its bits in page 0; with one of them set it is there.
    pub(super) bits: u64,
    /// The version that it came with.
    pub(super) since: Version,
    /// It is one of LE, not of BR/EDR.
    pub(super) low_energy: bool,
}

const fn le(name: &'static str, bits: u64, since: Version) -> Feature {
    Feature { name, bits, since, low_energy: true }
}

const fn classic(name: &'static str, bits: u64, since: Version) -> Feature {
    Feature { name, bits, since, low_energy: false }
}

const ENCRYPTION: Feature = le("LE Encryption", 1, Version::V4_0);
const PARAMETERS: Feature =
    le("the Connection Parameters Request procedure", 1 << 1, Version::V4_1);
const PERIPHERAL_FEATURES: Feature =
    le("the peripheral-initiated Features Exchange", 1 << 3, Version::V4_1);
const PING: Feature = le("LE Ping", 1 << 4, Version::V4_1);
const LENGTH: Feature = le("LE Data Packet Length Extension", 1 << 5, Version::V4_2);
const PHY: Feature = le("another PHY than LE 1M", 1 << 8 | 1 << 11, Version::V5_0);
const MIN_CHANNELS: Feature = le("Minimum Number of Used Channels", 1 << 16, Version::V5_0);
const CTE: Feature = le("the Connection CTE Response", 1 << 18, Version::V5_1);
const SYNC_TRANSFER: Feature =
    le("Periodic Advertising Sync Transfer as a recipient", 1 << 25, Version::V5_1);
const CLOCK: Feature = le("Sleep Clock Accuracy Updates", 1 << 26, Version::V5_1);
const STREAMS: Feature =
    le("Connected Isochronous Streams as a peripheral", 1 << 29, Version::V5_2);
const POWER: Feature = le("LE Power Control", 1 << 33, Version::V5_2);
const SUBRATING: Feature = le("Connection Subrating", 1 << 37, Version::V5_3);

const HOLD: Feature = classic("Hold Mode", 1 << 6, Version::V1_0B);
const SNIFF: Feature = classic("Sniff Mode", 1 << 7, Version::V1_0B);
const CLASSIC_ENCRYPTION: Feature = classic("Encryption", 1 << 2, Version::V1_0B);
const VOICE: Feature = classic("SCO or eSCO links", 1 << 11 | 1 << 31, Version::V1_0B);
const SUBRATE: Feature = classic("Sniff Subrating", 1 << 41, Version::V2_1);
const EXTENDED: Feature = classic("Extended Features", 1 << 63, Version::V1_2);

/// What a control PDU needs of who receives it.
pub(super) fn of_control(opcode: ControlOpcode) -> Option<Feature> {
    Some(match opcode {
        ControlOpcode::ENC_REQ => ENCRYPTION,
        ControlOpcode::CONNECTION_PARAM_REQ => PARAMETERS,
        ControlOpcode::PERIPHERAL_FEATURE_REQ => PERIPHERAL_FEATURES,
        ControlOpcode::PING_REQ => PING,
        ControlOpcode::LENGTH_REQ => LENGTH,
        ControlOpcode::PHY_REQ => PHY,
        ControlOpcode::MIN_USED_CHANNELS_IND => MIN_CHANNELS,
        ControlOpcode::CTE_REQ => CTE,
        ControlOpcode::PERIODIC_SYNC_IND => SYNC_TRANSFER,
        ControlOpcode::CLOCK_ACCURACY_REQ => CLOCK,
        ControlOpcode::CIS_REQ => STREAMS,
        ControlOpcode::POWER_CONTROL_REQ => POWER,
        ControlOpcode::SUBRATE_REQ => SUBRATING,
        _ => return None,
    })
}

/// What a command needs of the peer.
pub(super) fn of_command(opcode: Opcode) -> Option<Feature> {
    Some(match opcode {
        Opcode::LE_ENABLE_ENCRYPTION => ENCRYPTION,
        Opcode::LE_CONNECTION_UPDATE => PARAMETERS,
        Opcode::LE_READ_REMOTE_FEATURES_PAGE_0 => PERIPHERAL_FEATURES,
        Opcode::LE_SET_DATA_LENGTH => LENGTH,
        Opcode::LE_SET_PHY => PHY,
        Opcode::LE_CONNECTION_CTE_REQUEST_ENABLE => CTE,
        Opcode::LE_PERIODIC_ADVERTISING_SYNC_TRANSFER => SYNC_TRANSFER,
        Opcode::LE_REQUEST_PEER_SCA => CLOCK,
        Opcode::LE_CREATE_CIS => STREAMS,
        Opcode::LE_READ_REMOTE_TRANSMIT_POWER_LEVEL => POWER,
        Opcode::LE_SUBRATE_REQUEST => SUBRATING,
        Opcode::HOLD_MODE => HOLD,
        Opcode::SNIFF_MODE => SNIFF,
        Opcode::SNIFF_SUBRATING => SUBRATE,
        Opcode::SET_CONNECTION_ENCRYPTION => CLASSIC_ENCRYPTION,
        Opcode::SETUP_SYNCHRONOUS_CONNECTION | Opcode::ENHANCED_SETUP_SYNCHRONOUS_CONNECTION => {
            VOICE
        }
        Opcode::READ_REMOTE_EXTENDED_FEATURES => EXTENDED,
        _ => return None,
    })
}
