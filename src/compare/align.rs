//! Two links, procedure by procedure: what both did, and the first thing that they did not.

use parsers::Address;

use super::link;
use crate::{
    analysis::{Analysis, LinkStory, Outcome, Phase, PhaseKind, Verdict},
    story::StreamFigures,
    text::{self, duration},
    track::{LinkId, Side, state::Encryption},
};

/// A procedure is slower if it takes this many times as long
const TIMES: i64 = 3;
/// and longer by so many nanoseconds.
const LONGER: i64 = 500_000_000;

/// A good link and a bad one.
#[derive(Debug)]
pub struct Alignment {
    /// The links.
    pub ends: [End; 2],
    /// Their procedures in order; those that both have stand together.
    pub steps: Vec<Step>,
    /// The first one that only one of them has, or that did not end alike.
    pub first: Option<usize>,
    /// Facts of the links as wholes that differ.
    pub differences: Vec<Difference>,
}

/// One of the two links.
#[derive(Debug)]
pub struct End {
    /// The capture.
    pub path: String,
    /// The link.
    pub link: LinkId,
    /// The peer.
    pub peer: Option<Address>,
    /// What became of it.
    pub verdict: Verdict,
    /// The same in a line.
    pub headline: String,
}

/// A procedure of one of them or of both.
#[derive(Debug)]
pub struct Step {
    /// What it is about.
    pub kind: PhaseKind,
    /// What became of it on the good link and on the bad one.
    pub done: [Option<Done>; 2],
    /// In what the two differ.
    pub differs: Vec<&'static str>,
}

/// A procedure of one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Its first frame.
    pub frame: u64,
    /// Its last frame.
    pub last: Option<u64>,
    /// How long it took, in nanoseconds.
    pub took: Option<i64>,
    /// Who began it.
    pub by: Side,
    /// How it ended.
    pub outcome: Outcome,
    /// What is worth knowing of it.
    pub detail: String,
}

/// A fact that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub what: &'static str,
    /// What it is on the good link and on the bad one.
    pub values: [String; 2],
}

impl Alignment {
    /// The first fact of the sound that differs: procedures may be alike while the music is not.
    pub fn sound(&self) -> Option<&Difference> {
        let is_sound = |what| what == DELAY || SOUND.iter().any(|(sound, _)| *sound == what);
        self.differences.iter().find(|difference| is_sound(difference.what))
    }
}

/// Aligns the best link of one capture with the worst of the other; none where one has no link.
pub fn align(good: &Analysis, bad: &Analysis) -> Option<Alignment> {
    let (one, two) = (link(good, true)?, link(bad, false)?);
    let steps = steps(&procedures(one), &procedures(two));
    let parts = |step: &Step| {
        let [one, two] = &step.done;
        match (one, two) {
            (Some(one), Some(two)) => one.outcome.name() != two.outcome.name(),
            _ => true,
        }
    };
    let end = |analysis: &Analysis, link: &LinkStory| End {
        path: analysis.path.clone(),
        link: link.id,
        peer: link.identity.or(link.peer),
        verdict: link.verdict,
        headline: link.headline.clone(),
    };
    Some(Alignment {
        ends: [end(good, one), end(bad, two)],
        first: steps.iter().position(parts),
        steps,
        differences: differences(one, two),
    })
}

/// The phases that are done; that nothing happens is none.
fn procedures(link: &LinkStory) -> Vec<&Phase> {
    link.phases.iter().filter(|phase| phase.kind != PhaseKind::Idle).collect()
}

/// The longest alignment of two lists in which what stands together is of one kind, for one service;
/// where there is a choice, begun by the same side and ended alike.
fn steps(one: &[&Phase], two: &[&Phase]) -> Vec<Step> {
    let score = |a: &Phase, b: &Phase| -> u32 {
        let same = a.kind == b.kind && a.psm == b.psm;
        if same { 4 + u32::from(a.by == b.by) + u32::from(a.outcome == b.outcome) } else { 0 }
    };
    // The best score of what is left from each place on.
    let mut best = vec![vec![0_u32; two.len() + 1]; one.len() + 1];
    for (i, a) in one.iter().enumerate().rev() {
        for (j, b) in two.iter().enumerate().rev() {
            let skipped = best[i + 1][j].max(best[i][j + 1]);
            let together = match score(a, b) {
                0 => 0,
                score => best[i + 1][j + 1] + score,
            };
            best[i][j] = skipped.max(together);
        }
    }
    let (mut i, mut j, mut steps) = (0, 0, Vec::new());
    while i < one.len() || j < two.len() {
        let (a, b) = (one.get(i).copied(), two.get(j).copied());
        let together = a.zip(b).map_or(0, |(a, b)| score(a, b));
        if together > 0 && best[i][j] == best[i + 1][j + 1] + together {
            steps.push(step(a, b));
            (i, j) = (i + 1, j + 1);
        } else if i < one.len() && (j == two.len() || best[i][j] == best[i + 1][j]) {
            steps.push(step(a, None));
            i += 1;
        } else {
            steps.push(step(None, b));
            j += 1;
        }
    }
    steps
}

