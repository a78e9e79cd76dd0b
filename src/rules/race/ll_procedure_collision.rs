//! RACE011.

use parsers::{hci::Status, ll::ControlOpcode};

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out, words},
    track::{Event, Side, State, What, state::Ask},
};

crate::rule! {
    /// ## What it checks
    /// A procedure of the link layer that is rejected because the other side had begun one as well: the same (LL Procedure Collision,
    /// 0x23) or another that has an instant, too (Different Transaction Collision, 0x2a).
    ///
    /// That the central rejects what the peripheral has begun, and goes on with its own, is how collisions are to end: the finding is a
    /// notice then. It is a warning when the peripheral rejects what the central has begun.
    ///
    /// ## Why it matters
    /// The request is not carried out, and some controllers end the link.
    ///
    /// ## What to do
    /// Let the host wait for the end of one procedure before it starts the next.
    ///
    /// ## Examples
    /// The peripheral rejects the new parameters of the central:
    /// ```frames
    /// @air
    /// 0.000 < control 16 02 02
    /// 0.030 > control 0f 0600 0900 0000 4800 00 0000 0000 ffff ffff ffff ffff ffff
    /// 0.060 < control 11 0f 2a                            //~ RACE011
    /// ```
    /// It rejects them for another reason:
    /// ```frames
    /// @air
    /// 0.030 > control 0f 0600 0900 0000 4800 00 0000 0000 ffff ffff ffff ffff ffff
    /// 0.060 < control 11 0f 20
    /// ```
    RACE011 {
        name: "ll-procedure-collision",
        severity: Warning,
        causes: [CONN027, CONN024, CONN001],
        summary: "two link layer procedures collided",
        spec: "Core Vol 6 Part B, 5.3",
        advice: "Let the host start the second procedure when the first is over; update the firmware of the side that refuses.",
        topics: [Radio, Link],
        gates: [],
        check: Collision,
    }
}

#[derive(Debug, Default)]
struct Collision;

impl Check for Collision {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Control(message) = event.what else { return };
        let (rejected, error) = match (message.opcode, message.payload) {
            (ControlOpcode::REJECT_EXT_IND, &[opcode, error, ..]) => {
                (Some(ControlOpcode(opcode)), Status(error))
            }
            (ControlOpcode::REJECT_IND, &[error, ..]) => (None, Status(error)),
            _ => return,
        };
        if !matches!(
            error,
            Status::LL_TRANSACTION_COLLISION | Status::DIFFERENT_TRANSACTION_COLLISION
        ) {
            return;
        }
        let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
        let own = link.questions.iter().rev().find_map(|question| match question.ask {
            Ask::Control(opcode) if question.by == message.by => Some((opcode, question.asked)),
            _ => None,
        });
        let what = rejected.map_or_else(|| "a procedure".to_owned(), |opcode| opcode.to_string());
        let because = match own {
            Some((opcode, _)) => format!(" while its own {opcode} was under way"),
            None => String::new(),
        };
        let text =
            format!("{} rejected {what}{because}: {error}", words::capital(message.by.name()));
        let meant = message.by == Side::Central;
        out.finding(&RULE, event.at, text)
            .link(event.link)
            .severity(if meant { Severity::Notice } else { RULE.severity })
            .confidence(Confidence::Likely)
            .maybe_related(own.map(|(_, asked)| asked), "its own procedure")
            .report(out);
    }
}
