//! A link as a ladder: who sent what to whom, what answered it, where nothing happened.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::Span,
};

use crate::{
    analysis::ladder::{Ladder, Rung},
    capture::Record,
    finding::Finding,
    show::ladder,
    track::{LinkId, Tracker},
    tui::{
        document::Document,
        keys::{Action, Key, bind},
        pane::{self, Cursor},
        screen::{Context, Declared, Request, Screen, Spot},
        screens::frames,
        survey::{Gather, Survey},
        theme,
    },
};

/// The messages of one link between its ends.
pub(in crate::tui) static SCREEN: Declared = Declared {
    name: "Ladder",
    key: Key::Char('L'),
    help: "the messages of a link as arrows between its ends",
    keys: &[
        bind(&[Key::Char('}')], Action::Own(PAUSE), "next pause", Some("pause")),
        bind(&[Key::Char('{')], Action::Own(PAUSE_BEFORE), "previous pause", None),
    ],
    open: || Box::new(View::default()),
};

const PAUSE: u8 = 0;
const PAUSE_BEFORE: u8 = 1;

impl Gather for Ladder {
    fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>) {
        self.record(tracker, record);
    }
}

/// The state of the screen.
#[derive(Debug, Default)]
struct View {
    link: Option<LinkId>,
    survey: Option<Survey<Ladder>>,
    cursor: Cursor,
    /// The selected frame, which stays selected while more rungs come.
    frame: Option<u64>,
    cited: Option<Finding>,
}

/// What a line shows.
#[derive(Debug, Clone, Copy)]
enum Line {
    Rung(usize),
    /// A pause before the rung.
    Gap(usize),
}

/// The lines: the rungs that are meant, and the pauses between them.
fn lines(ladder: &Ladder, context: &Context<'_>) -> Vec<Line> {
    let shared = context.shared;
    let mut lines = Vec::with_capacity(ladder.rungs.len());
    let mut before: Option<&Rung> = None;
    for (index, rung) in ladder.rungs.iter().enumerate() {
        if !shared.has(rung.row) {
            continue;
        }
        if before.and_then(|before| ladder::gap(before, rung, true)).is_some() {
            lines.push(Line::Gap(index));
        }
        lines.push(Line::Rung(index));
        before = Some(rung);
    }
    lines
}

impl View {
    /// The link to show: the one of the scope, or that was asked for, or the one with most to see.
    fn choose(&mut self, context: &mut Context<'_>) {
        let worst = || {
            let links = context.document.links().iter();
            links.max_by_key(|link| (link.verdict, link.last.frame - link.first.frame))
        };
        let wanted = context.shared.scope.link.or(self.link);
        let wanted = wanted.or_else(|| worst().map(|link| link.id));
        if wanted != self.link {
            (self.link, self.survey) = (wanted, None);
        }
        if let (Some(link), None) = (self.link, &self.survey) {
            self.survey = Survey::start(Ladder::new(link), context.document);
        }
    }

    /// The index of the selected line.
    fn place(&self, ladder: &Ladder, lines: &[Line]) -> usize {
        let Some(frame) = self.frame else { return 0 };
        let rung = |line: &Line| match line {
            Line::Rung(index) => ladder.rungs.get(*index),
            Line::Gap(_) => None,
        };
        let holds = |rung: &Rung| rung.at.frame <= frame && frame <= rung.last().frame;
        let exact = lines.iter().position(|line| rung(line).is_some_and(holds));
        let before =
            || lines.iter().rposition(|line| rung(line).is_some_and(|r| r.at.frame <= frame));
        exact.or_else(before).unwrap_or(0)
    }
}