fn step(one: Option<&Phase>, two: Option<&Phase>) -> Step {
    let kind = one.or(two).map_or(PhaseKind::Idle, |phase| phase.kind);
    let mut differs = Vec::new();
    if let (Some(one), Some(two)) = (one, two) {
        let mut note = |what, differs_in: bool| differs.extend(differs_in.then_some(what));
        note("outcome", one.outcome.name() != two.outcome.name());
        note("initiator", one.by != two.by);
        note("parameters", has_parameters(kind) && one.detail != two.detail);
        note("time", kind_takes_time(kind) && slower(took(one), took(two)));
    }
    Step { kind, done: [one.map(done), two.map(done)], differs }
}

fn done(phase: &Phase) -> Done {
    Done {
        frame: phase.began.frame,
        last: phase.ended.map(|at| at.frame),
        took: took(phase),
        by: phase.by,
        outcome: phase.outcome,
        detail: phase.words(),
    }
}

fn took(phase: &Phase) -> Option<i64> {
    phase.ended.map(|ended| ended.time.since(phase.began.time))
}

fn slower(one: Option<i64>, two: Option<i64>) -> bool {
    let Some((one, two)) = one.zip(two) else { return false };
    let (short, long) = (one.min(two), one.max(two));
    long >= short.saturating_mul(TIMES) && long - short >= LONGER
}

/// Whether the detail of such a phase is something that the sides agree on, and no count of packets.
fn has_parameters(kind: PhaseKind) -> bool {
    !matches!(kind, PhaseKind::Stream | PhaseKind::Suspend | PhaseKind::Discover | PhaseKind::Idle)
}

/// Whether such a phase lasts as long as it must, and not as long as somebody likes.
fn kind_takes_time(kind: PhaseKind) -> bool {
    !matches!(kind, PhaseKind::Stream | PhaseKind::Voice | PhaseKind::Idle)
}

/// Something that is known of a link as a whole.
type Fact = fn(&LinkStory) -> Option<String>;

/// What is known of the sound of a link.
const SOUND: [(&str, Fact); 3] = [
    ("media", |link| {
        let streamed = link.phases.iter().any(|phase| phase.kind == PhaseKind::Stream);
        let none = link.streams.iter().all(|stream| stream.packets == 0);
        streamed.then(|| if none { "none in the log" } else { "in the log" }.to_owned())
    }),
    ("dropouts", |link| {
        sound(link, |stream| [stream.late, stream.lost, stream.silent].map(|t| (t.count, t.length)))
    }),
    ("thrown away", |link| {
        sound(link, |stream| [(stream.thrown_away.count, stream.thrown_away.length)])
    }),
];

/// What a speaker says of its delay.
const DELAY: &str = "delay by report";

/// How often and how long, over all streams that are measured.
fn sound<const N: usize>(
    link: &LinkStory,
    of: fn(&StreamFigures) -> [(u32, i64); N],
) -> Option<String> {
    let measured = || link.streams.iter().filter(|stream| stream.media > 0);
    measured().next()?;
    let (count, length) = measured().flat_map(of).fold((0_u64, 0_i64), |(count, length), one| {
        (count + u64::from(one.0), length.saturating_add(one.1))
    });
    Some(match count {
        0 => "none".to_owned(),
        _ => format!("{} for {}", text::count(count, "time"), duration(length)),
    })
}

fn differences(one: &LinkStory, two: &LinkStory) -> Vec<Difference> {
    let facts: [(&'static str, Fact); 11] = [
        ("transport", |link| link.transport.map(|transport| transport.name().to_owned())),
        ("who connects", |link| {
            link.outgoing.map(|own| if own { "this host" } else { "the peer" }.to_owned())
        }),
        ("role of this host", |link| link.role.map(|role| format!("{role:?}").to_lowercase())),
        ("version of the peer", |link| link.life.version.map(|version| version.to_string())),
        ("encryption", |link| {
            let known = link.encryption != Encryption::Unknown;
            known.then(|| link.encryption.name().to_owned())
        }),
        ("codec", |link| link.codec.clone()),
        ("codecs of this side", |link| named(&link.life.offered[0])),
        ("codecs of the peer", |link| named(&link.life.offered[1])),
        (DELAY, |link| link.life.delay.map(duration)),
        ("bit rate", |link| {
            let rate = link.streams.iter().find_map(|stream| stream.bit_rate())?;
            Some(format!("{} kbit/s", (rate + 500) / 1000))
        }),
        ("how it ended", |link| {
            link.end.map(|end| match end.reason {
                Some(reason) => format!("{reason}, by {}", link.said_by(end.by)),
                None => "no reason in the capture".to_owned(),
            })
        }),
    ];
    // A link without a stream has no sound to compare.
    let heard = SOUND.iter().filter(|(_, of)| of(one).is_some() && of(two).is_some());
    let differ = heard.chain(&facts).filter_map(|(what, of)| {
        let values = [of(one), of(two)];
        let differ = values[0] != values[1];
        differ.then(|| Difference {
            what,
            values: values.map(|value| value.unwrap_or_else(|| "not in the capture".to_owned())),
        })
    });
    differ.collect()
}

fn named(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}
