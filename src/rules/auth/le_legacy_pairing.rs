//! AUTH015.

use parsers::{Address, hci::Status, smp::Opcode};

use super::{attempt, smp_failed};
use crate::{
    finding::Severity,
    rules::{Check, Draft, Out, PerLink, Recent},
    track::{
        AdapterId, Event, LinkId, State, What,
        event::SecurityStep,
        state::{Link, Method, Transport},
    },
};

crate::rule! {
    /// ## What it checks
    /// A pairing that ends with an encrypted link and is LE legacy pairing, because the SC bit of
    /// the AuthReq is not set in the Pairing Request, in the Pairing Response, or in both. The
    /// finding names the side that lacks it. It is reported once per pair of devices.
    ///
    /// ## Why it matters
    /// The key of LE legacy pairing can be recovered from a capture of the pairing: at once with
    /// Just Works, in a moment with a six-digit passkey. Anyone who has the capture can read the
    /// connection and all later ones under this bond. With out-of-band data the key is only as weak
    /// as the channel that carried the data, so the finding is only an info then.
    ///
    /// It is a weakness and not a fault: the devices work, and many that are sold today support
    /// nothing else. So it is a notice, which fails no check unless `--fail-on notice` asks for it.
    ///
    /// A pairing that fails makes no key, so there is nothing to report.
    ///
    /// ## What to do
    /// Update the device that lacks LE Secure Connections (Bluetooth 4.2, of 2014), or configure
    /// the other device to reject legacy pairing.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01                //~ AUTH015
    /// 0.100 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.200 < event 08 00 4000 01
    /// ```
    /// On the air:
    /// ```frames
    /// @air
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01                //~ AUTH015
    /// 0.100 > control 03 0000000000000000 0000 0102030405060708 01020304
    /// 0.110 < control 04 0102030405060708 01020304
    /// 0.120 < control 05
    /// ```
    /// The pairing fails, so there is no key:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01
    /// 0.300 < smp 05 04
    /// ```
    /// The same two devices pair again:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01                //~ AUTH015
    /// 0.200 < event 08 00 4000 01
    /// 1.000 > smp 01 03 00 01 10 01 01
    /// 1.050 < smp 02 03 00 01 10 01 01
    /// 1.200 < event 30 00 4000
    /// ```
    /// Both can do LE Secure Connections:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 02 03 00 09 10 01 01
    /// 0.200 < event 08 00 4000 01
    /// ```
    /// A Pairing Request that is refused pairs nothing:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 05 03
    /// ```
    AUTH015 {
        name: "le-legacy-pairing",
        severity: Notice,
        summary: "LE legacy pairing: the key can be recovered from a capture",
        spec: "Core Vol 3 Part H, 2.3.5.1",
        advice: "Update the device that lacks LE Secure Connections, or configure the other device to reject legacy pairing.",
        topics: [Smp, Security, Link],
        gates: [],
        check: LegacyPairing,
    }
}

/// Pairs of devices that are remembered, so that each is reported once.
const MAX_PAIRS: usize = 128;

/// Two devices: the adapter or the central on the air, and the peer.
type Pair = (AdapterId, Option<Address>, Address);

#[derive(Debug, Default)]
struct LegacyPairing {
    /// What to report about a pairing when it is completed.
    drafts: PerLink<Option<Draft>>,
    told: Recent<Pair, MAX_PAIRS>,
}

impl LegacyPairing {
    /// The link is encrypted: there is a key.
    fn completed(&mut self, id: LinkId, link: &Link, out: &mut Out<'_>) {
        let failed = link.pairing().is_none_or(|p| p.summary.failed.is_some());
        let Some(draft) = self.drafts.remove(id).flatten().filter(|_| !failed) else { return };
        let central = link.radio.as_deref().and_then(|connection| connection.central);
        let pair = link.peer.map(|peer| (link.adapter, central, peer));
        if let Some(pair) = pair {
            if self.told.iter().any(|told| *told == pair) {
                return;
            }
            self.told.push(pair, out);
        }
        draft.report(out);
    }
}

impl Check for LegacyPairing {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        let link = state.link(id);
        let message = match (event.what, link) {
            (What::Smp(message), _) => message,
            (What::Security(step), Some(link)) if attempt::turned_on(step) => {
                return self.completed(id, link, out);
            }
            // A link that is encrypted already gets the new key and no Encryption Change.
            (What::Security(SecurityStep::KeyRefresh(Status::SUCCESS)), Some(link)) => {
                return self.completed(id, link, out);
            }
            (What::LinkDown(_), _) => {
                self.drafts.remove(id);
                return;
            }
            _ => return,
        };
        if message.code == Opcode::PAIRING_REQUEST {
            self.drafts.remove(id);
        }
        if message.code != Opcode::PAIRING_RESPONSE
            || link.is_some_and(|link| link.transport == Some(Transport::Classic))
        {
            return;
        }
        let procedure = &message.procedure;
        let Some(response) = &procedure.response else { return };
        let responder = message.by.name();
        let initiator = message.by.opposite().name();
        let who = match (&procedure.request, response.secure_connections) {
            (None, true) => {
                out.not_assessable(&RULE, "the Pairing Request is not in the capture");
                return;
            }
            (Some(request), true) if request.secure_connections => return,
            (_, true) => initiator.to_owned(),
            (Some(request), false) if !request.secure_connections => {
                format!("{initiator} and {responder}")
            }
            (_, false) => responder.to_owned(),
        };
        let method = match procedure.method() {
            Some(method) => format!(" with {}", method.name()),
            None => String::new(),
        };
        let lacks = if who.contains(" and ") { "lack" } else { "lacks" };
        let text = format!(
            "LE legacy pairing{method}, whose key can be recovered from a capture: {who} {lacks} LE Secure Connections"
        );
        let severity = match procedure.method() {
            Some(Method::OutOfBand) => Severity::Info,
            _ => RULE.severity,
        };
        let draft = smp_failed::draft(&RULE, event, procedure, text, out).severity(severity);
        *self.drafts.entry(id, out) = Some(draft);
    }
}
