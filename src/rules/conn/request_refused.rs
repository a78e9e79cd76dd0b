//! CONN027.

use arrayvec::ArrayVec;
use parsers::{
    att::{self, AseOperation, AseReason, AseResponse},
    avctp::avrcp::PduId,
    hci::Status,
    l2cap::{Code, RejectReason},
    ll::ControlOpcode,
};

use crate::{
    finding::Severity,
    rules::{Check, Out, PerLink, words},
    track::{
        At, Event, LinkId, Side, State, What,
        event::{AttMessage, OperationRefused, Refusal, Refused},
    },
};

crate::rule! {
    /// ## What it checks
    /// A request that was answered with a refusal, of the protocols that have no rule of their own: an
    /// ATT Error Response, an RFCOMM channel that is refused (DM), a link layer procedure that is
    /// rejected; an operation that a control point refuses in a notification; an SDP Error Response, an L2CAP
    /// Command Reject, an AVRCP command or key that is rejected or not implemented, a Handshake of HID with
    /// an error, a network (BNEP) that is not allowed. A refused channel or network and a refused audio
    /// stream endpoint (ASE) are warnings, the others are notices. What devices leave out now and then, and
    /// work without, is an info: AVRCP commands other than the volume, an L2CAP request that is no channel's.
    ///
    /// Attribute Not Found and Request Not Supported are answers like others and not reported; nor is
    /// an ATT request that succeeds later (after pairing, say). Each error of each side is reported once
    /// for a link. The start of encryption has rules of its own.
    ///
    /// ## Why it matters
    /// The request was not carried out. Only the side that sent it knows whether that does harm.
    ///
    /// ## What to do
    /// Look at the code: pair first where security is insufficient; for codes of an application (0x80
    /// and above) look into the specification of the profile.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > att 12 0500 01
    /// 0.050 < att 01 12 0500 80                        //~ CONN027
    /// 1.000 .
    /// ```
    /// An RFCOMM channel is refused:
    /// ```frames
    /// @avdtp
    /// 0.000 > rfcomm 0b 3f 01 1c
    /// 0.050 < rfcomm 0b 1f 01 d7                       //~ CONN027
    /// ```
    /// A keyboard does not take the boot protocol:
    /// ```frames
    /// @classic
    /// 0.000 > signal 02 01 0400 1100 6000
    /// 0.050 < signal 03 01 0800 7000 6000 0000 0000
    /// 0.060 > signal 04 02 0400 7000 0000
    /// 0.070 < signal 05 02 0600 6000 0000 0000
    /// 0.080 < signal 04 03 0400 6000 0000
    /// 0.090 > signal 05 03 0600 7000 0000 0000
    /// 0.100 > l2cap 0070 70
    /// 0.150 < l2cap 0060 03                            //~ CONN027
    /// ```
    /// On the air:
    /// ```frames
    /// @air
    /// 0.000 > control 16 02 02
    /// 0.030 < control 11 16 20                         //~ CONN027
    /// ```
    /// An audio stream endpoint does not take the codec's configuration:
    /// ```frames
    /// @le
    /// 0.000 > att 08 0100 ffff 0328
    /// 0.050 < att 09 07 0d11 1c 0e11 c62b
    /// 0.100 > att 12 0e11 01 01 01 02 02 06 0000000000
    /// 0.150 < att 13
    /// 0.170 < att 1b 0e11 01 01 01 08 02               //~ CONN027
    /// ```
    /// And one that takes it:
    /// ```frames
    /// @le
    /// 0.000 > att 08 0100 ffff 0328
    /// 0.050 < att 09 07 0d11 1c 0e11 c62b
    /// 0.100 > att 12 0e11 01 01 01 02 02 06 0000000000
    /// 0.150 < att 13
    /// 0.170 < att 1b 0e11 01 01 01 00 00
    /// ```
    /// Refused, and granted after pairing:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 0500
    /// 0.050 < att 01 0a 0500 05
    /// 9.000 > att 0a 0500
    /// 9.050 < att 0b 01
    /// 9.100 .
    /// ```
    CONN027 {
        name: "request-refused",
        severity: Notice,
        summary: "a request was refused",
        spec: "Core Vol 3 Part F, 3.4.1.1; Vol 6 Part B, 2.4.2.17; RFCOMM 1.2, 5.2.1; ASCS 1.0, 5.1; AVRCP 1.6, 6.15.3; HID 1.1, 3.1.2.1; BNEP 1.0, 2.6.3.2",
        advice: "Look at the code, and do what it asks for before the same request is sent again.",
        topics: [Att, Channel, Radio, Deadline, Link],
        gates: [],
        check: RequestRefused,
    }
}

