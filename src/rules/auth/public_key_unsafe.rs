//! AUTH026.

use parsers::smp::Opcode;

use crate::{
    finding::Severity,
    rules::{Here, Links, OnLink, Out, Over, words},
    track::{At, Event, Side, What, event::SmpMessage},
};

crate::rule! {
    /// ## What it checks
    /// The public keys of LE Secure Connections. A side that sends the other's key back, or a key of zeros,
    /// which is no point of the curve, is an error. The debug key, whose private half everybody has, is a
    /// warning.
    ///
    /// ## Why it matters
    /// A side that has no key of its own knows no secret: it may be somebody in the middle who makes the
    /// other prove itself (CVE-2020-26558, CVE-2018-5383). A link under a debug key can be read by anybody.
    ///
    /// ## What to do
    /// Do not trust the pairing. Update the side that accepted such a key; leave debug keys to the laboratory.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 02 03 00 09 10 01 01
    /// 0.100 > smp 0c 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40
    /// 0.150 < smp 0c 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40  //~ AUTH026
    /// ```
    /// Each has its own:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 02 03 00 09 10 01 01
    /// 0.100 > smp 0c 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40
    /// 0.150 < smp 0c 1102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40
    /// ```
    AUTH026 {
        name: "public-key-unsafe",
        severity: Error,
        causes: [AUTH008, AUTH100, CONN002, CONN024],
        summary: "a side of a pairing sent a public key that nobody may use",
        spec: "Core Vol 3 Part H, 2.3.5.6.1 and 2.3.5.6.4",
        advice: "Do not trust the pairing, and update the side that sent the key and the side that took it.",
        topics: [Smp, Link],
        gates: [],
        check: Links<PublicKeys>,
    }
}

/// Octets of one coordinate; the first comes first, the least significant octet of each before others.
const COORDINATE: usize = 32;

/// The first coordinate of the debug key (2.3.5.6.1), as it is sent.
const DEBUG: [u8; COORDINATE] = [
    0xe6, 0x9d, 0x35, 0x0e, 0x48, 0x01, 0x03, 0xcc, 0xdb, 0xfd, 0xf4, 0xac, 0x11, 0x91, 0xf4, 0xef,
    0xb9, 0xa5, 0xf9, 0xe9, 0xa7, 0x83, 0x2c, 0x5e, 0x2c, 0xbe, 0x97, 0xf2, 0xd2, 0x03, 0xb0, 0x20,
];

/// The key that came first.
#[derive(Debug, Clone, Copy)]
struct First {
    at: At,
    by: Side,
    x: [u8; COORDINATE],
}

#[derive(Debug, Default)]
struct PublicKeys {
    first: Option<First>,
}

impl OnLink for PublicKeys {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        let What::Smp(message) = event.what else { return };
        match message.code {
            Opcode::PAIRING_REQUEST | Opcode::PAIRING_FAILED => self.first = None,
            Opcode::PAIRING_PUBLIC_KEY => self.key(event.at, &message, on, out),
            _ => {}
        }
    }

    fn over(&mut self, _over: Over, _on: Here<'_>, _out: &mut Out<'_>) {}
}

impl PublicKeys {
    fn key(&mut self, at: At, message: &SmpMessage<'_>, on: Here<'_>, out: &mut Out<'_>) {
        let Some(&x) = message.payload.first_chunk::<COORDINATE>() else { return };
        let first = self.first.take().filter(|first| first.by != message.by);
        let who = words::capital(message.by.name());
        let other = message.by.opposite().name();
        let reflected = first.filter(|first| first.x == x);
        let (severity, text) = if message.payload.iter().all(|&octet| octet == 0) {
            (
                Severity::Error,
                format!("{who} sent a public key of zeros, which is no point of the curve"),
            )
        } else if x == DEBUG {
            let text =
                format!("{who} sent the debug key as its public key: anybody can read the link");
            (Severity::Warning, text)
        } else if reflected.is_some() {
            (Severity::Error, format!("{who} sent the public key of {other} back as its own"))
        } else {
            self.first = first.or(Some(First { at, by: message.by, x }));
            return;
        };
        out.finding(&RULE, at, text)
            .link(Some(on.link))
            .severity(severity)
            .maybe_related(reflected.map(|first| first.at), "the same key")
            .report(out);
    }
}
