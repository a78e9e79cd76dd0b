//! CONF013.

use arrayvec::ArrayVec;
use parsers::ll::{ControlOpcode as Pdu, advertising::ConnectInd};

use crate::{
    rules::{Here, Links, OnLink, Out, Over, words},
    text,
    track::{At, Event, Side, What},
};

crate::rule! {
    /// ## What it checks
    /// On the air: a connection whose CONNECT_IND has parameters outside their ranges (interval 7.5 ms to
    /// 4 s, latency up to 499, supervision timeout 100 ms to 32 s and longer than latency and interval
    /// allow, hop 5 to 16, two channels at least); LL_VERSION_IND that a side sends more than once; a
    /// control PDU that only the other role may send.
    ///
    /// Retransmissions are not counted. Where the capture does not say who sent a packet, or says that one
    /// side sent all of them, the sides are not compared.
    ///
    /// ## Why it matters
    /// Devices are tested against partners that keep to the rules. Such a packet may stall the link
    /// or hang a device until it is switched off and on.
    ///
    /// ## What to do
    /// Update the firmware of the side that sends it. A device that breaks down after such a packet
    /// has a bug of its own, and one that matters for security.
    ///
    /// ## Examples
    /// ```frames
    /// @air
    /// 0.030 > control 0c 09 0000 0000
    /// 0.031 < control 0c 09 0000 0000
    /// 0.060 > control 0c 09 0000 0100                 //~ CONF013
    /// ```
    /// The peripheral changes the channel map:
    /// ```frames
    /// @air
    /// 0.030 > control 12
    /// 0.031 < control 01 ffffffff1f 0600              //~ CONF013
    /// ```
    /// A program that says of all packets that they are from the central:
    /// ```frames
    /// @air
    /// 0.030 > control 0c 09 0000 0000
    /// 0.060 > control 0c 09 d200 0f00
    /// ```
    /// Once from each side, and the central changes the channel map:
    /// ```frames
    /// @air
    /// 0.030 > control 0c 09 0000 0000
    /// 0.031 < control 0c 09 0000 0000
    /// 0.060 > control 01 ffffffff1f 0600
    /// ```
    CONF013 {
        name: "ll-control-conformance",
        severity: Warning,
        summary: "a device breaks a rule of the link layer",
        spec: "Core Vol 6 Part B, 2.3.3.1, 2.4.2 and 5.1.5",
        advice: "Update the firmware of the side that sends it.",
        topics: [Radio, Link],
        gates: [],
        check: Links<Conformance>,
    }
}

/// Different faults that are counted on one link.
const MAX_FAULTS: usize = 32;

#[derive(Debug)]
struct Fault {
    opcode: Pdu,
    by: Side,
    first: At,
    last: At,
    count: u32,
}

#[derive(Debug, Default)]
struct Conformance {
    /// What each side sent first of LL_VERSION_IND.
    version: [Option<At>; 3],
    faults: ArrayVec<Fault, MAX_FAULTS>,
}

/// The only side that may send it, if there is one (Core Vol 6 Part B, 2.4.2).
fn sender(opcode: Pdu) -> Option<Side> {
    match opcode {
        Pdu::CONNECTION_UPDATE_IND
        | Pdu::CHANNEL_MAP_IND
        | Pdu::ENC_REQ
        | Pdu::FEATURE_REQ
        | Pdu::PAUSE_ENC_REQ
        | Pdu::PHY_UPDATE_IND
        | Pdu::CIS_REQ
        | Pdu::CIS_IND => Some(Side::Central),
        Pdu::ENC_RSP
        | Pdu::START_ENC_REQ
        | Pdu::PERIPHERAL_FEATURE_REQ
        | Pdu::MIN_USED_CHANNELS_IND
        | Pdu::CIS_RSP => Some(Side::Peripheral),
        _ => None,
    }
}

