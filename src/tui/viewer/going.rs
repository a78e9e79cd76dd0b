//! Going from place to place, and choosing which frames are meant.

use super::Viewer;
use crate::{
    capture::CaptureError,
    finding::Finding,
    tui::{
        document::Document,
        history::Place,
        job::Job,
        scope::{Around, Scope},
        screen::{Declared, SCREENS, Spot},
        screens::frames,
        search::Found,
    },
};

impl Viewer {
    /// Shows a screen and selects something there; one can come back from it.
    pub(super) fn go(&mut self, screen: &'static Declared, spot: &Spot) {
        if let Some(number) = spot.frame
            && self.document.row(number).is_none()
        {
            return self.say(if self.document.is_done() {
                format!("there is no frame {number}")
            } else {
                format!("frame {number} has not been read yet")
            });
        }
        let place = self.place();
        self.history.leave(place);
        self.show(screen, spot);
    }

    fn show(&mut self, screen: &'static Declared, spot: &Spot) {
        self.screen = SCREENS.iter().position(|own| *own == screen).unwrap_or(self.screen);
        self.with(|screen, context| screen.arrive(spot, context));
    }

    /// Goes back in the history, or forward.
    pub(super) fn travel(&mut self, back: bool) {
        let from = self.place();
        let to = if back { self.history.back(from) } else { self.history.forward(from) };
        match to {
            Some(place) => self.enter(place),
            None if back && self.inside => self.left = true,
            None if back => self.say("this is the first place"),
            None => self.say("this is the last place"),
        }
    }

    pub(super) fn enter(&mut self, place: Place) {
        self.set_scope(place.scope);
        self.show(place.screen, &place.spot);
    }

    /// Goes to the next finding in the order of the frames, or to the one before.
    pub(super) fn finding(&mut self, forward: bool) {
        if self.with(|screen, context| screen.next_finding(forward, context)) {
            return;
        }
        let spot = self.spot();
        let here = spot.frame.unwrap_or_default();
        let link = self.shared.scope.link;
        let of = |finding: &&Finding| link.is_none() || finding.link == link;
        let findings = || self.document.findings.iter().filter(of);
        // Several may be at one frame.
        let same = |finding: &Finding| spot.finding.as_ref() == Some(finding);
        let at = findings().position(same);
        let (next, end) = match (at, forward) {
            (Some(at), true) => (findings().nth(at + 1), findings().next()),
            (Some(at), false) => {
                (at.checked_sub(1).and_then(|at| findings().nth(at)), findings().next_back())
            }
            (None, true) => (findings().find(|f| f.at.frame > here), findings().next()),
            (None, false) => (findings().rfind(|f| f.at.frame < here), findings().next_back()),
        };
        let round = next.is_none();
        let Some(found) = next.or(end).cloned() else { return self.say("no findings") };
        let screen = self.declared();
        self.go(screen, &Spot::finding(&found));
        if round {
            self.say(if forward { "the first finding again" } else { "the last finding again" });
        }
    }

    /// Only the frames of the selected link, then of its channel, then all again.
    pub(super) fn narrow(&mut self) {
        let spot = self.spot();
        let row = spot.frame.and_then(|number| self.document.row(number));
        let packet = row.and_then(|row| self.document.packet(row));
        let around = packet.map(|packet| packet.around()).filter(|around| around.link.is_some());
        let around = around.unwrap_or(Around { link: spot.link, ..Around::default() });
        match self.shared.scope.narrowed(around) {
            Some(scope) => self.scope(scope),
            None => self.say("this belongs to no link"),
        }
    }

    /// Hides what is ordinary, or shows it.
    pub(super) fn usual(&mut self) {
        let scope = &self.shared.scope;
        let scope = Scope { usual_hidden: !scope.usual_hidden, ..scope.clone() };
        self.scope(scope);
    }

    /// Means other frames; one can come back from it.
    pub(super) fn scope(&mut self, scope: Scope) {
        if scope != self.shared.scope {
            let place = self.place();
            self.history.leave(place);
            self.set_scope(scope);
        }
    }

