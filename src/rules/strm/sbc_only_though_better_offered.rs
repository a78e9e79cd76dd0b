//! STRM015.

use parsers::avdtp::{CodecType, MessageType, Signal};

use crate::{
    finding::Severity,
    rules::{Check, Out, words},
    track::{
        Event, Side, State, What,
        state::{EndPoint, Session, StoredCodec},
    },
};

crate::rule! {
    /// ## What it checks
    /// A stream that is configured with SBC although both sides have end points for another codec, AAC, aptX
    /// or LDAC for example. The capabilities of this host are in the capture only if the peer asked for
    /// them; where it did not, the finding is information: the other side offers better, and whether this
    /// one could is not known.
    ///
    /// ## Why it matters
    /// SBC needs the highest bit rate for the same sound and so is the first to suffer when the radio is
    /// slow. The bit rates are named where the settings say them. AAC in turn adds some 20 ms of delay for a
    /// frame of 1024 samples, where one of SBC has 128.
    ///
    /// ## What to do
    /// Look at the codec that is chosen in the settings of the source. SBC may be right: for the lowest delay, or as the
    /// receiver has another phone connected.
    ///
    /// ## Examples
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 00 01
    /// 0.010 < avdtp 02 01 04 08 08 08
    /// 0.020 > avdtp 10 02 04
    /// 0.030 < avdtp 12 02 01 00 07 06 00 00 ff ff 02 35
    /// 0.040 > avdtp 20 02 08
    /// 0.050 < avdtp 22 02 01 00 07 08 00 02 80 01 8c 83 e8 00
    /// 0.060 > avdtp 30 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.070 < avdtp 32 03                //~ STRM015
    /// ```
    /// Nothing better is offered:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 00 01
    /// 0.010 < avdtp 02 01 04 08
    /// 0.020 > avdtp 10 02 04
    /// 0.030 < avdtp 12 02 01 00 07 06 00 00 ff ff 02 35
    /// 0.060 > avdtp 30 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.070 < avdtp 32 03
    /// ```
    STRM015 {
        name: "sbc-only-though-better-offered",
        severity: Notice,
        summary: "SBC was chosen although another codec is offered",
        spec: "A2DP 1.4, 4.2",
        advice: "Look at the codec that is chosen in the settings of the source; SBC may be right.",
        topics: [Avdtp],
        gates: [],
        check: SbcOnly,
    }
}

#[derive(Debug, Default)]
struct SbcOnly;

impl Check for SbcOnly {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Avdtp(message) = event.what else { return };
        let command = message.command;
        let asked =
            (message.signal, message.kind) == (Signal::SET_CONFIGURATION, MessageType::ACCEPT);
        let Some(link) = event.link.filter(|_| asked).and_then(|id| state.link(id)) else {
            return;
        };
        let Some(session) = link.avdtp() else { return };
        let Some(stream) = message.stream.and_then(|id| session.stream(id)) else { return };
        let Some(configuration) = stream.configuration else { return };
        if configuration.codec.is_none_or(|codec| codec.kind() != CodecType::SBC) {
            return;
        }
        let acceptor = configuration.initiator.opposite();
        let sink = session
            .end_points
            .iter()
            .find(|point| (point.owner, point.seid) == (acceptor, configuration.acceptor_seid))
            .and_then(|point| point.sink);
        let theirs = others(session, acceptor, sink);
        let ours = others(session, configuration.initiator, sink.map(|sink| !sink));
        let ours_known = session.end_points.iter().any(|p| p.owner == configuration.initiator);
        let shared = theirs.iter().find(|codec| ours.iter().any(|own| own.is_same(codec)));
        let needs = configuration.codec.as_ref().map(rate).unwrap_or_default();
        let who = words::capital(configuration.initiator.name());
        let (severity, message) = match (shared, theirs.first()) {
            (Some(codec), _) => {
                let (name, rate) = (codec.name(), rate(codec));
                let better = format!("both sides offer {name}{rate}");
                (Severity::Notice, format!("{who} configured SBC{needs}, and {better}"))
            }
            (None, Some(codec)) if !ours_known => {
                let (name, rate) = (codec.name(), rate(codec));
                let unknown =
                    format!("whether {} has it is not in the capture", configuration.initiator);
                let better = format!("{acceptor} offers {name}{rate} too, {unknown}");
                (Severity::Info, format!("{who} configured SBC{needs}; {better}"))
            }
            _ => return,
        };
        out.finding(&RULE, event.at, message)
            .link(Some(link.id))
            .severity(severity)
            .maybe_related(command, "the configuration")
            .report(out);
    }
}

/// The bit rate of a codec, as it stands behind its name, where its settings say it.
fn rate(codec: &StoredCodec) -> String {
    let rate = codec.codec().and_then(|codec| codec.bit_rate());
    rate.map_or_else(String::new, |rate| format!(" (up to {} kbit/s)", (rate + 500) / 1000))
}

/// The codecs but SBC that one side has for one role.
fn others(session: &Session, owner: Side, sink: Option<bool>) -> Vec<StoredCodec> {
    let fits = |point: &&EndPoint| {
        point.owner == owner && (sink.is_none() || point.sink.is_none() || point.sink == sink)
    };
    let codecs = session.end_points.iter().filter(fits).filter_map(|point| point.codec);
    codecs.filter(|codec| codec.kind() != CodecType::SBC).collect()
}
