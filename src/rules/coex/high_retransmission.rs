//! COEX005.

use crate::{
    finding::Confidence,
    rules::{Here, Links, OnLink, Out, Over},
    track::{
        At, Event,
        state::{Heard, Link, Spectrum},
    },
};

use super::wifi;

crate::rule! {
    /// ## What it checks
    /// A connection, as a sniffer hears it, in which more than three packets of twenty with a payload had to be sent again, over all channels or
    /// under one Wi-Fi channel, of a hundred
    /// or more. What a sniffer did not hear the first time looks the same as a packet that was sent once, so that the real share is
    /// higher, never lower.
    ///
    /// Where the retransmissions occur says why:
    /// - on the channels under one Wi-Fi channel, at least three times as often as elsewhere: interference by Wi-Fi;
    /// - everywhere, with a signal below -85 dBm where the sniffer stands: the signal is weak;
    /// - otherwise: interference that is not on one channel, or a receiver that is busy.
    ///
    /// Packets that the sniffer itself did not understand are no evidence; they are COEX010.
    ///
    /// ## Why it matters
    /// Each retransmission costs a turn of the connection: data comes late, and in the end the link
    /// is lost.
    ///
    /// ## What to do
    /// Move Wi-Fi to 5 GHz or to another channel, or bring the devices closer.
    ///
    /// ## Examples
    /// Channel 14 is under Wi-Fi channel 6, 2 is not:
    /// ```frames
    /// @air
    /// 1.000 > busy 60 30 14 -50
    /// 5.000 > busy 60 2 2 -50
    /// 9.000 < control 02 13              //~ COEX005
    /// ```
    /// Few are sent again:
    /// ```frames
    /// @air
    /// 1.000 > busy 60 3 14 -50
    /// 5.000 > busy 60 2 2 -50
    /// 9.000 < control 02 13
    /// ```
    COEX005 {
        name: "high-retransmission",
        severity: Warning,
        causes: [CONN001],
        summary: "many packets are retransmitted on the air",
        spec: "Core Vol 6 Part B, 4.5.9",
        advice: "Interference: move Wi-Fi to 5 GHz or to another channel. A weak signal: bring the devices closer.",
        topics: [Link, Radio],
        gates: [],
        check: Links<Retransmission>,
    }
}

/// Packets below which nothing is said.
const ENOUGH: u32 = 100;
/// Repeats among a hundred packets above which something is.
const MANY: u32 = 15;
/// A signal below this is weak, in dBm.
const WEAK: i32 = -85;
/// Repeats are this many times as often under a Wi-Fi channel as elsewhere.
const TIMES: u32 = 3;
/// Packets under a Wi-Fi channel, and elsewhere, below which these are not compared.
const COMPARED: u32 = 40;

#[derive(Debug, Default)]
struct Retransmission;

impl OnLink for Retransmission {
    fn event(&mut self, _event: &Event<'_>, _on: Here<'_>, _out: &mut Out<'_>) {}

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        let Some(link) = on.state.link(on.link) else { return };
        let at = if over == Over::Capture { link.last } else { on.at };
        report(link, at, out);
    }
}

/// Repeats among a hundred packets.
fn share(heard: &Heard) -> u32 {
    (u64::from(heard.again) * 100 / u64::from(heard.packets.max(1))).try_into().unwrap_or(100)
}

fn report(link: &Link, at: At, out: &mut Out<'_>) {
    let Some(connection) = link.radio.as_deref() else { return };
    let total = connection.spectrum.total();
    let clustered = clustered(&connection.spectrum);
    if total.packets < ENOUGH || share(&total) <= MANY && clustered.is_none() {
        return;
    }
    let signal = total.signal();
    let figures = format!(
        "{} of {} packets were sent again{}",
        total.again,
        total.packets,
        signal.map_or_else(String::new, |signal| format!(", signal {signal} dBm at the sniffer"))
    );
    let (cause, confidence) = match (clustered, signal) {
        (Some((number, here, elsewhere)), _) => (
            format!(
                "Wi-Fi channel {number} interferes: under it {here} % are sent again, elsewhere {elsewhere} %"
            ),
            Confidence::Likely,
        ),
        (None, Some(signal)) if signal < WEAK => {
            ("the signal is weak, on all channels".to_owned(), Confidence::Likely)
        }
        (None, _) => (
            "on all channels: interference, or a receiver that is busy".to_owned(),
            Confidence::Hint,
        ),
    };
    out.finding(&RULE, at, format!("{figures}; {cause}"))
        .link(Some(link.id))
        .confidence(confidence)
        .maybe_related(link.opened, "the connection begins")
        .report(out);
}

/// The Wi-Fi channel under which repeats are, with their shares there and elsewhere.
fn clustered(spectrum: &Spectrum) -> Option<(u8, u32, u32)> {
    let sum = |wanted: &dyn Fn(usize) -> bool| {
        let channels = spectrum.iter().enumerate().filter(|(index, _)| wanted(*index));
        channels.fold(Heard::default(), |sum, (_, heard)| sum.with(heard))
    };
    let compared = wifi::over().filter_map(|(number, under)| {
        let (here, elsewhere) = (sum(&under), sum(&|index| !under(index)));
        let enough = here.packets >= COMPARED && elsewhere.packets >= COMPARED;
        let (here, elsewhere) = (share(&here), share(&elsewhere));
        (enough && here > MANY && here >= TIMES * elsewhere.max(1))
            .then_some((number, here, elsewhere))
    });
    compared.max_by_key(|&(number, here, _)| (here, std::cmp::Reverse(number)))
}
