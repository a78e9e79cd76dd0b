//! Commands that ask for status parameters (Core Vol 4 Part E, 7.5).

use crate::{
    ClockError, ClockTicks, Octets8,
    hci::{Handle, Status, WhichClock, declare::commands, returns::ForHandle},
};

commands! {
    status;

    /// Asks how often data could not be delivered.
    READ_FAILED_CONTACT_COUNTER = 0x1401 "Read Failed Contact Counter" ("Core Vol 4 Part E, 7.5.1") ReadFailedContactCounter {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadFailedContactCounter ("Read Failed Contact Counter Return Parameters", "Core Vol 4 Part E, 7.5.1") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        count: u16 as Keep = "bthci_evt.failed_contact_counter",
    },

    /// Starts the counter of undelivered data again.
    RESET_FAILED_CONTACT_COUNTER = 0x1402 "Reset Failed Contact Counter" ("Core Vol 4 Part E, 7.5.2") ResetFailedContactCounter {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ResetFailedContactCounter = ForHandle,

    /// Asks how good a link is.
    READ_LINK_QUALITY = 0x1403 "Read Link Quality" ("Core Vol 4 Part E, 7.5.3") ReadLinkQuality {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadLinkQuality ("Read Link Quality Return Parameters", "Core Vol 4 Part E, 7.5.3") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// More is better; the scale is the maker's.
        quality: u8 as Keep = "bthci_evt.link_quality",
    },

    /// Asks for the strength of the signal.
    READ_RSSI = 0x1405 "Read RSSI" ("Core Vol 4 Part E, 7.5.4") ReadRssi {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadRssi ("Read RSSI Return Parameters", "Core Vol 4 Part E, 7.5.4") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// BR/EDR: dB above or below the golden range. LE: dBm, 127 when it is not known.
        rssi: i8 as Keep = "bthci_evt.rssi",
    },

    /// Asks which channels a link uses.
    READ_AFH_CHANNEL_MAP = 0x1406 "Read AFH Channel Map" ("Core Vol 4 Part E, 7.5.5") ReadAfhChannelMap {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadAfhChannelMap<'a> ("Read AFH Channel Map Return Parameters", "Core Vol 4 Part E, 7.5.5") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        enabled: bool = "bthci_evt.afh_mode",
        channels: &'a [u8; 10] as Keep = "bthci_evt.afh_channel_map",
    },

    /// Asks for a clock.
    READ_CLOCK = 0x1407 "Read Clock" ("Core Vol 4 Part E, 7.5.6") ReadClock {
        handle: Handle = "bthci_cmd.connection_handle",
        which: WhichClock = "bthci_cmd.which_clock",
    } -> ReadClock ("Read Clock Return Parameters", "Core Vol 4 Part E, 7.5.6") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        clock: ClockTicks as Blank = "bthci_evt.clock",
        accuracy: ClockError = "bthci_evt.clock_accuracy",
    },

    /// Asks for the size of a link's encryption key.
    READ_ENCRYPTION_KEY_SIZE = 0x1408 "Read Encryption Key Size" ("Core Vol 4 Part E, 7.5.7") ReadEncryptionKeySize {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadEncryptionKeySize ("Read Encryption Key Size Return Parameters", "Core Vol 4 Part E, 7.5.7") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        size: Octets8 = "bthci_evt.enc_key_size",
    },

    READ_LOCAL_AMP_INFO = 0x1409 "Read Local AMP Info",
    READ_LOCAL_AMP_ASSOC = 0x140a "Read Local AMP ASSOC",
    WRITE_REMOTE_AMP_ASSOC = 0x140b "Write Remote AMP ASSOC",
    GET_MWS_TRANSPORT_LAYER_CONFIGURATION = 0x140c "Get MWS Transport Layer Configuration",
    SET_TRIGGERED_CLOCK_CAPTURE = 0x140d "Set Triggered Clock Capture",
}
