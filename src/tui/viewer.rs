//! The viewer without a terminal: keys go in, screens come out.

mod bars;
mod going;
mod questions;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    Frame,
    layout::{Constraint, Layout},
};

use super::{
    Error,
    document::Document,
    export::Export,
    help::Help,
    history::{History, Place},
    keys::{self, Action, Keys, Where},
    mouse::Mouse,
    prompt::{Answer, Prompt, Question, Typed},
    scope::Scope,
    screen::{Context, Declared, Request, SCREENS, Screen, Spot},
    shared::Shared,
    theme::Theme,
};
use crate::{analysis::Terms, show::Filter, text::Zone, track::LinkId};

/// Where to begin.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// At this frame.
    pub frame: Option<u64>,
    /// With only the frames that this picks: as it was typed, and read.
    pub filter: Option<(String, Filter)>,
    /// With only the frames of this link.
    pub link: Option<LinkId>,
    /// At the end of the file, as it grows.
    pub follow: bool,
}

/// One capture and what is on the screen of it.
pub struct Viewer {
    terms: Terms,
    document: Document,
    shared: Shared,
    /// Those of [`SCREENS`], in the same order.
    screens: Vec<Box<dyn Screen>>,
    /// The one that is shown.
    screen: usize,
    history: History,
    help: Option<Help>,
    prompt: Option<Prompt>,
    typed: Typed,
    message: Option<String>,
    /// What is to be put into the clipboard.
    clipboard: Option<String>,
    /// Where files are written.
    folder: PathBuf,
    /// A file that is being written.
    export: Option<Export>,
    /// The frame to go to once it is read.
    wanted: Option<u64>,
    /// When the screen last showed how far the work in the background is.
    shown: Instant,
    /// What it showed was not all.
    unfinished: bool,
    /// The user went to the last line: new ones are gone to.
    tail: bool,
    /// There is a list of captures to go back to; and the user wants to.
    inside: bool,
    left: bool,
    quit: bool,
}

impl std::fmt::Debug for Viewer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Viewer").field("screen", &self.declared().name).finish_non_exhaustive()
    }
}

impl Viewer {
    /// Opens a capture and starts to check it on these terms in the background.
    ///
    /// # Errors
    /// It is not a capture that is read here, or cannot be read. Of a pipe that is known only later.
    pub fn open(path: &Path, terms: impl Into<Terms>, theme: Theme) -> Result<Self, Error> {
        let terms = terms.into();
        Ok(Self {
            document: Document::open(path, terms.clone())?,
            terms,
            shared: Shared::new(theme),
            screens: SCREENS.iter().map(|screen| (screen.open)()).collect(),
            screen: 0,
            history: History::default(),
            help: None,
            prompt: None,
            typed: Typed::default(),
            message: None,
            clipboard: None,
            folder: PathBuf::from("."),
            export: None,
            wanted: None,
            shown: Instant::now(),
            unfinished: false,
            tail: false,
            inside: false,
            left: false,
            quit: false,
        })
    }

    /// Begins elsewhere than with the overview of all frames.
    pub fn start(&mut self, start: Start) {
        let Start { frame, filter, link, follow } = start;
        self.set_scope(Scope { link, filter, ..Scope::default() });
        self.wanted = frame;
        if follow {
            self.follow();
        }
    }

    /// Writes what is asked for into this folder, not into the current one.
    pub fn write_into(&mut self, folder: &Path) {
        folder.clone_into(&mut self.folder);
    }

    /// Takes the keys that the user has chosen.
    pub fn use_keys(&mut self, keys: Keys) {
        self.shared.keys = keys;
    }

    /// Writes local times for this place, not for that of the machine.
    pub fn live_in(&mut self, zone: Zone) {
        self.shared.zone = zone;
    }

    /// There is a list of captures to go back to.
    pub(super) fn can_be_left(&mut self) {
        self.inside = true;
    }

