//! Codes of the Security Manager Protocol.

use crate::codes;

codes! {
    /// Code of a Security Manager PDU (Core Vol 3 Part H, 3.3).
    pub Opcode(u8) {
        PAIRING_REQUEST = 0x01 => "Pairing Request",
        PAIRING_RESPONSE = 0x02 => "Pairing Response",
        PAIRING_CONFIRM = 0x03 => "Pairing Confirm",
        PAIRING_RANDOM = 0x04 => "Pairing Random",
        PAIRING_FAILED = 0x05 => "Pairing Failed",
        ENCRYPTION_INFORMATION = 0x06 => "Encryption Information",
        CENTRAL_IDENTIFICATION = 0x07 => "Central Identification",
        IDENTITY_INFORMATION = 0x08 => "Identity Information",
        IDENTITY_ADDRESS_INFORMATION = 0x09 => "Identity Address Information",
        SIGNING_INFORMATION = 0x0a => "Signing Information",
        SECURITY_REQUEST = 0x0b => "Security Request",
        PAIRING_PUBLIC_KEY = 0x0c => "Pairing Public Key",
        PAIRING_DHKEY_CHECK = 0x0d => "Pairing DHKey Check",
        PAIRING_KEYPRESS_NOTIFICATION = 0x0e => "Pairing Keypress Notification",
    }

    /// Input and output of a device (Core Vol 3 Part H, 3.5.1).
    pub IoCapability(u8) {
        DISPLAY_ONLY = 0x00 => "DisplayOnly",
        DISPLAY_YES_NO = 0x01 => "DisplayYesNo",
        KEYBOARD_ONLY = 0x02 => "KeyboardOnly",
        NO_INPUT_NO_OUTPUT = 0x03 => "NoInputNoOutput",
        KEYBOARD_DISPLAY = 0x04 => "KeyboardDisplay",
    }

    /// Whether the sender has the other's out-of-band data (Core Vol 3 Part H, 3.5.1).
    pub OobData(u8) {
        NOT_PRESENT = 0x00 => "OOB Authentication data not present",
        PRESENT = 0x01 => "OOB Authentication data from remote device present",
    }

    /// Whether keys are kept (Core Vol 3 Part H, 3.5.1).
    pub Bonding(u8) {
        NONE = 0 => "No Bonding",
        BONDING = 1 => "Bonding",
    }

    /// Why pairing failed (Core Vol 3 Part H, 3.5.5).
    pub Reason(u8) {
        PASSKEY_ENTRY_FAILED = 0x01 => "Passkey Entry Failed",
        OOB_NOT_AVAILABLE = 0x02 => "OOB Not Available",
        AUTHENTICATION_REQUIREMENTS = 0x03 => "Authentication Requirements",
        CONFIRM_VALUE_FAILED = 0x04 => "Confirm Value Failed",
        PAIRING_NOT_SUPPORTED = 0x05 => "Pairing Not Supported",
        ENCRYPTION_KEY_SIZE = 0x06 => "Encryption Key Size",
        COMMAND_NOT_SUPPORTED = 0x07 => "Command Not Supported",
        UNSPECIFIED_REASON = 0x08 => "Unspecified Reason",
        REPEATED_ATTEMPTS = 0x09 => "Repeated Attempts",
        INVALID_PARAMETERS = 0x0a => "Invalid Parameters",
        DHKEY_CHECK_FAILED = 0x0b => "DHKey Check Failed",
        NUMERIC_COMPARISON_FAILED = 0x0c => "Numeric Comparison Failed",
        BR_EDR_PAIRING_IN_PROGRESS = 0x0d => "BR/EDR pairing in progress",
        KEY_DERIVATION_NOT_ALLOWED = 0x0e => "Cross-transport Key Derivation/Generation not allowed",
        KEY_REJECTED = 0x0f => "Key Rejected",
        BUSY = 0x10 => "Busy",
    }

    /// What happened to a passkey (Core Vol 3 Part H, 3.5.8).
    pub Keypress(u8) {
        STARTED = 0 => "Passkey entry started",
        DIGIT_ENTERED = 1 => "Passkey digit entered",
        DIGIT_ERASED = 2 => "Passkey digit erased",
        CLEARED = 3 => "Passkey cleared",
        COMPLETED = 4 => "Passkey entry completed",
    }

    /// Kind of an identity address (Core Vol 3 Part H, 3.6.5).
    pub AddressKind(u8) {
        PUBLIC = 0x00 => "Public Device Address",
        STATIC_RANDOM = 0x01 => "Static Random Device Address",
    }
}