    pub(super) fn set_scope(&mut self, scope: Scope) {
        if scope != self.shared.scope {
            self.shared.scope = scope;
            self.shared.rows = None;
            self.look();
        }
    }

    /// Starts to look for the frames in the scope, where that is not under way.
    pub(super) fn look(&mut self) {
        if self.shared.rows.is_some() || self.shared.scope.is_all() {
            return;
        }
        let Some(reader) = self.document.reader() else { return };
        let scope = self.shared.scope.clone();
        let published = std::sync::Arc::clone(&self.document.published);
        self.shared.rows = Some(Job::start(reader, published, move |record, seen, start| {
            scope.has(record, seen, start)
        }));
    }

    /// Goes to the next hit of the search, or to the one before.
    pub(super) fn hit(&mut self, forward: bool) {
        let row = self.spot().frame.and_then(|number| self.document.row(number)).unwrap_or(0);
        match &mut self.shared.search {
            Some(search) => search.wanted = Some((row, forward)),
            None => {
                return self
                    .say("nothing to search for: / asks for it; ] goes to the next finding");
            }
        }
        self.go_to_hit();
    }

    pub(super) fn wants_hit(&self) -> bool {
        self.shared.search.as_ref().is_some_and(|search| search.wanted.is_some())
    }

    /// Goes to the hit that is wanted, when there is one. Returns whether something has come of it.
    pub(super) fn go_to_hit(&mut self) -> bool {
        let Some(search) = &self.shared.search else { return false };
        let Some((row, forward)) = search.wanted else { return false };
        let within = |row| self.shared.has(row);
        let found = if forward { search.after(row, within) } else { search.before(row, within) };
        // The scope may still have to be looked through.
        let looking = self.shared.rows.as_ref().is_some_and(|job| !job.done);
        if found == Found::NotYet || found == Found::Nowhere && looking {
            return false;
        }
        let text = search.pattern.text.clone();
        if let Some(search) = &mut self.shared.search {
            search.wanted = None;
        }
        match found {
            Found::Row { row, round } => {
                if let Some(number) = self.document.packet(row).map(|packet| packet.number) {
                    self.go(&frames::SCREEN, &Spot::frame(number));
                }
                if round {
                    self.say("searched on from the other end");
                }
            }
            _ => self.say(format!("not found: {text}")),
        }
        true
    }

    /// Goes to the frame that was wanted from the start, once it is read.
    pub(super) fn go_to_wanted(&mut self) -> bool {
        let Some(frame) = self.wanted else { return false };
        if self.document.row(frame).is_none() && !self.document.is_done() {
            return false;
        }
        self.wanted = None;
        self.go(&frames::SCREEN, &Spot::frame(frame));
        true
    }

    /// Stops the search, or forgets it when it is over. Returns whether there was one.
    pub(super) fn stop(&mut self) -> bool {
        let searching = self.is_searching();
        if self.shared.search.take().is_some() && searching {
            self.say("search stopped");
            return true;
        }
        false
    }

    /// Reads the capture again.
    pub(super) fn reload(&mut self) {
        let path = self.document.path.clone();
        if path.as_os_str() == "-" {
            return self.say("a pipe cannot be read again");
        }
        self.renew(Document::open(&path, self.terms.clone()));
    }

    /// Follows the file as it grows, or stops that.
    pub(crate) fn follow(&mut self) {
        if self.document.follows() {
            self.document.enough();
            return self.say("not followed any more");
        }
        if !self.document.is_file() {
            return self.say("a pipe is followed anyway");
        }
        let path = self.document.path.clone();
        if self.renew(Document::follow(&path, self.terms.clone())) {
            self.tail = true;
            self.go(&frames::SCREEN, &Spot::default());
        }
    }

    /// Shows another reading of the capture, where there is one.
    fn renew(&mut self, document: Result<Document, CaptureError>) -> bool {
        let opened = document.is_ok();
        match document {
            Ok(document) => {
                self.document = document;
                self.shared.rows = None;
                self.shared.search = None;
                self.screens.iter_mut().for_each(|screen| screen.forget());
                self.look();
            }
            Err(error) => self.say(error.to_string()),
        }
        opened
    }
}
