//! Codes that the parameters of commands and events share.

use crate::codes;

codes! {
    /// Kind of a BR/EDR connection (Core Vol 4 Part E, 7.7.3).
    pub LinkKind(u8) {
        SCO = 0x00 => "SCO",
        ACL = 0x01 => "ACL",
        ESCO = 0x02 => "eSCO",
    }

    /// Role on a link (Core Vol 4 Part E, 7.7.18 and 7.7.65.1).
    pub Role(u8) {
        CENTRAL = 0x00 => "Central",
        PERIPHERAL = 0x01 => "Peripheral",
    }

    /// Whether and how a link is encrypted (Core Vol 4 Part E, 7.7.8).
    pub Encryption(u8) {
        OFF = 0x00 => "Off",
        ON = 0x01 => "E0 (BR/EDR) or AES-CCM (LE)",
        AES_CCM = 0x02 => "AES-CCM (BR/EDR)",
    }

    /// Mode of a BR/EDR connection (Core Vol 4 Part E, 7.7.20).
    pub Mode(u8) {
        ACTIVE = 0x00 => "Active",
        HOLD = 0x01 => "Hold",
        SNIFF = 0x02 => "Sniff",
        PARK = 0x03 => "Park",
    }

    /// How a link key was made (Core Vol 4 Part E, 7.7.24).
    pub LinkKeyType(u8) {
        COMBINATION = 0x00 => "Combination key",
        LOCAL_UNIT = 0x01 => "Local Unit key",
        REMOTE_UNIT = 0x02 => "Remote Unit key",
        DEBUG_COMBINATION = 0x03 => "Debug Combination key",
        UNAUTHENTICATED_P192 = 0x04 => "Unauthenticated Combination key, P-192",
        AUTHENTICATED_P192 = 0x05 => "Authenticated Combination key, P-192",
        CHANGED_COMBINATION = 0x06 => "Changed Combination key",
        UNAUTHENTICATED_P256 = 0x07 => "Unauthenticated Combination key, P-256",
        AUTHENTICATED_P256 = 0x08 => "Authenticated Combination key, P-256",
    }

    /// What a device has for pairing (Core Vol 4 Part E, 7.1.29).
    pub IoCapability(u8) {
        DISPLAY_ONLY = 0x00 => "DisplayOnly",
        DISPLAY_YES_NO = 0x01 => "DisplayYesNo",
        KEYBOARD_ONLY = 0x02 => "KeyboardOnly",
        NO_INPUT_NO_OUTPUT = 0x03 => "NoInputNoOutput",
    }

    /// What pairing is asked for (Core Vol 4 Part E, 7.1.29).
    pub AuthenticationRequirements(u8) {
        NO_BONDING = 0x00 => "No Bonding",
        NO_BONDING_MITM = 0x01 => "No Bonding, MITM protection",
        DEDICATED_BONDING = 0x02 => "Dedicated Bonding",
        DEDICATED_BONDING_MITM = 0x03 => "Dedicated Bonding, MITM protection",
        GENERAL_BONDING = 0x04 => "General Bonding",
        GENERAL_BONDING_MITM = 0x05 => "General Bonding, MITM protection",
    }

    /// What happened at a remote keyboard (Core Vol 4 Part E, 7.7.49).
    pub Keypress(u8) {
        ENTRY_STARTED = 0x00 => "Passkey entry started",
        DIGIT_ENTERED = 0x01 => "Passkey digit entered",
        DIGIT_ERASED = 0x02 => "Passkey digit erased",
        CLEARED = 0x03 => "Passkey cleared",
        ENTRY_COMPLETED = 0x04 => "Passkey entry completed",
    }

    /// Coding on the air of a synchronous connection (Core Vol 4 Part E, 7.7.35).
    pub AirMode(u8) {
        U_LAW = 0x00 => "µ-law log",
        A_LAW = 0x01 => "A-law log",
        CVSD = 0x02 => "CVSD",
        TRANSPARENT = 0x03 => "Transparent data",
    }

    /// Coding on the air in the voice setting, whose order is another (Core Vol 4 Part E, 6.12).
    pub AirCodingFormat(u8) {
        CVSD = 0x00 => "CVSD",
        U_LAW = 0x01 => "µ-law",
        A_LAW = 0x02 => "A-law",
        TRANSPARENT = 0x03 => "Transparent data",
    }

    /// How samples of voice are coded between host and controller (Core Vol 4 Part E, 6.12).
    pub InputCoding(u8) {
        LINEAR = 0x00 => "Linear",
        U_LAW = 0x01 => "µ-law",
        A_LAW = 0x02 => "A-law",
    }

    /// How a sample of voice stands for its value (Core Vol 4 Part E, 6.12).
    pub InputDataFormat(u8) {
        ONES_COMPLEMENT = 0x00 => "1's complement",
        TWOS_COMPLEMENT = 0x01 => "2's complement",
        SIGN_MAGNITUDE = 0x02 => "Sign-Magnitude",
        UNSIGNED = 0x03 => "Unsigned",
    }

    /// Bits of a sample of voice (Core Vol 4 Part E, 6.12).
    pub InputSampleSize(u8) {
        BITS_8 = 0x00 => "8-bit",
        BITS_16 = 0x01 => "16-bit",
    }

    /// Coding format (Assigned Numbers, 2.10).
    pub CodingFormatId(u8) {
        U_LAW = 0x00 => "µ-law log",
        A_LAW = 0x01 => "A-law log",
        CVSD = 0x02 => "CVSD",
        TRANSPARENT = 0x03 => "Transparent",
        LINEAR_PCM = 0x04 => "Linear PCM",
        MSBC = 0x05 => "mSBC",
        LC3 = 0x06 => "LC3",
        G_729A = 0x07 => "G.729A",
        VENDOR = 0xff => "Vendor Specific",
    }

    /// Which scans are on (Core Vol 4 Part E, 7.3.18).
    pub ScanEnable(u8) {
        NONE = 0x00 => "No scans",
        INQUIRY = 0x01 => "Inquiry Scan",
        PAGE = 0x02 => "Page Scan",
        BOTH = 0x03 => "Inquiry Scan and Page Scan",
    }

    /// Which direction is controlled by flow (Core Vol 4 Part E, 7.3.38).
    pub HostFlowControl(u8) {
        OFF = 0x00 => "Off",
        ACL = 0x01 => "ACL data",
        SYNCHRONOUS = 0x02 => "Synchronous data",
        BOTH = 0x03 => "ACL and synchronous data",
    }

    /// What a link may use of the air (Core Vol 4 Part E, 7.2.6).
    pub ServiceType(u8) {
        NO_TRAFFIC = 0x00 => "No Traffic",
        BEST_EFFORT = 0x01 => "Best Effort",
        GUARANTEED = 0x02 => "Guaranteed",
    }

    /// Version of the specification (Assigned Numbers, 2.1).
    pub Version(u8) {
        V1_0B = 0 => "1.0b",
        V1_1 = 1 => "1.1",
        V1_2 = 2 => "1.2",
        V2_0 = 3 => "2.0 + EDR",
        V2_1 = 4 => "2.1 + EDR",
        V3_0 = 5 => "3.0 + HS",
        V4_0 = 6 => "4.0",
        V4_1 = 7 => "4.1",
        V4_2 = 8 => "4.2",
        V5_0 = 9 => "5.0",
        V5_1 = 10 => "5.1",
        V5_2 = 11 => "5.2",
        V5_3 = 12 => "5.3",
        V5_4 = 13 => "5.4",
        V6_0 = 14 => "6.0",
        V6_1 = 15 => "6.1",
        V6_2 = 16 => "6.2",
    }

    /// Kind of an LE address (Core Vol 4 Part E, 7.7.65.2 and 7.7.65.13).
    pub AddressType(u8) {
        PUBLIC = 0x00 => "Public",
        RANDOM = 0x01 => "Random",
        PUBLIC_IDENTITY = 0x02 => "Public Identity",
        RANDOM_IDENTITY = 0x03 => "Random Identity",
        UNRESOLVED = 0xfe => "Random, not resolved",
        ANONYMOUS = 0xff => "No address",
    }

    /// Modulation of the LE physical layer (Core Vol 4 Part E, 7.7.65.12).
    pub Phy(u8) {
        NONE = 0x00 => "None",
        LE_1M = 0x01 => "LE 1M",
        LE_2M = 0x02 => "LE 2M",
        LE_CODED = 0x03 => "LE Coded",
    }

    /// Worst sleep clock accuracy of the central (Core Vol 4 Part E, 7.7.65.1).
    pub ClockAccuracy(u8) {
        PPM_500 = 0x00 => "500 ppm",
        PPM_250 = 0x01 => "250 ppm",
        PPM_150 = 0x02 => "150 ppm",
        PPM_100 = 0x03 => "100 ppm",
        PPM_75 = 0x04 => "75 ppm",
        PPM_50 = 0x05 => "50 ppm",
        PPM_30 = 0x06 => "30 ppm",
        PPM_20 = 0x07 => "20 ppm",
    }

    /// Kind of a legacy advertisement (Core Vol 4 Part E, 7.7.65.2).
    pub AdvertisingEventType(u8) {
        ADV_IND = 0x00 => "ADV_IND",
        ADV_DIRECT_IND = 0x01 => "ADV_DIRECT_IND",
        ADV_SCAN_IND = 0x02 => "ADV_SCAN_IND",
        ADV_NONCONN_IND = 0x03 => "ADV_NONCONN_IND",
        SCAN_RSP = 0x04 => "SCAN_RSP",
    }

    /// Kind of advertising that is to be sent (Core Vol 4 Part E, 7.8.5).
    pub AdvertisingType(u8) {
        ADV_IND = 0x00 => "ADV_IND",
        ADV_DIRECT_IND_HIGH = 0x01 => "ADV_DIRECT_IND, high duty cycle",
        ADV_SCAN_IND = 0x02 => "ADV_SCAN_IND",
        ADV_NONCONN_IND = 0x03 => "ADV_NONCONN_IND",
        ADV_DIRECT_IND_LOW = 0x04 => "ADV_DIRECT_IND, low duty cycle",
    }

    /// Direction of an isochronous data path (Core Vol 4 Part E, 7.8.109).
    pub DataPathDirection(u8) {
        INPUT = 0x00 => "Input (Host to Controller)",
        OUTPUT = 0x01 => "Output (Controller to Host)",
    }
}
