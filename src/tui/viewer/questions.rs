//! What the user is asked, and what comes of the answers.

use std::sync::Arc;

use super::Viewer;
use crate::{
    capture::Timestamp,
    show::Filter,
    tui::{
        copies,
        export::{self, Export, Wanted},
        job::Job,
        prompt::{Prompt, Question},
        scope::Scope,
        screen::Spot,
        screens::frames,
        search::{Pattern, Search},
    },
};

impl Viewer {
    pub(super) fn ask(&mut self, question: Question, text: &str) {
        self.prompt = Some(Prompt::new(question, text));
    }

    pub(super) fn answer(&mut self, question: Question, text: String) {
        let good = question != Question::Filter || Filter::parse(&text).is_ok();
        if !text.is_empty() && good {
            self.typed.keep(question, &text);
        }
        let letter = text.chars().next();
        match question {
            Question::Search => self.search(text),
            Question::Filter => self.filter(text),
            Question::GoTo => self.go_to(text.trim()),
            Question::Mark => letter.into_iter().for_each(|letter| self.mark(letter)),
            Question::ToMark => {
                match letter.and_then(|letter| self.history.marked(letter)).cloned() {
                    Some(place) => {
                        let here = self.place();
                        self.history.leave(here);
                        self.enter(place);
                    }
                    None => self.say("no place has this letter; m gives one"),
                }
            }
            Question::Copy => letter.into_iter().for_each(|letter| self.copy(letter)),
            Question::Write => letter.into_iter().for_each(|letter| self.write(letter)),
        }
    }

    fn search(&mut self, text: String) {
        let row = self.spot().frame.and_then(|number| self.document.row(number)).unwrap_or(0);
        // Nothing typed: the same again.
        if text.is_empty() {
            return self.hit(true);
        }
        let pattern = match Pattern::new(text) {
            Ok(pattern) => pattern,
            Err(fault) => return self.say(fault),
        };
        let Some(reader) = self.document.reader() else {
            return self.say("nothing has been read yet");
        };
        let own = pattern.clone();
        let published = Arc::clone(&self.document.published);
        let job = Job::start(reader, published, move |record, seen, start| {
            own.matches(record, seen, start)
        });
        self.shared.search = Some(Search { pattern, job, wanted: Some((row, true)) });
    }

    fn filter(&mut self, text: String) {
        let filter = if text.trim().is_empty() {
            None
        } else {
            match Filter::parse(&text) {
                Ok(filter) => Some((text, filter)),
                Err(error) => {
                    self.ask(Question::Filter, &text);
                    return self.say(error.to_string());
                }
            }
        };
        self.scope(Scope { filter, ..self.shared.scope.clone() });
    }

    fn go_to(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Ok(frame) = text.parse() {
            return self.go(&frames::SCREEN, &Spot::frame(frame));
        }
        if let Some(time) = self.shared.times(&self.document).read(text) {
            return self.go_to_time(time);
        }
        let wanted = text.to_ascii_uppercase();
        let here = self.spot().frame.unwrap_or_default();
        let of = |finding: &&crate::finding::Finding| {
            finding.rule.code.starts_with(&wanted) || finding.rule.name.eq_ignore_ascii_case(text)
        };
        let mut after = self.document.findings.iter().filter(of);
        let found = after.find(|f| f.at.frame > here).or(self.document.findings.iter().find(of));
        match found.cloned() {
            Some(finding) => self.go(&frames::SCREEN, &Spot::finding(&finding)),
            None => self.say(format!("no frame, time or finding is called {text}")),
        }
    }

    /// Goes to the first frame at or after a moment; the clock of a capture goes forward, mostly.
    fn go_to_time(&mut self, time: Timestamp) {
        let (mut low, mut high) = (0, self.document.index.rows());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.document.packet(middle) {
                Some(packet) if packet.time < time => low = middle + 1,
                Some(_) => high = middle,
                None => break,
            }
        }
        match self.document.packet(low).map(|packet| packet.number) {
            Some(number) => self.go(&frames::SCREEN, &Spot::frame(number)),
            None => self.say("that is after the last frame"),
        }
    }

    fn mark(&mut self, letter: char) {
        let place = self.place();
        let row = place.spot.frame.and_then(|number| self.document.row(number));
        if let Some(packet) = row.and_then(|row| self.document.packet(row)) {
            self.shared.mark = Some(packet.time);
        }
        self.history.mark(letter, place);
        self.say(format!("this place is {letter}: '{letter} comes back to it"));
    }

    fn copy(&mut self, what: char) {
        let own = self.with(|screen, context| screen.copy(what, context));
        let spot = self.spot();
        let text = own.or_else(|| copies::of(what, &spot, &mut self.document));
        match text {
            Some(text) => {
                self.say(format!("copied: {}", text.lines().next().unwrap_or_default()));
                self.clipboard = Some(text);
            }
            None => self.say("there is nothing of this kind to copy here"),
        }
    }

    /// Writes something to a file.
    fn write(&mut self, what: char) {
        let spot = self.spot();
        let name = self.document.name.clone();
        let wanted = match what {
            's' => match &self.shared.rows {
                Some(job) if !job.done => return self.say("the frames are still being looked for"),
                Some(job) => Wanted::Rows(job.rows.clone()),
                None => return self.say("all frames are shown: s, & or u choose some first"),
            },
            'f' => match copies::finding(&spot, &self.document) {
                Some(found) => Wanted::Finding(found.rule.code, found.at.frame),
                None => return self.say("there is no finding here"),
            },
            'm' => {
                let report = copies::report(&spot, &mut self.document);
                return self.say(match report {
                    Some((what, text)) => export::report(&self.folder, &name, &what, &text),
                    None => "there is no finding here".to_owned(),
                });
            }
            _ => return,
        };
        let Some(reader) = self.document.reader() else {
            return self.say("nothing has been read yet");
        };
        match Export::start(reader, &self.folder, &name, wanted) {
            Ok(export) => {
                self.export = Some(export);
                self.say("writing …");
            }
            Err(error) => self.say(format!("not written: {error}")),
        }
    }

    /// Says what has been written. Returns whether anything was.
    pub(super) fn end_export(&mut self) -> bool {
        let ended = self.export.as_ref().and_then(Export::take);
        if let Some(text) = &ended {
            self.export = None;
            self.say(text.clone());
        }
        ended.is_some()
    }
}