/// The first parameter outside its range.
fn out_of_range(connect: &ConnectInd) -> Option<String> {
    let (interval, latency) = (connect.interval.0, connect.latency.0);
    let timeout = connect.timeout.0;
    // In units of 1.25 ms and 10 ms: the timeout is longer than twice (latency + 1) intervals.
    let least = (u32::from(latency) + 1) * u32::from(interval);
    let channels = connect.channel_map.0.count_ones();
    let fault = |name: &str, value: &dyn std::fmt::Display, range: &str| {
        Some(format!("{name} {value}, outside {range}"))
    };
    match () {
        () if !(6..=3200).contains(&interval) => {
            fault("an interval of", &format!("{} ms", f64::from(interval) * 1.25), "7.5 ms to 4 s")
        }
        () if latency > 499 => fault("a latency of", &latency, "0 to 499"),
        () if !(10..=3200).contains(&timeout) => {
            let timeout = format!("{} ms", u32::from(timeout) * 10);
            fault("a supervision timeout of", &timeout, "100 ms to 32 s")
        }
        () if u32::from(timeout) * 4 <= least => Some(format!(
            "a supervision timeout of {} ms, which is over before the {} ms that the peripheral may stay silent for, twice",
            u32::from(timeout) * 10,
            f64::from(least) * 1.25
        )),
        () if !(5..=16).contains(&connect.hop) => fault("a hop of", &connect.hop, "5 to 16"),
        () if channels < 2 => fault("a channel map of", &channels, "2 to 37 channels"),
        () => None,
    }
}

impl OnLink for Conformance {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::RadioConnect(connect) => {
                if let Some(fault) = out_of_range(&connect) {
                    let text = format!("The central connects with {fault}");
                    out.finding(&RULE, event.at, text).link(Some(on.link)).report(out);
                }
            }
            What::Control(message) => {
                let radio = on.state.link(on.link).and_then(|link| link.radio.as_deref());
                if radio.is_none_or(|radio| radio.guessed) {
                    return;
                }
                let (by, opcode) = (message.by, message.opcode);
                let again = opcode == Pdu::VERSION_IND
                    && self.version[by.index()].replace(event.at).is_some();
                if again || sender(opcode).is_some_and(|only| only != by) {
                    self.count(opcode, by, event.at);
                }
            }
            _ => {}
        }
    }

    fn over(&mut self, _: Over, on: Here<'_>, out: &mut Out<'_>) {
        // Programs that write this format without a sniffer give all packets one direction.
        let radio = on.state.link(on.link).and_then(|link| link.radio.as_deref());
        let both = radio.is_some_and(|radio| radio.heard.iter().all(|&heard| heard > 0));
        if !both && !self.faults.is_empty() {
            out.not_assessable(&RULE, "who sent a packet is not in the capture");
            return;
        }
        for fault in self.faults.drain(..) {
            let who = words::capital(fault.by.name());
            let times = match fault.count {
                1 => String::new(),
                count => format!(", {}", text::count(count.into(), "time")),
            };
            let opcode = fault.opcode;
            let message = match sender(opcode) {
                Some(only) => {
                    format!("{who} sent {opcode}, which is {}'s to send{times}", only.name())
                }
                None => {
                    format!("{who} sent {opcode} again, which is sent once in a connection{times}")
                }
            };
            let mut draft = out.finding(&RULE, fault.first, message).link(Some(on.link));
            if fault.last != fault.first {
                draft = draft.related(fault.last, "the last of them");
            }
            draft.report(out);
        }
    }
}

impl Conformance {
    fn count(&mut self, opcode: Pdu, by: Side, at: At) {
        let same = |fault: &&mut Fault| (fault.opcode, fault.by) == (opcode, by);
        if let Some(fault) = self.faults.iter_mut().find(same) {
            fault.count += 1;
            fault.last = at;
        } else {
            // There are fewer PDUs that only one side may send.
            let _ = self.faults.try_push(Fault { opcode, by, first: at, last: at, count: 1 });
        }
    }
}
