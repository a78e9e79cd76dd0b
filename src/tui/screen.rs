//! What a screen is, and the list of them.

use ratatui::{
    Frame,
    layout::{Position, Rect},
};

use super::{
    document::Document,
    keys::{Action, Binding, Key},
    screens::{findings, frames, ladder, overview, radio, statistics, streams},
    shared::Shared,
};
use crate::{finding::Finding, track::LinkId};

/// A screen's declaration: one static in its file, and a line in [`SCREENS`].
#[derive(Debug)]
pub(super) struct Declared {
    /// Its name, as it stands in the first line.
    pub(super) name: &'static str,
    /// The key that opens it.
    pub(super) key: Key,
    /// What it shows, for the help.
    pub(super) help: &'static str,
    /// Its own keys; they come before those that all screens share.
    pub(super) keys: &'static [Binding],
    /// Makes it.
    pub(super) open: fn() -> Box<dyn Screen>,
}

impl PartialEq for Declared {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// All screens; the viewer opens on the first.
pub(super) static SCREENS: &[&Declared] = &[
    &overview::SCREEN,
    &frames::SCREEN,
    &findings::SCREEN,
    &ladder::SCREEN,
    &streams::SCREEN,
    &radio::SCREEN,
    &statistics::SCREEN,
];

/// What a screen draws from.
pub(super) struct Context<'a> {
    pub(super) document: &'a mut Document,
    pub(super) shared: &'a Shared,
}

/// A screen: it takes actions, asks for what it cannot do itself, and draws. Screens do not know
/// each other's state; they meet in a [`Spot`].
pub(super) trait Screen {
    /// Does what an action asks.
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Option<Request>;

    /// Draws itself.
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, context: &mut Context<'_>);

    /// What is selected.
    fn spot(&self, context: &mut Context<'_>) -> Spot;

    /// Selects what another screen, or this one before, had selected, as far as it shows that.
    fn arrive(&mut self, spot: &Spot, context: &mut Context<'_>);

    /// Selects the next finding that it lists, or the one before. Returns false when it lists none.
    fn next_finding(&mut self, _forward: bool, _context: &mut Context<'_>) -> bool {
        false
    }

    /// Forgets what it has gathered: the capture is read again.
    fn forget(&mut self) {}

    /// Whether it gathers something in the background that is drawn as it comes.
    fn is_busy(&self) -> bool {
        false
    }

    /// Selects what was clicked. Returns whether anything is there.
    fn click(&mut self, at: Position, context: &mut Context<'_>) -> bool;

    /// The text to copy for a letter, where the screen knows better than by its [`Spot`].
    fn copy(&mut self, _what: char, _context: &mut Context<'_>) -> Option<String> {
        None
    }
}

/// What is selected, in the terms that all screens share.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Spot {
    /// A frame, by its number.
    pub(super) frame: Option<u64>,
    /// A link.
    pub(super) link: Option<LinkId>,
    /// The finding whose frames are walked.
    pub(super) finding: Option<Finding>,
}

impl Spot {
    /// A frame.
    pub(super) fn frame(frame: u64) -> Self {
        Self { frame: Some(frame), ..Self::default() }
    }

    /// The frame of a finding.
    pub(super) fn finding(finding: &Finding) -> Self {
        let (frame, link) = (Some(finding.at.frame), finding.link);
        Self { frame, link, finding: Some(finding.clone()) }
    }
}

/// What a screen asks of the viewer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Request {
    /// Show this on that screen; one can come back from there.
    Go(&'static Declared, Spot),
    /// Say this to the user.
    Say(String),
}
