//! AUTH002.

use parsers::{Address, hci::Status};

use super::attempt::{Attempt, Refusal};
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Draft, Out, PerLink, Waiting},
    track::{AdapterId, At, Event, State, What, event::SecurityStep as Step, state::Transport},
};

crate::rule! {
    /// ## What it checks
    /// On BR/EDR: PIN or Key Missing (0x06) in Authentication Complete, Encryption Change,
    /// Connection Complete or as the reason that a link ended. The host's answer to the request for
    /// the link key shows who lost it: with Link Key Request Reply this host has the key and the
    /// peer does not; with the Negative Reply it is this host that has none.
    ///
    /// ## Why it matters
    /// One side has forgotten the pairing and the other has not: a factory reset, or a speaker that
    /// keeps a few pairings and let the oldest go. The side that still has the key must forget it
    /// before the two can pair again; many hosts do that by themselves. Where they do, on the same
    /// link or on one that follows within a minute, the finding is an info.
    ///
    /// The same status after a PIN Code Request Negative Reply is a refusal (AUTH001). Without an
    /// answer to a request for the key, the finding does not say which side lost it.
    ///
    /// ## What to do
    /// Forget the pairing on the side that still has it, and pair again.
    ///
    /// ## Examples
    /// The peer lost it:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
    /// 0.100 < event 06 06 4000                        //~ AUTH002
    /// 0.600 > command 0406 4000 13
    /// 0.700 < event 05 00 4000 16
    /// ```
    /// A link that ends with it:
    /// ```frames
    /// @classic
    /// 0.000 < event 17 ccbbaa5dcf00
    /// 0.010 > command 040c ccbbaa5dcf00
    /// 0.100 < event 05 00 4000 06                     //~ AUTH002
    /// ```
    /// The peer lost it, and both pair again on the same link, so it is an info:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
    /// 0.100 < event 06 06 4000                        //~ AUTH002
    /// 0.200 > command 0411 4000
    /// 0.210 < event 31 ccbbaa5dcf00
    /// 0.220 > command 042b ccbbaa5dcf00 03 00 02
    /// 0.230 < event 32 ccbbaa5dcf00 03 00 02
    /// 0.500 < event 36 00 ccbbaa5dcf00
    /// 0.510 < event 18 ccbbaa5dcf00 00112233445566778899aabbccddeeff 04
    /// 0.520 < event 06 00 4000
    /// ```
    /// The link ends over it, and the next one is paired again, which is an info as well:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
    /// 0.100 < event 06 06 4000                        //~ AUTH002
    /// 0.110 < event 05 00 4000 06
    /// 2.000 < event 03 00 4100 ccbbaa5dcf00 01 00
    /// 2.100 > command 0411 4100
    /// 2.110 < event 17 ccbbaa5dcf00
    /// 2.120 > command 040c ccbbaa5dcf00
    /// 2.130 < event 31 ccbbaa5dcf00
    /// 2.140 > command 042b ccbbaa5dcf00 03 00 02
    /// 2.150 < event 32 ccbbaa5dcf00 03 00 02
    /// 2.400 < event 33 ccbbaa5dcf00 40e20100
    /// 2.410 > command 042c ccbbaa5dcf00
    /// 2.500 < event 36 00 ccbbaa5dcf00
    /// 2.510 < event 18 ccbbaa5dcf00 00112233445566778899aabbccddeeff 04
    /// 2.520 < event 06 00 4100
    /// ```
    /// A host without a PIN refuses, and lost nothing:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040c ccbbaa5dcf00
    /// 0.030 < event 16 ccbbaa5dcf00
    /// 0.040 > command 040e ccbbaa5dcf00
    /// 0.100 < event 06 06 4000
    /// ```
    /// A host without a key pairs again, as it should:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040c ccbbaa5dcf00
    /// 0.030 < event 31 ccbbaa5dcf00
    /// 0.040 > command 042b ccbbaa5dcf00 03 00 02
    /// 0.050 < event 32 ccbbaa5dcf00 03 00 02
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100
    /// 0.410 > command 042c ccbbaa5dcf00
    /// 0.500 < event 36 00 ccbbaa5dcf00
    /// 0.510 < event 18 ccbbaa5dcf00 00112233445566778899aabbccddeeff 04
    /// 0.520 < event 06 00 4000
    /// ```
    AUTH002 {
        name: "link-key-missing",
        severity: Error,
        causes: [AUTH001, AUTH009, AUTH036, CONN002, CONN024, CONN025],
        summary: "one side has lost the link key",
        spec: "Core Vol 1 Part F, 2.6; Vol 2 Part C, 4.2.1",
        advice: "Forget the pairing on the side that still has the key, and pair again.",
        topics: [Security, Link],
        gates: [],
        check: LinkKeyMissing,
    }
}

/// A link on which the key is missing, until it ends or a pairing makes a new one.
#[derive(Debug, Default)]
struct Watched {
    attempt: Attempt,
    missing: Option<(At, Draft)>,
    /// The new key.
    made: Option<At>,
}

/// A pairing within this time, in nanoseconds, makes up for the key that was missing.
const ANEW: i64 = 60_000_000_000;
/// Links that ended without a key whose next pairing is waited for.
const MAX_ENDED: usize = 16;

/// A link that ended without a key.
#[derive(Debug)]
struct Ended {
    adapter: AdapterId,
    peer: Address,
    watched: Watched,
}

