//! One capture, or a list of them of which one may be open.

use std::time::{Duration, Instant};

use crossterm::event::{KeyEvent, MouseEvent};
use ratatui::Frame;

use super::{
    Error,
    folder::{File, Folder, Wish},
    keys::{Action, Keys, Where},
    mouse::Clicks,
    theme::Theme,
    viewer::Viewer,
};

/// All that the terminal shows.
#[derive(Debug)]
pub struct Session {
    folder: Option<Folder>,
    viewer: Option<Viewer>,
    /// The list is on the screen.
    listed: bool,
    message: Option<String>,
    clicks: Clicks,
    theme: Theme,
    keys: Keys,
    quit: bool,
    /// What was drawn was not all.
    unfinished: bool,
}

impl Session {
    /// One capture.
    pub fn capture(viewer: Viewer) -> Self {
        Self::new(None, Some(viewer), Theme::default())
    }

    /// A list of captures, in the order of their names; `name` is what they are together.
    pub fn list(name: String, files: Vec<File>, theme: Theme) -> Self {
        Self::new(Some(Folder::new(name, files)), None, theme)
    }

    fn new(folder: Option<Folder>, viewer: Option<Viewer>, theme: Theme) -> Self {
        let listed = folder.is_some();
        Self {
            folder,
            viewer,
            listed,
            message: None,
            clicks: Clicks::default(),
            theme,
            keys: Keys::default(),
            quit: false,
            unfinished: false,
        }
    }

    /// With the keys that the user has chosen.
    #[must_use]
    pub fn with_keys(mut self, keys: Keys) -> Self {
        if let Some(viewer) = &mut self.viewer {
            viewer.use_keys(keys.clone());
        }
        self.keys = keys;
        self
    }

    /// What a key asks for on the screen that is shown, if anything.
    pub(super) fn action(&self, event: KeyEvent) -> Option<Action> {
        let place = match &self.viewer {
            Some(viewer) if !self.listed => Where::Screen(viewer.declared()),
            _ => Where::List,
        };
        self.keys.action(place, event)
    }

    fn shown(&mut self) -> Option<&mut Viewer> {
        self.viewer.as_mut().filter(|_| !self.listed)
    }

    fn folder_works(&self) -> bool {
        self.listed && self.folder.as_ref().is_some_and(Folder::works)
    }

    /// Whether the user has asked to leave.
    pub fn has_quit(&self) -> bool {
        self.quit || self.viewer.as_ref().is_some_and(Viewer::has_quit)
    }

    /// Whether something goes on that [`Session::work`] must be called for.
    pub fn is_busy(&self) -> bool {
        match &self.viewer {
            Some(viewer) if !self.listed => viewer.is_busy(),
            _ => self.unfinished || self.folder_works(),
        }
    }

    /// Takes in what is new from the background. Returns whether the screen must be drawn again.
    ///
    /// # Errors
    /// The only capture could not be read at all.
    pub fn work(&mut self) -> Result<bool, Error> {
        if let Some(viewer) = self.shown() {
            return match viewer.work() {
                Err(error) if self.folder.is_some() => {
                    self.back(Some(error.to_string()));
                    Ok(true)
                }
                worked => worked,
            };
        }
        let new = self.folder.as_mut().is_some_and(Folder::receive);
        let ended = self.unfinished && !self.folder_works();
        self.unfinished &= !ended;
        Ok(new || ended)
    }

    /// Waits until nothing goes on in the background any more, or until the time is over.
    ///
    /// # Errors
    /// As for [`Session::work`].
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
        if let Some(viewer) = self.shown() {
            viewer.key(event);
            if viewer.take_left() {
                self.back(None);
            }
            return;
        }
        match self.folder.as_mut().and_then(|folder| folder.key(event, &self.keys)) {
            None => {}
            Some(Wish::Quit) => self.quit = true,
            Some(Wish::Forward) if self.viewer.is_some() => self.listed = false,
            Some(Wish::Forward) => self.message = Some("no capture has been opened yet".to_owned()),
            Some(Wish::Open(file)) => self.open(file),
        }
    }

    fn open(&mut self, file: File) {
        match Viewer::open(&file.path, file.terms, self.theme) {
            Ok(mut viewer) => {
                viewer.can_be_left();
                viewer.use_keys(self.keys.clone());
                (self.viewer, self.listed) = (Some(viewer), false);
            }
            Err(error) => self.message = Some(error.to_string()),
        }
    }

    /// Takes what the mouse did.
    pub fn mouse(&mut self, event: MouseEvent) {
        let Some(did) = self.clicks.take(event, Instant::now()) else { return };
        self.message = None;
        if let Some(viewer) = self.shown() {
            return viewer.mouse(did);
        }
        if let Some(Wish::Open(file)) = self.folder.as_mut().and_then(|it| it.mouse(did)) {
            self.open(file);
        }
    }

    /// To the list.
    fn back(&mut self, message: Option<String>) {
        (self.listed, self.message, self.unfinished) = (true, message, true);
    }

    /// Takes a text that was pasted.
    pub fn paste(&mut self, text: &str) {
        if let Some(viewer) = self.shown() {
            viewer.paste(text);
        }
    }

    /// The text that the user wants in the clipboard, once.
    pub fn take_clipboard(&mut self) -> Option<String> {
        self.shown()?.take_clipboard()
    }

    /// Says something to the user.
    pub(super) fn say(&mut self, message: &str) {
        match self.shown() {
            Some(viewer) => viewer.say(message),
            None => self.message = Some(message.to_owned()),
        }
    }

    /// Draws the screen.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        if let Some(viewer) = self.shown() {
            return viewer.draw(frame);
        }
        self.unfinished = self.folder_works();
        let (theme, message) = (self.theme, self.message.clone());
        if let Some(folder) = &mut self.folder {
            folder.draw(frame, theme, &self.keys, message.as_deref());
        }
    }
}