/// Refusals that are held for one link.
const MAX_HELD: usize = 16;

/// An ATT request that was refused.
#[derive(Debug, Clone, Copy)]
struct AttRefused {
    by: Side,
    request: att::Opcode,
    handle: u16,
    error: att::ErrorCode,
    at: At,
    asked: Option<At>,
}

#[derive(Debug, Default)]
struct OnLink {
    held: ArrayVec<AttRefused, MAX_HELD>,
    /// What the last request of each side was about.
    asked: [Option<(att::Opcode, u16)>; 3],
}

#[derive(Debug, Default)]
struct RequestRefused {
    links: PerLink<OnLink>,
}

impl Check for RequestRefused {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        match event.what {
            What::Att(message) => self.links.entry(id, out).att(event.at, &message, out),
            What::MultiplexedRefused(refused) => {
                let who = words::capital(refused.by.name());
                let text = format!(
                    "{who} refused the RFCOMM channel {} with Disconnected Mode (DM)",
                    refused.dlci >> 1
                );
                out.finding(&RULE, event.at, text)
                    .link(event.link)
                    .severity(Severity::Warning)
                    .related(refused.asked, "the channel is requested")
                    .report(out);
            }
            What::OperationRefused(refused) => operation(event, &refused, out),
            What::Refused(refused) => refusal(event, &refused, out),
            What::Control(message) if message.opcode == ControlOpcode::REJECT_EXT_IND => {
                let &[opcode, error, ..] = message.payload else { return };
                let (opcode, error) = (ControlOpcode(opcode), Status(error));
                let encrypts =
                    matches!(opcode, ControlOpcode::ENC_REQ | ControlOpcode::PAUSE_ENC_REQ);
                // Collisions are RACE011.
                let collides = matches!(
                    error,
                    Status::LL_TRANSACTION_COLLISION | Status::DIFFERENT_TRANSACTION_COLLISION
                );
                if encrypts || collides {
                    return;
                }
                let who = words::capital(message.by.name());
                let text = format!("{who} rejected {opcode}: {error}");
                out.finding(&RULE, event.at, text).link(event.link).report(out);
            }
            What::LinkDown(_) => {
                if let Some(on_link) = self.links.remove(id) {
                    on_link.report(id, out);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        for (id, on_link) in self.links.iter_mut() {
            std::mem::take(on_link).report(id, out);
        }
    }
}

/// How bad a refusal is; none where it means that what was asked for is done already.
fn weight(refusal: &Refusal) -> Option<Severity> {
    Some(match *refusal {
        Refusal::Signal(Code::DISCONNECTION_REQUEST, RejectReason::INVALID_CID) => return None,
        Refusal::Signal(
            Code::CONNECTION_REQUEST
            | Code::CONFIGURATION_REQUEST
            | Code::LE_CREDIT_BASED_CONNECTION_REQUEST
            | Code::CREDIT_BASED_CONNECTION_REQUEST,
            _,
        )
        | Refusal::Network(_)
        | Refusal::RfcommParameters(_) => Severity::Warning,
        Refusal::Avrcp(PduId::SET_ABSOLUTE_VOLUME, _) => Severity::Notice,
        Refusal::Avrcp(..)
        | Refusal::AvrcpNotImplemented(_)
        | Refusal::Multiplexer(_)
        | Refusal::Signal(..) => Severity::Info,
        Refusal::Sdp(..)
        | Refusal::Reconfiguration(_)
        | Refusal::Key(..)
        | Refusal::Profile
        | Refusal::Hid(..) => RULE.severity,
    })
}

fn refusal(event: &Event<'_>, refused: &Refused, out: &mut Out<'_>) {
    let Some(severity) = weight(&refused.refusal) else { return };
    let text = format!("{} refused {}", words::capital(refused.by.name()), refused.refusal);
    out.finding(&RULE, event.at, text)
        .link(event.link)
        .severity(severity)
        .maybe_related(refused.asked, "the request")
        .report(out);
}

/// A control point refused an operation.
fn operation(event: &Event<'_>, refused: &OperationRefused, out: &mut Out<'_>) {
    let att::Refusal { kind, operation, result, reason } = refused.refusal;
    let who = words::capital(refused.by.name());
    let what = kind.name().unwrap_or("control point");
    let (text, severity) = match reason {
        Some(reason) => {
            let (operation, result) = (AseOperation(operation), AseResponse(result));
            let of = match reason {
                AseReason::NONE => String::new(),
                reason => format!(", {reason}"),
            };
            (format!("{who} refused {operation} at its {what}: {result}{of}"), Severity::Warning)
        }
        None => {
            let text = format!(
                "{who} refused operation {operation:#04x} at its {what} with result {result:#04x}"
            );
            (text, Severity::Notice)
        }
    };
    out.finding(&RULE, event.at, text)
        .link(event.link)
        .severity(severity)
        .maybe_related(refused.asked, "the operation is written")
        .report(out);
}

impl OnLink {
    fn att(&mut self, at: At, message: &AttMessage<'_>, out: &mut Out<'_>) {
        let handle = |octets: Option<&[u8]>| match octets {
            Some(&[low, high]) => u16::from_le_bytes([low, high]),
            _ => 0,
        };
        if message.opcode.is_request() {
            let about = (message.opcode, handle(message.payload.get(..2)));
            self.asked[message.by.index()] = Some(about);
            return;
        }
        let asker = message.by.opposite();
        if message.opcode != att::Opcode::ERROR_RESPONSE {
            // What was refused before has been granted now.
            if let (true, Some(about)) = (message.opcode.is_response(), self.asked[asker.index()]) {
                self.held.retain(|held| (held.request, held.handle) != about);
            }
            return;
        }
        let &[request, low, high, error, ..] = message.payload else { return };
        let refused = AttRefused {
            by: message.by,
            request: att::Opcode(request),
            handle: u16::from_le_bytes([low, high]),
            error: att::ErrorCode(error),
            at,
            asked: message.request.map(|(_, asked)| asked),
        };
        let same = |held: &AttRefused| (held.by, held.error) == (refused.by, refused.error);
        let ordinary = matches!(
            refused.error,
            att::ErrorCode::ATTRIBUTE_NOT_FOUND | att::ErrorCode::REQUEST_NOT_SUPPORTED
        );
        if !ordinary && !self.held.iter().any(same) && self.held.try_push(refused).is_err() {
            out.forgets();
        }
    }

    fn report(self, link: LinkId, out: &mut Out<'_>) {
        for refused in self.held {
            let who = words::capital(refused.by.name());
            let text = format!(
                "{who} refused the {} of attribute {:#06x}: {}",
                refused.request,
                refused.handle,
                named(refused.error)
            );
            out.finding(&RULE, refused.at, text)
                .link(Some(link))
                .maybe_related(refused.asked, "the request")
                .report(out);
        }
    }
}

/// The error, also where a profile has given it its meaning (Core Vol 3 Part F, 3.4.1.1).
fn named(error: att::ErrorCode) -> String {
    match error.0 {
        0x80..=0x9f => format!("an error of the application ({:#04x})", error.0),
        _ => error.to_string(),
    }
}
