//! LE meta events (Core Vol 4 Part E, 7.7.65).

mod advertising;
mod connection;
mod isochronous;

pub use advertising::*;
pub use connection::*;
pub use isochronous::*;

use crate::{codes, dispatch, pdu};

codes! {
    /// Subevent code of the LE meta event.
    pub LeSubevent(u8) {
        CONNECTION_COMPLETE = 0x01 => "LE Connection Complete",
        ADVERTISING_REPORT = 0x02 => "LE Advertising Report",
        CONNECTION_UPDATE_COMPLETE = 0x03 => "LE Connection Update Complete",
        READ_REMOTE_FEATURES_PAGE_0_COMPLETE = 0x04 => "LE Read Remote Features Page 0 Complete",
        LONG_TERM_KEY_REQUEST = 0x05 => "LE Long Term Key Request",
        REMOTE_CONNECTION_PARAMETER_REQUEST = 0x06 => "LE Remote Connection Parameter Request",
        DATA_LENGTH_CHANGE = 0x07 => "LE Data Length Change",
        READ_LOCAL_P256_PUBLIC_KEY_COMPLETE = 0x08 => "LE Read Local P-256 Public Key Complete",
        GENERATE_DHKEY_COMPLETE = 0x09 => "LE Generate DHKey Complete",
        ENHANCED_CONNECTION_COMPLETE_V1 = 0x0a => "LE Enhanced Connection Complete [v1]",
        DIRECTED_ADVERTISING_REPORT = 0x0b => "LE Directed Advertising Report",
        PHY_UPDATE_COMPLETE = 0x0c => "LE PHY Update Complete",
        EXTENDED_ADVERTISING_REPORT = 0x0d => "LE Extended Advertising Report",
        PERIODIC_ADVERTISING_SYNC_ESTABLISHED_V1 = 0x0e => "LE Periodic Advertising Sync Established [v1]",
        PERIODIC_ADVERTISING_REPORT_V1 = 0x0f => "LE Periodic Advertising Report [v1]",
        PERIODIC_ADVERTISING_SYNC_LOST = 0x10 => "LE Periodic Advertising Sync Lost",
        SCAN_TIMEOUT = 0x11 => "LE Scan Timeout",
        ADVERTISING_SET_TERMINATED = 0x12 => "LE Advertising Set Terminated",
        SCAN_REQUEST_RECEIVED = 0x13 => "LE Scan Request Received",
        CHANNEL_SELECTION_ALGORITHM = 0x14 => "LE Channel Selection Algorithm",
        CONNECTIONLESS_IQ_REPORT = 0x15 => "LE Connectionless IQ Report",
        CONNECTION_IQ_REPORT = 0x16 => "LE Connection IQ Report",
        CTE_REQUEST_FAILED = 0x17 => "LE CTE Request Failed",
        PERIODIC_ADVERTISING_SYNC_TRANSFER_RECEIVED_V1 = 0x18 => "LE Periodic Advertising Sync Transfer Received [v1]",
        CIS_ESTABLISHED_V1 = 0x19 => "LE CIS Established [v1]",
        CIS_REQUEST = 0x1a => "LE CIS Request",
        CREATE_BIG_COMPLETE = 0x1b => "LE Create BIG Complete",
        TERMINATE_BIG_COMPLETE = 0x1c => "LE Terminate BIG Complete",
        BIG_SYNC_ESTABLISHED = 0x1d => "LE BIG Sync Established",
        BIG_SYNC_LOST = 0x1e => "LE BIG Sync Lost",
        REQUEST_PEER_SCA_COMPLETE = 0x1f => "LE Request Peer SCA Complete",
        PATH_LOSS_THRESHOLD = 0x20 => "LE Path Loss Threshold",
        TRANSMIT_POWER_REPORTING = 0x21 => "LE Transmit Power Reporting",
        BIGINFO_ADVERTISING_REPORT = 0x22 => "LE BIGInfo Advertising Report",
        SUBRATE_CHANGE = 0x23 => "LE Subrate Change",
        PERIODIC_ADVERTISING_SYNC_ESTABLISHED_V2 = 0x24 => "LE Periodic Advertising Sync Established [v2]",
        PERIODIC_ADVERTISING_REPORT_V2 = 0x25 => "LE Periodic Advertising Report [v2]",
        PERIODIC_ADVERTISING_SYNC_TRANSFER_RECEIVED_V2 = 0x26 => "LE Periodic Advertising Sync Transfer Received [v2]",
        PERIODIC_ADVERTISING_SUBEVENT_DATA_REQUEST = 0x27 => "LE Periodic Advertising Subevent Data Request",
        PERIODIC_ADVERTISING_RESPONSE_REPORT = 0x28 => "LE Periodic Advertising Response Report",
        ENHANCED_CONNECTION_COMPLETE_V2 = 0x29 => "LE Enhanced Connection Complete [v2]",
        CIS_ESTABLISHED_V2 = 0x2a => "LE CIS Established [v2]",
        READ_ALL_REMOTE_FEATURES_COMPLETE = 0x2b => "LE Read All Remote Features Complete",
        CS_READ_REMOTE_SUPPORTED_CAPABILITIES_COMPLETE = 0x2c => "LE CS Read Remote Supported Capabilities Complete",
        CS_READ_REMOTE_FAE_TABLE_COMPLETE = 0x2d => "LE CS Read Remote FAE Table Complete",
        CS_SECURITY_ENABLE_COMPLETE = 0x2e => "LE CS Security Enable Complete",
        CS_CONFIG_COMPLETE = 0x2f => "LE CS Config Complete",
        CS_PROCEDURE_ENABLE_COMPLETE = 0x30 => "LE CS Procedure Enable Complete",
        CS_SUBEVENT_RESULT = 0x31 => "LE CS Subevent Result",
        CS_SUBEVENT_RESULT_CONTINUE = 0x32 => "LE CS Subevent Result Continue",
        CS_TEST_END_COMPLETE = 0x33 => "LE CS Test End Complete",
        MONITORED_ADVERTISERS_REPORT = 0x34 => "LE Monitored Advertisers Report",
        FRAME_SPACE_UPDATE_COMPLETE = 0x35 => "LE Frame Space Update Complete",
    }
}

