//! One line a frame.

use std::{
    io::{self, Write},
    ops::Range,
};

use anstyle::{AnsiColor, Style};
use parsers::{
    Field, FieldInfo, Pdu, Role, Sink, Value,
    frame::Frame,
    link::{Direction, Kind as PacketKind},
};

use super::{frame::Shown, tree};
use crate::text::{clean, count, shorten};

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const FAULT: Style = AnsiColor::Red.on_default();

/// Characters of a line's description.
const MAX_TEXT: usize = 120;
/// Fields of the innermost layer that are named.
const MAX_FIELDS: usize = 6;
/// Characters of a field's value.
const MAX_VALUE: usize = 40;

/// Writes the line.
///
/// # Errors
/// What the output says.
pub(super) fn write(shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let record = &shown.record;
    let seconds = shown.since_start as f64 / 1e9;
    let arrow = match shown.packet.map(|packet| packet.direction) {
        Some(Direction::Sent) => "→",
        Some(Direction::Received) => "←",
        Some(Direction::Unknown) | None => "·",
    };
    write!(out, "{:>6} {DIM}{seconds:>12.6}{DIM:#} {arrow} ", record.number)?;
    if let Some(adapter) = shown.adapter() {
        write!(out, "{DIM}hci{adapter}{DIM:#} ")?;
    }
    match shown.link {
        Some(link) => write!(out, "{DIM}L{:<2}{DIM:#} ", link.0)?,
        None => write!(out, "    ")?,
    }
    let (titles, fields) = describe(shown);
    write!(out, "{BOLD}{titles}{BOLD:#}")?;
    if !fields.is_empty() {
        write!(out, "  {}", shorten(&fields, MAX_TEXT))?;
    }
    if let Some(stop) = &shown.frame.stop {
        write!(out, "  {FAULT}[{stop}]{FAULT:#}")?;
    }
    let missing = (record.original_len as usize).saturating_sub(record.bytes.len());
    if missing > 0 {
        write!(out, "  {FAULT}[{} not captured]{FAULT:#}", count(missing as u64, "octet"))?;
    }
    writeln!(out)
}

/// The titles of the layers that say something, and the main fields of the innermost.
pub fn describe(shown: &Shown<'_>) -> (String, String) {
    let layers = &shown.frame.layers;
    let last = layers.iter().rposition(|layer| layer.pdu.role != Role::Aside);
    let Some(last) = last.or(layers.len().checked_sub(1)) else {
        return (bare(shown), String::new());
    };
    let Some(innermost) = layers.get(last) else { return (bare(shown), String::new()) };
    let mut titles = String::with_capacity(80);
    let mut before = "";
    for layer in layers {
        match layer.pdu.role {
            Role::Wrapping | Role::Coded | Role::Aside => continue,
            Role::Part if !titles.is_empty() => continue,
            _ if layer.pdu.title == before => continue,
            Role::Part | Role::Message | Role::Generic => {}
        }
        if layer.pdu.role == Role::Generic && titles.is_empty() {
            titles.push_str(&code(&shown.frame, last.saturating_sub(1)).unwrap_or_default());
            titles.push(' ');
        } else if !titles.is_empty() {
            titles.push_str(" / ");
        }
        titles.push_str(layer.pdu.title);
        before = layer.pdu.title;
    }
    if titles.is_empty() {
        // Its parameters have no declaration of their own: the code says what it is.
        let code = (innermost.pdu.role == Role::Coded).then(|| code(&shown.frame, last)).flatten();
        titles.push_str(code.as_deref().unwrap_or(innermost.pdu.title));
    }
    if shown.context.incomplete {
        titles.push_str(" (fragment)");
    }
    if shown.context.encrypted {
        titles.push_str(" (encrypted)");
    }
    let mut fields = MainFields {
        text: String::with_capacity(MAX_TEXT),
        flags: String::new(),
        inside: String::new(),
        depth: 0,
        count: 0,
        octets: None,
        payload: tree::payload(&shown.frame, last),
        secret: shown.is_secret(),
    };
    // A fault ends the line; it stands behind it.
    let _ = innermost.describe(&mut fields);
    let attribute = shown.attribute.map_or_else(String::new, |attribute| attribute.to_string());
    let parts = [fields.inside, attribute, fields.text, fields.flags];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    (titles, parts.collect::<Vec<_>>().join(", "))
}

