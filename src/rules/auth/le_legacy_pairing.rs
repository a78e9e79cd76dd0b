//! AUTH015.

use parsers::smp::Opcode;

use super::smp_failed;
use crate::{
    finding::Severity,
    rules::{Check, Out, words},
    track::{
        Event, State, What,
        state::{Method, Transport},
    },
};

crate::rule! {
    /// ## What it checks
    /// A Pairing Response after which the pairing is LE legacy pairing, because the SC bit of the
    /// AuthReq is not set in the Pairing Request, in the Pairing Response, or in both. The finding
    /// names the side that lacks it.
    ///
    /// ## Why it matters
    /// The key of LE legacy pairing can be found from a recording of the pairing: at once with Just
    /// Works, in a moment with a passkey of six digits. Whoever has the recording reads the
    /// connection and all later ones under this bond. With data from out of band the key is only as
    /// weak as the way the data came, so the finding is only an info then.
    ///
    /// It is a weakness and not a fault: the devices work, and many that are sold today know no other
    /// way. So it is a notice, which fails no check unless `--fail-on notice` asks for it.
    ///
    /// A pairing that fails later is reported too: the next one will be no better.
    ///
    /// ## What to do
    /// Update the device that lacks LE Secure Connections (Bluetooth 4.2, of 2014), or let the other
    /// refuse pairings without.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01                //~ AUTH015
    /// ```
    /// On the air:
    /// ```frames
    /// @air
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01                //~ AUTH015
    /// ```
    /// Both can do LE Secure Connections:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 02 03 00 09 10 01 01
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
        summary: "LE legacy pairing: the key can be found from a recording",
        spec: "Core Vol 3 Part H, 2.3.5.1",
        advice: "Update the device that lacks LE Secure Connections, or let the other refuse pairings without.",
        topics: [Smp],
        gates: [],
        check: LegacyPairing,
    }
}

#[derive(Debug, Default)]
struct LegacyPairing;

impl Check for LegacyPairing {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Smp(message) = event.what else { return };
        let link = event.link.and_then(|id| state.link(id));
        if message.code != Opcode::PAIRING_RESPONSE
            || link.is_some_and(|link| link.transport == Some(Transport::Classic))
        {
            return;
        }
        let procedure = &message.procedure;
        let Some(response) = &procedure.response else { return };
        let responder = words::side(link, message.direction);
        let initiator = words::side(link, message.direction.opposite());
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
            "LE legacy pairing{method}, whose key can be found from a recording: {who} {lacks} LE Secure Connections"
        );
        let severity = match procedure.method() {
            Some(Method::OutOfBand) => Severity::Info,
            _ => RULE.severity,
        };
        smp_failed::draft(&RULE, event, state, procedure, text, out).severity(severity).report(out);
    }
}
