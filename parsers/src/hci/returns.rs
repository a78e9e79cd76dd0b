//! What commands return in Command Complete (Core Vol 4 Part E, 7.7.14).

pub mod br_edr;
pub mod le;

use crate::{
    Fault, Field, Pdu, Reader, Sink, Value, View, dispatch,
    frame::{Frame, Part},
    hci::{Opcode, Status},
};

/// The return parameters of a command, which begin with its status.
///
/// A command that failed has nothing to return, and controllers differ in what they send then: all
/// parameters, or the status alone. Both are well formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return<T> {
    /// How the command ended.
    pub status: Status,
    /// All parameters, the status among them, where they were sent. What they say of a command
    /// that failed means nothing but for the handle or the address that it was about.
    pub parameters: Option<T>,
}

impl<T> Return<T> {
    /// The parameters of a command that succeeded.
    pub fn success(self) -> Option<T> {
        self.parameters.filter(|_| self.status == Status::SUCCESS)
    }
}

impl<'a, T: View<'a>> Field<'a> for Return<T> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let status = Status::read(&mut reader.clone())?;
        let parameters = match T::read(reader) {
            Err(fault) if status == Status::SUCCESS => return Err(fault),
            read => read.ok(),
        };
        Ok(Self { status, parameters })
    }
    fn value(&self) -> Value<'a> {
        self.status.value()
    }
}

impl<'a, T: View<'a>> View<'a> for Return<T> {
    const PDU: &'static Pdu = &Pdu {
        title: T::PDU.title,
        spec: T::PDU.spec,
        fields: T::PDU.fields,
        describe: |bytes, base, sink| match (T::PDU.describe)(bytes, base, sink) {
            Err(error) if failed(bytes) => Ok(error.offset),
            described => described,
        },
    };

    fn tell(reader: &mut Reader<'a>, sink: &mut dyn Sink) -> Result<(), Fault> {
        let failed = failed(reader.rest());
        T::tell(reader, sink).or_else(|fault| if failed { Ok(()) } else { Err(fault) })
    }
}

/// Whether return parameters begin with a status other than success.
fn failed(parameters: &[u8]) -> bool {
    parameters.first().is_some_and(|&status| Status(status) != Status::SUCCESS)
}

