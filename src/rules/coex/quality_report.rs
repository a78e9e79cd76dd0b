//! COEX013.

use parsers::hci::{Status, vendor::ReportId};

use crate::{
    finding::{Confidence, Severity},
    rules::{
        Check, Out, PerLink,
        quality::{Air, figures},
    },
    text,
    track::{Event, LinkId, State, What, state::Quality},
};

crate::rule! {
    /// ## What it checks
    /// The Bluetooth Quality Reports of Android's controllers (vendor event 0xff, subevent 0x58): packets that were sent
    /// again, polls that were not answered, packets that the peer refused, the strength of the signal, the channels that
    /// are left. There is one finding for each link, with the worst report.
    ///
    /// It is a warning where the controller itself says that sound was choppy or that it is in trouble; a notice where it
    /// says that the link is about to be lost, with what came of it, and where a hundred packets or more had to be sent
    /// again between two reports; else nothing. A strong signal together with polls that stay unanswered means a
    /// peer that is busy or interfered with; a weak one means distance.
    ///
    /// The finding also says so where nothing else in the capture shows the trouble: the link was not lost, no buffer came
    /// back late, and no dropout was heard.
    ///
    /// ## Why it matters
    /// An HCI log does not show the air. These reports do, and distinguish what looks the same from
    /// outside: distance, interference, a peer that was switched off.
    ///
    /// ## What to do
    /// Near and unanswered: look at what else the peer does (another phone, Wi-Fi next to it), and at Wi-Fi of this host. Weak:
    /// come closer, and keep the body out of the way.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 1.000 < event ff 58 03 06 4000 00 0a c8 14 3b 03 401f 01000000 76000000 76000000 00000000 05000000 00000000 06000000 00000000 00000000   //~ COEX013
    /// 2.000 < event 05 00 4000 13
    /// ```
    /// Nothing unusual is reported:
    /// ```frames
    /// @classic
    /// 1.000 < event ff 58 01 06 4000 00 0a c8 14 3b 03 401f 01000000 06000000 06000000 00000000 05000000 00000000 06000000 00000000 00000000
    /// 2.000 < event 05 00 4000 13
    /// ```
    COEX013 {
        name: "quality-report",
        severity: Warning,
        summary: "the controller reports trouble on the air",
        spec: "AOSP, HCI requirements, Bluetooth quality report",
        advice: "Come closer if the signal is weak; if it is not, look at what else the peer does, and at Wi-Fi.",
        topics: [Quality, Stream, Flow, Link],
        gates: [],
        check: Reports,
    }
}

/// What a link's reports said.
#[derive(Debug)]
struct Seen {
    /// The one with the most trouble.
    worst: Quality,
    last: Quality,
    reports: u64,
    /// Reports by which the controller says that something is wrong.
    alarms: u64,
    retransmissions: u64,
    signal: Option<(i8, i8)>,
    unused: u8,
}

#[derive(Debug, Default)]
struct Reports {
    links: PerLink<Option<Seen>>,
    /// Something else shows that the link has trouble.
    shown: PerLink<bool>,
}

