//! STRM028.

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Gate, Out, PerLink},
    text,
    track::{
        Event, State, What,
        event::{Intent, Source},
        listen::{Kind, SILENT},
    },
};

crate::rule! {
    /// ## What it checks
    /// A stream that stays started, has no media for two seconds or more, and then goes on. STRM011 says
    /// how the silence is measured.
    ///
    /// Where the player says that it pauses, stops or goes to another track, or somebody presses such a
    /// key, from two seconds before the silence on, nothing is reported. Where the player said that it plays, the finding is
    /// an error; where it says nothing, it may have been paused at the device itself. Where nothing at all
    /// was logged for more than 20 s and the media goes on where it stopped, the clock may have been set:
    /// it is an info then. Where the time stamps of the media went on with the clock, it was not set.
    ///
    /// ## Why it matters
    /// Both devices show that music plays, and nothing is heard. A player that pauses without a word and
    /// keeps the stream started holds the radio and the battery of both.
    ///
    /// ## What to do
    /// Look at the player and at the audio server of the source: what stopped it, and why it did not suspend
    /// the stream.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 6.000 > music 2.0                  //~ STRM028
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    /// Nothing else is logged meanwhile, an info:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 47.00 > music 2.0                  //~ STRM028
    /// 49.50 > avdtp 60 09 04
    /// 49.52 < avdtp 62 09
    /// ```
    /// Somebody pressed PAUSE:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 1.900 < avctp 00 11 0e 00 48 7c 46 00
    /// 6.000 > music 2.0
    /// 9.000 > avdtp 60 09 04
    /// 9.020 < avdtp 62 09
    /// ```
    STRM028 {
        name: "started-and-silent",
        severity: Error,
        summary: "a stream stays started but carries nothing for seconds",
        spec: "AVDTP 1.3, 6.14",
        advice: "Look at the player and the audio server of the source: what stopped it, and why the stream was not suspended.",
        topics: [Stream, Intent],
        gates: [
            NoDrop where "records were lost around the silence",
            Time where "the clock jumped around the silence",
            Full where "records were cut short around the silence",
        ],
        check: Silent,
    }
}

/// What the player did last.
#[derive(Debug, Default)]
struct Player {
    plays: bool,
}

#[derive(Debug, Default)]
struct Silent {
    players: PerLink<Player>,
}

impl Check for Silent {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link else { return };
        let dropout = match event.what {
            What::Intent(Intent::Pause(..)) => {
                self.players.entry(link, out).plays = false;
                return;
            }
            What::Intent(Intent::Play(Source::PlaybackStatus, _)) => {
                self.players.entry(link, out).plays = true;
                return;
            }
            What::Dropout(dropout) => dropout,
            _ => return,
        };
        if !matches!(dropout.kind, Kind::Late { .. }) || dropout.length < SILENT {
            return;
        }
        let player = self.players.entry(link, out);
        if dropout.asked.is_some() {
            return;
        }
        let gates = [Gate::NoDrop, Gate::Time, Gate::Full];
        if !gates.into_iter().all(|gate| out.holds(&RULE, gate, link, dropout.before)) {
            return;
        }
        let length = text::duration(dropout.length);
        let (severity, confidence, player) = if dropout.unwitnessed {
            (
                Severity::Info,
                Confidence::Hint,
                "nothing else is logged: the clock may have been set",
            )
        } else if player.plays {
            (Severity::Error, Confidence::Confirmed, "the player says that it plays")
        } else {
            (Severity::Warning, Confidence::Likely, "no player says that it pauses")
        };
        let message =
            format!("The stream stays started and has no sound for {length}, while {player}");
        out.finding(&RULE, dropout.after, message)
            .link(Some(link))
            .severity(severity)
            .confidence(confidence)
            .related(dropout.before, "the last sound before")
            .report(out);
    }
}
