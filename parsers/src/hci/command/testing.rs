//! Testing commands (Core Vol 4 Part E, 7.6).

use crate::hci::declare::commands;

commands! {
    testing;

    READ_LOOPBACK_MODE = 0x1801 "Read Loopback Mode",
    WRITE_LOOPBACK_MODE = 0x1802 "Write Loopback Mode",
    ENABLE_IMPLEMENTATION_UNDER_TEST_MODE = 0x1803 "Enable Implementation Under Test Mode",

    /// Has the controller pair with known keys, so that sniffers can decrypt.
    WRITE_SIMPLE_PAIRING_DEBUG_MODE = 0x1804 "Write Simple Pairing Debug Mode" ("Core Vol 4 Part E, 7.6.4") WriteSimplePairingDebugMode {
        enable: bool = "bthci_cmd.simple_pairing_debug_mode",
    },

    ENABLE_AMP_RECEIVER_REPORTS = 0x1807 "Enable AMP Receiver Reports",
    AMP_TEST_END = 0x1808 "AMP Test End",
    AMP_TEST = 0x1809 "AMP Test",
    WRITE_SECURE_CONNECTIONS_TEST_MODE = 0x180a "Write Secure Connections Test Mode",
}