    /// Whether the user wants back to the list, once.
    pub(super) fn take_left(&mut self) -> bool {
        std::mem::take(&mut self.left)
    }

    /// Whether the user has asked to leave.
    pub fn has_quit(&self) -> bool {
        self.quit
    }

    /// Whether something goes on that [`Viewer::work`] must be called for.
    pub fn is_busy(&self) -> bool {
        // What has ended since the screen was drawn is not on it.
        self.unfinished || self.works()
    }

    /// Whether something goes on in the background.
    fn works(&self) -> bool {
        let screen = self.screens.get(self.screen).is_some_and(|screen| screen.is_busy());
        let jobs = self.shared.is_busy() || self.export.is_some();
        !self.document.is_done() || jobs || self.wants_hit() || screen
    }

    /// Whether a search goes on.
    pub fn is_searching(&self) -> bool {
        self.shared.search.as_ref().is_some_and(|search| !search.job.done)
    }

    /// The text that the user wants in the clipboard, once.
    pub fn take_clipboard(&mut self) -> Option<String> {
        self.clipboard.take()
    }

    /// Takes in what is new from the background. Returns whether the screen must be drawn again.
    ///
    /// # Errors
    /// The capture could not be read at all.
    pub fn work(&mut self) -> Result<bool, Error> {
        let read = self.document.receive()?;
        if read && self.tail {
            self.with(|screen, context| screen.act(Action::Bottom, context));
        }
        self.look();
        let found = self.shared.receive();
        let went = self.go_to_hit() | self.go_to_wanted() | self.end_export();
        let ended = !self.works();
        self.unfinished &= !ended;
        // What only moves a number on need not be drawn each time.
        Ok(went || ended || (read || found) && self.shown.elapsed() > Duration::from_millis(50))
    }

    /// Waits until nothing goes on in the background any more, or until the time is over.
    ///
    /// # Errors
    /// As for [`Viewer::work`].
    pub fn settle(&mut self, most: Duration) -> Result<(), Error> {
        let began = Instant::now();
        while self.is_busy() && began.elapsed() < most {
            self.work()?;
            if self.is_busy() {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        Ok(())
    }

    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent) {
        self.message = None;
        self.document.look_for_changes();
        if let Some(prompt) = &mut self.prompt {
            let question = prompt.question;
            match prompt.key(event, &self.typed) {
                Answer::More => {}
                Answer::Never => self.prompt = None,
                Answer::Text(text) => {
                    self.prompt = None;
                    self.answer(question, text);
                }
            }
            return;
        }
        let place = Where::Screen(self.declared());
        let Some(action) = self.shared.keys.action(place, event) else { return };
        if let Some(help) = &mut self.help {
            match action {
                Action::Quit | Action::Back | Action::Help | Action::Open => self.help = None,
                action => help.act(action, SCREENS[self.screen], &self.shared.keys),
            }
            return;
        }
        self.act(action, event);
    }

    /// Takes what the mouse did: the wheel moves the selection, a click selects, a double click opens.
    pub(super) fn mouse(&mut self, did: Mouse) {
        self.message = None;
        if self.prompt.is_some() {
            return;
        }
        let step = |down| if down { Action::Down } else { Action::Up };
        let none = KeyEvent::from(KeyCode::Null);
        match (did, &mut self.help) {
            (Mouse::Wheel(down), Some(help)) => {
                let screen = SCREENS[self.screen];
                (0..Mouse::LINES).for_each(|_| help.act(step(down), screen, &self.shared.keys));
            }
            (_, Some(_)) => {}
            (Mouse::Wheel(down), None) => {
                (0..Mouse::LINES).for_each(|_| self.act(step(down), none));
            }
            (Mouse::Click(at) | Mouse::Again(at), None) => {
                self.tail = false;
                let there = self.with(|screen, context| screen.click(at, context));
                if there && did == Mouse::Again(at) {
                    self.act(Action::Open, none);
                }
            }
        }
    }

    /// Takes a text that was pasted: no key in it, whatever it holds.
    pub fn paste(&mut self, text: &str) {
        if let Some(prompt) = &mut self.prompt {
            prompt.paste(text);
        }
    }

    /// Says something to the user.
    pub(super) fn say(&mut self, message: impl Into<String>) {
        self.message = Some(message.into());
    }

    /// The declaration of the screen that is shown.
    pub(super) fn declared(&self) -> &'static Declared {
        SCREENS[self.screen]
    }

