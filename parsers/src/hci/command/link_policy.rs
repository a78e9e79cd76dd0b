//! Link Policy commands (Core Vol 4 Part E, 7.2).

use crate::{
    Address, MicrosecondsOrAny32, Octets32, OctetsPerSecond, ReceiveSlots, Slots,
    hci::{
        FlowDirection, Handle, Role, ServiceType, Status, declare::commands, returns::ForHandle,
    },
};

commands! {
    link_policy;

    /// Pauses a connection.
    HOLD_MODE = 0x0801 "Hold Mode" ("Core Vol 4 Part E, 7.2.1") HoldMode {
        handle: Handle = "bthci_cmd.connection_handle",
        max_interval: Slots = "bthci_cmd.hold_mode_max_int",
        min_interval: Slots = "bthci_cmd.hold_mode_min_int",
    },

    /// Has both sides listen less often.
    SNIFF_MODE = 0x0803 "Sniff Mode" ("Core Vol 4 Part E, 7.2.2") SniffMode {
        handle: Handle = "bthci_cmd.connection_handle",
        max_interval: Slots = "bthci_cmd.sniff_max_int",
        min_interval: Slots = "bthci_cmd.sniff_min_int",
        /// Receive slots to listen for.
        attempt: ReceiveSlots = "bthci_cmd.sniff_attempt",
        /// Receive slots to listen on after a packet.
        timeout: ReceiveSlots = "bthci_cmd.timeout",
    },

    /// Has both sides listen always.
    EXIT_SNIFF_MODE = 0x0804 "Exit Sniff Mode" ("Core Vol 4 Part E, 7.2.3") ExitSniffMode {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    PARK_STATE = 0x0805 "Park State",
    EXIT_PARK_STATE = 0x0806 "Exit Park State",

    /// Asks for quality of service.
    QOS_SETUP = 0x0807 "QoS Setup" ("Core Vol 4 Part E, 7.2.6") QosSetup {
        handle: Handle = "bthci_cmd.connection_handle",
        unused: u8 as Reserved = "bthci_cmd.flags",
        service_type: ServiceType = "bthci_cmd.service_type",
        token_rate: OctetsPerSecond = "bthci_cmd.token_rate",
        peak_bandwidth: OctetsPerSecond = "bthci_cmd.peak_bandwidth",
        latency: MicrosecondsOrAny32 = "bthci_cmd.latency",
        delay_variation: MicrosecondsOrAny32 = "bthci_cmd.delay_variation",
    },

    /// Asks for the role on a connection.
    ROLE_DISCOVERY = 0x0809 "Role Discovery" ("Core Vol 4 Part E, 7.2.7") RoleDiscovery {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> RoleDiscovery ("Role Discovery Return Parameters", "Core Vol 4 Part E, 7.2.7") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        role: Role = "bthci_evt.curr_role",
    },

    /// Changes the role.
    SWITCH_ROLE = 0x080b "Switch Role" ("Core Vol 4 Part E, 7.2.8") SwitchRole {
        address: Address = "bthci_cmd.bd_addr",
        role: Role = "bthci_cmd.role",
    },

    /// Asks what a connection may do.
    READ_LINK_POLICY_SETTINGS = 0x080c "Read Link Policy Settings" ("Core Vol 4 Part E, 7.2.9") ReadLinkPolicySettings {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadLinkPolicySettings ("Read Link Policy Settings Return Parameters", "Core Vol 4 Part E, 7.2.9") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        @u16 role_switch: bool [0..1] = "bthci_evt.link_policy_switch",
        hold: bool [1..2] = "bthci_evt.link_policy_hold",
        sniff: bool [2..3] = "bthci_evt.link_policy_sniff",
        park: bool [3..4] = "bthci_evt.link_policy_park",
    },

    /// What a connection may do.
    WRITE_LINK_POLICY_SETTINGS = 0x080d "Write Link Policy Settings" ("Core Vol 4 Part E, 7.2.10") WriteLinkPolicySettings {
        handle: Handle = "bthci_cmd.connection_handle",
        @u16 role_switch: bool [0..1] = "bthci_cmd.link_policy_switch",
        hold: bool [1..2] = "bthci_cmd.link_policy_hold",
        sniff: bool [2..3] = "bthci_cmd.link_policy_sniff",
        park: bool [3..4] = "bthci_cmd.link_policy_park",
    } -> WriteLinkPolicySettings = ForHandle,

    /// What new connections may do.
    READ_DEFAULT_LINK_POLICY_SETTINGS = 0x080e "Read Default Link Policy Settings" -> ReadDefaultLinkPolicySettings ("Read Default Link Policy Settings Return Parameters", "Core Vol 4 Part E, 7.2.11") {
        status: Status = "bthci_evt.status",
        @u16 role_switch: bool [0..1] = "bthci_evt.link_policy_switch",
        hold: bool [1..2] = "bthci_evt.link_policy_hold",
        sniff: bool [2..3] = "bthci_evt.link_policy_sniff",
        park: bool [3..4] = "bthci_evt.link_policy_park",
    },

    /// What new connections may do.
    WRITE_DEFAULT_LINK_POLICY_SETTINGS = 0x080f "Write Default Link Policy Settings" ("Core Vol 4 Part E, 7.2.12") WriteDefaultLinkPolicySettings {
        @u16 role_switch: bool [0..1] = "bthci_cmd.link_policy_switch",
        hold: bool [1..2] = "bthci_cmd.link_policy_hold",
        sniff: bool [2..3] = "bthci_cmd.link_policy_sniff",
        park: bool [3..4] = "bthci_cmd.link_policy_park",
    },

    /// Asks for a flow.
    FLOW_SPECIFICATION = 0x0810 "Flow Specification" ("Core Vol 4 Part E, 7.2.13") FlowSpecification {
        handle: Handle = "bthci_cmd.connection_handle",
        unused: u8 as Reserved = "bthci_cmd.flags",
        direction: FlowDirection = "bthci_cmd.flow_direction",
        service_type: ServiceType = "bthci_cmd.service_type",
        token_rate: OctetsPerSecond = "bthci_cmd.token_rate",
        token_bucket_size: Octets32 = "bthci_cmd.token_bucket_size",
        peak_bandwidth: OctetsPerSecond = "bthci_cmd.peak_bandwidth",
        access_latency: MicrosecondsOrAny32 = "bthci_cmd.latency",
    },

    /// How often a connection in sniff mode is to be listened to.
    SNIFF_SUBRATING = 0x0811 "Sniff Subrating" ("Core Vol 4 Part E, 7.2.14") SniffSubrating {
        handle: Handle = "bthci_cmd.connection_handle",
        max_latency: Slots = "bthci_cmd.max_latency",
        min_remote_timeout: Slots = "bthci_cmd.min_remote_timeout",
        min_local_timeout: Slots = "bthci_cmd.min_local_timeout",
    } -> SniffSubrating = ForHandle,
}
