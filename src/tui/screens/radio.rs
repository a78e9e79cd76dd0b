//! Radio channels over time: what was heard on each, which ones are used, where Wi-Fi is.

mod picture;
mod totals;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::Span,
};

use crate::{
    analysis::channels::{Channels, Map},
    capture::Record,
    show::{
        channels::{self as table, said},
        chart::Axis,
    },
    track::Tracker,
    tui::{
        keys::{Action, Key, bind},
        pane::{self, Cursor},
        screen::{Context, Declared, Request, Screen, Spot},
        screens::frames,
        survey::{Gather, Survey},
        text,
    },
};
use picture::{Figure, Picture};

/// The channels of the air, and the maps that leave some of them out.
pub(in crate::tui) static SCREEN: Declared = Declared {
    name: "Radio",
    key: Key::Char('R'),
    help: "radio channels over time: packets, wrong CRCs, maps, Wi-Fi",
    keys: &[
        bind(&[Key::Char('+'), Key::Char('=')], Action::Own(CLOSER), "closer", None),
        bind(&[Key::Char('-')], Action::Own(FARTHER), "farther", None),
        bind(
            &[Key::Char('v')],
            Action::Own(OTHER),
            "packets, wrong CRCs, packets sent again, signal",
            Some("figure"),
        ),
        bind(
            &[Key::Char('c')],
            Action::Own(TABLE),
            "a line for each channel, over the whole capture; v: in another order",
            Some("table"),
        ),
    ],
    open: || Box::new(View::default()),
};

const CLOSER: u8 = 0;
const FARTHER: u8 = 1;
const OTHER: u8 = 2;
const TABLE: u8 = 3;