    /// The screen that is shown, with what it draws from.
    fn with<T>(&mut self, does: impl FnOnce(&mut dyn Screen, &mut Context<'_>) -> T) -> T {
        let Self { document, shared, screens, screen, .. } = self;
        does(screens[*screen].as_mut(), &mut Context { document, shared })
    }

    fn act(&mut self, action: Action, event: KeyEvent) {
        let stays = matches!(action, Action::Time | Action::Zoom | Action::Follow | Action::Help);
        self.tail = action == Action::Bottom && !self.document.is_done() || self.tail && stays;
        match action {
            Action::Quit => self.quit = true,
            Action::Help => self.help = Some(Help::default()),
            Action::Screen(index) => {
                let spot = self.spot();
                self.go(SCREENS[index], &spot);
            }
            Action::Back if self.stop() => {}
            Action::Past | Action::Future => self.travel(action == Action::Past),
            Action::NextFinding | Action::PreviousFinding => {
                self.finding(action == Action::NextFinding);
            }
            Action::NextMatch | Action::PreviousMatch => self.hit(action == Action::NextMatch),
            Action::Narrow => self.narrow(),
            Action::Usual => self.usual(),
            Action::All => self.scope(Scope::default()),
            Action::Search => self.ask(Question::Search, ""),
            Action::Filter => {
                let now = self.shared.scope.filter.as_ref().map(|(text, _)| text.clone());
                self.ask(Question::Filter, &now.unwrap_or_default());
            }
            Action::GoTo => self.ask(Question::GoTo, &keys::digit(event)),
            Action::Mark => self.ask(Question::Mark, ""),
            Action::ToMark => self.ask(Question::ToMark, ""),
            Action::Copy => self.ask(Question::Copy, ""),
            Action::Write => self.ask(Question::Write, ""),
            Action::Time => {
                self.shared.clock = self.shared.times(&self.document).next();
                self.say(self.shared.times(&self.document).name());
            }
            Action::Zoom => self.shared.zoomed = !self.shared.zoomed,
            Action::Reload => self.reload(),
            Action::Follow => self.follow(),
            action => {
                if let Some(request) = self.with(|screen, context| screen.act(action, context)) {
                    self.serve(request);
                }
            }
        }
    }

    fn serve(&mut self, request: Request) {
        match request {
            Request::Say(message) => self.say(message),
            Request::Go(screen, spot) => self.go(screen, &spot),
        }
    }

    /// What is selected.
    fn spot(&mut self) -> Spot {
        self.with(|screen, context| screen.spot(context))
    }

    fn place(&mut self) -> Place {
        Place { screen: self.declared(), spot: self.spot(), scope: self.shared.scope.clone() }
    }

    /// Draws the screen.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        self.shown = Instant::now();
        self.unfinished = self.works();
        let area = frame.area();
        let foot = self.foot(area.width);
        let [bar, body, below] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Min(0),
            Constraint::Length(match foot.len() {
                _ if area.height < 3 => 0,
                0 | 1 => 1,
                _ => 2,
            }),
        ])
        .areas(area);
        self.draw_bar(frame, bar);
        if let Some(help) = &mut self.help {
            let shared = &self.shared;
            help.draw(frame, body, shared.theme, &shared.keys, SCREENS[self.screen]);
        } else {
            let body = self.draw_trust(frame, body);
            let body = self.draw_scope(frame, body);
            self.with(|screen, context| screen.draw(frame, body, context));
        }
        super::pane::lines(frame, below, foot);
        self.unfinished |= self.works();
    }
}
