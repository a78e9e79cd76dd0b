//! Words that the messages of all families share. Who did something is a [`Side`], which names
//! itself.
//!
//! [`Side`]: crate::track::Side

/// The text with a capital letter, to begin a sentence.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