impl Check for Reports {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link else { return };
        match event.what {
            What::Quality(report) => {
                let slot = self.links.entry(link, out);
                match slot {
                    Some(seen) => seen.add(&report),
                    None => *slot = Some(Seen::new(&report)),
                }
            }
            What::Dropout(_) | What::SequenceGap(_) | What::Stalled(_) => {
                *self.shown.entry(link, out) = true;
            }
            What::LinkDown(end) => {
                let shown = self.shown.remove(link).unwrap_or_default();
                if let Some(seen) = self.links.remove(link).flatten() {
                    seen.report(link, Fate::of(end.reason), shown, out);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        for (link, seen) in self.links.iter_mut() {
            if let Some(seen) = seen.take() {
                let shown = *self.shown.entry(link, out);
                seen.report(link, Fate::Kept, shown, out);
            }
        }
    }
}

/// What came of a link that was about to be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Lost,
    NeverMade,
}

impl Fate {
    fn of(reason: Option<Status>) -> Self {
        match reason {
            Some(Status::CONNECTION_TIMEOUT) => Self::Lost,
            Some(Status::FAILED_TO_BE_ESTABLISHED) => Self::NeverMade,
            _ => Self::Kept,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Kept => ", and the link was not lost",
            Self::Lost => ", and the link was lost",
            Self::NeverMade => ", and the link was never established",
        }
    }
}

/// How bad it is what the controller says: nothing, the link may be lost, or a user noticed.
fn alarm(id: ReportId) -> Option<Severity> {
    match id {
        ReportId::MONITOR => None,
        ReportId::APPROACHING_TIMEOUT => Some(Severity::Notice),
        _ => Some(Severity::Warning),
    }
}

impl Seen {
    fn new(report: &Quality) -> Self {
        let mut seen = Self {
            worst: *report,
            last: *report,
            reports: 0,
            alarms: 0,
            retransmissions: 0,
            signal: None,
            unused: 0,
        };
        seen.add(report);
        seen
    }

    fn add(&mut self, report: &Quality) {
        let weight =
            |report: &Quality| (alarm(report.id), report.retransmissions, report.unanswered);
        if weight(report) > weight(&self.worst) {
            self.worst = *report;
        }
        self.last = *report;
        self.reports += 1;
        self.alarms += u64::from(alarm(report.id).is_some());
        self.retransmissions += u64::from(report.retransmissions);
        self.unused = self.unused.max(report.unused_channels);
        if let Some(signal) = report.signal {
            let (low, high) = self.signal.unwrap_or((signal, signal));
            self.signal = Some((low.min(signal), high.max(signal)));
        }
    }

    fn report(&self, link: LinkId, fate: Fate, shown: bool, out: &mut Out<'_>) {
        let air = Air::of(&self.worst);
        if air == Air::Calm && self.alarms == 0 {
            return;
        }
        let severity = match fate {
            // That the peer was not heard is all that they can say then.
            Fate::NeverMade => Severity::Info,
            _ => alarm(self.worst.id).unwrap_or(Severity::Notice),
        };
        let alarms = match self.alarms {
            0 => String::new(),
            alarms if alarms == self.reports => format!(" on \"{}\"", self.worst.id),
            alarms => format!(", {alarms} of them on \"{}\"", self.worst.id),
        };
        let alone = match fate {
            Fate::Kept if air != Air::Calm && !shown => "; nothing else in the capture shows it",
            _ => "",
        };
        let fate = match self.worst.id {
            ReportId::APPROACHING_TIMEOUT => fate.words(),
            _ => "",
        };
        let again = (self.retransmissions > 0)
            .then(|| format!("{} sent again", text::count(self.retransmissions, "packet")));
        let signal = self.signal.map(|(low, high)| match low {
            _ if low != high => format!("signal {low} to {high} dBm"),
            _ => format!("signal {low} dBm"),
        });
        let said: Vec<String> = again.into_iter().chain(signal).collect();
        let colon = if said.is_empty() { "" } else { ": " };
        let meaning = match air {
            Air::Calm => String::new(),
            air => format!("; {}", air.words()),
        };
        let message = format!(
            "The controller sent {}{alarms}{fate}{colon}{}{meaning}{alone}",
            text::count(self.reports, "quality report"),
            said.join(", "),
        );
        let mut draft = out.finding(&RULE, self.worst.at, message);
        if let Some(advice) = air.advice() {
            draft = draft.advice(advice);
        }
        draft
            .link(Some(link))
            .severity(severity)
            .confidence(Confidence::Likely)
            .related(self.worst.at, figures(&self.worst))
            .maybe_related(
                Some(self.last.at).filter(|last| *last != self.worst.at),
                "the last report",
            )
            .report(out);
    }
}
