//! Link Policy commands (Core Vol 4 Part E, 7.2).

use crate::{
    Address, Slots,
    hci::{Handle, Role, ServiceType},
    pdu,
};

pdu! {
    /// Pauses a connection.
    pub struct HoldMode ("Hold Mode", "Core Vol 4 Part E, 7.2.1") {
        handle: Handle = "bthci_cmd.connection_handle",
        max_interval: Slots = "bthci_cmd.hold_mode_max_int",
        min_interval: Slots = "bthci_cmd.hold_mode_min_int",
    }

    /// Has both sides listen less often.
    pub struct SniffMode ("Sniff Mode", "Core Vol 4 Part E, 7.2.2") {
        handle: Handle = "bthci_cmd.connection_handle",
        max_interval: Slots = "bthci_cmd.sniff_max_int",
        min_interval: Slots = "bthci_cmd.sniff_min_int",
        /// Receive slots to listen for.
        attempt: u16 = "bthci_cmd.sniff_attempt",
        /// Receive slots to listen on after a packet.
        timeout: u16 = "bthci_cmd.timeout",
    }

    /// Has both sides listen always.
    pub struct ExitSniffMode ("Exit Sniff Mode", "Core Vol 4 Part E, 7.2.3") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks for quality of service.
    pub struct QosSetup ("QoS Setup", "Core Vol 4 Part E, 7.2.6") {
        handle: Handle = "bthci_cmd.connection_handle",
        unused: u8 = "bthci_cmd.flags",
        service_type: ServiceType = "bthci_cmd.service_type",
        /// Octets per second.
        token_rate: u32 = "bthci_cmd.token_rate",
        /// Octets per second.
        peak_bandwidth: u32 = "bthci_cmd.peak_bandwidth",
        /// Microseconds.
        latency: u32 = "bthci_cmd.latency",
        /// Microseconds.
        delay_variation: u32 = "bthci_cmd.delay_variation",
    }

    /// Asks for the role on a connection.
    pub struct RoleDiscovery ("Role Discovery", "Core Vol 4 Part E, 7.2.7") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Changes the role.
    pub struct SwitchRole ("Switch Role", "Core Vol 4 Part E, 7.2.8") {
        address: Address = "bthci_cmd.bd_addr",
        role: Role = "bthci_cmd.role",
    }

    /// Asks what a connection may do.
    pub struct ReadLinkPolicySettings ("Read Link Policy Settings", "Core Vol 4 Part E, 7.2.9") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// What a connection may do.
    pub struct WriteLinkPolicySettings ("Write Link Policy Settings", "Core Vol 4 Part E, 7.2.10") {
        handle: Handle = "bthci_cmd.connection_handle",
        @u16 role_switch: bool [0..1] = "bthci_cmd.link_policy_switch",
        hold: bool [1..2] = "bthci_cmd.link_policy_hold",
        sniff: bool [2..3] = "bthci_cmd.link_policy_sniff",
        park: bool [3..4] = "bthci_cmd.link_policy_park",
    }

    /// What new connections may do.
    pub struct WriteDefaultLinkPolicySettings ("Write Default Link Policy Settings", "Core Vol 4 Part E, 7.2.12") {
        @u16 role_switch: bool [0..1] = "bthci_cmd.link_policy_switch",
        hold: bool [1..2] = "bthci_cmd.link_policy_hold",
        sniff: bool [2..3] = "bthci_cmd.link_policy_sniff",
        park: bool [3..4] = "bthci_cmd.link_policy_park",
    }

    /// Asks for a flow.
    pub struct FlowSpecification ("Flow Specification", "Core Vol 4 Part E, 7.2.13") {
        handle: Handle = "bthci_cmd.connection_handle",
        unused: u8 = "bthci_cmd.flags",
        /// 0 outgoing, 1 incoming.
        direction: u8 = "bthci_cmd.flow_direction",
        service_type: ServiceType = "bthci_cmd.service_type",
        /// Octets per second.
        token_rate: u32 = "bthci_cmd.token_rate",
        /// Octets.
        token_bucket_size: u32 = "bthci_cmd.token_bucket_size",
        /// Octets per second.
        peak_bandwidth: u32 = "bthci_cmd.peak_bandwidth",
        /// Microseconds.
        access_latency: u32 = "bthci_cmd.latency",
    }

    /// How often a connection in sniff mode is to be listened to.
    pub struct SniffSubrating ("Sniff Subrating", "Core Vol 4 Part E, 7.2.14") {
        handle: Handle = "bthci_cmd.connection_handle",
        max_latency: Slots = "bthci_cmd.max_latency",
        min_remote_timeout: Slots = "bthci_cmd.min_remote_timeout",
        min_local_timeout: Slots = "bthci_cmd.min_local_timeout",
    }
}
