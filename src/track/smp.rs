//! Pairing on LE (Core Vol 3 Part H).

use parsers::{
    l2cap::Protocol,
    smp::{Keypress, Message, Opcode, Reason},
};

use super::{
    deadline,
    event::{Malformed, SmpMessage, SmpStuck, What},
    form,
    id::{At, Side, Transport},
    layer::{Layer, Pdu, Queue},
    security,
    state::{Ask, Link, Outcome, Pairing, PairingFeatures, PairingSummary, Question, ResolvingKey},
};

/// The Security Manager Timer (Core Vol 3 Part H, 3.4), in nanoseconds.
const DEADLINE: i64 = 30_000_000_000;

/// The Security Manager on its fixed channel.
pub(in crate::track) const LAYER: Layer = Layer {
    carries: Protocol::Smp.bit(),
    pdu: |link, pdu, _, events| {
        message(link, pdu, events);
        None
    },
    requested: None,
    opened: None,
    inferred: None,
    closed: None,
    looks_like: None,
    expects: None,
    recognises: None,
    unanswered: Some(unanswered),
    encrypted: Some(encrypted),
    link_down: Some(|link, events| ends(link, false, events)),
};

fn features(code: Opcode, payload: &[u8]) -> Option<PairingFeatures> {
    macro_rules! of {
        ($pdu:ident) => {
            Some(PairingFeatures {
                io_capability: $pdu.io_capability,
                oob_data: $pdu.oob_data,
                bonding: $pdu.bonding.0 == 1,
                mitm: $pdu.mitm,
                secure_connections: $pdu.secure_connections,
                max_key_size: $pdu.max_key_size.0,
            })
        };
    }
    match Message::parse(code, payload) {
        Ok(Message::PairingRequest(pdu)) => of!(pdu),
        Ok(Message::PairingResponse(pdu)) => of!(pdu),
        _ => None,
    }
}

/// One PDU of the Security Manager.
fn message<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    let Some((&code, payload)) = pdu.payload.split_first() else {
        let error = parsers::ParseError {
            layer: "SMP",
            fault: parsers::Fault::Truncated { needed: 1, available: 0 },
            offset: 0,
        };
        events.on(link, What::Malformed(Malformed { by: pdu.by, error }));
        return;
    };
    let code = Opcode(code);
    if let Some(error) = Message::pdu(code).and_then(|pdu| form::fault(pdu, payload)) {
        events.on(link, What::Malformed(Malformed { by: pdu.by, error }));
    }
    // Every PDU has one length (3.5, 3.6), and reserved codes are ignored (3.3). Debug data that
    // controllers send on handles of their own looks like such PDUs now and then.
    if Message::octets(code) != Some(payload.len()) {
        return;
    }
    let at = pdu.at;
    let guessed = link.radio.as_deref().is_some_and(|radio| radio.guessed);
    let by = match code {
        // On LE the central initiates (2.3), which is surer than a guess.
        Opcode::PAIRING_REQUEST if guessed => Side::Central,
        Opcode::PAIRING_RESPONSE | Opcode::SECURITY_REQUEST if guessed => Side::Peripheral,
        _ => pdu.by,
    };
    let earlier = link.pairing().map(|pairing| pairing.summary).unwrap_or_default();
    let fresh = PairingSummary { started: at, ..PairingSummary::default() };
    let mut summary = earlier;
    match code {
        Opcode::SECURITY_REQUEST => {
            if !earlier.active {
                summary = fresh;
            }
            summary.security_request = Some(at);
        }
        Opcode::PAIRING_REQUEST => {
            // What was left of a pairing that led to encryption was the distribution of keys.
            if !earlier.active || earlier.encrypted {
                let recent = |r: &At| at.time.since(r.time) < DEADLINE && earlier.failed.is_none();
                let security_request = earlier.security_request.filter(recent);
                summary = PairingSummary { security_request, active: true, ..fresh };
            }
            summary.requests += 1;
            summary.request = features(code, payload);
            summary.initiator = Some(by);
        }
        Opcode::PAIRING_RESPONSE => {
            if !earlier.active {
                summary = PairingSummary { active: true, ..fresh };
            }
            summary.response = features(code, payload);
            summary.responded = Some(at);
            if summary.initiator.is_none() && by != Side::Unknown {
                summary.initiator = Some(by.opposite());
            }
        }
        Opcode::PAIRING_FAILED => {
            summary.active = false;
            summary.failed = payload.first().copied().map(Reason);
            summary.failures += 1;
        }
        _ if earlier.started == At::default() => summary = PairingSummary { active: true, ..fresh },
        _ => {}
    }
    if summary.started == At::default() {
        // The capture begins, or packets are missing, in the middle of the pairing.
        summary.started = at;
    }
    // Keys are distributed over an encrypted link (3.6.1), seen to be so or not.
    if (Opcode::ENCRYPTION_INFORMATION..=Opcode::SIGNING_INFORMATION).contains(&code) {
        summary.encrypted = true;
        security::keys_distributed(link, events);
    }
    if code == Opcode::PAIRING_RANDOM {
        summary.randoms += 1;
    }
    if code == Opcode::PAIRING_DHKEY_CHECK {
        summary.checks += 1;
    }
    if code == Opcode::PAIRING_KEYPRESS_NOTIFICATION {
        summary.typed = payload.first() == Some(&Keypress::COMPLETED.0);
    }
    // Pairing on BR/EDR is done over an encrypted link, to derive keys.
    if link.transport == Some(Transport::Classic) {
        summary.encrypted = true;
    }
    link.memory.set(Pairing { summary, last: at, last_code: code, last_by: by });
    if by.is_remote() {
        identify(link, code, payload);
    }
    // Each PDU starts the timer anew (3.4).
    link.questions.open.retain(|question| !matches!(question.ask, Ask::Smp(_)));
    if summary.active {
        let question = Question::new(Ask::Smp(code), by, at, DEADLINE / 1_000_000_000);
        deadline::ask(link, question, events);
    }
    let told = SmpMessage { by, code, payload, procedure: summary };
    events.on(link, What::Smp(told));
}

