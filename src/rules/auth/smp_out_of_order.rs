//! AUTH030.

use parsers::smp::Opcode;

use super::{attempt, smp_failed};
use crate::{
    finding::Confidence,
    rules::{Check, Out},
    track::{Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A link on which encryption is switched on in the middle of a pairing, before the two sides have
    /// exchanged what makes the key and proves it: the Pairing Randoms of LE legacy pairing, the DHKey
    /// Checks of LE Secure Connections.
    ///
    /// On the air a sniffer may miss PDUs. So there the start of encryption must come within two
    /// connection intervals of the last PDU of the pairing, which leaves no time for the rest.
    ///
    /// ## Why it matters
    /// The link is encrypted with a key that the pairing has not made: an old one, an empty one, or
    /// one that nobody has checked. Whoever can start encryption like that is taken for a paired
    /// device without having proved anything.
    ///
    /// ## What to do
    /// Update the firmware of the side that accepts it. If both have a key of an earlier pairing, that
    /// one may have been used: then the central must not begin to pair anew.
    ///
    /// ## Examples
    /// ```frames
    /// @air
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.030 < smp 02 03 00 09 10 01 01
    /// 0.060 > control 03 0000000000000000 0000 0102030405060708 01020304
    /// 0.090 < control 04 0102030405060708 01020304
    /// 0.120 < control 05                              //~ AUTH030
    /// ```
    /// Seen by a host:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 02 03 00 09 10 01 01
    /// 0.100 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.110 < event 0f 00 01 1920
    /// 0.200 < event 08 00 4000 01                     //~ AUTH030
    /// ```
    /// The sniffer has missed the rest of the pairing:
    /// ```frames
    /// @air
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.030 < smp 02 03 00 09 10 01 01
    /// 0.600 > control 03 0000000000000000 0000 0102030405060708 01020304
    /// 0.630 < control 04 0102030405060708 01020304
    /// 0.660 < control 05
    /// ```
    /// LE legacy pairing, whole:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// 0.150 < smp 03 ffeeddccbbaa99887766554433221100
    /// 0.200 > smp 04 0102030405060708090a0b0c0d0e0f10
    /// 0.250 < smp 04 0102030405060708090a0b0c0d0e0f11
    /// 0.300 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.310 < event 0f 00 01 1920
    /// 0.400 < event 08 00 4000 01
    /// ```
    /// The device does not accept it:
    /// ```frames
    /// @air
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.030 < smp 02 03 00 09 10 01 01
    /// 0.060 > control 03 0000000000000000 0000 0102030405060708 01020304
    /// 0.090 < control 0d 06
    /// ```
    AUTH030 {
        name: "smp-out-of-order",
        severity: Warning,
        summary: "encryption was switched on before the pairing had made a key",
        spec: "Core Vol 3 Part H, 2.3.5.5, 2.3.5.6 and 2.4.4",
        advice: "Update the firmware of the side that accepts encryption without a finished pairing.",
        topics: [Security],
        gates: [Start, NoDrop],
        check: OutOfOrder,
    }
}

#[derive(Debug, Default)]
struct OutOfOrder;

impl Check for OutOfOrder {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Security(step) = event.what else { return };
        if !attempt::turned_on(step) {
            return;
        }
        let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
        let Some(procedure) = link.pairing().map(|pairing| pairing.summary) else { return };
        let (Some(asked), Some(sc)) = (procedure.overtaken, procedure.secure_connections()) else {
            return;
        };
        let (missing, seen) = if sc {
            (Opcode::PAIRING_DHKEY_CHECK, procedure.checks)
        } else {
            (Opcode::PAIRING_RANDOM, procedure.randoms)
        };
        let seen = match seen {
            0 => "neither side had sent its",
            _ => "only one side had sent its",
        };
        let text = format!(
            "Encryption was switched on before the pairing had made a key: {seen} {missing}"
        );
        smp_failed::draft(&RULE, event, &procedure, text, out)
            .confidence(Confidence::Likely)
            .related(asked, "encryption is asked for")
            .report(out);
    }
}
