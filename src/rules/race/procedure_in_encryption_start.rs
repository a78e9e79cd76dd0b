//! RACE013.

use parsers::{hci::Status, ll::ControlOpcode};

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out, PerLink, words},
    track::{At, Event, LinkId, Side, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A control PDU of the central, as a sniffer hears it, that begins a procedure after its LL_ENC_REQ and before encryption has
    /// begun or was refused: new parameters, a channel map, a PHY, a data length. Answers to what was asked before and the end of the
    /// link are allowed there, and the peripheral may go on until it has answered.
    ///
    /// It is an error when the link ends within 5 s for a failure, else a notice: many controllers take it.
    ///
    /// ## Why it matters
    /// The specification lets the receiver end the link with MIC Failure (0x3d), and some controllers do.
    ///
    /// ## What to do
    /// Update the firmware of the side that began the procedure, or let the host wait with new parameters until the link is encrypted.
    ///
    /// ## Examples
    /// ```frames
    /// @air
    /// 1.000 > control 03 0000000000000000 0000 0011223344556677 00112233
    /// 1.030 > control 14 fb00 4808 fb00 4808                //~ RACE013
    /// 1.060 < control 02 3d
    /// ```
    /// The data length is agreed on before:
    /// ```frames
    /// @air
    /// 0.900 > control 14 fb00 4808 fb00 4808
    /// 0.930 < control 15 fb00 4808 fb00 4808
    /// 1.000 > control 03 0000000000000000 0000 0011223344556677 00112233
    /// 1.030 < control 04 0011223344556677 00112233
    /// 1.060 < control 05
    /// ```
    RACE013 {
        name: "procedure-in-encryption-start",
        severity: Error,
        causes: [AUTH009, AUTH001, CONN024, CONN001],
        summary: "a procedure was started while encryption was starting",
        spec: "Core Vol 6 Part B, 5.1.3.1",
        advice: "Update the firmware of the side that began it, or let its host wait until the link is encrypted.",
        topics: [Radio, Link],
        gates: [],
        check: InEncryptionStart,
    }
}

/// What follows within this time may be a consequence, in nanoseconds.
const SOON: i64 = 5_000_000_000;

/// Encryption is being started on a connection.
#[derive(Debug, Default)]
struct Start {
    began: Option<At>,
    /// What was begun meanwhile, the first.
    inside: Option<(ControlOpcode, Side, At, At)>,
}

#[derive(Debug, Default)]
struct InEncryptionStart {
    links: PerLink<Start>,
}

/// Whether a control PDU begins something of its own.
fn begins(opcode: ControlOpcode) -> bool {
    matches!(
        opcode,
        ControlOpcode::CONNECTION_UPDATE_IND
            | ControlOpcode::CHANNEL_MAP_IND
            | ControlOpcode::FEATURE_REQ
            | ControlOpcode::PERIPHERAL_FEATURE_REQ
            | ControlOpcode::CONNECTION_PARAM_REQ
            | ControlOpcode::PING_REQ
            | ControlOpcode::LENGTH_REQ
            | ControlOpcode::PHY_REQ
            | ControlOpcode::PHY_UPDATE_IND
            | ControlOpcode::MIN_USED_CHANNELS_IND
            | ControlOpcode::CTE_REQ
            | ControlOpcode::CLOCK_ACCURACY_REQ
            | ControlOpcode::CIS_REQ
            | ControlOpcode::POWER_CONTROL_REQ
            | ControlOpcode::SUBRATE_REQ
            | ControlOpcode::SUBRATE_IND
    )
}

impl Check for InEncryptionStart {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link else { return };
        match event.what {
            What::Control(message) => match message.opcode {
                ControlOpcode::ENC_REQ => self.links.entry(link, out).began = Some(event.at),
                ControlOpcode::START_ENC_REQ
                | ControlOpcode::REJECT_IND
                | ControlOpcode::REJECT_EXT_IND
                | ControlOpcode::UNKNOWN_RSP
                    if self.links.get(link).is_some() =>
                {
                    self.links.entry(link, out).began = None;
                }
                opcode
                    if message.by == Side::Central
                        && begins(opcode)
                        && self.links.get(link).is_some() =>
                {
                    let start = self.links.entry(link, out);
                    if let (Some(began), None) = (start.began, start.inside) {
                        start.inside = Some((opcode, message.by, event.at, began));
                    }
                }
                _ => {}
            },
            What::LinkDown(end) => {
                let Some(start) = self.links.remove(link) else { return };
                let failed = !matches!(
                    end.reason,
                    Some(Status::REMOTE_USER_TERMINATED | Status::LOCAL_HOST_TERMINATED) | None
                );
                start.report(link, failed.then_some(event.at), out);
            }
            _ => {}
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        for (link, start) in self.links.iter_mut() {
            std::mem::take(start).report(link, None, out);
        }
    }
}

impl Start {
    fn report(&self, link: LinkId, failed: Option<At>, out: &mut Out<'_>) {
        let Some((opcode, by, at, began)) = self.inside else { return };
        let failed = failed.filter(|end| end.time.since(at.time) <= SOON);
        let severity = if failed.is_some() { RULE.severity } else { Severity::Notice };
        let who = words::capital(by.name());
        out.finding(&RULE, at, format!("{who} sent {opcode} while encryption was being started"))
            .link(Some(link))
            .severity(severity)
            .confidence(Confidence::Likely)
            .related(began, "the start of encryption begins")
            .maybe_related(failed, "the link ends")
            .report(out);
    }
}
