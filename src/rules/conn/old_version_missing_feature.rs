//! CONN019.

use arrayvec::ArrayVec;
use parsers::{
    hci::{Event as Hci, Handle, LeEvent, Opcode, Status},
    ll::ControlOpcode,
};

use super::features::{Feature, of_command, of_control};
use crate::{
    rules::{Check, Out, PerLink, words},
    track::{
        AdapterId, At, Event, Side, State, What,
        event::CommandSent,
        state::{Key, Link, Transport},
    },
};

crate::rule! {
    /// ## What it checks
    /// A procedure of the link layer, or a command, that was refused as not supported (LL_UNKNOWN_RSP, LL_REJECT_EXT_IND,
    /// Unsupported Remote Feature, Unsupported Feature or Parameter Value), by a controller of which the capture shows that it lacks
    /// the feature: its features say so, or its version is older than the feature. Versions and makers are named where they are
    /// known. Each feature is reported once for a link and side.
    ///
    /// Where neither features nor versions are in the capture nothing is said here: the refusal itself is CONN026 or CONN027.
    ///
    /// ## Why it matters
    /// The device is older than what is tried with it. In most cases the link works on, slower or with more power than it could; where
    /// sound depends on it, there is none.
    ///
    /// ## What to do
    /// Let the host look at the features before it asks. A newer controller, or newer firmware, may have the feature.
    ///
    /// ## Examples
    /// The peripheral has Bluetooth 4.0 and knows no other data length:
    /// ```frames
    /// @air
    /// 0.030 > control 0c 09 5900 0100
    /// 0.060 < control 0c 06 0a00 0100
    /// 0.090 > control 14 fb00 4808 fb00 4808
    /// 0.120 < control 07 14                      //~ CONN019
    /// ```
    /// It says that it has the feature, and refuses for another reason:
    /// ```frames
    /// @air
    /// 0.010 < control 09 2000000000000000
    /// 0.030 > control 0c 09 5900 0100
    /// 0.060 < control 0c 09 0a00 0100
    /// 0.090 > control 14 fb00 4808 fb00 4808
    /// 0.120 < control 11 14 20
    /// ```
    /// The features of the peer say it on BR/EDR:
    /// ```frames
    /// @classic
    /// 0.000 < event 0b 00 4000 0000000000000000
    /// 0.100 > command 0803 4000 2003 2003 0100 0000
    /// 0.110 < event 0f 1a 01 0308                      //~ CONN019
    /// ```
    CONN019 {
        name: "old-version-missing-feature",
        severity: Notice,
        causes: [CONN026, CONN027],
        summary: "a controller lacks a feature that was requested",
        spec: "Core Vol 2 Part C, 3.3; Core Vol 6 Part B, 4.6",
        advice: "Do not ask for it, or use a newer device.",
        topics: [Controller, Radio],
        gates: [],
        check: MissingFeature,
    }
}

/// Commands that are remembered until they are answered.
const MAX_SENT: usize = 16;
/// Features of one link that are remembered as reported: there are fewer.
const MAX_TOLD: usize = 24;

/// A command for a link.
#[derive(Debug, Clone, Copy)]
struct Sent {
    adapter: AdapterId,
    opcode: Opcode,
    handle: Handle,
    at: At,
}

#[derive(Debug, Default)]
struct MissingFeature {
    sent: ArrayVec<Sent, MAX_SENT>,
    /// The features that were reported, with the side by [`Side::index`].
    told: PerLink<ArrayVec<(usize, &'static str), MAX_TOLD>>,
}

/// What was refused, by whom, and how.
struct Refusal<'a> {
    feature: Feature,
    by: Side,
    what: String,
    how: String,
    asked: Option<At>,
    link: &'a Link,
}

impl Check for MissingFeature {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let refusal = match event.what {
            What::Command(sent) => return self.sent(event, &sent, out),
            What::Answer(answer) => {
                let asked = self.answered(event.adapter, answer.opcode, answer.complete);
                asked.and_then(|sent| of_status(state, &sent, answer.status))
            }
            What::Controller(Hci::SynchronousConnectionComplete(e)) => {
                let asked = [
                    Opcode::SETUP_SYNCHRONOUS_CONNECTION,
                    Opcode::ENHANCED_SETUP_SYNCHRONOUS_CONNECTION,
                ];
                self.done(event, &asked).and_then(|sent| of_status(state, &sent, e.status))
            }
            What::LowEnergy(LeEvent::PhyUpdateComplete(e)) => self
                .done(event, &[Opcode::LE_SET_PHY])
                .and_then(|sent| of_status(state, &sent, e.status)),
            What::LowEnergy(LeEvent::ConnectionUpdateComplete(e)) => self
                .done(event, &[Opcode::LE_CONNECTION_UPDATE])
                .and_then(|sent| of_status(state, &sent, e.status)),
            What::Control(message) => {
                let refused = message.payload.first().copied().map(ControlOpcode);
                let unsupported = match (message.opcode, message.payload) {
                    (ControlOpcode::UNKNOWN_RSP, _) => true,
                    (ControlOpcode::REJECT_EXT_IND, &[_, error, ..]) => {
                        is_unsupported(Status(error))
                    }
                    _ => false,
                };
                let link = event.link.and_then(|id| state.link(id));
                match (refused.filter(|_| unsupported), link) {
                    (Some(refused), Some(link)) => of_control(refused).map(|feature| Refusal {
                        feature,
                        by: message.by,
                        what: refused.to_string(),
                        how: message.opcode.to_string(),
                        asked: None,
                        link,
                    }),
                    _ => None,
                }
            }
            _ => None,
        };
        if let Some(refusal) = refusal {
            self.report(&refusal, event, state, out);
        }
    }
}

