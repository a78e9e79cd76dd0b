//! The names that an expression may use.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use parsers::{FieldInfo, Kind, Pdu, link::Direction};

use super::{
    Name,
    literal::{Operand, Shape},
};
use crate::show::frame::Shown;

/// A property of the frame itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Number,
    TimeRelative,
    Length,
    Captured,
    Link,
    Adapter,
    Direction,
    Malformed,
}

/// The properties, their names, and what they are.
const PROPERTIES: &[(&str, Property, Shape)] = &[
    ("frame.number", Property::Number, Shape::NUMBER),
    ("frame.time_relative", Property::TimeRelative, Shape::DECIMAL),
    ("frame.len", Property::Length, Shape::NUMBER),
    ("frame.cap_len", Property::Captured, Shape::NUMBER),
    ("frame.link", Property::Link, Shape::NUMBER),
    ("hci_mon.adapter_id", Property::Adapter, Shape::NUMBER),
    ("hci_h4.direction", Property::Direction, Shape::Field(Kind::Unsigned, Some(1))),
    ("_ws.malformed", Property::Malformed, Shape::Field(Kind::Flag, Some(1))),
];

impl Property {
    pub(super) fn named(name: &str) -> Option<Self> {
        PROPERTIES.iter().find(|(own, ..)| *own == name).map(|(_, property, _)| *property)
    }

    /// What its values are.
    pub(super) fn shape(self) -> Shape {
        let own = PROPERTIES.iter().find(|(_, property, _)| *property == self);
        own.map_or(Shape::NUMBER, |(.., shape)| *shape)
    }

    /// What the frame has of it.
    pub(super) fn of(self, shown: &Shown<'_>) -> Option<Operand<'static>> {
        let integer = |value: u64| Some(Operand::Integer(i128::from(value)));
        match self {
            Self::Number => integer(shown.record.number),
            Self::TimeRelative => Some(Operand::Decimal(shown.since_start as f64 / 1e9)),
            Self::Length => integer(u64::from(shown.record.original_len)),
            Self::Captured => integer(shown.record.bytes.len() as u64),
            Self::Link => integer(u64::from(shown.link?.0)),
            Self::Adapter => integer(u64::from(shown.adapter()?)),
            Self::Direction => match shown.packet?.direction {
                Direction::Sent => integer(0),
                Direction::Received => integer(1),
                Direction::Unknown => None,
            },
            Self::Malformed => Some(Operand::Flag(shown.frame.stop.is_some())),
        }
    }
}

/// The names that mean something, and the fields that they stand for.
struct Known {
    /// Wireshark's names.
    theirs: BTreeMap<&'static str, Fields>,
    /// Ours: a declaration or a protocol, and a field of it or of what is within it.
    ours: BTreeMap<String, Fields>,
    /// What may stand alone: declarations and protocols.
    alone: BTreeSet<&'static str>,
}

/// Declarations of fields.
pub(super) type Fields = Vec<&'static FieldInfo>;

/// Names that are offered for what was typed.
const MAX_OFFERED: usize = 256;

/// Structures within structures that names reach.
const MAX_DEPTH: usize = 4;

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known =
        Known { theirs: BTreeMap::new(), ours: BTreeMap::new(), alone: BTreeSet::new() };
    for pdu in parsers::all_pdus() {
        known.alone.insert(pdu.slug);
        for info in pdu.fields.iter().flat_map(|info| std::iter::once(info).chain(info.beside)) {
            let Some(name) = info.filter else { continue };
            known.theirs.entry(name).or_default().push(info);
            // What has no field of its own but only groups of them is no layer anywhere.
            if let Some((protocol, field)) = name.split_once('.')
                && !field.contains('.')
            {
                known.alone.insert(protocol);
            }
        }
        for info in pdu.fields {
            let [outer, inner @ ..] = info.parts;
            for outer in outer {
                let mut add = |info: &'static FieldInfo| known.own(outer.slug, info);
                info.beside.iter().for_each(&mut add);
                inner.iter().copied().flatten().for_each(|part| within(part, 0, &mut add));
            }
        }
        within(pdu, 0, &mut |info| {
            let protocols = [Some(pdu.slug), pdu.protocol(), info.protocol()];
            for protocol in protocols.into_iter().flatten() {
                known.own(protocol, info);
            }
        });
    }
    known
});

impl Known {
    /// A field may be called so, by our own name of it.
    fn own(&mut self, protocol: &str, info: &'static FieldInfo) {
        self.ours.entry(format!("{protocol}.{}", info.name)).or_default().push(info);
    }
}

/// Every field of a declaration and of the structures within it.
fn within(pdu: &'static Pdu, depth: usize, visit: &mut impl FnMut(&'static FieldInfo)) {
    for info in pdu.fields {
        visit(info);
        info.beside.iter().for_each(&mut *visit);
        if depth < MAX_DEPTH {
            for part in info.parts.iter().copied().flatten() {
                within(part, depth + 1, visit);
            }
        }
    }
}

/// What a name stands for: Wireshark's name for the fields that are declared with it and for no
/// other, even where ours would mean more.
pub(super) fn find(name: &str) -> Option<Name> {
    if let Some(property) = Property::named(name) {
        return Some(Name::Frame(property));
    }
    if let Some((name, _)) = KNOWN.theirs.get_key_value(name) {
        return Some(Name::Theirs(name));
    }
    if KNOWN.alone.contains(name) {
        return Some(Name::Protocol(name.to_owned()));
    }
    let (protocol, field) = name.rsplit_once('.').filter(|_| KNOWN.ours.contains_key(name))?;
    Some(Name::Ours { protocol: protocol.to_owned(), field: field.to_owned() })
}

/// The declarations of the fields that a name stands for.
pub(super) fn fields(name: &Name) -> &'static [&'static FieldInfo] {
    let found = match name {
        Name::Theirs(name) => KNOWN.theirs.get(name),
        Name::Ours { protocol, field } => KNOWN.ours.get(&format!("{protocol}.{field}")),
        Name::Frame(_) | Name::Protocol(_) => None,
    };
    found.map(Vec::as_slice).unwrap_or_default()
}

/// The names that begin so: of protocols first, then properties and Wireshark's names of fields, or
/// ours where there is none of Wireshark's.
pub fn complete(start: &str) -> Vec<String> {
    let known = &*KNOWN;
    let begins = |name: &&str| name.starts_with(start);
    let alone = known.alone.iter().copied().filter(begins);
    let properties = PROPERTIES.iter().map(|(name, ..)| *name).filter(begins);
    let theirs = known.theirs.keys().copied().filter(begins);
    let mut names: Vec<String> = alone.chain(properties).chain(theirs).map(str::to_owned).collect();
    if names.is_empty() {
        names.extend(known.ours.keys().filter(|name| name.starts_with(start)).cloned());
    }
    names.truncate(MAX_OFFERED);
    names
}

/// The name that may have been meant.
pub(super) fn suggestion(name: &str) -> Option<&'static str> {
    // With the right protocol, only the field can be wrong.
    let properties = PROPERTIES.iter().map(|(name, ..)| *name);
    let all = || {
        let theirs = KNOWN.theirs.keys().copied();
        let ours = KNOWN.ours.keys().map(String::as_str);
        properties.clone().chain(theirs).chain(ours).chain(KNOWN.alone.iter().copied())
    };
    let start = |name: &str| name.split('.').next().map(str::to_owned);
    let own = start(name);
    let same = all().filter(|other| start(other) == own);
    crate::text::nearest(name, same).or_else(|| crate::text::nearest(name, all()))
}
