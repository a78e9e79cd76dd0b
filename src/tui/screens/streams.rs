//! Streams over time: what flowed, how close it was, and what was done to them.

mod picture;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
};

use crate::{
    analysis::series::{Lane, Mark, Series},
    capture::Record,
    show::{
        chart::Axis,
        streams::{LABEL, name, said},
    },
    track::{LinkId, Tracker},
    tui::{
        keys::{Action, Key, bind},
        pane::{self, Cursor},
        screen::{Context, Declared, Request, Screen, Spot},
        screens::frames,
        survey::{Gather, Survey},
        text, theme,
    },
};

/// Streams and voice of all links, or of the one in the scope, over time.
pub(in crate::tui) static SCREEN: Declared = Declared {
    name: "Streams",
    key: Key::Char('T'),
    help: "streams over time: media, margin, silences, start and suspend",
    keys: &[
        bind(&[Key::Char('+'), Key::Char('=')], Action::Own(CLOSER), "closer", Some("closer")),
        bind(&[Key::Char('-')], Action::Own(FARTHER), "farther", None),
    ],
    open: || Box::new(View::default()),
};

const CLOSER: u8 = 0;
const FARTHER: u8 = 1;

impl Gather for Series {
    fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>) {
        self.record(tracker, record);
    }
}

/// The state of the screen.
#[derive(Debug, Default)]
struct View {
    survey: Option<Survey<Series>>,
    list: Cursor,
    /// The moment that is looked at, in nanoseconds since the first record.
    time: i64,
    /// The frame of the moment that is selected; none when only a time is.
    frame: Option<u64>,
    /// From when to when is shown; all when none is said.
    window: Option<(i64, i64)>,
    /// Columns of the picture when it was last drawn, and where that was.
    columns: u16,
    picture: Rect,
}

/// The lanes of a link, or of all.
fn lanes(series: &Series, link: Option<LinkId>) -> Vec<&Lane> {
    series.lanes.iter().filter(|lane| link.is_none_or(|link| link == lane.link)).collect()
}

/// The moments of a link, or of all.
fn marks(series: &Series, link: Option<LinkId>) -> Vec<&Mark> {
    series.marks.iter().filter(|mark| link.is_none_or(|link| link == mark.link)).collect()
}

impl View {
    fn begin(&mut self, context: &mut Context<'_>) {
        if self.survey.is_none() {
            self.survey = Survey::start(Series::default(), context.document);
        }
    }

    fn axis(&self, series: &Series) -> Axis {
        let whole = (0, series.length.max(1));
        let (from, to) = self.window.unwrap_or(whole);
        Axis { from, to: to.min(whole.1).max(from + 1), columns: self.columns }
    }

    /// The place of the moment that is selected, or of the last before the time.
    fn place(&self, series: &Series, marks: &[&Mark]) -> usize {
        let same = |mark: &&Mark| Some(mark.at.frame) == self.frame;
        let exact = marks.iter().position(same);
        let before = || marks.iter().rposition(|mark| series.offset(mark.at.time) <= self.time);
        exact.or_else(before).unwrap_or(0)
    }

    fn select(&mut self, series: &Series, mark: &Mark) {
        (self.time, self.frame) = (series.offset(mark.at.time), Some(mark.at.frame));
        self.follow(series);
    }

    fn follow(&mut self, series: &Series) {
        if self.window.is_some() {
            let axis = self.axis(series).showing(self.time, series.length);
            self.window = Some((axis.from, axis.to));
        }
    }

    fn zoom(&mut self, series: &Series, closer: bool) -> Option<Request> {
        let axis = self.axis(series);
        if closer && axis.step() <= series.width {
            let width = text::duration(series.width);
            return Some(Request::Say(format!("no closer: {width} is the shortest that is kept")));
        }
        let axis = axis.zoomed(closer, self.time, series.length);
        self.window = (axis.to - axis.from < series.length).then_some((axis.from, axis.to));
        None
    }

    /// The last frame of media at or before the time, or the first one after it.
    fn media(&self, series: &Series, link: Option<LinkId>) -> Option<u64> {
        let axis = self.axis(series);
        let (from, to) = axis.place(self.time).map(|column| axis.column(column))?;
        let lanes = lanes(series, link);
        let there = lanes.iter().filter_map(|lane| series.between(lane, from, to).0.frame).min();
        let marks = marks(series, link);
        there.or_else(|| marks.get(self.place(series, &marks)).map(|mark| mark.at.frame))
    }
}

impl Screen for View {
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Option<Request> {
        self.begin(context);
        if action == Action::Open {
            let spot = self.spot(context);
            return Some(match spot.frame {
                Some(_) => Request::Go(&frames::SCREEN, spot),
                None => Request::Say("no stream, no frame".to_owned()),
            });
        }
        let series = self.survey.as_ref()?.share();
        self.step(action, &series.get(), context.shared.scope.link)
    }

    fn spot(&self, context: &mut Context<'_>) -> Spot {
        let Some(survey) = &self.survey else { return Spot::default() };
        let (series, link) = (survey.get(), context.shared.scope.link);
        let marks = marks(&series, link);
        let first = || marks.first().filter(|_| self.time == 0).map(|mark| mark.at.frame);
        let frame = self.frame.or_else(first).or_else(|| self.media(&series, link));
        let mark = marks.get(self.place(&series, &marks));
        Spot { frame, link: link.or(mark.map(|mark| mark.link)), finding: None }
    }

