//! Words that the messages of all families share. Who did something is a [`Side`], which names
//! itself.
//!
//! [`Side`]: crate::track::Side

use crate::track::state::Channel;

/// The text with a capital letter, to begin a sentence.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The service that a channel is for, as it stands behind "a channel": " for ATT".
pub(crate) fn service(channel: Option<&Channel>) -> String {
    let psm = channel.and_then(|channel| channel.psm);
    psm.map_or_else(String::new, |psm| match psm.name() {
        Some(name) => format!(" for {name}"),
        None => format!(" for PSM {:#06x}", psm.0),
    })
}