/// The first code of a layer, by its name.
fn code(frame: &Frame<'_>, layer: usize) -> Option<String> {
    struct First(Option<String>);
    impl Sink for First {
        fn field(&mut self, _: &'static FieldInfo, _: Range<usize>, value: Value<'_>) {
            if let (None, Value::Code(..)) = (&self.0, value) {
                self.0 = Some(value.brief().to_string());
            }
        }
        fn enter(&mut self, _: &'static Pdu, _: usize) {}
        fn leave(&mut self, _: usize) {}
    }
    let mut first = First(None);
    let _ = frame.layers.get(layer)?.describe(&mut first);
    first.0
}

/// `name value` of the most informative fields: codes and numbers, and text. A text deep inside, such as the
/// name in an advertisement, stands first, and the flags that the layer begins with stand last.
struct MainFields {
    text: String,
    flags: String,
    inside: String,
    depth: usize,
    count: usize,
    /// The last field was octets: where they are, and the length of the text before it.
    octets: Option<(Range<usize>, usize)>,
    /// Where the next layer begins.
    payload: Option<usize>,
    /// Octets may be a key.
    secret: bool,
}

impl Sink for MainFields {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        let silent = match value {
            Value::Secret(_) | Value::Flag(false) => true,
            Value::Bytes(octets) | Value::Text(octets) if octets.is_empty() => true,
            Value::Bytes(_) => self.secret,
            _ => false,
        };
        let flag = matches!(value, Value::Flag(_));
        // A name stands first, however much comes before it in the packet.
        let name = self.depth > 0 && self.inside.is_empty() && matches!(value, Value::Text(_));
        let room = MAX_FIELDS + usize::from(self.octets.is_some());
        if info.form || silent || self.count >= room && !flag && !name {
            return;
        }
        // What the octets are made of says more than they do.
        let within =
            |(octets, _): &(Range<usize>, usize)| octets.start <= at.start && at.end <= octets.end;
        if let Some((_, length)) = self.octets.take().filter(within) {
            self.text.truncate(length);
            self.count -= 1;
        }
        if let Value::Bytes(_) = value {
            self.octets = Some((at.clone(), self.text.len()));
        }
        self.count += usize::from(!flag);
        let text = match value {
            Value::Flag(_) if self.text.is_empty() => &mut self.flags,
            Value::Text(_) if self.depth > 0 => &mut self.inside,
            _ => &mut self.text,
        };
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.extend(info.name.chars().map(|c| if c == '_' { ' ' } else { c }));
        let value = match value {
            Value::Flag(_) => return,
            Value::Bytes(octets) if self.payload.is_some_and(|payload| at.end > payload) => {
                count(octets.len() as u64, "octet")
            }
            Value::Text(octets) => {
                // The ends of the lines of a text say nothing.
                let text = String::from_utf8_lossy(octets);
                text.trim_matches(['\r', '\n', '\0']).replace("\r\n", " ")
            }
            value => value.brief().to_string(),
        };
        text.push(' ');
        text.push_str(&shorten(&clean(&value), MAX_VALUE));
    }
    fn enter(&mut self, _: &'static Pdu, _: usize) {
        self.depth += 1;
    }
    fn leave(&mut self, _: usize) {
        self.depth = self.depth.saturating_sub(1);
    }
}

/// What a packet without layers is.
fn bare(shown: &Shown<'_>) -> String {
    match shown.packet.map(|packet| (packet.kind, packet.part.bytes.len() as u64)) {
        Some((PacketKind::Monitor(opcode), _)) => opcode.value().brief().to_string(),
        Some((PacketKind::Other(kind), octets)) => {
            format!("not decoded (type {kind:#04x}), {}", count(octets, "octet"))
        }
        Some((_, octets)) => count(octets, "octet"),
        None => {
            format!("{} that cannot be read", count(shown.record.bytes.len() as u64, "octet"))
        }
    }
}
