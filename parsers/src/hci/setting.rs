//! Codes of settings: how to scan, advertise, code and send.

use crate::codes;

codes! {
    /// Which events an event filter is about (Core Vol 4 Part E, 7.3.3).
    pub FilterType(u8) {
        CLEAR = 0x00 => "Clear All Filters",
        INQUIRY_RESULT = 0x01 => "Inquiry Result",
        CONNECTION_SETUP = 0x02 => "Connection Setup",
    }

    /// Kind of PIN (Core Vol 4 Part E, 6.13).
    pub PinType(u8) {
        VARIABLE = 0x00 => "Variable PIN",
        FIXED = 0x01 => "Fixed PIN",
    }

    /// Kind of page scan or inquiry scan (Core Vol 4 Part E, 6.4 and 6.11).
    pub ScanType(u8) {
        STANDARD = 0x00 => "Standard Scan",
        INTERLACED = 0x01 => "Interlaced Scan",
    }

    /// Form of inquiry results (Core Vol 4 Part E, 6.5).
    pub InquiryMode(u8) {
        STANDARD = 0x00 => "Standard",
        RSSI = 0x01 => "With RSSI",
        EXTENDED = 0x02 => "With RSSI or Extended",
    }

    /// How often a device scans for pages (Core Vol 2 Part B, 8.3.1).
    pub PageScanRepetitionMode(u8) {
        R0 = 0x00 => "R0",
        R1 = 0x01 => "R1",
        R2 = 0x02 => "R2",
    }

    /// Which transmit power is asked for (Core Vol 4 Part E, 7.3.35).
    pub PowerLevelType(u8) {
        CURRENT = 0x00 => "Current Tx Power Level",
        MAXIMUM = 0x01 => "Maximum Tx Power Level",
    }

    /// Which clock is read (Core Vol 4 Part E, 7.5.6).
    pub WhichClock(u8) {
        LOCAL = 0x00 => "Local Clock",
        PICONET = 0x01 => "Piconet Clock",
    }

    /// Direction of a flow specification (Core Vol 4 Part E, 7.2.13).
    pub FlowDirection(u8) {
        OUTGOING = 0x00 => "Outgoing Flow",
        INCOMING = 0x01 => "Incoming Flow",
    }

    /// Packets to flush (Core Vol 4 Part E, 7.3.66).
    pub FlushPacketType(u8) {
        AUTOMATICALLY_FLUSHABLE = 0x00 => "Automatically Flushable Only",
    }

    /// Kind of link key in use (Core Vol 4 Part E, 7.7.10).
    pub KeyFlag(u8) {
        SEMI_PERMANENT = 0x00 => "Using Semi-permanent Link Key",
        TEMPORARY = 0x01 => "Using Temporary Link Key",
    }

    /// Which out-of-band data is there (Core Vol 4 Part E, 7.1.29).
    pub OobDataPresent(u8) {
        NONE = 0x00 => "OOB Authentication Data Not Present",
        P192 = 0x01 => "P-192 OOB Authentication Data From Remote Device Present",
        P256 = 0x02 => "P-256 OOB Authentication Data From Remote Device Present",
        BOTH = 0x03 => "P-192 and P-256 OOB Authentication Data From Remote Device Present",
    }

    /// Retransmission on an eSCO link (Core Vol 4 Part E, 7.1.26).
    pub RetransmissionEffort(u8) {
        NONE = 0x00 => "No retransmissions",
        POWER = 0x01 => "At least one retransmission, optimize for power consumption",
        QUALITY = 0x02 => "At least one retransmission, optimize for link quality",
        ANY = 0xff => "Don't care",
    }

    /// How synchronous data was received (Core Vol 4 Part E, 5.4.3).
    pub SynchronousStatus(u8) {
        VALID = 0 => "Correctly received data",
        POSSIBLY_INVALID = 1 => "Possibly invalid data",
        NONE = 2 => "No data received",
        PARTIAL = 3 => "Data partially lost",
    }

    /// How an isochronous SDU was received (Core Vol 4 Part E, 5.4.5).
    pub IsochronousStatus(u8) {
        VALID = 0 => "Valid data",
        POSSIBLY_INVALID = 1 => "Possibly invalid data",
        LOST = 2 => "Lost data",
    }

    /// Kind of LE scanning (Core Vol 4 Part E, 7.8.10).
    pub LeScanType(u8) {
        PASSIVE = 0x00 => "Passive",
        ACTIVE = 0x01 => "Active",
    }

    /// Whom to connect to (Core Vol 4 Part E, 7.8.12).
    pub InitiatorFilterPolicy(u8) {
        PEER = 0x00 => "Use peer address",
        ACCEPT_LIST = 0x01 => "Use Filter Accept List, ignore peer address",
    }

    /// Which fragment of the advertising data this is (Core Vol 4 Part E, 7.8.54).
    pub DataOperation(u8) {
        INTERMEDIATE = 0x00 => "Intermediate fragment",
        FIRST = 0x01 => "First fragment",
        LAST = 0x02 => "Last fragment",
        COMPLETE = 0x03 => "Complete data",
        UNCHANGED = 0x04 => "Unchanged data",
    }

    /// Whether the controller may fragment advertising data (Core Vol 4 Part E, 7.8.54).
    pub FragmentPreference(u8) {
        MAY = 0x00 => "The Controller may fragment all data",
        SHOULD_NOT = 0x01 => "The Controller should not fragment or should minimize fragmentation",
    }

    /// Whether advertising data is complete (Core Vol 4 Part E, 7.7.65.15).
    pub DataStatus(u8) {
        COMPLETE = 0x00 => "Complete",
        MORE = 0x01 => "Incomplete, more to come",
        TRUNCATED = 0x02 => "Incomplete, truncated, no more to come",
        FAILED = 0xff => "Failed to receive",
    }

    /// Whether repeated advertising reports are left out (Core Vol 4 Part E, 7.8.65).
    pub FilterDuplicates(u8) {
        OFF = 0x00 => "Off",
        ON = 0x01 => "On",
        PERIOD = 0x02 => "On, reset in each scan period",
    }

    /// Privacy mode for a device (Core Vol 4 Part E, 7.8.77).
    pub PrivacyMode(u8) {
        NETWORK = 0x00 => "Network Privacy Mode",
        DEVICE = 0x01 => "Device Privacy Mode",
    }

    /// Kind of constant tone (Core Vol 4 Part E, 7.7.65.21).
    pub CteType(u8) {
        AOA = 0x00 => "AoA",
        AOD_1 = 0x01 => "AoD, 1 µs slots",
        AOD_2 = 0x02 => "AoD, 2 µs slots",
        NONE = 0xff => "None",
    }

    /// How channels are selected on an LE connection (Core Vol 6 Part B, 4.5.8).
    pub ChannelSelection(u8) {
        ALGORITHM_1 = 0x00 => "#1",
        ALGORITHM_2 = 0x01 => "#2",
    }

    /// Why a transmit power is reported (Core Vol 4 Part E, 7.7.65.33).
    pub PowerReportReason(u8) {
        LOCAL = 0x00 => "Local transmit power changed",
        REMOTE = 0x01 => "Remote transmit power changed",
        READ = 0x02 => "LE Read Remote Transmit Power Level completed",
    }

    /// Physical layer with its coding (Core Vol 4 Part E, 7.7.65.33).
    pub CodedPhy(u8) {
        LE_1M = 0x01 => "LE 1M",
        LE_2M = 0x02 => "LE 2M",
        LE_CODED_S8 = 0x03 => "LE Coded, S=8",
        LE_CODED_S2 = 0x04 => "LE Coded, S=2",
    }

    /// Arrangement of the subevents of isochronous streams (Core Vol 4 Part E, 7.8.97).
    pub Packing(u8) {
        SEQUENTIAL = 0x00 => "Sequential",
        INTERLEAVED = 0x01 => "Interleaved",
    }

    /// Framing of isochronous PDUs (Core Vol 4 Part E, 7.8.97 and 7.7.65.25).
    pub Framing(u8) {
        UNFRAMED = 0x00 => "Unframed",
        FRAMED = 0x01 => "Framed",
        UNSEGMENTED = 0x02 => "Framed, unsegmented",
    }
}
