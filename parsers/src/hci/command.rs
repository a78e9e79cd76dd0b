//! Commands (Core Vol 4 Part E, 7.1 to 7.8).

mod baseband;
mod informational;
pub mod le;
mod link_control;
mod link_policy;
mod status;

pub use baseband::*;
pub use informational::*;
pub use link_control::*;
pub use link_policy::*;
pub use status::*;

pub use super::opcode::Opcode;

use crate::{
    Fault, View, dispatch,
    frame::{Frame, Part},
    pdu,
};

pdu! {
    /// The header of a command.
    pub struct Header<'a> ("HCI Command", "Core Vol 4 Part E, 5.4.1") {
        opcode: Opcode = "bthci_cmd.opcode",
        /// Octets of parameters that the host announced.
        length: u8 = "bthci_cmd.param_length",
        parameters: &'a [u8],
    }
}

dispatch! {
    /// The parameters of a command. Commands without parameters are not here: their opcode says
    /// it all.
    pub enum Command<'a> by Opcode {
        INQUIRY => Inquiry(link_control::Inquiry),
        PERIODIC_INQUIRY_MODE => PeriodicInquiryMode(link_control::PeriodicInquiryMode),
        CREATE_CONNECTION => CreateConnection(link_control::CreateConnection),
        DISCONNECT => Disconnect(link_control::Disconnect),
        CREATE_CONNECTION_CANCEL => CreateConnectionCancel(link_control::CreateConnectionCancel),
        ACCEPT_CONNECTION_REQUEST => AcceptConnectionRequest(link_control::AcceptConnectionRequest),
        REJECT_CONNECTION_REQUEST => RejectConnectionRequest(link_control::RejectConnectionRequest),
        LINK_KEY_REQUEST_REPLY => LinkKeyRequestReply(link_control::LinkKeyRequestReply<'a>),
        LINK_KEY_REQUEST_NEGATIVE_REPLY => LinkKeyRequestNegativeReply(link_control::LinkKeyRequestNegativeReply),
        PIN_CODE_REQUEST_REPLY => PinCodeRequestReply(link_control::PinCodeRequestReply<'a>),
        PIN_CODE_REQUEST_NEGATIVE_REPLY => PinCodeRequestNegativeReply(link_control::PinCodeRequestNegativeReply),
        CHANGE_CONNECTION_PACKET_TYPE => ChangeConnectionPacketType(link_control::ChangeConnectionPacketType),
        AUTHENTICATION_REQUESTED => AuthenticationRequested(link_control::AuthenticationRequested),
        SET_CONNECTION_ENCRYPTION => SetConnectionEncryption(link_control::SetConnectionEncryption),
        CHANGE_CONNECTION_LINK_KEY => ChangeConnectionLinkKey(link_control::ChangeConnectionLinkKey),
        REMOTE_NAME_REQUEST => RemoteNameRequest(link_control::RemoteNameRequest),
        REMOTE_NAME_REQUEST_CANCEL => RemoteNameRequestCancel(link_control::RemoteNameRequestCancel),
        READ_REMOTE_SUPPORTED_FEATURES => ReadRemoteSupportedFeatures(link_control::ReadRemoteSupportedFeatures),
        READ_REMOTE_EXTENDED_FEATURES => ReadRemoteExtendedFeatures(link_control::ReadRemoteExtendedFeatures),
        READ_REMOTE_VERSION_INFORMATION => ReadRemoteVersionInformation(link_control::ReadRemoteVersionInformation),
        READ_CLOCK_OFFSET => ReadClockOffset(link_control::ReadClockOffset),
        SETUP_SYNCHRONOUS_CONNECTION => SetupSynchronousConnection(link_control::SetupSynchronousConnection),
        ACCEPT_SYNCHRONOUS_CONNECTION_REQUEST => AcceptSynchronousConnectionRequest(link_control::AcceptSynchronousConnectionRequest),
        REJECT_SYNCHRONOUS_CONNECTION_REQUEST => RejectSynchronousConnectionRequest(link_control::RejectSynchronousConnectionRequest),
        IO_CAPABILITY_REQUEST_REPLY => IoCapabilityRequestReply(link_control::IoCapabilityRequestReply),
        USER_CONFIRMATION_REQUEST_REPLY => UserConfirmationRequestReply(link_control::UserConfirmationRequestReply),
        USER_CONFIRMATION_REQUEST_NEGATIVE_REPLY => UserConfirmationRequestNegativeReply(link_control::UserConfirmationRequestNegativeReply),
        USER_PASSKEY_REQUEST_REPLY => UserPasskeyRequestReply(link_control::UserPasskeyRequestReply),
        USER_PASSKEY_REQUEST_NEGATIVE_REPLY => UserPasskeyRequestNegativeReply(link_control::UserPasskeyRequestNegativeReply),
        REMOTE_OOB_DATA_REQUEST_REPLY => RemoteOobDataRequestReply(link_control::RemoteOobDataRequestReply<'a>),
        REMOTE_OOB_DATA_REQUEST_NEGATIVE_REPLY => RemoteOobDataRequestNegativeReply(link_control::RemoteOobDataRequestNegativeReply),
        IO_CAPABILITY_REQUEST_NEGATIVE_REPLY => IoCapabilityRequestNegativeReply(link_control::IoCapabilityRequestNegativeReply),
        ENHANCED_SETUP_SYNCHRONOUS_CONNECTION => EnhancedSetupSynchronousConnection(link_control::EnhancedSetupSynchronousConnection),
        ENHANCED_ACCEPT_SYNCHRONOUS_CONNECTION_REQUEST => EnhancedAcceptSynchronousConnectionRequest(link_control::EnhancedAcceptSynchronousConnectionRequest),
        REMOTE_OOB_EXTENDED_DATA_REQUEST_REPLY => RemoteOobExtendedDataRequestReply(link_control::RemoteOobExtendedDataRequestReply<'a>),
        HOLD_MODE => HoldMode(link_policy::HoldMode),
        SNIFF_MODE => SniffMode(link_policy::SniffMode),
        EXIT_SNIFF_MODE => ExitSniffMode(link_policy::ExitSniffMode),
        QOS_SETUP => QosSetup(link_policy::QosSetup),
        ROLE_DISCOVERY => RoleDiscovery(link_policy::RoleDiscovery),
        SWITCH_ROLE => SwitchRole(link_policy::SwitchRole),
        READ_LINK_POLICY_SETTINGS => ReadLinkPolicySettings(link_policy::ReadLinkPolicySettings),
        WRITE_LINK_POLICY_SETTINGS => WriteLinkPolicySettings(link_policy::WriteLinkPolicySettings),
        WRITE_DEFAULT_LINK_POLICY_SETTINGS => WriteDefaultLinkPolicySettings(link_policy::WriteDefaultLinkPolicySettings),
        FLOW_SPECIFICATION => FlowSpecification(link_policy::FlowSpecification),
        SNIFF_SUBRATING => SniffSubrating(link_policy::SniffSubrating),
        SET_EVENT_MASK => SetEventMask(baseband::SetEventMask),
        SET_EVENT_FILTER => SetEventFilter(baseband::SetEventFilter<'a>),
        FLUSH => Flush(baseband::Flush),
        WRITE_PIN_TYPE => WritePinType(baseband::WritePinType),
        READ_STORED_LINK_KEY => ReadStoredLinkKey(baseband::ReadStoredLinkKey),
        WRITE_STORED_LINK_KEY => WriteStoredLinkKey(baseband::WriteStoredLinkKey<'a>),
        DELETE_STORED_LINK_KEY => DeleteStoredLinkKey(baseband::DeleteStoredLinkKey),
        WRITE_LOCAL_NAME => WriteLocalName(baseband::WriteLocalName<'a>),
        WRITE_CONNECTION_ACCEPT_TIMEOUT => WriteConnectionAcceptTimeout(baseband::WriteConnectionAcceptTimeout),
        WRITE_PAGE_TIMEOUT => WritePageTimeout(baseband::WritePageTimeout),
        WRITE_SCAN_ENABLE => WriteScanEnable(baseband::WriteScanEnable),
        WRITE_PAGE_SCAN_ACTIVITY => WritePageScanActivity(baseband::WritePageScanActivity),
        WRITE_INQUIRY_SCAN_ACTIVITY => WriteInquiryScanActivity(baseband::WriteInquiryScanActivity),
        WRITE_AUTHENTICATION_ENABLE => WriteAuthenticationEnable(baseband::WriteAuthenticationEnable),
        WRITE_CLASS_OF_DEVICE => WriteClassOfDevice(baseband::WriteClassOfDevice),
        WRITE_VOICE_SETTING => WriteVoiceSetting(baseband::WriteVoiceSetting),
        READ_AUTOMATIC_FLUSH_TIMEOUT => ReadAutomaticFlushTimeout(baseband::ReadAutomaticFlushTimeout),
        WRITE_AUTOMATIC_FLUSH_TIMEOUT => WriteAutomaticFlushTimeout(baseband::WriteAutomaticFlushTimeout),
        READ_TRANSMIT_POWER_LEVEL => ReadTransmitPowerLevel(baseband::ReadTransmitPowerLevel),
        WRITE_SYNCHRONOUS_FLOW_CONTROL_ENABLE => WriteSynchronousFlowControlEnable(baseband::WriteSynchronousFlowControlEnable),
        SET_CONTROLLER_TO_HOST_FLOW_CONTROL => SetControllerToHostFlowControl(baseband::SetControllerToHostFlowControl),
        HOST_BUFFER_SIZE => HostBufferSize(baseband::HostBufferSize),
        HOST_NUMBER_OF_COMPLETED_PACKETS => HostNumberOfCompletedPackets(baseband::HostNumberOfCompletedPackets<'a>),
        READ_LINK_SUPERVISION_TIMEOUT => ReadLinkSupervisionTimeout(baseband::ReadLinkSupervisionTimeout),
        WRITE_LINK_SUPERVISION_TIMEOUT => WriteLinkSupervisionTimeout(baseband::WriteLinkSupervisionTimeout),
        WRITE_CURRENT_IAC_LAP => WriteCurrentIacLap(baseband::WriteCurrentIacLap<'a>),
        SET_AFH_HOST_CHANNEL_CLASSIFICATION => SetAfhHostChannelClassification(baseband::SetAfhHostChannelClassification<'a>),
        WRITE_INQUIRY_SCAN_TYPE => WriteInquiryScanType(baseband::WriteInquiryScanType),
        WRITE_INQUIRY_MODE => WriteInquiryMode(baseband::WriteInquiryMode),
        WRITE_PAGE_SCAN_TYPE => WritePageScanType(baseband::WritePageScanType),
        WRITE_AFH_CHANNEL_ASSESSMENT_MODE => WriteAfhChannelAssessmentMode(baseband::WriteAfhChannelAssessmentMode),
        WRITE_EXTENDED_INQUIRY_RESPONSE => WriteExtendedInquiryResponse(baseband::WriteExtendedInquiryResponse<'a>),
        REFRESH_ENCRYPTION_KEY => RefreshEncryptionKey(baseband::RefreshEncryptionKey),
        WRITE_SIMPLE_PAIRING_MODE => WriteSimplePairingMode(baseband::WriteSimplePairingMode),
        WRITE_INQUIRY_TRANSMIT_POWER_LEVEL => WriteInquiryTransmitPowerLevel(baseband::WriteInquiryTransmitPowerLevel),
        WRITE_DEFAULT_ERRONEOUS_DATA_REPORTING => WriteDefaultErroneousDataReporting(baseband::WriteDefaultErroneousDataReporting),
        ENHANCED_FLUSH => EnhancedFlush(baseband::EnhancedFlush),
        SEND_KEYPRESS_NOTIFICATION => SendKeypressNotification(baseband::SendKeypressNotification),
        SET_EVENT_MASK_PAGE_2 => SetEventMaskPage2(baseband::SetEventMaskPage2),
        READ_ENHANCED_TRANSMIT_POWER_LEVEL => ReadEnhancedTransmitPowerLevel(baseband::ReadEnhancedTransmitPowerLevel),
        WRITE_LE_HOST_SUPPORT => WriteLeHostSupport(baseband::WriteLeHostSupport),
        WRITE_SECURE_CONNECTIONS_HOST_SUPPORT => WriteSecureConnectionsHostSupport(baseband::WriteSecureConnectionsHostSupport),
        READ_AUTHENTICATED_PAYLOAD_TIMEOUT => ReadAuthenticatedPayloadTimeout(baseband::ReadAuthenticatedPayloadTimeout),
        WRITE_AUTHENTICATED_PAYLOAD_TIMEOUT => WriteAuthenticatedPayloadTimeout(baseband::WriteAuthenticatedPayloadTimeout),
        WRITE_EXTENDED_PAGE_TIMEOUT => WriteExtendedPageTimeout(baseband::WriteExtendedPageTimeout),
        WRITE_EXTENDED_INQUIRY_LENGTH => WriteExtendedInquiryLength(baseband::WriteExtendedInquiryLength),
        SET_MIN_ENCRYPTION_KEY_SIZE => SetMinEncryptionKeySize(baseband::SetMinEncryptionKeySize),
        READ_LOCAL_EXTENDED_FEATURES => ReadLocalExtendedFeatures(informational::ReadLocalExtendedFeatures),
        READ_FAILED_CONTACT_COUNTER => ReadFailedContactCounter(status::ReadFailedContactCounter),
        RESET_FAILED_CONTACT_COUNTER => ResetFailedContactCounter(status::ResetFailedContactCounter),
        READ_LINK_QUALITY => ReadLinkQuality(status::ReadLinkQuality),
        READ_RSSI => ReadRssi(status::ReadRssi),
        READ_AFH_CHANNEL_MAP => ReadAfhChannelMap(status::ReadAfhChannelMap),
        READ_CLOCK => ReadClock(status::ReadClock),
        READ_ENCRYPTION_KEY_SIZE => ReadEncryptionKeySize(status::ReadEncryptionKeySize),
        WRITE_SIMPLE_PAIRING_DEBUG_MODE => WriteSimplePairingDebugMode(status::WriteSimplePairingDebugMode),
        LE_SET_EVENT_MASK => LeSetEventMask(le::SetEventMask),
        LE_SET_RANDOM_ADDRESS => LeSetRandomAddress(le::SetRandomAddress),
        LE_SET_ADVERTISING_PARAMETERS => LeSetAdvertisingParameters(le::SetAdvertisingParameters),
        LE_SET_ADVERTISING_DATA => LeSetAdvertisingData(le::SetAdvertisingData<'a>),
        LE_SET_SCAN_RESPONSE_DATA => LeSetScanResponseData(le::SetScanResponseData<'a>),
        LE_SET_ADVERTISING_ENABLE => LeSetAdvertisingEnable(le::SetAdvertisingEnable),
        LE_SET_SCAN_PARAMETERS => LeSetScanParameters(le::SetScanParameters),
        LE_SET_SCAN_ENABLE => LeSetScanEnable(le::SetScanEnable),
        LE_CREATE_CONNECTION => LeCreateConnection(le::CreateConnection),
        LE_ADD_DEVICE_TO_FILTER_ACCEPT_LIST => LeAddDeviceToFilterAcceptList(le::AddDeviceToFilterAcceptList),
        LE_REMOVE_DEVICE_FROM_FILTER_ACCEPT_LIST => LeRemoveDeviceFromFilterAcceptList(le::RemoveDeviceFromFilterAcceptList),
        LE_CONNECTION_UPDATE => LeConnectionUpdate(le::ConnectionUpdate),
        LE_SET_HOST_CHANNEL_CLASSIFICATION => LeSetHostChannelClassification(le::SetHostChannelClassification<'a>),
        LE_READ_CHANNEL_MAP => LeReadChannelMap(le::ReadChannelMap),
        LE_READ_REMOTE_FEATURES_PAGE_0 => LeReadRemoteFeaturesPage0(le::ReadRemoteFeaturesPage0),
        LE_ENCRYPT => LeEncrypt(le::Encrypt<'a>),
        LE_ENABLE_ENCRYPTION => LeEnableEncryption(le::EnableEncryption<'a>),
        LE_LONG_TERM_KEY_REQUEST_REPLY => LeLongTermKeyRequestReply(le::LongTermKeyRequestReply<'a>),
        LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY => LeLongTermKeyRequestNegativeReply(le::LongTermKeyRequestNegativeReply),
        LE_REMOTE_CONNECTION_PARAMETER_REQUEST_REPLY => LeRemoteConnectionParameterRequestReply(le::RemoteConnectionParameterRequestReply),
        LE_REMOTE_CONNECTION_PARAMETER_REQUEST_NEGATIVE_REPLY => LeRemoteConnectionParameterRequestNegativeReply(le::RemoteConnectionParameterRequestNegativeReply),
        LE_SET_DATA_LENGTH => LeSetDataLength(le::SetDataLength),
        LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH => LeWriteSuggestedDefaultDataLength(le::WriteSuggestedDefaultDataLength),
        LE_GENERATE_DHKEY_V1 => LeGenerateDhKey(le::GenerateDhKey<'a>),
        LE_ADD_DEVICE_TO_RESOLVING_LIST => LeAddDeviceToResolvingList(le::AddDeviceToResolvingList<'a>),
        LE_REMOVE_DEVICE_FROM_RESOLVING_LIST => LeRemoveDeviceFromResolvingList(le::RemoveDeviceFromResolvingList),
        LE_SET_ADDRESS_RESOLUTION_ENABLE => LeSetAddressResolutionEnable(le::SetAddressResolutionEnable),
        LE_SET_RESOLVABLE_PRIVATE_ADDRESS_TIMEOUT_V1 => LeSetResolvablePrivateAddressTimeout(le::SetResolvablePrivateAddressTimeout),
        LE_READ_PHY => LeReadPhy(le::ReadPhy),
        LE_SET_DEFAULT_PHY => LeSetDefaultPhy(le::SetDefaultPhy),
        LE_SET_PHY => LeSetPhy(le::SetPhy),
        LE_SET_ADVERTISING_SET_RANDOM_ADDRESS => LeSetAdvertisingSetRandomAddress(le::SetAdvertisingSetRandomAddress),
        LE_SET_EXTENDED_ADVERTISING_PARAMETERS_V1 => LeSetExtendedAdvertisingParameters(le::SetExtendedAdvertisingParameters),
        LE_SET_EXTENDED_ADVERTISING_DATA => LeSetExtendedAdvertisingData(le::SetExtendedAdvertisingData<'a>),
        LE_SET_EXTENDED_SCAN_RESPONSE_DATA => LeSetExtendedScanResponseData(le::SetExtendedScanResponseData<'a>),
        LE_SET_EXTENDED_ADVERTISING_ENABLE => LeSetExtendedAdvertisingEnable(le::SetExtendedAdvertisingEnable<'a>),
        LE_REMOVE_ADVERTISING_SET => LeRemoveAdvertisingSet(le::RemoveAdvertisingSet),
        LE_SET_PERIODIC_ADVERTISING_PARAMETERS_V1 => LeSetPeriodicAdvertisingParameters(le::SetPeriodicAdvertisingParameters),
        LE_SET_PERIODIC_ADVERTISING_DATA => LeSetPeriodicAdvertisingData(le::SetPeriodicAdvertisingData<'a>),
        LE_SET_PERIODIC_ADVERTISING_ENABLE => LeSetPeriodicAdvertisingEnable(le::SetPeriodicAdvertisingEnable),
        LE_SET_EXTENDED_SCAN_PARAMETERS => LeSetExtendedScanParameters(le::SetExtendedScanParameters<'a>),
        LE_SET_EXTENDED_SCAN_ENABLE => LeSetExtendedScanEnable(le::SetExtendedScanEnable),
        LE_EXTENDED_CREATE_CONNECTION_V1 => LeExtendedCreateConnection(le::ExtendedCreateConnection<'a>),
        LE_PERIODIC_ADVERTISING_CREATE_SYNC => LePeriodicAdvertisingCreateSync(le::PeriodicAdvertisingCreateSync),
        LE_PERIODIC_ADVERTISING_TERMINATE_SYNC => LePeriodicAdvertisingTerminateSync(le::PeriodicAdvertisingTerminateSync),
        LE_SET_PRIVACY_MODE => LeSetPrivacyMode(le::SetPrivacyMode),
        LE_PERIODIC_ADVERTISING_SYNC_TRANSFER => LePeriodicAdvertisingSyncTransfer(le::PeriodicAdvertisingSyncTransfer),
        LE_READ_ISO_TX_SYNC => LeReadIsoTxSync(le::ReadIsoTxSync),
        LE_SET_CIG_PARAMETERS => LeSetCigParameters(le::SetCigParameters<'a>),
        LE_CREATE_CIS => LeCreateCis(le::CreateCis<'a>),
        LE_REMOVE_CIG => LeRemoveCig(le::RemoveCig),
        LE_ACCEPT_CIS_REQUEST => LeAcceptCisRequest(le::AcceptCisRequest),
        LE_REJECT_CIS_REQUEST => LeRejectCisRequest(le::RejectCisRequest),
        LE_CREATE_BIG => LeCreateBig(le::CreateBig<'a>),
        LE_TERMINATE_BIG => LeTerminateBig(le::TerminateBig),
        LE_BIG_CREATE_SYNC => LeBigCreateSync(le::BigCreateSync<'a>),
        LE_BIG_TERMINATE_SYNC => LeBigTerminateSync(le::BigTerminateSync),
        LE_REQUEST_PEER_SCA => LeRequestPeerSca(le::RequestPeerSca),
        LE_SETUP_ISO_DATA_PATH => LeSetupIsoDataPath(le::SetupIsoDataPath<'a>),
        LE_REMOVE_ISO_DATA_PATH => LeRemoveIsoDataPath(le::RemoveIsoDataPath),
        LE_SET_HOST_FEATURE_V1 => LeSetHostFeature(le::SetHostFeature),
        LE_READ_ISO_LINK_QUALITY => LeReadIsoLinkQuality(le::ReadIsoLinkQuality),
        LE_SET_DEFAULT_SUBRATE => LeSetDefaultSubrate(le::SetDefaultSubrate),
        LE_SUBRATE_REQUEST => LeSubrateRequest(le::SubrateRequest),
        LE_SET_EXTENDED_ADVERTISING_PARAMETERS_V2 => LeSetExtendedAdvertisingParametersV2(le::SetExtendedAdvertisingParametersV2),
        LE_EXTENDED_CREATE_CONNECTION_V2 => LeExtendedCreateConnectionV2(le::ExtendedCreateConnectionV2<'a>),
        LE_READ_ALL_REMOTE_FEATURES => LeReadAllRemoteFeatures(le::ReadAllRemoteFeatures),
    }
}

/// Adds the layers of a command. Parameters that are not known here stay in the header.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let rest = part.suffix(header.parameters);
    let declared = usize::from(header.length);
    if let Some(pdu) = Command::pdu(header.opcode) {
        frame.layer_of(pdu, rest.limit(declared));
    }
    if declared > rest.bytes.len() {
        let available = rest.bytes.len();
        frame.fault(Header::PDU.title, rest, Fault::Length { declared, available });
    }
}