impl Screen for View {
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Option<Request> {
        self.choose(context);
        if action == Action::Open {
            let spot = self.spot(context);
            return spot.frame.map(|_| Request::Go(&frames::SCREEN, spot));
        }
        let survey = self.survey.as_ref()?;
        let ladder = survey.get();
        let lines = lines(&ladder, context);
        self.cursor.at = self.place(&ladder, &lines) as u64;
        if let Action::Own(way) = action {
            let is_gap = |line: &Line| matches!(line, Line::Gap(_));
            let here = self.cursor.index();
            let (before, after) = lines.split_at(here.min(lines.len()));
            // The line before this one is the pause that it stands behind.
            let before = before.get(..here.saturating_sub(1)).unwrap_or_default();
            let gap = match way {
                PAUSE => after.iter().position(is_gap).map(|gap| here + gap),
                _ => before.iter().rposition(is_gap),
            };
            let Some(gap) = gap else {
                return Some(Request::Say("no pause of two seconds there".to_owned()));
            };
            if let Some(Line::Gap(rung)) = lines.get(gap) {
                self.frame = ladder.rungs.get(*rung).map(|rung| rung.at.frame);
                self.cursor.jump();
            }
        } else if self.cursor.act(action, lines.len() as u64) {
            let mut at = self.cursor.index();
            if let Some(Line::Gap(_)) = lines.get(at) {
                // A pause is no place to stand on.
                let back = matches!(action, Action::Up | Action::PageUp) && at > 0;
                at = if back { at - 1 } else { at + 1 };
            }
            if let Some(Line::Rung(index)) = lines.get(at) {
                self.frame = ladder.rungs.get(*index).map(|rung| rung.at.frame);
            }
        }
        None
    }

    fn spot(&self, _: &mut Context<'_>) -> Spot {
        let ladder = self.survey.as_ref().map(Survey::get);
        let first = || ladder.as_ref()?.rungs.first().map(|rung| rung.at.frame);
        let frame = self.frame.or_else(first);
        let finding = self.cited.clone().filter(|finding| Some(finding.at.frame) == frame);
        Spot { frame, link: self.link, finding }
    }

    fn arrive(&mut self, spot: &Spot, context: &mut Context<'_>) {
        if spot.link.is_some() && spot.link != self.link {
            (self.link, self.survey) = (spot.link, None);
        }
        self.frame = spot.frame.or(self.frame);
        self.cited.clone_from(&spot.finding);
        self.cursor.jump();
        self.choose(context);
    }

    fn forget(&mut self) {
        self.survey = None;
    }

    fn is_busy(&self) -> bool {
        self.survey.as_ref().is_some_and(|survey| !survey.is_done())
    }

