//! COEX007.

use crate::{
    rules::{
        Check, Out,
        dropouts::{Cause, Series, Silences},
    },
    track::{
        Event, State, What,
        state::{Listener, Use},
    },
};

crate::rule! {
    /// ## What it checks
    /// Silences that the listener of a stream hears because the media waits in this host's
    /// controller while the host searches for devices, asks one for its name, or pages one
    /// (Inquiry, Remote Name Request, Create Connection). Whatever takes the air must have begun
    /// before the silence. STRM011 says how silences are found.
    ///
    /// LE scanning is not blamed: it runs nearly always and takes little.
    ///
    /// ## Why it matters
    /// An inquiry takes half of the radio's time, and a page that nobody answers takes all of it
    /// for seconds. The music stutters as long as it lasts.
    ///
    /// ## What to do
    /// Do not search for devices while music plays: close the Bluetooth settings page, and stop the
    /// app that searches in the background. If a device that is switched off is paged again and
    /// again, remove its pairing or its automatic connection.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 1.900 > command 0401 338b9e 08 00
    /// 1.910 < event 0f 00 01 0104
    /// 2.100 > music 0.4 held 2.5        //~ COEX007
    /// 2.500 > music 2.0
    /// 3.000 < event 01 00
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    /// The inquiry is over before the media waits:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 52 07
    /// 0.100 > music 2.0
    /// 0.900 > command 0401 338b9e 01 00
    /// 0.910 < event 0f 00 01 0104
    /// 1.900 < event 01 00
    /// 2.100 > music 0.4 held 2.5
    /// 2.500 > music 2.0
    /// 5.000 > avdtp 60 09 04
    /// 5.020 < avdtp 62 09
    /// ```
    COEX007 {
        name: "scan-during-stream",
        severity: Error,
        causes: [FRAG034, FRAG035],
        summary: "the sound breaks off while the host searches for devices or pages one",
        spec: "Core Vol 4 Part E, 7.1.1, 7.1.5 and 7.1.19",
        advice: "Do not search for devices while music plays, and remove devices that no longer answer.",
        topics: [Stream],
        gates: [
            NoDrop where "records were lost around the silence",
            Time where "the clock jumped around the silence",
            Full where "records were cut short around the silence",
        ],
        check: Scanning,
    }
}

#[derive(Debug, Default)]
struct Scanning {
    series: Series,
}

impl Check for Scanning {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::Dropout(dropout) => {
                let Some(link) = state.link(dropout.stream.link) else { return };
                if let Some(cause @ Cause::Busy(busy)) = Cause::of(&dropout, link, state)
                    && matches!(busy.with, Use::Inquiry | Use::NameRequest | Use::Page)
                {
                    self.series.add(&RULE, &dropout, cause, state, out);
                }
            }
            What::Listened(stream) => {
                let all = self.series.take(stream, out);
                let listener = state.link(stream.link).and_then(|link| link.listener(stream));
                let Some(listener) = listener.filter(|l| l.ear.slow_source().is_none()) else {
                    return;
                };
                for silences in all {
                    report(&silences, listener, out);
                }
            }
            _ => {}
        }
    }
}

fn report(silences: &Silences, listener: &Listener, out: &mut Out<'_>) {
    let Cause::Busy(busy) = silences.cause else { return };
    let (what, note) = match busy.with {
        Use::Inquiry => ("searches for devices", "the inquiry began"),
        Use::NameRequest => ("asks a device for its name", "the name request"),
        _ => ("pages another device", "the call began"),
    };
    let why = format!("media waits in the controller while this host {what}");
    silences.draft(&RULE, listener, &why, out).related(busy.began, note).report(out);
}