pdu! {
    /// The envelope of all LE events.
    pub struct LeMeta<'a> ("LE Meta", "Core Vol 4 Part E, 7.7.65") {
        subevent: LeSubevent = "bthci_evt.le_meta_subevent",
        /// See [`LeEvent`].
        parameters: &'a [u8],
    }
}

dispatch! {
    /// The parameters of an LE meta event, without the subevent code.
    pub enum LeEvent<'a> by LeSubevent {
        CONNECTION_COMPLETE => ConnectionComplete(ConnectionComplete),
        ADVERTISING_REPORT => AdvertisingReport(AdvertisingReport<'a>),
        CONNECTION_UPDATE_COMPLETE => ConnectionUpdateComplete(ConnectionUpdateComplete),
        READ_REMOTE_FEATURES_PAGE_0_COMPLETE => ReadRemoteFeaturesPage0Complete(ReadRemoteFeaturesPage0Complete),
        LONG_TERM_KEY_REQUEST => LongTermKeyRequest(LongTermKeyRequest<'a>),
        REMOTE_CONNECTION_PARAMETER_REQUEST => RemoteConnectionParameterRequest(RemoteConnectionParameterRequest),
        DATA_LENGTH_CHANGE => DataLengthChange(DataLengthChange),
        READ_LOCAL_P256_PUBLIC_KEY_COMPLETE => ReadLocalP256PublicKeyComplete(ReadLocalP256PublicKeyComplete<'a>),
        GENERATE_DHKEY_COMPLETE => GenerateDhKeyComplete(GenerateDhKeyComplete<'a>),
        ENHANCED_CONNECTION_COMPLETE_V1 => EnhancedConnectionComplete(EnhancedConnectionComplete),
        DIRECTED_ADVERTISING_REPORT => DirectedAdvertisingReport(DirectedAdvertisingReport<'a>),
        PHY_UPDATE_COMPLETE => PhyUpdateComplete(PhyUpdateComplete),
        EXTENDED_ADVERTISING_REPORT => ExtendedAdvertisingReport(ExtendedAdvertisingReport<'a>),
        PERIODIC_ADVERTISING_SYNC_ESTABLISHED_V1 => PeriodicAdvertisingSyncEstablished(PeriodicAdvertisingSyncEstablished),
        PERIODIC_ADVERTISING_REPORT_V1 => PeriodicAdvertisingReport(PeriodicAdvertisingReport<'a>),
        PERIODIC_ADVERTISING_SYNC_LOST => PeriodicAdvertisingSyncLost(PeriodicAdvertisingSyncLost),
        ADVERTISING_SET_TERMINATED => AdvertisingSetTerminated(AdvertisingSetTerminated),
        SCAN_REQUEST_RECEIVED => ScanRequestReceived(ScanRequestReceived),
        CHANNEL_SELECTION_ALGORITHM => ChannelSelectionAlgorithm(ChannelSelectionAlgorithm),
        PERIODIC_ADVERTISING_SYNC_TRANSFER_RECEIVED_V1 => PeriodicAdvertisingSyncTransferReceived(PeriodicAdvertisingSyncTransferReceived),
        CIS_ESTABLISHED_V1 => CisEstablished(CisEstablished),
        CIS_REQUEST => CisRequest(CisRequest),
        CREATE_BIG_COMPLETE => CreateBigComplete(CreateBigComplete<'a>),
        TERMINATE_BIG_COMPLETE => TerminateBigComplete(TerminateBigComplete),
        BIG_SYNC_ESTABLISHED => BigSyncEstablished(BigSyncEstablished<'a>),
        BIG_SYNC_LOST => BigSyncLost(BigSyncLost),
        REQUEST_PEER_SCA_COMPLETE => RequestPeerScaComplete(RequestPeerScaComplete),
        PATH_LOSS_THRESHOLD => PathLossThreshold(PathLossThreshold),
        TRANSMIT_POWER_REPORTING => TransmitPowerReporting(TransmitPowerReporting),
        BIGINFO_ADVERTISING_REPORT => BigInfoAdvertisingReport(BigInfoAdvertisingReport),
        SUBRATE_CHANGE => SubrateChange(SubrateChange),
        PERIODIC_ADVERTISING_SYNC_ESTABLISHED_V2 => PeriodicAdvertisingSyncEstablishedV2(PeriodicAdvertisingSyncEstablishedV2),
        PERIODIC_ADVERTISING_REPORT_V2 => PeriodicAdvertisingReportV2(PeriodicAdvertisingReportV2<'a>),
        ENHANCED_CONNECTION_COMPLETE_V2 => EnhancedConnectionCompleteV2(EnhancedConnectionCompleteV2),
        CIS_ESTABLISHED_V2 => CisEstablishedV2(CisEstablishedV2),
        READ_ALL_REMOTE_FEATURES_COMPLETE => ReadAllRemoteFeaturesComplete(ReadAllRemoteFeaturesComplete<'a>),
    }
}
