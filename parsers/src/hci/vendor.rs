//! Events of vendors: what Android's controllers report of the air (Bluetooth Quality Report).
//!
//! The layout is that of the Android Open Source Project, `HCI requirements`, "Bluetooth quality report". Vendor events
//! have no code that all vendors share, so a report is recognised by its form.

use crate::{
    Address, Dbm, Octets32, Slots, View, codes,
    frame::{Frame, Part},
    hci::types::Handle,
    pdu,
};

codes! {
    /// Why a quality report is sent.
    pub ReportId(u8) {
        MONITOR = 1 => "Monitor",
        APPROACHING_TIMEOUT = 2 => "Approaching supervision timeout",
        A2DP_CHOPPY = 3 => "A2DP choppy",
        SCO_CHOPPY = 4 => "SCO choppy",
        ROOT_INFLAMMATION = 5 => "Root inflammation",
        ENERGY = 6 => "Energy",
        LE_AUDIO_CHOPPY = 7 => "LE Audio choppy",
        CONNECT_FAILURE = 8 => "Connect failure",
        RF_STATISTICS = 9 => "RF statistics",
    }
}

/// The subevent of quality reports.
const QUALITY_REPORT: u8 = 0x58;
/// The reports that have this body: the others have bodies of their own.
const WITH_THIS_BODY: [ReportId; 7] = [
    ReportId::MONITOR,
    ReportId::APPROACHING_TIMEOUT,
    ReportId::A2DP_CHOPPY,
    ReportId::SCO_CHOPPY,
    ReportId::ROOT_INFLAMMATION,
    ReportId::LE_AUDIO_CHOPPY,
    ReportId::CONNECT_FAILURE,
];
/// The signal strength where there is none.
const NO_RSSI: i8 = -127;

pdu! {
    in PDUS;

    /// What the controller saw of the air of a link since its last report.
    pub struct QualityReport<'a> ("Bluetooth Quality Report", "AOSP, Bluetooth quality report") {
        /// 0x58.
        subevent: u8 as Keep,
        id: ReportId,
        /// The baseband packet type.
        packet_type: u8 as Keep,
        handle: Handle,
        /// 0 is central, 1 peripheral.
        role: u8 as Keep,
        transmit_power: Dbm,
        /// -127 where there is none.
        rssi: Dbm,
        /// Signal to noise, in dB.
        signal_to_noise: u8 as Keep,
        /// Of the 79 channels of BR/EDR, or the 37 of LE.
        unused_channels: u8 as Keep,
        /// In use although they are bad.
        bad_channels: u8 as Keep,
        supervision_timeout: Slots,
        /// The piconet clock.
        clock: u32 as Keep,
        /// Packets that were sent again.
        retransmissions: u32 as Keep,
        /// Polls that brought no packet from the peer.
        unanswered: u32 as Keep,
        /// Packets that the peer received with errors.
        refused: u32 as Keep,
        /// The clock of the last acknowledgement.
        last_acknowledged: u32 as Keep,
        /// Times at which the peer had no room.
        flow_off: u32 as Keep,
        /// The clock when it had room again.
        last_flow_on: u32 as Keep,
        /// What the buffers of the link could not hold.
        overflow: Octets32,
        /// What they lacked when it was time to send.
        underflow: Octets32,
        rest: &'a [u8],
    }

    /// What version 5 adds to a quality report.
    pub struct QualityPeer<'a> ("Bluetooth Quality Report, peer", "AOSP, Bluetooth quality report", Part) {
        /// The peer's; zero where it is not said.
        address: Address,
        calibration_failures: u8 as Keep,
        rest: &'a [u8],
    }
}

impl<'a> QualityReport<'a> {
    /// The report in a vendor's event, whose parameters have its form.
    pub fn of(parameters: &'a [u8]) -> Option<Self> {
        let report = Self::parse(parameters).ok()?;
        let plausible = report.subevent == QUALITY_REPORT
            && WITH_THIS_BODY.contains(&report.id)
            && report.handle.0 < 0x0f00
            && report.role <= 1
            && report.unused_channels <= 79;
        plausible.then_some(report)
    }

    /// The peer's address, where the report has it (version 5).
    pub fn peer(&self) -> Option<Address> {
        let peer = QualityPeer::parse(self.rest).ok()?;
        Some(peer.address).filter(|address| address.0 != [0; 6])
    }

    /// The signal strength, in dBm, where there is one.
    pub fn signal(&self) -> Option<i8> {
        Some(self.rssi.0).filter(|&rssi| rssi != NO_RSSI)
    }
}

/// Adds the layers of a vendor's event that is known here.
pub(super) fn dissect<'a>(frame: &mut Frame<'a>, parameters: Part<'a>) {
    if QualityReport::of(parameters.bytes).is_none() {
        return;
    }
    let Some(report) = frame.layer::<QualityReport<'a>>(parameters) else { return };
    let rest = parameters.suffix(report.rest);
    if !rest.bytes.is_empty() {
        frame.layer::<QualityPeer<'a>>(rest);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::{QualityReport, ReportId};

    fn report(id: u8) -> [u8; 56] {
        let mut bytes = [0; 56];
        let head = [0x58, id, 0x06, 0x04, 0x00, 0x00, 10, 0xc8, 20, 59, 3, 0x40, 0x1f];
        bytes[..13].copy_from_slice(&head);
        for (place, number) in (0..).zip([1_u32, 118, 117, 2, 5, 6, 7, 8, 9]) {
            bytes[13 + 4 * place..17 + 4 * place].copy_from_slice(&number.to_le_bytes());
        }
        bytes[49..].copy_from_slice(&[1, 2, 3, 4, 5, 6, 0]);
        bytes
    }

    #[test]
    fn a_report_is_read() {
        let bytes = report(3);
        assert_eq!(bytes.len(), 1 + 48 + 7);
        let report = QualityReport::of(&bytes).unwrap();
        assert_eq!((report.id, report.handle.0), (ReportId::A2DP_CHOPPY, 4));
        assert_eq!((report.signal(), report.unused_channels), (Some(-56), 59));
        assert_eq!((report.retransmissions, report.unanswered, report.refused), (118, 117, 2));
        assert_eq!((report.underflow.0, report.rest.len()), (9, 7));
    }

    #[test]
    fn other_bodies_and_short_ones_are_left_alone() {
        let whole = report(1);
        for id in 0..=255 {
            let known = matches!(id, 1..=5 | 7 | 8);
            assert_eq!(QualityReport::of(&report(id)).is_some(), known, "{id}");
        }
        for cut in 0..49 {
            assert_eq!(QualityReport::of(&whole[..cut]), None, "{cut}");
        }
        let mut other = whole;
        other[0] = 0x57;
        assert_eq!(QualityReport::of(&other), None);
    }
}
