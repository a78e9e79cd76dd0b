//! The viewer without a terminal: keys go in, screens come out.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Line,
};

use crate::analysis::Selection;

use super::{
    Error,
    document::{Document, Progress},
    frames::Frames,
    help::{self, Help},
    keys::{self, Action},
    overview::Overview,
    prompt::{Answer, Prompt, Question},
    request::{Request, Screen},
    search::{Found, Pattern, Search},
    text,
    theme::Theme,
};

/// One capture and what is on the screen of it.
pub struct Viewer {
    theme: Theme,
    document: Document,
    screen: Screen,
    overview: Overview,
    frames: Frames,
    help: Option<Help>,
    prompt: Option<Prompt>,
    search: Option<Search>,
    /// What was looked for last.
    pattern: Option<Pattern>,
    message: Option<String>,
    /// When the screen last showed how far the work in the background is.
    shown: Instant,
    quit: bool,
}

impl std::fmt::Debug for Viewer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Viewer").field("screen", &self.screen).finish_non_exhaustive()
    }
}

impl Viewer {
    /// Opens a capture and starts to judge it by some rules in the background.
    ///
    /// # Errors
    /// It is not a capture that is read here, or cannot be read.
    pub fn open(path: &Path, selection: Selection, theme: Theme) -> Result<Self, Error> {
        Ok(Self {
            theme,
            document: Document::open(path, selection)?,
            screen: Screen::Overview,
            overview: Overview::default(),
            frames: Frames::default(),
            help: None,
            prompt: None,
            search: None,
            pattern: None,
            message: None,
            shown: Instant::now(),
            quit: false,
        })
    }

    /// Whether the user has asked to leave.
    pub fn has_quit(&self) -> bool {
        self.quit
    }

    /// Whether something goes on that [`Viewer::work`] must be called for.
    pub fn is_busy(&self) -> bool {
        !self.document.is_done() || self.is_searching()
    }

    /// Whether a search goes on.
    pub fn is_searching(&self) -> bool {
        self.search.is_some()
    }

    /// Takes in what is new from the background and searches on for a moment. Returns whether the
    /// screen must be drawn again.
    ///
    /// # Errors
    /// The capture could not be read at all.
    pub fn work(&mut self) -> Result<bool, Error> {
        let mut new = self.document.receive()?;
        if let Some(mut search) = self.search.take() {
            let from = self.frames.row();
            match search.advance(&mut self.document, from) {
                Found::NotYet => {
                    new |= self.shown.elapsed() > Duration::from_millis(100);
                    self.search = Some(search);
                }
                Found::Row { row, round } => {
                    self.frames.go(row);
                    self.screen = Screen::Frames;
                    self.message = round.then(|| "searched on from the other end".to_owned());
                    new = true;
                }
                Found::Nowhere => {
                    self.message = Some(format!("not found: {}", search.pattern.text));
                    new = true;
                }
            }
        }
        Ok(new)
    }

