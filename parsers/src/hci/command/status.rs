//! Commands that ask for status parameters, and testing commands (Core Vol 4 Part E, 7.5 and 7.6).

use crate::{hci::Handle, pdu};

pdu! {
    /// Asks how often data could not be delivered.
    pub struct ReadFailedContactCounter ("Read Failed Contact Counter", "Core Vol 4 Part E, 7.5.1") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Starts the counter of undelivered data again.
    pub struct ResetFailedContactCounter ("Reset Failed Contact Counter", "Core Vol 4 Part E, 7.5.2") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks how good a link is.
    pub struct ReadLinkQuality ("Read Link Quality", "Core Vol 4 Part E, 7.5.3") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks for the strength of the signal.
    pub struct ReadRssi ("Read RSSI", "Core Vol 4 Part E, 7.5.4") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks which channels a link uses.
    pub struct ReadAfhChannelMap ("Read AFH Channel Map", "Core Vol 4 Part E, 7.5.5") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks for a clock.
    pub struct ReadClock ("Read Clock", "Core Vol 4 Part E, 7.5.6") {
        handle: Handle = "bthci_cmd.connection_handle",
        /// 0 the local clock, 1 that of the piconet.
        which: u8 = "bthci_cmd.which_clock",
    }

    /// Asks for the size of a link's encryption key.
    pub struct ReadEncryptionKeySize ("Read Encryption Key Size", "Core Vol 4 Part E, 7.5.7") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Has the controller pair with known keys, so that sniffers can decrypt.
    pub struct WriteSimplePairingDebugMode ("Write Simple Pairing Debug Mode", "Core Vol 4 Part E, 7.6.4") {
        enable: bool = "bthci_cmd.simple_pairing_debug_mode",
    }
}