impl Gather for Channels {
    fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>) {
        self.record(tracker, record);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Focus {
    #[default]
    Picture,
    Maps,
}

/// The state of the screen.
#[derive(Debug, Default)]
struct View {
    survey: Option<Survey<Channels>>,
    focus: Focus,
    figure: Figure,
    maps: Cursor,
    /// Each channel has a line, with its sums.
    table: bool,
    totals: Cursor,
    /// The moment that is looked at, in nanoseconds since the first record.
    time: i64,
    /// The line of channels that is looked at, from the highest frequency down.
    line: usize,
    window: Option<(i64, i64)>,
    /// Columns and lines of the picture when it was last drawn.
    size: (u16, u16),
    /// Where the picture was last drawn.
    area: Rect,
}

impl View {
    fn begin(&mut self, context: &mut Context<'_>) {
        if self.survey.is_none() {
            self.survey = Survey::start(Channels::default(), context.document);
        }
    }

    fn picture<'c>(&self, channels: &'c Channels, context: &Context<'_>) -> Picture<'c> {
        let whole = channels.length.max(1);
        let (from, to) = self.window.unwrap_or((0, whole));
        let columns = self.size.0.saturating_sub(picture::BESIDE);
        let axis = Axis { from, to: to.min(whole).max(from + 1), columns };
        let (figure, theme) = (self.figure, context.shared.theme);
        let picture =
            Picture { channels, axis, figure, theme, lines: self.size.1, at: (self.time, 0) };
        let last = picture.groups().len().saturating_sub(1);
        Picture { at: (self.time, self.line.min(last)), ..picture }
    }

    fn step(
        &mut self,
        action: Action,
        channels: &Channels,
        context: &Context<'_>,
    ) -> Option<Request> {
        let picture = self.picture(channels, context);
        let (axis, groups) = (picture.axis, picture.groups().len());
        self.line = picture.at.1;
        match action {
            Action::NextPane | Action::PreviousPane => {
                self.focus = match self.focus {
                    Focus::Picture => Focus::Maps,
                    Focus::Maps => Focus::Picture,
                };
                return None;
            }
            Action::Own(TABLE) if channels.heard == 0 => {
                return Some(Request::Say(
                    "no packet from the air: the maps say it all".to_owned(),
                ));
            }
            Action::Own(TABLE) => {
                self.table = !self.table;
                return None;
            }
            Action::Own(OTHER) => {
                self.figure = self.figure.next();
                return None;
            }
            Action::Own(way @ (CLOSER | FARTHER)) => {
                if way == CLOSER && axis.step() <= channels.width {
                    let width = text::duration(channels.width);
                    let text = format!("no closer: {width} is the shortest that is kept");
                    return Some(Request::Say(text));
                }
                let axis = axis.zoomed(way == CLOSER, self.time, channels.length);
                let part = axis.to - axis.from < channels.length;
                self.window = part.then_some((axis.from, axis.to));
                return None;
            }
            Action::Back => self.focus = Focus::Picture,
            _ => {}
        }
        if self.focus == Focus::Maps {
            if self.maps.act(action, channels.maps.len() as u64)
                && let Some(map) = channels.maps.get(self.maps.index())
            {
                self.time = map.at.time.step_from(channels.first).clamp(0, channels.length);
            }
        } else if self.table {
            self.totals.act(action, table::listed(channels).len() as u64);
        } else {
            let step = axis.step();
            match action {
                Action::Left => self.time = (self.time - step).max(0),
                Action::Right => self.time = (self.time + step).min(channels.length),
                Action::Up => self.line = self.line.saturating_sub(1),
                Action::Down => self.line = (self.line + 1).min(groups.saturating_sub(1)),
                Action::Top => self.time = 0,
                Action::Bottom => self.time = channels.length,
                _ => {}
            }
        }
        if self.window.is_some() {
            let axis = axis.showing(self.time, channels.length);
            self.window = Some((axis.from, axis.to));
        }
        None
    }

    /// The frame of what is selected.
    fn frame(&self, channels: &Channels, context: &Context<'_>) -> Option<u64> {
        if self.focus == Focus::Maps {
            return channels.maps.get(self.maps.index()).map(|map| map.at.frame);
        }
        if self.table {
            let totals = self.totals(channels);
            return totals.get(self.totals.index()).and_then(|total| total.cell.frame);
        }
        self.picture(channels, context).selected().frame
    }
}

impl Screen for View {
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Option<Request> {
        self.begin(context);
        if action == Action::Open {
            let spot = self.spot(context);
            return Some(match spot.frame {
                Some(_) => Request::Go(&frames::SCREEN, spot),
                None => Request::Say("nothing was heard here".to_owned()),
            });
        }
        let channels = self.survey.as_ref()?.share();
        self.step(action, &channels.get(), context)
    }

    fn spot(&self, context: &mut Context<'_>) -> Spot {
        let Some(survey) = &self.survey else { return Spot::default() };
        Spot { frame: self.frame(&survey.get(), context), ..Spot::default() }
    }

    fn arrive(&mut self, spot: &Spot, context: &mut Context<'_>) {
        self.begin(context);
        if let Some(time) = spot.frame.and_then(|frame| context.document.moment(frame)) {
            self.time = time;
        }
    }

    fn forget(&mut self) {
        *self = Self::default();
    }

    fn is_busy(&self) -> bool {
        self.survey.as_ref().is_some_and(|survey| !survey.is_done())
    }

    fn click(&mut self, at: Position, context: &mut Context<'_>) -> bool {
        let Some(channels) = self.survey.as_ref().map(Survey::share) else { return false };
        let channels = channels.get();
        if self.maps.click(at, channels.maps.len() as u64) {
            self.focus = Focus::Maps;
            if let Some(map) = channels.maps.get(self.maps.index()) {
                self.time = map.at.time.step_from(channels.first).clamp(0, channels.length);
            }
            return true;
        }
        let cell = self.picture(&channels, context).cell_at(at, self.area);
        let there = match cell {
            _ if self.table => self.totals.click(at, table::listed(&channels).len() as u64),
            Some((time, line)) => {
                (self.time, self.line) = (time, line);
                true
            }
            None => false,
        };
        if there {
            self.focus = Focus::Picture;
        }
        there
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, context: &mut Context<'_>) {
        self.begin(context);
        let theme = context.shared.theme;
        let Some(survey) = &self.survey else {
            pane::titled(frame, area, theme, true, "Radio");
            return;
        };
        self.maps.hide();
        self.totals.hide();
        self.area = Rect::default();
        let progress = survey.progress(context.document.index.rows());
        let (done, channels) = (survey.is_done(), survey.share());
        let channels = channels.get();
        if channels.heard == 0 && channels.maps.is_empty() {
            let inner = pane::titled(frame, area, theme, true, &format!("Radio{progress}"));
            let unplaced = channels.unplaced > 0;
            let text = if unplaced {
                " the sniffer does not say on which channels it heard the packets"
            } else if done {
                " no packet from the air, no channel map"
            } else {
                " nothing yet"
            };
            pane::lines(frame, inner, vec![text.into()]);
        } else {
            let listed = u16::try_from(channels.maps.len() + 1).unwrap_or(u16::MAX);
            let listed = match area.height {
                _ if channels.maps.is_empty() => 0,
                0..14 => 0,
                height => listed.min(height / 4),
            };
            let [top, bottom] =
                Layout::vertical([Constraint::Min(3), Constraint::Length(listed)]).areas(area);
            // Title, times, and the line about the selected cell.
            self.size = (top.width, top.height.saturating_sub(3));
            let picture = self.picture(&channels, context);
            let figure = if channels.heard > 0 { self.figure.name() } else { "channel maps" };
            let title = format!(
                "Radio: {figure}, {} a column{progress}",
                text::duration(picture.axis.step())
            );
            let focused = self.focus == Focus::Picture || listed == 0;
            if self.table {
                self.draw_totals(frame, top, &channels, context);
            } else {
                let inner = pane::titled(frame, top, theme, focused, &title);
                pane::lines(frame, inner, picture.draw());
                self.area = inner;
            }
            if listed > 0 {
                self.draw_maps(frame, bottom, &channels, context);
            }
        }
    }
}

impl View {
    fn draw_maps(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        channels: &Channels,
        context: &Context<'_>,
    ) {
        let (theme, maps) = (context.shared.theme, &channels.maps);
        let focused = self.focus == Focus::Maps;
        if !focused {
            let before = |map: &&Map| {
                let first = context.document.index.first().unwrap_or_default();
                map.at.time.step_from(first) <= self.time
            };
            self.maps.at = (maps.iter().take_while(before).count() as u64).saturating_sub(1);
        }
        let position = pane::position(self.maps.at, maps.len() as u64);
        let title = format!("Channel maps {position}{}", pane::more(channels.more));
        let inner = pane::titled(frame, area, theme, focused, &title);
        let window = self.maps.indexes(inner, maps.len());
        let times = context.shared.times(context.document);
        let rows = window.filter_map(|index| {
            let map = maps.get(index)?;
            let before = index.checked_sub(1).and_then(|before| maps.get(before));
            let time = times.write(map.at.time, before.map(|map| map.at.time));
            let link = map.link.map_or_else(String::new, |link| format!("#{}", link.0));
            let spans = vec![
                Span::raw(format!("{:>8} ", map.at.frame)),
                Span::styled(format!("{time:>15}  "), theme.dim()),
                Span::raw(format!("{link:<4} {}", said(map))),
            ];
            let selected = index == self.maps.index();
            Some(pane::row(theme, focused, selected, spans, inner.width))
        });
        pane::lines(frame, inner, rows.collect());
    }
}
