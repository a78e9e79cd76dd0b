//! Whether two findings say the same thing.

use parsers::Address;

use super::{Finding, Severity};
use crate::track::{LinkId, SourceId};

/// What findings have in common that say the same of the same device: they differ in frames and
/// figures alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    code: &'static str,
    severity: Severity,
    /// Two that hear the same say it twice, and it happened once.
    source: SourceId,
    whom: Whom,
    /// The message without its figures.
    words: Box<str>,
}

/// Whom a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whom {
    /// A device, over all of its links.
    Peer(Address),
    /// A link whose other end is not known.
    Link(LinkId),
    /// No link: the adapter, or the capture.
    Nobody,
}

impl Finding {
    /// What it has in common with those that say the same.
    pub fn alike(&self) -> Alike {
        let whom = match (self.peer, self.link) {
            (Some(peer), _) => Whom::Peer(peer),
            (None, Some(link)) => Whom::Link(link),
            (None, None) => Whom::Nobody,
        };
        let words = self.shape().into();
        Alike { code: self.rule.code, severity: self.severity, source: self.at.source, whom, words }
    }

    /// What its message says, without frames and figures, which differ each time.
    pub fn shape(&self) -> String {
        without_figures(&self.message)
    }
}

/// A message without numbers, lengths of time and addresses. Codes in hexadecimal stay: another
/// reason is another thing.
fn without_figures(message: &str) -> String {
    let mut kept = String::with_capacity(message.len());
    let mut after_number = false;
    for word in message.split_whitespace() {
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
        let is_number = is_number(bare);
        let is_unit = after_number && matches!(bare, "h" | "min" | "s" | "ms" | "µs");
        // "3 min 20 s" is one length of time.
        after_number = is_number;
        if is_number || is_unit || is_address(bare) {
            continue;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    kept
}

/// Digits, with a point or a range between them, as `12`, `4.5` and `2-53`.
fn is_number(word: &str) -> bool {
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '–');
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(figure)
}

/// Six octets in hexadecimal with colons between them.
fn is_address(word: &str) -> bool {
    let octet = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_hexdigit());
    word.split(':').count() == 6 && word.split(':').all(octet)
}

#[cfg(test)]
mod tests {
    use super::without_figures;

    fn same(a: &str, b: &str) -> bool {
        without_figures(a) == without_figures(b)
    }

    #[test]
    fn figures_do_not_matter() {
        assert!(same(
            "lost after 3 min 20 s, Connection Timeout (0x08)",
            "lost after 950 ms, Connection Timeout (0x08)"
        ));
        assert!(same(
            "AA:BB:CC:DD:EE:FF was open since frame 57",
            "00:11:22:33:44:55 was open since frame 1"
        ));
        assert!(same("took 1.5 s to answer", "took 72 h 05 min to answer"));
    }

    #[test]
    fn words_and_codes_do() {
        assert!(!same("The peer ended the link after 2 s", "This host ended the link after 2 s"));
        assert!(!same("refused (0x0d)", "refused (0x0f)"));
        assert!(!same("the peer answered after 2 s", "the peer answered after 2 packets"));
    }
}