dispatch! {
    /// The return parameters of a command.
    ///
    /// Commands that return nothing but a status are not here: see
    /// [`CommandComplete::status`](crate::hci::event::CommandComplete::status).
    pub enum Returns<'a> by Opcode {
        CREATE_CONNECTION_CANCEL => CreateConnectionCancel(Return<br_edr::ForAddress>),
        LINK_KEY_REQUEST_REPLY => LinkKeyRequestReply(Return<br_edr::ForAddress>),
        LINK_KEY_REQUEST_NEGATIVE_REPLY => LinkKeyRequestNegativeReply(Return<br_edr::ForAddress>),
        PIN_CODE_REQUEST_REPLY => PinCodeRequestReply(Return<br_edr::ForAddress>),
        PIN_CODE_REQUEST_NEGATIVE_REPLY => PinCodeRequestNegativeReply(Return<br_edr::ForAddress>),
        REMOTE_NAME_REQUEST_CANCEL => RemoteNameRequestCancel(Return<br_edr::ForAddress>),
        IO_CAPABILITY_REQUEST_REPLY => IoCapabilityRequestReply(Return<br_edr::ForAddress>),
        USER_CONFIRMATION_REQUEST_REPLY => UserConfirmationRequestReply(Return<br_edr::ForAddress>),
        USER_CONFIRMATION_REQUEST_NEGATIVE_REPLY => UserConfirmationRequestNegativeReply(Return<br_edr::ForAddress>),
        USER_PASSKEY_REQUEST_REPLY => UserPasskeyRequestReply(Return<br_edr::ForAddress>),
        USER_PASSKEY_REQUEST_NEGATIVE_REPLY => UserPasskeyRequestNegativeReply(Return<br_edr::ForAddress>),
        REMOTE_OOB_DATA_REQUEST_REPLY => RemoteOobDataRequestReply(Return<br_edr::ForAddress>),
        REMOTE_OOB_DATA_REQUEST_NEGATIVE_REPLY => RemoteOobDataRequestNegativeReply(Return<br_edr::ForAddress>),
        IO_CAPABILITY_REQUEST_NEGATIVE_REPLY => IoCapabilityRequestNegativeReply(Return<br_edr::ForAddress>),
        REMOTE_OOB_EXTENDED_DATA_REQUEST_REPLY => RemoteOobExtendedDataRequestReply(Return<br_edr::ForAddress>),
        ROLE_DISCOVERY => RoleDiscovery(Return<br_edr::RoleDiscovery>),
        READ_LINK_POLICY_SETTINGS => ReadLinkPolicySettings(Return<br_edr::ReadLinkPolicySettings>),
        WRITE_LINK_POLICY_SETTINGS => WriteLinkPolicySettings(Return<br_edr::ForHandle>),
        READ_DEFAULT_LINK_POLICY_SETTINGS => ReadDefaultLinkPolicySettings(Return<br_edr::ReadDefaultLinkPolicySettings>),
        SNIFF_SUBRATING => SniffSubrating(Return<br_edr::ForHandle>),
        FLUSH => Flush(Return<br_edr::ForHandle>),
        READ_STORED_LINK_KEY => ReadStoredLinkKey(Return<br_edr::ReadStoredLinkKey>),
        READ_LOCAL_NAME => ReadLocalName(Return<br_edr::ReadLocalName<'a>>),
        READ_CONNECTION_ACCEPT_TIMEOUT => ReadConnectionAcceptTimeout(Return<br_edr::ReadTimeout>),
        READ_PAGE_TIMEOUT => ReadPageTimeout(Return<br_edr::ReadTimeout>),
        READ_SCAN_ENABLE => ReadScanEnable(Return<br_edr::ReadScanEnable>),
        READ_PAGE_SCAN_ACTIVITY => ReadPageScanActivity(Return<br_edr::ReadScanActivity>),
        READ_INQUIRY_SCAN_ACTIVITY => ReadInquiryScanActivity(Return<br_edr::ReadScanActivity>),
        READ_CLASS_OF_DEVICE => ReadClassOfDevice(Return<br_edr::ReadClassOfDevice>),
        READ_VOICE_SETTING => ReadVoiceSetting(Return<br_edr::ReadVoiceSetting>),
        READ_AUTOMATIC_FLUSH_TIMEOUT => ReadAutomaticFlushTimeout(Return<br_edr::ReadLinkTimeout>),
        WRITE_AUTOMATIC_FLUSH_TIMEOUT => WriteAutomaticFlushTimeout(Return<br_edr::ForHandle>),
        READ_TRANSMIT_POWER_LEVEL => ReadTransmitPowerLevel(Return<br_edr::ReadTransmitPowerLevel>),
        READ_LINK_SUPERVISION_TIMEOUT => ReadLinkSupervisionTimeout(Return<br_edr::ReadLinkTimeout>),
        WRITE_LINK_SUPERVISION_TIMEOUT => WriteLinkSupervisionTimeout(Return<br_edr::ForHandle>),
        READ_CURRENT_IAC_LAP => ReadCurrentIacLap(Return<br_edr::ReadCurrentIacLap<'a>>),
        READ_EXTENDED_INQUIRY_RESPONSE => ReadExtendedInquiryResponse(Return<br_edr::ReadExtendedInquiryResponse<'a>>),
        READ_SIMPLE_PAIRING_MODE => ReadSimplePairingMode(Return<br_edr::ReadSimplePairingMode>),
        READ_LOCAL_OOB_DATA => ReadLocalOobData(Return<br_edr::ReadLocalOobData<'a>>),
        READ_INQUIRY_RESPONSE_TRANSMIT_POWER_LEVEL => ReadInquiryResponseTransmitPowerLevel(Return<br_edr::ReadInquiryResponseTransmitPowerLevel>),
        SEND_KEYPRESS_NOTIFICATION => SendKeypressNotification(Return<br_edr::ForAddress>),
        READ_LE_HOST_SUPPORT => ReadLeHostSupport(Return<br_edr::ReadLeHostSupport>),
        READ_SECURE_CONNECTIONS_HOST_SUPPORT => ReadSecureConnectionsHostSupport(Return<br_edr::ReadSecureConnectionsHostSupport>),
        READ_AUTHENTICATED_PAYLOAD_TIMEOUT => ReadAuthenticatedPayloadTimeout(Return<br_edr::ReadAuthenticatedPayloadTimeout>),
        WRITE_AUTHENTICATED_PAYLOAD_TIMEOUT => WriteAuthenticatedPayloadTimeout(Return<br_edr::ForHandle>),
        READ_LOCAL_OOB_EXTENDED_DATA => ReadLocalOobExtendedData(Return<br_edr::ReadLocalOobExtendedData<'a>>),
        READ_LOCAL_VERSION_INFORMATION => ReadLocalVersionInformation(Return<br_edr::ReadLocalVersionInformation>),
        READ_LOCAL_SUPPORTED_COMMANDS => ReadLocalSupportedCommands(Return<br_edr::ReadLocalSupportedCommands<'a>>),
        READ_LOCAL_SUPPORTED_FEATURES => ReadLocalSupportedFeatures(Return<br_edr::ReadLocalSupportedFeatures>),
        READ_LOCAL_EXTENDED_FEATURES => ReadLocalExtendedFeatures(Return<br_edr::ReadLocalExtendedFeatures>),
        READ_BUFFER_SIZE => ReadBufferSize(Return<br_edr::ReadBufferSize>),
        READ_LOCAL_SUPPORTED_CODECS_V1 => ReadLocalSupportedCodecs(Return<br_edr::ReadLocalSupportedCodecs<'a>>),
        READ_BD_ADDR => ReadBdAddr(Return<br_edr::ReadBdAddr>),
        READ_LOCAL_SIMPLE_PAIRING_OPTIONS => ReadLocalSimplePairingOptions(Return<br_edr::ReadLocalSimplePairingOptions>),
        READ_FAILED_CONTACT_COUNTER => ReadFailedContactCounter(Return<br_edr::ReadFailedContactCounter>),
        RESET_FAILED_CONTACT_COUNTER => ResetFailedContactCounter(Return<br_edr::ForHandle>),
        READ_LINK_QUALITY => ReadLinkQuality(Return<br_edr::ReadLinkQuality>),
        READ_RSSI => ReadRssi(Return<br_edr::ReadRssi>),
        READ_AFH_CHANNEL_MAP => ReadAfhChannelMap(Return<br_edr::ReadAfhChannelMap<'a>>),
        READ_CLOCK => ReadClock(Return<br_edr::ReadClock>),
        READ_ENCRYPTION_KEY_SIZE => ReadEncryptionKeySize(Return<br_edr::ReadEncryptionKeySize>),
        LE_READ_BUFFER_SIZE_V1 => LeReadBufferSize(Return<le::ReadBufferSize>),
        LE_READ_LOCAL_SUPPORTED_FEATURES_PAGE_0 => LeReadLocalSupportedFeaturesPage0(Return<le::ReadLocalSupportedFeaturesPage0>),
        LE_READ_ADVERTISING_PHYSICAL_CHANNEL_TX_POWER => LeReadAdvertisingPhysicalChannelTxPower(Return<le::ReadAdvertisingTxPower>),
        LE_READ_FILTER_ACCEPT_LIST_SIZE => LeReadFilterAcceptListSize(Return<le::ReadFilterAcceptListSize>),
        LE_READ_CHANNEL_MAP => LeReadChannelMap(Return<le::ReadChannelMap<'a>>),
        LE_ENCRYPT => LeEncrypt(Return<le::Encrypt<'a>>),
        LE_RAND => LeRand(Return<le::Rand<'a>>),
        LE_LONG_TERM_KEY_REQUEST_REPLY => LeLongTermKeyRequestReply(Return<br_edr::ForHandle>),
        LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY => LeLongTermKeyRequestNegativeReply(Return<br_edr::ForHandle>),
        LE_READ_SUPPORTED_STATES => LeReadSupportedStates(Return<le::ReadSupportedStates>),
        LE_REMOTE_CONNECTION_PARAMETER_REQUEST_REPLY => LeRemoteConnectionParameterRequestReply(Return<br_edr::ForHandle>),
        LE_REMOTE_CONNECTION_PARAMETER_REQUEST_NEGATIVE_REPLY => LeRemoteConnectionParameterRequestNegativeReply(Return<br_edr::ForHandle>),
        LE_SET_DATA_LENGTH => LeSetDataLength(Return<br_edr::ForHandle>),
        LE_READ_SUGGESTED_DEFAULT_DATA_LENGTH => LeReadSuggestedDefaultDataLength(Return<le::ReadSuggestedDefaultDataLength>),
        LE_READ_RESOLVING_LIST_SIZE => LeReadResolvingListSize(Return<le::ReadResolvingListSize>),
        LE_READ_PEER_RESOLVABLE_ADDRESS => LeReadPeerResolvableAddress(Return<le::ReadResolvableAddress>),
        LE_READ_LOCAL_RESOLVABLE_ADDRESS => LeReadLocalResolvableAddress(Return<le::ReadResolvableAddress>),
        LE_READ_MAXIMUM_DATA_LENGTH => LeReadMaximumDataLength(Return<le::ReadMaximumDataLength>),
        LE_READ_PHY => LeReadPhy(Return<le::ReadPhy>),
        LE_SET_EXTENDED_ADVERTISING_PARAMETERS_V1 => LeSetExtendedAdvertisingParameters(Return<le::SetExtendedAdvertisingParameters>),
        LE_READ_MAXIMUM_ADVERTISING_DATA_LENGTH => LeReadMaximumAdvertisingDataLength(Return<le::ReadMaximumAdvertisingDataLength>),
        LE_READ_NUMBER_OF_SUPPORTED_ADVERTISING_SETS => LeReadNumberOfSupportedAdvertisingSets(Return<le::ReadNumberOfSupportedAdvertisingSets>),
        LE_READ_PERIODIC_ADVERTISER_LIST_SIZE => LeReadPeriodicAdvertiserListSize(Return<le::ReadPeriodicAdvertiserListSize>),
        LE_READ_TRANSMIT_POWER => LeReadTransmitPower(Return<le::ReadTransmitPower>),
        LE_PERIODIC_ADVERTISING_SYNC_TRANSFER => LePeriodicAdvertisingSyncTransfer(Return<br_edr::ForHandle>),
        LE_READ_BUFFER_SIZE_V2 => LeReadBufferSizeV2(Return<le::ReadBufferSizeV2>),
        LE_READ_ISO_TX_SYNC => LeReadIsoTxSync(Return<le::ReadIsoTxSync>),
        LE_SET_CIG_PARAMETERS => LeSetCigParameters(Return<le::SetCigParameters<'a>>),
        LE_REMOVE_CIG => LeRemoveCig(Return<le::RemoveCig>),
        LE_REJECT_CIS_REQUEST => LeRejectCisRequest(Return<le::ForCis>),
        LE_BIG_TERMINATE_SYNC => LeBigTerminateSync(Return<le::BigTerminateSync>),
        LE_SETUP_ISO_DATA_PATH => LeSetupIsoDataPath(Return<le::ForStream>),
        LE_REMOVE_ISO_DATA_PATH => LeRemoveIsoDataPath(Return<le::ForStream>),
        LE_READ_ISO_LINK_QUALITY => LeReadIsoLinkQuality(Return<le::ReadIsoLinkQuality>),
        LE_SET_EXTENDED_ADVERTISING_PARAMETERS_V2 => LeSetExtendedAdvertisingParametersV2(Return<le::SetExtendedAdvertisingParameters>),
    }
}

/// Adds the layer of what a command returned. Of a command that is not among [`Returns`] only the
/// status is read, and of a vendor's command not even that.
pub(super) fn dissect<'a>(frame: &mut Frame<'a>, opcode: Opcode, part: Part<'a>) {
    if let Some(pdu) = Returns::pdu(opcode) {
        frame.layer_of(pdu, part);
    } else if opcode.name().is_some() && !part.bytes.is_empty() {
        frame.layer::<br_edr::StatusOnly>(part);
    }
}
