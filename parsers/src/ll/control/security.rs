//! Encryption (Core Vol 6 Part B, 5.1.3) and control PDUs that carry an opcode only.

use crate::{Hex16, Hex32, Hex64, pdu};

pdu! {
    in PDUS;

    /// The central starts encryption.
    pub struct EncReq ("LL_ENC_REQ", "Core Vol 6 Part B, 2.4.2.4") {
        /// Rand of the long term key; zero with LE Secure Connections.
        random: Hex64 as Key = "btle.control.random_number",
        /// EDIV of the long term key; zero with LE Secure Connections.
        diversifier: Hex16 as Key = "btle.control.encrypted_diversifier",
        session_key_diversifier: Hex64 as Key = "btle.control.master_session_key_diversifier",
        initialization_vector: Hex32 as Key = "btle.control.master_session_initialization_vector",
    }

    /// The peripheral's part of the session key.
    pub struct EncRsp ("LL_ENC_RSP", "Core Vol 6 Part B, 2.4.2.5") {
        session_key_diversifier: Hex64 as Key = "btle.control.slave_session_key_diversifier",
        initialization_vector: Hex32 as Key = "btle.control.slave_session_initialization_vector",
    }

    /// The peripheral has the key.
    pub struct StartEncReq ("LL_START_ENC_REQ", "Core Vol 6 Part B, 2.4.2.6") {}

    /// Each side confirms, encrypted.
    pub struct StartEncRsp ("LL_START_ENC_RSP", "Core Vol 6 Part B, 2.4.2.7") {}

    /// The central wants to change the key.
    pub struct PauseEncReq ("LL_PAUSE_ENC_REQ", "Core Vol 6 Part B, 2.4.2.11") {}

    /// Each side confirms the pause.
    pub struct PauseEncRsp ("LL_PAUSE_ENC_RSP", "Core Vol 6 Part B, 2.4.2.12") {}

    /// Checks that the peer still has the key.
    pub struct PingReq ("LL_PING_REQ", "Core Vol 6 Part B, 2.4.2.19") {}

    /// The answer.
    pub struct PingRsp ("LL_PING_RSP", "Core Vol 6 Part B, 2.4.2.20") {}
}
