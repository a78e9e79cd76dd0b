//! "Did you mean".

use strsim::levenshtein;

/// Of a longer word no more is compared: it would take long, and no name is longer.
const MAX: usize = 64;

/// The candidate that is most like the word, if one is like it at all.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word: String = word.chars().take(MAX).flat_map(char::to_lowercase).collect();
    // A third of the letters may be wrong.
    let limit = (word.chars().count() / 3).max(1);
    let scored = candidates.into_iter().map(|c| (levenshtein(&word, &c.to_lowercase()), c));
    scored.filter(|(distance, _)| *distance <= limit).min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nothing_like_it_is_not_suggested() {
        let names = ["btsmp.reason", "btavdtp.signal_id"];
        assert_eq!(nearest("btsmp.reson", names), Some("btsmp.reason"));
        assert_eq!(nearest("BTAVDTP.signal", names), Some("btavdtp.signal_id"));
        assert_eq!(nearest("http.request", names), None);
    }
}