#[derive(Debug, Default)]
struct LinkKeyMissing {
    links: PerLink<Watched>,
    ended: Waiting<Ended, MAX_ENDED>,
}

impl LinkKeyMissing {
    /// The link is gone; a pairing on the next one may still make up for it.
    fn link_ends(
        &mut self,
        mut watched: Watched,
        event: &Event<'_>,
        peer: Option<Address>,
        out: &mut Out<'_>,
    ) {
        let (Some(&(at, _)), None, Some(peer)) = (watched.missing.as_ref(), watched.made, peer)
        else {
            return watched.report(out);
        };
        if let Some(link) = event.link {
            out.follows(link, at);
        }
        let ended = Ended { adapter: event.adapter, peer, watched };
        if let Some(mut oldest) = self.ended.add(ended, event.at.after(ANEW), out) {
            oldest.watched.report(out);
        }
    }

    /// A pairing has made a new key for the peer.
    fn paired(&mut self, event: &Event<'_>, peer: Option<Address>, out: &mut Out<'_>) {
        let same = |ended: &Ended| ended.adapter == event.adapter && Some(ended.peer) == peer;
        while let Some(mut ended) = self.ended.take(same) {
            ended.watched.made = Some(event.at);
            ended.watched.report(out);
        }
    }
}

impl Check for LinkKeyMissing {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        let missing = Status::PIN_OR_KEY_MISSING;
        if let What::ConnectFailed(failure) = event.what {
            if failure.transport == Transport::Classic
                && failure.status == missing
                && let Some(draft) =
                    draft(&Attempt::default(), event, "Connection Complete with", out)
            {
                draft.report(out);
            }
            return;
        }
        let Some(link) = state.link(id).filter(|l| l.transport != Some(Transport::LowEnergy))
        else {
            return;
        };
        let peer = link.peer;
        match event.what {
            What::Security(step) => {
                let made = matches!(step, Step::LinkKeyNotification(_));
                if made {
                    self.paired(event, peer, out);
                }
                let watched = self.links.entry(id, out);
                if made && watched.missing.is_some() {
                    watched.made = Some(event.at);
                }
                if watched.attempt.step(event.at, step) != Some(missing) {
                    return;
                }
                let what = match step {
                    Step::AuthenticationComplete(_) => "Authentication Complete with",
                    Step::EncryptionChange { .. } => "Encryption Change with",
                    Step::KeyRefresh(_) => "Encryption Key Refresh Complete with",
                    _ => "Simple Pairing Complete with",
                };
                // The second one on a link follows from the first, unless a pairing is in between.
                if watched.missing.is_none() || watched.made.is_some() {
                    watched.report(out);
                    watched.missing =
                        draft(&watched.attempt, event, what, out).map(|draft| (event.at, draft));
                }
            }
            What::LinkDown(end) => {
                let mut watched = self.links.remove(id).unwrap_or_default();
                if end.reason == Some(missing) && watched.attempt.failed.is_none() {
                    watched.report(out);
                    let draft = draft(&watched.attempt, event, "the link ended with", out);
                    watched.missing = draft.map(|draft| (event.at, draft));
                }
                self.link_ends(watched, event, peer, out);
            }
            _ => {}
        }
    }

    fn due(&mut self, now: At, _state: &State, out: &mut Out<'_>) {
        // Nothing made up for it in time.
        self.ended.due(now, out).into_iter().for_each(|mut ended| ended.watched.report(out));
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        for (_, watched) in self.links.iter_mut() {
            watched.report(out);
        }
        self.ended.drain().for_each(|mut ended| ended.watched.report(out));
    }
}

impl Watched {
    fn report(&mut self, out: &mut Out<'_>) {
        let made = self.made.take();
        let Some((at, draft)) = self.missing.take() else { return };
        let draft = match made.filter(|made| *made > at) {
            Some(made) => draft
                .severity(Severity::Info)
                .advice("Do nothing: the devices have paired again.")
                .related(made, "a new pairing gives a new link key"),
            None => draft,
        };
        draft.report(out);
    }
}

fn draft(attempt: &Attempt, event: &Event<'_>, what: &str, out: &Out<'_>) -> Option<Draft> {
    if matches!(attempt.refused, Some((_, Refusal::Pin))) {
        return None;
    }
    // A key that a pairing has just made is there, whatever was answered before the pairing.
    let made = attempt.made.filter(|made| attempt.key.is_none_or(|(key, has)| !has && key < *made));
    let (who, at, note, confidence) = match (made, attempt.key) {
        (Some(made), _) => (
            "The peer has no link key, although a pairing has just made one",
            Some(made),
            "this host has the new link key",
            Confidence::Likely,
        ),
        (None, Some((at, true))) => (
            "The peer has lost the link key",
            Some(at),
            "this host has the link key",
            Confidence::Confirmed,
        ),
        (None, Some((at, false))) => (
            "This host has no link key for the peer",
            Some(at),
            "this host has no link key",
            Confidence::Confirmed,
        ),
        (None, None) => ("One side has lost the link key", None, "", Confidence::Confirmed),
    };
    let text = format!("{who}: {what} {}", Status::PIN_OR_KEY_MISSING);
    let mut draft = out
        .finding(&RULE, event.at, text)
        .link(event.link)
        .confidence(confidence)
        .maybe_related(at, note);
    if attempt.began != at {
        draft = draft.maybe_related(attempt.began, "the attempt began");
    }
    Some(draft)
}
