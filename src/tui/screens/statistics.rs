//! Numbers: how long answers took, what flowed on each link.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::Span,
};

use crate::{
    analysis::statistics::{Statistics, Traffic},
    capture::Record,
    track::{LinkId, Tracker},
    tui::{
        keys::{Action, Key, bind},
        pane::{self, Cursor},
        screen::{Context, Declared, Request, Screen, Spot},
        screens::frames,
        survey::{Gather, Survey},
        text,
    },
};

/// How long answers took, and what flowed, by link and protocol.
pub(in crate::tui) static SCREEN: Declared = Declared {
    name: "Statistics",
    key: Key::Char('S'),
    help: "how long answers took, what flowed on each link",
    keys: &[bind(
        &[Key::Char('v')],
        Action::Own(ORDER),
        "what was refused first, or what was slowest",
        Some("order"),
    )],
    open: || Box::new(View::default()),
};

const ORDER: u8 = 0;

/// Columns from which there is room for all figures.
const WIDE: usize = 100;

impl Gather for Statistics {
    fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>) {
        self.record(tracker, record);
    }
}

/// The state of the screen.
#[derive(Debug, Default)]
struct View {
    survey: Option<Survey<Statistics>>,
    cursor: Cursor,
    /// The frame that the selected line leads to.
    frame: Option<u64>,
    link: Option<LinkId>,
    /// What was refused stands first, and leads to the refusal.
    refused: bool,
    /// Columns when it was last drawn.
    columns: usize,
}

/// A line: its text, and the frame that it leads to.
struct Line {
    text: String,
    heading: bool,
    frame: Option<u64>,
    link: Option<LinkId>,
}

impl Line {
    fn heading(text: &str) -> Self {
        Self { text: text.to_owned(), heading: true, frame: None, link: None }
    }
}

/// A row of the first table, in so many columns; a narrow one has no room for the fastest.
fn row(columns: usize, [link, protocol, asked]: [&str; 3], figures: [&str; 5]) -> String {
    let figures = if columns < WIDE { &figures[1..] } else { &figures[..] };
    let figures: String = figures.iter().map(|figure| format!(" {figure:>9}")).collect();
    let room = columns.saturating_sub(16 + figures.len()).clamp(20, 60);
    let asked = text::shorten(asked, room);
    format!("{link:<6} {protocol:<6} {asked:<room$}{figures}")
}

/// The lines for a link, or for all: the slowest answers first, or those that say no.
fn lines(
    statistics: &Statistics,
    link: Option<LinkId>,
    columns: usize,
    refused: bool,
) -> Vec<Line> {
    let of = |own: Option<LinkId>| link.is_none() || own == link;
    let name = |link: Option<LinkId>| link.map_or_else(String::new, |link| format!("#{}", link.0));
    let headings = ["fastest", "number", "refused", "median", "slowest"];
    let mut lines = vec![Line::heading(&row(columns, ["link", "", "answers to"], headings))];
    let mut answers: Vec<_> = statistics.answers.iter().filter(|((own, ..), _)| of(*own)).collect();
    answers.sort_by_key(|(_, answers)| {
        std::cmp::Reverse((if refused { answers.refused } else { 0 }, answers.slowest))
    });
    for ((own, protocol, asked), answers) in answers {
        let [fastest, median, slowest] =
            [answers.fastest, answers.median(), answers.slowest].map(text::duration);
        let number = answers.count.to_string();
        let no = if answers.refused > 0 { answers.refused.to_string() } else { String::new() };
        let at = answers.refused_at.filter(|_| refused).unwrap_or(answers.slowest_at);
        lines.push(Line {
            text: row(
                columns,
                [&name(*own), protocol, asked],
                [&fastest, &number, &no, &median, &slowest],
            ),
            heading: false,
            frame: Some(at.frame),
            link: *own,
        });
    }
    lines.push(Line::heading(""));
    lines.push(Line::heading(&format!(
        "{:<6} {:<17} {:>8} {:>11} {:>8} {:>11} {:>9}",
        "link", "packets of", "sent", "octets", "received", "octets", "within"
    )));
    for ((own, protocol), traffic) in statistics.traffic.iter().filter(|((own, _), _)| of(*own)) {
        let Traffic { first, last, sent, received } = traffic;
        let within = text::duration(last.time.since(first.time));
        lines.push(Line {
            text: format!(
                "{:<6} {protocol:<17} {:>8} {:>11} {:>8} {:>11} {within:>9}",
                name(*own),
                sent.0,
                sent.1,
                received.0,
                received.1
            ),
            heading: false,
            frame: Some(first.frame),
            link: *own,
        });
    }
    if statistics.more > 0 {
        lines.push(Line::heading(&format!("and {} in rows that are not kept", statistics.more)));
    }
    lines
}