fn is_unsupported(status: Status) -> bool {
    matches!(
        status,
        Status::UNSUPPORTED_REMOTE_FEATURE
            | Status::UNSUPPORTED_FEATURE
            | Status::UNSUPPORTED_LL_PARAMETER_VALUE
    )
}

/// A command for a link that the controller, or the peer by its word, does not support.
fn of_status<'s>(state: &'s State, sent: &Sent, status: Status) -> Option<Refusal<'s>> {
    let by = match status {
        Status::UNSUPPORTED_REMOTE_FEATURE => Side::Peer,
        Status::UNSUPPORTED_FEATURE | Status::UNKNOWN_COMMAND => Side::Controller,
        _ => return None,
    };
    let of = |link: &&Link| {
        (link.adapter, link.key) == (sent.adapter, Key::Handle(sent.handle))
            && link.closed.is_none()
    };
    let link = state.links.iter().find(of)?;
    let feature = of_command(sent.opcode)?;
    let (what, how) = (sent.opcode.to_string(), status.to_string());
    Some(Refusal { feature, by, what, how, asked: Some(sent.at), link })
}

impl MissingFeature {
    fn sent(&mut self, event: &Event<'_>, sent: &CommandSent<'_>, out: &mut Out<'_>) {
        let CommandSent { opcode, parameters } = *sent;
        let (Some(_), Some(&handle)) = (of_command(opcode), parameters.first_chunk::<2>()) else {
            return;
        };
        // The streams of LE Create CIS are named before their links.
        let handle = match (opcode, parameters.get(3..5)) {
            (Opcode::LE_CREATE_CIS, Some(&[low, high])) => [low, high],
            _ => handle,
        };
        let handle = Handle(u16::from_le_bytes(handle) & 0x0fff);
        if self.sent.is_full() {
            self.sent.remove(0);
            out.forgets();
        }
        self.sent.push(Sent { adapter: event.adapter, opcode, handle, at: event.at });
    }

    /// The command that is answered. Of one that the controller goes on with, the end is still to come.
    fn answered(&mut self, adapter: AdapterId, opcode: Opcode, complete: bool) -> Option<Sent> {
        let is = |sent: &Sent| (sent.adapter, sent.opcode) == (adapter, opcode);
        let index = self.sent.iter().position(is)?;
        let sent = self.sent[index];
        if complete {
            self.sent.remove(index);
        }
        Some(sent)
    }

    fn done(&mut self, event: &Event<'_>, opcodes: &[Opcode]) -> Option<Sent> {
        let is = |sent: &Sent| sent.adapter == event.adapter && opcodes.contains(&sent.opcode);
        let index = self.sent.iter().position(is)?;
        Some(self.sent.remove(index))
    }

    fn report(
        &mut self,
        refusal: &Refusal<'_>,
        event: &Event<'_>,
        state: &State,
        out: &mut Out<'_>,
    ) {
        let Refusal { feature, by, what, how, asked, link } = refusal;
        let of = state.abilities(link, *by);
        let same = feature.low_energy == (link.transport == Some(Transport::LowEnergy));
        let lacks = of.features.filter(|f| same && f.bits & feature.bits == 0);
        let old = of.version.filter(|v| v.version.name().is_some() && v.version < feature.since);
        // A controller that says that it has it, has it.
        if lacks.is_none() && (old.is_none() || of.features.is_some()) {
            return;
        }
        let told = self.told.entry(link.id, out);
        let key = (by.index(), feature.name);
        if told.contains(&key) {
            return;
        }
        let _ = told.try_push(key);
        let maker = of.version.map_or_else(String::new, |maker| format!(" ({maker})"));
        let since = match feature.since.name() {
            Some(since) if old.is_some() => format!(", which came with Bluetooth {since}"),
            _ => String::new(),
        };
        let message = format!(
            "{}{maker} does not have {}{since}: {what} was refused with {how}",
            words::capital(if *by == Side::Controller {
                "this host's controller"
            } else {
                by.name()
            }),
            feature.name,
        );
        out.finding(&RULE, event.at, message)
            .link(Some(link.id))
            .maybe_related(*asked, "the command")
            .maybe_related(lacks.map(|features| features.at), "the features")
            .maybe_related(old.map(|maker| maker.at), "the version")
            .report(out);
    }
}
