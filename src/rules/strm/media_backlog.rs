//! STRM012.

use crate::{
    rules::{
        Check, Out,
        dropouts::{Cause, Series, Silences},
    },
    track::{At, Event, State, What, state::Use},
};

crate::rule! {
    /// ## What it checks
    /// Silences that the listener of a stream hears because the media waits in this host's controller:
    /// the host handed it over in time, and the controller did not get rid of it (Number Of Completed
    /// Packets). STRM011 says how silences are found.
    ///
    /// The message names what took the air meanwhile, if the log shows something that began before
    /// the silence: a link that is set up, a change of roles, a voice link, sniff mode on this
    /// link, data on another link. During an inquiry or a page, COEX007 reports it instead.
    ///
    /// ## Why it matters
    /// The music stutters although the player is fine: the radio does not get the packets across.
    ///
    /// ## What to do
    /// Come closer, move Wi-Fi to 5 GHz, choose a codec with a lower bit rate; disconnect what else
    /// uses the radio. A quality report of the controller or a capture of the air shows which of these
    /// it is.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 2.100 > music 0.4 held 2.5        //~ STRM012
    /// 2.500 > music 2.0
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    /// The packets are returned in time for the receiver's buffer:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 2.100 > music 0.2 held 2.2
    /// 2.300 > music 2.0
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    STRM012 {
        name: "media-backlog",
        severity: Error,
        causes: [COEX013, FRAG034, FRAG035],
        summary: "the sound breaks off because media waits for the radio",
        spec: "Core Vol 4 Part E, 7.7.19; AVDTP 1.3, 8.19",
        advice: "Come closer, move Wi-Fi to 5 GHz, choose a lower bit rate, and disconnect what else uses the radio.",
        topics: [Stream],
        gates: [
            NoDrop where "records were lost around the silence",
            Time where "the clock jumped around the silence",
            Full where "records were cut short around the silence",
        ],
        check: Backlog,
    }
}

#[derive(Debug, Default)]
struct Backlog {
    series: Series,
}

impl Check for Backlog {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::Dropout(dropout) => {
                let Some(link) = state.link(dropout.stream.link) else { return };
                let cause = match Cause::of(&dropout, link, state) {
                    Some(Cause::Host | Cause::Before) | None => return,
                    Some(Cause::Busy(busy))
                        if matches!(busy.with, Use::Inquiry | Use::NameRequest | Use::Page) =>
                    {
                        return;
                    }
                    Some(cause) => cause,
                };
                self.series.add(&RULE, &dropout, cause, state, out);
            }
            What::Listened(stream) => {
                let all = self.series.take(stream, out);
                let listener = state.link(stream.link).and_then(|link| link.listener(stream));
                let Some(listener) = listener.filter(|l| l.ear.slow_source().is_none()) else {
                    return;
                };
                for silences in all {
                    let (why, place) = words(&silences);
                    silences
                        .draft(&RULE, listener, &why, out)
                        .maybe_related(place, "this takes the air")
                        .report(out);
                }
            }
            _ => {}
        }
    }
}

/// Why the controller did not send, and the frame that shows it.
fn words(silences: &Silences) -> (String, Option<At>) {
    let waits = "media waits in the controller";
    match silences.cause {
        Cause::Busy(busy) => {
            let what = match busy.with {
                Use::Connecting => "while another link is set up",
                Use::RoleSwitch => "while the roles of a link change",
                Use::Voice => "beside a voice link",
                Use::Sniff => "as this link is in sniff mode",
                Use::Page | Use::Inquiry | Use::NameRequest => "while a device is called",
            };
            (format!("{waits} {what}"), Some(busy.began))
        }
        Cause::OtherLink(other, at) => {
            (format!("{waits} while link {} carries data", other.0), Some(at))
        }
        _ => (format!("{waits}, and this log does not show what keeps the radio"), None),
    }
}