    fn arrive(&mut self, spot: &Spot, context: &mut Context<'_>) {
        self.begin(context);
        if let Some(time) = spot.frame.and_then(|frame| context.document.moment(frame)) {
            (self.time, self.frame) = (time, spot.frame);
        }
        self.list.jump();
    }

    fn forget(&mut self) {
        *self = Self::default();
    }

    fn is_busy(&self) -> bool {
        self.survey.as_ref().is_some_and(|survey| !survey.is_done())
    }

    fn click(&mut self, at: Position, context: &mut Context<'_>) -> bool {
        let Some(series) = self.survey.as_ref().map(Survey::share) else { return false };
        let series = series.get();
        let marks = marks(&series, context.shared.scope.link);
        let column = at.x.checked_sub(self.picture.x + LABEL);
        if let Some(column) = column.filter(|_| self.picture.contains(at)) {
            self.time = self.axis(&series).column(column).0;
            self.frame = None;
            return true;
        }
        let there = self.list.click(at, marks.len() as u64);
        if let Some(mark) = marks.get(self.list.index()).filter(|_| there) {
            self.select(&series, mark);
        }
        there
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, context: &mut Context<'_>) {
        self.begin(context);
        let theme = context.shared.theme;
        let Some(survey) = &self.survey else {
            pane::titled(frame, area, theme, true, "Streams");
            return;
        };
        let progress = survey.progress(context.document.index.rows());
        let (done, series) = (survey.is_done(), survey.share());
        let series = series.get();
        let lanes = lanes(&series, context.shared.scope.link);
        let marks = marks(&series, context.shared.scope.link);
        self.columns = area.width.saturating_sub(LABEL);
        self.follow(&series);
        let axis = self.axis(&series);
        let place = self.place(&series, &marks);
        let selected = marks.get(place);
        let shown = picture::Picture {
            series: &series,
            lanes: &lanes,
            axis,
            time: self.time,
            of: selected.map(|mark| (mark.link, mark.of)),
            theme,
        };
        let height = shown.height(area.height);
        let [top, bottom] =
            Layout::vertical([Constraint::Length(height), Constraint::Min(0)]).areas(area);
        let title = format!(
            "Streams ({}), {} a column{progress}",
            lanes.len(),
            text::duration(axis.step())
        );
        let inner = pane::titled(frame, top, theme, true, &title);
        self.picture = inner;
        let none = if done { " no stream, no voice" } else { " no stream yet" };
        let lines = if lanes.is_empty() { vec![none.into()] } else { shown.lines(inner.height) };
        pane::lines(frame, inner, lines);

        let position = pane::position(place as u64, marks.len() as u64);
        let more = pane::more(series.more);
        let inner = pane::titled(frame, bottom, theme, true, &format!("Moments {position}{more}"));
        self.list.at = place as u64;
        let window = self.list.indexes(inner, marks.len());
        let times = context.shared.times(context.document);
        let narrow = inner.width < 60;
        let mut drawn = Vec::new();
        for index in window {
            let Some(mark) = marks.get(index) else { break };
            let before = index.checked_sub(1).and_then(|before| marks.get(before));
            let time = times.write(mark.at.time, before.map(|mark| mark.at.time));
            let letter = mark.sign.letter().to_string();
            let spans = vec![
                Span::styled(letter, picture::style(mark.sign, theme)),
                Span::raw(format!("{:>8} ", mark.at.frame)),
                Span::styled(
                    if narrow { String::new() } else { format!("{time:>15}  ") },
                    theme.dim(),
                ),
                Span::raw(format!("{:<12} ", name(mark.link, mark.of))),
                Span::raw(said(mark)),
                worst(mark, context, theme),
            ];
            drawn.push(pane::row(theme, true, index == place, spans, inner.width));
        }
        pane::lines(frame, inner, drawn);
    }
}

impl View {
    fn step(&mut self, action: Action, series: &Series, link: Option<LinkId>) -> Option<Request> {
        let marks = marks(series, link);
        match action {
            Action::Own(CLOSER) => return self.zoom(series, true),
            Action::Own(FARTHER) => return self.zoom(series, false),
            Action::Left | Action::Right => {
                let step = self.axis(series).step();
                let step = if action == Action::Left { -step } else { step };
                self.time = self.time.saturating_add(step).clamp(0, series.length);
                self.frame = None;
                self.follow(series);
            }
            _ => {
                self.list.at = self.place(series, &marks) as u64;
                if self.list.act(action, marks.len() as u64)
                    && let Some(mark) = marks.get(self.list.index())
                {
                    self.select(series, mark);
                }
            }
        }
        None
    }
}

/// The code of the worst finding at the moment's frame.
fn worst(mark: &Mark, context: &Context<'_>, theme: theme::Theme) -> Span<'static> {
    let findings = &context.document.findings;
    let start = findings.partition_point(|finding| finding.at.frame < mark.at.frame);
    let own = findings.get(start..).unwrap_or_default();
    let own = own.iter().take_while(|finding| finding.at.frame == mark.at.frame);
    match own.max_by_key(|finding| finding.severity) {
        Some(finding) => {
            Span::styled(format!("  {}", finding.rule.code), theme.severity(finding.severity))
        }
        None => Span::raw(""),
    }
}
