//! Labels of captures, from parts of their paths: `rigs/{rig}/{fw}/*`.

use std::path::Path;

/// A pattern of the last parts of a path. `{name}` takes a label, `*` stands for anything in one part.
#[derive(Debug, Clone)]
pub struct Pattern(Vec<Vec<Piece>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Any,
    Label(String),
}

/// Labels: names and values.
pub type Labels = Vec<(String, String)>;

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split('/').filter(|part| !part.is_empty());
        let parts = parts.map(pieces).collect::<Result<Vec<_>, _>>()?;
        let is_label = |piece: &Piece| matches!(piece, Piece::Label(_));
        if !parts.iter().flatten().any(is_label) {
            return Err(format!("{text:?} has no {{label}}"));
        }
        Ok(Self(parts))
    }

    /// The labels of a capture, if its path ends as the pattern says.
    pub fn labels(&self, path: &Path) -> Option<Labels> {
        let parts: Vec<String> =
            path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        let from = parts.len().checked_sub(self.0.len())?;
        let mut labels = Labels::new();
        for (pieces, part) in self.0.iter().zip(parts.get(from..)?) {
            labels.extend(take(pieces, part)?);
        }
        Some(labels)
    }
}

fn pieces(part: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = part;
    while let Some(at) = rest.find(['*', '{']) {
        let (text, special) = rest.split_at(at);
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        if let Some(after) = special.strip_prefix('*') {
            pieces.push(Piece::Any);
            rest = after;
            continue;
        }
        let inner = special.strip_prefix('{').unwrap_or_default();
        let (name, after) = inner.split_once('}').ok_or_else(|| format!("{part:?} lacks a }}"))?;
        if name.is_empty() {
            return Err(format!("{part:?} has a label without a name"));
        }
        pieces.push(Piece::Label(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

/// The labels of one part. Each takes as little as it can, and something.
fn take(pieces: &[Piece], text: &str) -> Option<Labels> {
    let Some((first, rest)) = pieces.split_first() else {
        return text.is_empty().then(Labels::new);
    };
    let least = match first {
        Piece::Text(own) => return take(rest, text.strip_prefix(own.as_str())?),
        Piece::Any => 0,
        Piece::Label(_) => 1,
    };
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    for end in ends.skip(least) {
        let (own, after) = text.split_at(end);
        if let Some(mut labels) = take(rest, after) {
            if let Piece::Label(name) = first {
                labels.insert(0, (name.clone(), own.to_owned()));
            }
            return Some(labels);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_parts_of_paths() {
        let labels = |pattern: &str, path: &str| {
            let found = Pattern::parse(pattern).ok()?.labels(Path::new(path))?;
            Some(found.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>())
        };
        let some = |labels: &[&str]| Some(labels.iter().map(|&it| it.to_owned()).collect());
        let pattern = "rigs/{rig}/{fw}/*";
        assert_eq!(labels(pattern, "/lab/rigs/a/2.3.2/x.pcap"), some(&["rig=a", "fw=2.3.2"]));
        assert_eq!(labels(pattern, "rigs/a/2.3.2/deep/x.pcap"), None);
        assert_eq!(labels(pattern, "x.pcap"), None);
        let pattern = "rig{rig}-{fw}-*.btsnoop";
        assert_eq!(labels(pattern, "rig7-2.3-x-y.btsnoop"), some(&["rig=7", "fw=2.3"]));
        assert_eq!(labels("{fw}/*", "ü/x"), some(&["fw=ü"]));
        for wrong in ["rigs/*", "{}/x", "{fw/x", ""] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
    }
}