impl View {
    fn begin(&mut self, context: &mut Context<'_>) {
        if self.survey.is_none() {
            self.survey = Survey::start(Statistics::default(), context.document);
        }
    }

    /// Notes where the selected line leads to.
    fn note(&mut self, lines: &[Line]) {
        let line = lines.get(self.cursor.index());
        self.frame = line.and_then(|line| line.frame);
        self.link = line.and_then(|line| line.link);
    }
}

impl Screen for View {
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Option<Request> {
        if action == Action::Open {
            let spot = self.spot(context);
            return Some(match spot.frame {
                Some(_) => Request::Go(&frames::SCREEN, spot),
                None => Request::Say("no frame belongs to this line".to_owned()),
            });
        }
        if action == Action::Own(ORDER) {
            self.refused = !self.refused;
            self.cursor.go(1);
        }
        let link = context.shared.scope.link;
        let lines = lines(&self.survey.as_ref()?.get(), link, self.columns, self.refused);
        self.cursor.act(action, lines.len() as u64);
        self.note(&lines);
        None
    }

    fn spot(&self, _: &mut Context<'_>) -> Spot {
        Spot { frame: self.frame, link: self.link, finding: None }
    }

    fn arrive(&mut self, _: &Spot, context: &mut Context<'_>) {
        self.begin(context);
    }

    fn forget(&mut self) {
        *self = Self::default();
    }

    fn is_busy(&self) -> bool {
        self.survey.as_ref().is_some_and(|survey| !survey.is_done())
    }

    fn click(&mut self, at: Position, context: &mut Context<'_>) -> bool {
        let Some(survey) = &self.survey else { return false };
        let link = context.shared.scope.link;
        let lines = lines(&survey.get(), link, self.columns, self.refused);
        let there = self.cursor.click(at, lines.len() as u64);
        self.note(&lines);
        there
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, context: &mut Context<'_>) {
        self.begin(context);
        let theme = context.shared.theme;
        let rows = context.document.index.rows();
        let progress = self.survey.as_ref().map(|survey| survey.progress(rows));
        let order = if self.refused { "what was refused first" } else { "the slowest first" };
        let title = format!("Statistics, {order}{}", progress.unwrap_or_default());
        let inner = pane::titled(frame, area, theme, true, &title);
        let Some(survey) = &self.survey else { return };
        self.columns = usize::from(inner.width);
        let link = context.shared.scope.link;
        let lines = lines(&survey.get(), link, self.columns, self.refused);
        self.cursor.at = self.cursor.at.clamp(1, lines.len().max(2) as u64 - 1);
        let window = self.cursor.indexes(inner, lines.len());
        let rows = window.filter_map(|index| {
            let line = lines.get(index)?;
            let style = if line.heading { theme.dim() } else { ratatui::style::Style::new() };
            let text = Span::styled(format!(" {}", line.text), style);
            Some(pane::row(theme, true, index == self.cursor.index(), vec![text], inner.width))
        });
        let rows = rows.collect();
        self.note(&lines);
        pane::lines(frame, inner, rows);
    }
}
