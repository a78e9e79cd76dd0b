//! STRM005.

use crate::{
    rules::{Check, Out, words},
    text,
    track::{
        Event, State, What,
        event::{MediaFault, MediaForm},
    },
};

crate::rule! {
    /// ## What it checks
    /// Media that goes on for more than a second after a Suspend was accepted, without a pause. What was on
    /// its way then comes within that time. Media that begins again after a pause may have a Start that the log
    /// lost, and is not reported.
    ///
    /// ## Why it matters
    /// The receiver has given up the stream, and throws away what comes or closes the channel; the sender
    /// holds the radio, and plays on where nobody hears it.
    ///
    /// ## What to do
    /// Update the side that sends: it does not follow the Suspend.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 2.110 < avdtp 60 09 04
    /// 2.120 > avdtp 62 09
    /// 2.130 > music 1.0
    /// 3.130 > music 1.0                  //~ STRM005
    /// 5.000 .
    /// ```
    /// What was on its way:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 2.110 < avdtp 60 09 04
    /// 2.120 > avdtp 62 09
    /// 2.130 > music 0.5
    /// 5.000 .
    /// ```
    STRM005 {
        name: "media-without-start",
        severity: Warning,
        summary: "media goes on after the stream was suspended",
        spec: "AVDTP 1.3, 6.14",
        advice: "Update the side that sends: it has to stop when the stream is suspended.",
        topics: [Stream],
        gates: [NoDrop, Time],
        check: WithoutStart,
    }
}

#[derive(Debug, Default)]
struct WithoutStart;

impl Check for WithoutStart {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let What::MediaForm(MediaForm { stream, by, fault }) = event.what else { return };
        let MediaFault::Suspended(since) = fault else { return };
        let message = format!(
            "{} goes on to send media {} after the stream was suspended",
            words::capital(by.name()),
            text::duration(event.at.time.since(since.time)),
        );
        out.finding(&RULE, event.at, message)
            .link(Some(stream.link))
            .related(since, "the stream is suspended")
            .report(out);
    }
}
