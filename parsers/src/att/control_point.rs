//! Control points: characteristics to which operations are written, and whose notifications and
//! indications hold the results.

use crate::{Uuid16, codes};

codes! {
    /// What is asked of an ASE Control Point (Audio Stream Control Service 1.0, 5).
    pub AseOperation(u8) {
        CONFIG_CODEC = 0x01 => "Config Codec",
        CONFIG_QOS = 0x02 => "Config QoS",
        ENABLE = 0x03 => "Enable",
        RECEIVER_START_READY = 0x04 => "Receiver Start Ready",
        DISABLE = 0x05 => "Disable",
        RECEIVER_STOP_READY = 0x06 => "Receiver Stop Ready",
        UPDATE_METADATA = 0x07 => "Update Metadata",
        RELEASE = 0x08 => "Release",
    }

    /// What came of it (Audio Stream Control Service 1.0, 5.1).
    pub AseResponse(u8) {
        SUCCESS = 0x00 => "Success",
        UNSUPPORTED_OPCODE = 0x01 => "Unsupported Opcode",
        INVALID_LENGTH = 0x02 => "Invalid Length",
        INVALID_ASE_ID = 0x03 => "Invalid ASE_ID",
        INVALID_ASE_STATE_TRANSITION = 0x04 => "Invalid ASE State Machine Transition",
        INVALID_ASE_DIRECTION = 0x05 => "Invalid ASE Direction",
        UNSUPPORTED_AUDIO_CAPABILITIES = 0x06 => "Unsupported Audio Capabilities",
        UNSUPPORTED_CONFIGURATION_PARAMETER = 0x07 => "Unsupported Configuration Parameter Value",
        REJECTED_CONFIGURATION_PARAMETER = 0x08 => "Rejected Configuration Parameter Value",
        INVALID_CONFIGURATION_PARAMETER = 0x09 => "Invalid Configuration Parameter Value",
        UNSUPPORTED_METADATA = 0x0a => "Unsupported Metadata",
        REJECTED_METADATA = 0x0b => "Rejected Metadata",
        INVALID_METADATA = 0x0c => "Invalid Metadata",
        INSUFFICIENT_RESOURCES = 0x0d => "Insufficient Resources",
        UNSPECIFIED_ERROR = 0x0e => "Unspecified Error",
    }

    /// Which parameter of a configuration it was (Audio Stream Control Service 1.0, 5.1).
    pub AseReason(u8) {
        NONE = 0x00 => "no reason",
        CODEC_ID = 0x01 => "Codec_ID",
        CODEC_SPECIFIC_CONFIGURATION = 0x02 => "Codec_Specific_Configuration",
        SDU_INTERVAL = 0x03 => "SDU_Interval",
        FRAMING = 0x04 => "Framing",
        PHY = 0x05 => "PHY",
        MAXIMUM_SDU_SIZE = 0x06 => "Maximum_SDU_Size",
        RETRANSMISSION_NUMBER = 0x07 => "Retransmission_Number",
        MAX_TRANSPORT_LATENCY = 0x08 => "Max_Transport_Latency",
        PRESENTATION_DELAY = 0x09 => "Presentation_Delay",
        INVALID_ASE_CIS_MAPPING = 0x0a => "Invalid_ASE_CIS_Mapping",
    }
}

/// How the result of an operation is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// The operation, how many endpoints, and of each its number, the response and the reason.
    Ase,
    /// The operation and its result, which is 0x01 for success.
    Plain,
    /// The operation, the call, and its result, which is 0x00 for success.
    Call,
    /// This octet, the operation and its result, which is 0x01 for success.
    After(u8),
    /// The same with an operator, or none, between the first two (Record Access Control Point).
    Records,
}

/// The control points that say results.
const CONTROL_POINTS: [(Uuid16, Answers); 11] = [
    (Uuid16::ASE_CONTROL_POINT, Answers::Ase),
    (Uuid16::MEDIA_CONTROL_POINT, Answers::Plain),
    (Uuid16::CALL_CONTROL_POINT, Answers::Call),
    (Uuid16::RECORD_ACCESS_CONTROL_POINT, Answers::Records),
    (Uuid16::SC_CONTROL_POINT, Answers::After(0x10)),
    (Uuid16::CYCLING_POWER_CONTROL_POINT, Answers::After(0x20)),
    (Uuid16::LOCATION_AND_NAVIGATION_CONTROL_POINT, Answers::After(0x20)),
    (Uuid16::USER_CONTROL_POINT, Answers::After(0x20)),
    (Uuid16::CGM_SPECIFIC_OPS_CONTROL_POINT, Answers::After(0x1c)),
    (Uuid16::OBJECT_ACTION_CONTROL_POINT, Answers::After(0x60)),
    (Uuid16::FITNESS_MACHINE_CONTROL_POINT, Answers::After(0x80)),
];

/// No stored records match: an answer like others.
const NO_RECORDS: u8 = 0x06;

/// An operation that a control point refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Which control point.
    pub kind: Uuid16,
    /// The operation's number.
    pub operation: u8,
    /// The result's number.
    pub result: u8,
    /// For an audio stream endpoint, which parameter it was.
    pub reason: Option<AseReason>,
}

/// Whether a characteristic is a control point that says results.
pub fn is_control_point(kind: Uuid16) -> bool {
    CONTROL_POINTS.iter().any(|(known, _)| *known == kind)
}

/// The refusal in a notification or an indication of a control point: the first, where one value says
/// several.
///
/// ```
/// use btlint_parsers::{Uuid16, att::{AseReason, refusal}};
/// let kind = Uuid16::ASE_CONTROL_POINT;
/// let refused = refusal(kind, &[1, 2, 1, 0, 0, 2, 8, 2]).unwrap();
/// assert_eq!((refused.operation, refused.result), (1, 8));
/// assert_eq!(refused.reason, Some(AseReason::CODEC_SPECIFIC_CONFIGURATION));
/// assert_eq!(refusal(kind, &[1, 1, 1, 0, 0]), None);
/// ```
pub fn refusal(kind: Uuid16, value: &[u8]) -> Option<Refusal> {
    let (_, answers) = CONTROL_POINTS.iter().find(|(known, _)| *known == kind)?;
    let refused = |operation, result, reason| Some(Refusal { kind, operation, result, reason });
    match (answers, value) {
        (Answers::Ase, [operation, _, endpoints @ ..]) => {
            let (endpoints, _) = endpoints.as_chunks::<3>();
            let [_, result, reason] =
                endpoints.iter().find(|endpoint| endpoint[1] != AseResponse::SUCCESS.0)?;
            refused(*operation, *result, Some(AseReason(*reason)))
        }
        (Answers::Plain, &[operation, result]) if result != 1 => refused(operation, result, None),
        (Answers::Call, &[operation, _, result]) if result != 0 => refused(operation, result, None),
        (Answers::After(mark), &[first, operation, result, ..])
            if first == *mark && result != 1 =>
        {
            refused(operation, result, None)
        }
        (Answers::Records, &[0x06, 0, operation, result])
            if result != 1 && result != NO_RECORDS =>
        {
            refused(operation, result, None)
        }
        _ => None,
    }
}
