//! Codes of AVDTP signalling.

use crate::codes;

codes! {
    /// Place of a packet in its message (AVDTP 1.3, 8.4.1).
    pub PacketType(u8) {
        SINGLE = 0 => "Single Packet",
        START = 1 => "Start Packet",
        CONTINUE = 2 => "Continue Packet",
        END = 3 => "End Packet",
    }

    /// Kind of a message (AVDTP 1.3, 8.4.1).
    pub MessageType(u8) {
        COMMAND = 0 => "Command",
        GENERAL_REJECT = 1 => "General Reject",
        ACCEPT = 2 => "Response Accept",
        REJECT = 3 => "Response Reject",
    }

    /// Signal identifier (AVDTP 1.3, 8.5).
    pub Signal(u8) {
        DISCOVER = 0x01 => "Discover",
        GET_CAPABILITIES = 0x02 => "Get Capabilities",
        SET_CONFIGURATION = 0x03 => "Set Configuration",
        GET_CONFIGURATION = 0x04 => "Get Configuration",
        RECONFIGURE = 0x05 => "Reconfigure",
        OPEN = 0x06 => "Open",
        START = 0x07 => "Start",
        CLOSE = 0x08 => "Close",
        SUSPEND = 0x09 => "Suspend",
        ABORT = 0x0a => "Abort",
        SECURITY_CONTROL = 0x0b => "Security Control",
        GET_ALL_CAPABILITIES = 0x0c => "Get All Capabilities",
        DELAY_REPORT = 0x0d => "Delay Report",
    }

    /// Why a command was rejected (AVDTP 1.3, 8.20.6; from 0xc1 on A2DP 1.4, 5.1.3).
    pub ErrorCode(u8) {
        BAD_HEADER_FORMAT = 0x01 => "BAD_HEADER_FORMAT",
        BAD_LENGTH = 0x11 => "BAD_LENGTH",
        BAD_ACP_SEID = 0x12 => "BAD_ACP_SEID",
        SEP_IN_USE = 0x13 => "SEP_IN_USE",
        SEP_NOT_IN_USE = 0x14 => "SEP_NOT_IN_USE",
        BAD_SERV_CATEGORY = 0x17 => "BAD_SERV_CATEGORY",
        BAD_PAYLOAD_FORMAT = 0x18 => "BAD_PAYLOAD_FORMAT",
        NOT_SUPPORTED_COMMAND = 0x19 => "NOT_SUPPORTED_COMMAND",
        INVALID_CAPABILITIES = 0x1a => "INVALID_CAPABILITIES",
        BAD_RECOVERY_TYPE = 0x22 => "BAD_RECOVERY_TYPE",
        BAD_MEDIA_TRANSPORT_FORMAT = 0x23 => "BAD_MEDIA_TRANSPORT_FORMAT",
        BAD_RECOVERY_FORMAT = 0x25 => "BAD_RECOVERY_FORMAT",
        BAD_ROHC_FORMAT = 0x26 => "BAD_ROHC_FORMAT",
        BAD_CP_FORMAT = 0x27 => "BAD_CP_FORMAT",
        BAD_MULTIPLEXING_FORMAT = 0x28 => "BAD_MULTIPLEXING_FORMAT",
        UNSUPPORTED_CONFIGURATION = 0x29 => "UNSUPPORTED_CONFIGURATION",
        BAD_STATE = 0x31 => "BAD_STATE",
        INVALID_CODEC_TYPE = 0xc1 => "INVALID_CODEC_TYPE",
        NOT_SUPPORTED_CODEC_TYPE = 0xc2 => "NOT_SUPPORTED_CODEC_TYPE",
        INVALID_SAMPLING_FREQUENCY = 0xc3 => "INVALID_SAMPLING_FREQUENCY",
        NOT_SUPPORTED_SAMPLING_FREQUENCY = 0xc4 => "NOT_SUPPORTED_SAMPLING_FREQUENCY",
        INVALID_CHANNEL_MODE = 0xc5 => "INVALID_CHANNEL_MODE",
        NOT_SUPPORTED_CHANNEL_MODE = 0xc6 => "NOT_SUPPORTED_CHANNEL_MODE",
        INVALID_SUBBANDS = 0xc7 => "INVALID_SUBBANDS",
        NOT_SUPPORTED_SUBBANDS = 0xc8 => "NOT_SUPPORTED_SUBBANDS",
        INVALID_ALLOCATION_METHOD = 0xc9 => "INVALID_ALLOCATION_METHOD",
        NOT_SUPPORTED_ALLOCATION_METHOD = 0xca => "NOT_SUPPORTED_ALLOCATION_METHOD",
        INVALID_MINIMUM_BITPOOL_VALUE = 0xcb => "INVALID_MINIMUM_BITPOOL_VALUE",
        NOT_SUPPORTED_MINIMUM_BITPOOL_VALUE = 0xcc => "NOT_SUPPORTED_MINIMUM_BITPOOL_VALUE",
        INVALID_MAXIMUM_BITPOOL_VALUE = 0xcd => "INVALID_MAXIMUM_BITPOOL_VALUE",
        NOT_SUPPORTED_MAXIMUM_BITPOOL_VALUE = 0xce => "NOT_SUPPORTED_MAXIMUM_BITPOOL_VALUE",
        INVALID_LAYER = 0xcf => "INVALID_LAYER",
        NOT_SUPPORTED_LAYER = 0xd0 => "NOT_SUPPORTED_LAYER",
        NOT_SUPPORTED_CRC = 0xd1 => "NOT_SUPPORTED_CRC",
        NOT_SUPPORTED_MPF = 0xd2 => "NOT_SUPPORTED_MPF",
        NOT_SUPPORTED_VBR = 0xd3 => "NOT_SUPPORTED_VBR",
        INVALID_BIT_RATE = 0xd4 => "INVALID_BIT_RATE",
        NOT_SUPPORTED_BIT_RATE = 0xd5 => "NOT_SUPPORTED_BIT_RATE",
        INVALID_OBJECT_TYPE = 0xd6 => "INVALID_OBJECT_TYPE",
        NOT_SUPPORTED_OBJECT_TYPE = 0xd7 => "NOT_SUPPORTED_OBJECT_TYPE",
        INVALID_CHANNELS = 0xd8 => "INVALID_CHANNELS",
        NOT_SUPPORTED_CHANNELS = 0xd9 => "NOT_SUPPORTED_CHANNELS",
        INVALID_VERSION = 0xda => "INVALID_VERSION",
        NOT_SUPPORTED_VERSION = 0xdb => "NOT_SUPPORTED_VERSION",
        NOT_SUPPORTED_MAXIMUM_SUL = 0xdc => "NOT_SUPPORTED_MAXIMUM_SUL",
        INVALID_BLOCK_LENGTH = 0xdd => "INVALID_BLOCK_LENGTH",
        INVALID_CP_TYPE = 0xe0 => "INVALID_CP_TYPE",
        INVALID_CP_FORMAT = 0xe1 => "INVALID_CP_FORMAT",
        INVALID_CODEC_PARAMETER = 0xe2 => "INVALID_CODEC_PARAMETER",
        NOT_SUPPORTED_CODEC_PARAMETER = 0xe3 => "NOT_SUPPORTED_CODEC_PARAMETER",
        INVALID_DRC = 0xe4 => "INVALID_DRC",
        NOT_SUPPORTED_DRC = 0xe5 => "NOT_SUPPORTED_DRC",
    }

    /// What a service capability is about (AVDTP 1.3, 8.21).
    pub Category(u8) {
        NONE = 0x00 => "None",
        MEDIA_TRANSPORT = 0x01 => "Media Transport",
        REPORTING = 0x02 => "Reporting",
        RECOVERY = 0x03 => "Recovery",
        CONTENT_PROTECTION = 0x04 => "Content Protection",
        HEADER_COMPRESSION = 0x05 => "Header Compression",
        MULTIPLEXING = 0x06 => "Multiplexing",
        MEDIA_CODEC = 0x07 => "Media Codec",
        DELAY_REPORTING = 0x08 => "Delay Reporting",
    }

    /// What a stream carries (Assigned Numbers, 6.4).
    pub MediaType(u8) {
        AUDIO = 0 => "Audio",
        VIDEO = 1 => "Video",
        MULTIMEDIA = 2 => "Multimedia",
    }

    /// Which end of a stream an end point is (AVDTP 1.3, 8.20.3).
    pub EndPointType(u8) {
        SOURCE = 0 => "Source",
        SINK = 1 => "Sink",
    }

    /// Audio codec (Assigned Numbers, 6.5.1).
    pub CodecType(u8) {
        SBC = 0x00 => "SBC",
        MPEG_1_2_AUDIO = 0x01 => "MPEG-1,2 Audio",
        MPEG_2_4_AAC = 0x02 => "MPEG-2,4 AAC",
        MPEG_D_USAC = 0x03 => "MPEG-D USAC",
        ATRAC = 0x04 => "ATRAC family",
        VENDOR = 0xff => "Vendor specific",
    }

    /// Content protection method (Assigned Numbers, 6.3.2).
    pub ProtectionType(u16) {
        DTCP = 0x0001 => "DTCP",
        SCMS_T = 0x0002 => "SCMS-T",
    }

    /// Recovery method (AVDTP 1.3, 8.21.4).
    pub RecoveryType(u8) {
        RFC_2733 = 0x01 => "RFC 2733",
    }
}

impl ErrorCode {
    /// Says what is wrong with a codec's parameters, not with the signalling.
    pub fn is_of_codec(self) -> bool {
        self.0 >= 0xc1 && !matches!(self, Self::INVALID_CP_TYPE | Self::INVALID_CP_FORMAT)
    }
}