    fn click(&mut self, at: Position, context: &mut Context<'_>) -> bool {
        let Some(survey) = &self.survey else { return false };
        let ladder = survey.get();
        let lines = lines(&ladder, context);
        let there = self.cursor.click(at, lines.len() as u64);
        if let (true, Some(Line::Rung(index))) = (there, lines.get(self.cursor.index())) {
            self.frame = ladder.rungs.get(*index).map(|rung| rung.at.frame);
        }
        there
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, context: &mut Context<'_>) {
        self.choose(context);
        let theme = context.shared.theme;
        let Some(survey) = &self.survey else {
            let inner = pane::titled(frame, area, theme, true, "Ladder");
            return pane::lines(frame, inner, vec![" no link yet".into()]);
        };
        let ladder = survey.get();
        let lines = lines(&ladder, context);
        let document = &mut *context.document;
        let link = self.link.map_or_else(String::new, |link| document.called(link));
        let rungs = lines.iter().filter(|line| matches!(line, Line::Rung(_))).count() as u64;
        let title = format!(
            "Ladder of {link} ({rungs}{}){}",
            pane::more(ladder.more),
            survey.progress(document.index.rows())
        );
        let inner = pane::titled(frame, area, theme, true, &title);
        let [head, inner] = ratatui::layout::Layout::vertical([
            ratatui::layout::Constraint::Length(1),
            ratatui::layout::Constraint::Min(0),
        ])
        .areas(inner);
        self.cursor.at = self.place(&ladder, &lines) as u64;
        let (selected, window) = (self.cursor.index(), self.cursor.indexes(inner, lines.len()));
        let whole = context.shared.scope.is_link();
        let times = context.shared.times(document);
        let columns = Columns::of(inner.width, document.index.rows(), times.width());
        let heading = ladder::heading(ladder.on_air, columns.arrow);
        let lead = " ".repeat(columns.left);
        pane::lines(
            frame,
            head,
            vec![Span::styled(format!("{lead}{heading}"), theme.dim()).into()],
        );
        let mut drawn = Vec::new();
        for index in window {
            let spans = match lines.get(index) {
                Some(Line::Gap(rung)) => {
                    let gap = earlier(&ladder, &lines, index).zip(ladder.rungs.get(*rung));
                    let gap = gap.and_then(|(before, rung)| ladder::gap(before, rung, whole));
                    let gap = gap.unwrap_or_default();
                    vec![Span::styled(
                        format!(
                            "{:left$}{gap:^arrow$}",
                            "",
                            left = columns.left - 1,
                            arrow = columns.arrow
                        ),
                        theme.dim(),
                    )]
                }
                Some(Line::Rung(at)) => {
                    let Some(rung) = ladder.rungs.get(*at) else { continue };
                    let before = earlier(&ladder, &lines, index).map(|rung| rung.last().time);
                    let time = times.write(rung.at.time, before);
                    let title = document
                        .packet(rung.row)
                        .map(|packet| ladder::title(&packet.shown(times.first)));
                    let title = title.unwrap_or_default();
                    let arrow = ladder::arrow(rung, &title, columns.arrow, theme.ascii);
                    vec![
                        mark(rung, document, theme),
                        Span::raw(format!("{:>width$} ", rung.at.frame, width = columns.number)),
                        Span::styled(
                            columns.time.map_or_else(String::new, |w| format!("{time:>w$} ")),
                            theme.dim(),
                        ),
                        Span::raw(arrow),
                        Span::styled(format!(" {}", ladder::behind(rung)), theme.dim()),
                    ]
                }
                None => break,
            };
            drawn.push(pane::row(theme, true, index == selected, spans, inner.width));
        }
        pane::lines(frame, inner, drawn);
    }
}

/// The rung of the line before.
fn earlier<'l>(ladder: &'l Ladder, lines: &[Line], index: usize) -> Option<&'l Rung> {
    let before = lines.get(..index)?.iter().rev();
    let mut rungs = before.filter_map(|line| match line {
        Line::Rung(index) => ladder.rungs.get(*index),
        Line::Gap(_) => None,
    });
    rungs.next()
}

/// The mark in the margin: the worst finding at one of the rung's frames.
fn mark(rung: &Rung, document: &Document, theme: theme::Theme) -> Span<'static> {
    let findings = &document.findings;
    let start = findings.partition_point(|finding| finding.at.frame < rung.at.frame);
    let end = findings.partition_point(|finding| finding.at.frame <= rung.last().frame);
    let own = findings.get(start..end).unwrap_or_default();
    match own.iter().map(|finding| finding.severity).max() {
        Some(severity) => Span::styled(theme::mark(severity), theme.severity(severity)),
        None => Span::raw(" "),
    }
}

/// How wide the columns are.
struct Columns {
    number: usize,
    time: Option<usize>,
    arrow: usize,
    /// All before the arrow.
    left: usize,
}

impl Columns {
    fn of(width: u16, frames: u64, time: usize) -> Self {
        let width = usize::from(width);
        let number = frames.to_string().len().max(6);
        let time = (width >= 60).then_some(time);
        let left = 2 + number + 1 + time.map_or(0, |width| width + 1);
        let behind = if width >= 60 { 13 } else { 8 };
        let arrow = width.saturating_sub(left + behind).clamp(12, 90);
        Self { number, time, arrow, left }
    }
}