/// What the peer says of its identity (3.6.4, 3.6.5).
fn identify(link: &mut Link, code: Opcode, payload: &[u8]) {
    match Message::parse(code, payload) {
        Ok(Message::IdentityInformation(pdu)) => {
            link.resolving_key = ResolvingKey::new(pdu.identity_resolving_key);
        }
        Ok(Message::IdentityAddressInformation(pdu)) => link.identity = Some(pdu.address),
        _ => {}
    }
}

/// The link is encrypted: nothing of the pairing but key distribution is left.
fn encrypted(link: &mut Link) {
    let asked = link.security.encryption_asked;
    // On the air the rest of the pairing may be missed. In two connection events there is no time for it.
    let at_once = link.on_air().then(|| link.interval.unwrap_or_default().saturating_mul(2));
    let Some(pairing) = link.memory.get_mut::<Pairing>() else { return };
    let last = pairing.last;
    let summary = &mut pairing.summary;
    if summary.active && !summary.encrypted && summary.has_key() == Some(false) {
        summary.overtaken = asked.filter(|asked| {
            let passed = asked.time.since(last.time);
            *asked > last && at_once.is_none_or(|limit| passed <= limit)
        });
    }
    summary.encrypted = true;
}

/// The timer is one for the whole pairing: nothing came for as long as it runs, or the link ended
/// with a pairing under way.
fn unanswered(
    link: &mut Link,
    question: &Question,
    outcome: Outcome,
    events: &mut Queue<'_>,
) -> bool {
    let mine = matches!(question.ask, Ask::Smp(_));
    match outcome {
        Outcome::Overdue if mine => ends(link, true, events),
        Outcome::Ended if mine => ends(link, false, events),
        _ => return false,
    }
    true
}

fn ends(link: &mut Link, timed_out: bool, events: &mut Queue<'_>) {
    link.questions.open.retain(|question| !matches!(question.ask, Ask::Smp(_)));
    let Some(pairing) = link.memory.get_mut::<Pairing>() else { return };
    // The start of encryption has a timer of its own, and its failure is no fault of the pairing.
    let security = &link.security;
    let refused = security.encryption_failed.is_some_and(|at| at >= pairing.last);
    if std::mem::take(&mut pairing.summary.active)
        && !pairing.summary.encrypted
        && security.encrypting.is_none()
        && !refused
    {
        let what = stuck(pairing, timed_out);
        events.on(link, What::SmpUnanswered(what));
    }
}

fn stuck(pairing: &Pairing, timed_out: bool) -> SmpStuck {
    SmpStuck {
        last: pairing.last,
        code: pairing.last_code,
        by: pairing.last_by,
        timed_out,
        procedure: pairing.summary,
    }
}