    /// Waits until nothing goes on in the background any more, or until the time is over.
    ///
    /// # Errors
    /// As for [`Viewer::work`].
    pub fn settle(&mut self, most: Duration) -> Result<(), Error> {
        let began = Instant::now();
        while self.is_busy() && began.elapsed() < most {
            self.work()?;
            if !self.is_searching() && self.is_busy() {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        Ok(())
    }

    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent) {
        self.message = None;
        if let Some(prompt) = &mut self.prompt {
            let question = prompt.question;
            match prompt.key(event) {
                Answer::More => {}
                Answer::Never => self.prompt = None,
                Answer::Text(text) => {
                    self.prompt = None;
                    self.answer(question, text);
                }
            }
            return;
        }
        let Some(action) = keys::action(event) else { return };
        if self.search.is_some() && action == Action::Back {
            self.search = None;
            self.message = Some("search stopped".to_owned());
            return;
        }
        if let Some(help) = &mut self.help {
            match action {
                Action::Quit | Action::Back | Action::Help | Action::Open => self.help = None,
                action => help.act(action),
            }
            return;
        }
        self.act(action, event);
    }

    /// Takes a text that was pasted: no key in it, whatever it holds.
    pub fn paste(&mut self, text: &str) {
        if let Some(prompt) = &mut self.prompt {
            prompt.paste(text);
        }
    }

    /// Tells the user.
    pub(super) fn say(&mut self, message: &str) {
        self.message = Some(message.to_owned());
    }

    fn act(&mut self, action: Action, event: KeyEvent) {
        let request = match action {
            Action::Quit => {
                self.quit = true;
                None
            }
            Action::Help => {
                self.help = Some(Help::default());
                None
            }
            Action::Go(screen) => Some(Request::Go(screen)),
            Action::Search => {
                self.prompt = Some(Prompt::new(Question::Search, None));
                None
            }
            Action::GoTo => {
                let digit = match event.code {
                    KeyCode::Char(c) if c.is_ascii_digit() => Some(c),
                    _ => None,
                };
                self.prompt = Some(Prompt::new(Question::Number, digit));
                None
            }
            Action::NextMatch => self.seek(true),
            Action::PreviousMatch => self.seek(false),
            action => match self.screen {
                Screen::Overview => self.overview.act(action, &self.document),
                Screen::Frames => self.frames.act(action, &mut self.document),
            },
        };
        if let Some(request) = request {
            self.serve(request);
        }
    }

    fn serve(&mut self, request: Request) {
        match request {
            Request::Go(screen) => self.screen = screen,
            Request::Say(message) => self.message = Some(message),
            Request::Show { frame, cited } => {
                if self.frames.show(frame, cited, &mut self.document) {
                    self.screen = Screen::Frames;
                } else if self.document.is_done() {
                    self.message = Some(format!("there is no frame {frame}"));
                } else {
                    self.message = Some(format!("frame {frame} has not been read yet"));
                }
            }
        }
    }

    fn answer(&mut self, question: Question, text: String) {
        match question {
            Question::Number => match text.parse() {
                Ok(frame) => self.serve(Request::Show { frame, cited: None }),
                Err(_) if text.is_empty() => {}
                Err(_) => self.message = Some(format!("there is no frame {text}")),
            },
            Question::Search => {
                // Nothing typed: the same again.
                if !text.is_empty() {
                    match Pattern::new(text) {
                        Ok(pattern) => self.pattern = Some(pattern),
                        Err(fault) => return self.message = Some(fault),
                    }
                }
                if let Some(request) = self.seek(true) {
                    self.serve(request);
                }
            }
        }
    }

    fn seek(&mut self, forward: bool) -> Option<Request> {
        let Some(pattern) = self.pattern.clone() else {
            return Some(Request::Say("nothing to search for: type / and a text".to_owned()));
        };
        let rows = self.document.index.rows();
        self.search = Some(Search::new(pattern, forward, self.frames.row(), rows));
        None
    }

    /// Draws the screen.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        self.shown = Instant::now();
        let area = frame.area();
        let [bar, body, foot] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Min(0),
            Constraint::Length(u16::from(area.height > 2)),
        ])
        .areas(area);
        self.draw_bar(frame, bar);
        let body = if self.help.is_none() { self.draw_trust(frame, body) } else { body };
        match (&mut self.help, self.screen) {
            (Some(help), _) => help.draw(frame, body, self.theme),
            (None, Screen::Overview) => self.overview.draw(frame, body, &self.document, self.theme),
            (None, Screen::Frames) => self.frames.draw(frame, body, &mut self.document, self.theme),
        }
        self.draw_foot(frame, foot);
    }

    fn draw_bar(&self, frame: &mut Frame<'_>, area: Rect) {
        let document = &self.document;
        let read = match &document.progress {
            Progress::Done => text::count(document.index.rows(), "frame"),
            Progress::Reading { offset, of: Some(size) } => {
                format!("reading: {} %", offset.saturating_mul(100) / (*size).max(1))
            }
            Progress::Reading { offset, of: None } => format!("reading: {} MB", offset / 1_000_000),
        };
        let lasted = document.analysis.as_ref().and_then(|analysis| {
            let (first, latest) = (analysis.health.first?, analysis.health.latest?);
            Some(format!(", {}", text::duration(latest.since(first.time))))
        });
        let right = format!("{}, {read}{} ", document.header.format, lasted.unwrap_or_default());
        let name = text::clean(&document.name);
        let columns = usize::from(area.width);
        let left = format!(
            " btlint  {}",
            text::shorten(&name, columns.saturating_sub(text::width(&right) + 11))
        );
        let gap = columns.saturating_sub(text::width(&left) + text::width(&right));
        let line = format!("{left}{}{right}", " ".repeat(gap));
        frame.render_widget(Line::styled(line, self.theme.bar()), area);
    }

    /// What is wrong with the capture itself, if anything, in one line. Returns the rest.
    fn draw_trust(&self, frame: &mut Frame<'_>, area: Rect) -> Rect {
        let document = &self.document;
        // That somebody stopped the capture is nothing to be warned of.
        let notes = document.trust.notes.iter().filter(|note| note.kind != "ends_mid_connection");
        let trust = notes.map(|note| note.detail.as_str());
        let notes: Vec<&str> = document.fault.as_deref().into_iter().chain(trust).collect();
        if notes.is_empty() || area.height < 8 {
            return area;
        }
        let [line, rest] =
            Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
        let notes = format!(" ! {}", notes.join("; "));
        let notes = text::clean(&notes);
        let notes = text::shorten(&notes, usize::from(line.width)).into_owned();
        frame.render_widget(Line::styled(notes, self.theme.alert()), line);
        rest
    }

    fn draw_foot(&self, frame: &mut Frame<'_>, area: Rect) {
        let line = if let Some(prompt) = &self.prompt {
            Line::from(text::clean(&prompt.line()).into_owned())
        } else if let Some(search) = &self.search {
            Line::from(text::clean(&search.line(self.document.index.rows())).into_owned())
        } else if let Some(message) = &self.message {
            Line::styled(text::clean(message).into_owned(), self.theme.alert())
        } else {
            help::footer(area.width, self.theme)
        };
        frame.render_widget(line, area);
    }
}
