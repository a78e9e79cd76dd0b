//! Reads arbitrary bytes as a packet of every link type, in arbitrary contexts, and looks at all
//! fields. The first octets pick link, context and `meta`; the rest is the packet, and with some
//! contexts its tail is the reassembled PDU.

#![no_main]

use std::{fmt::Write, ops::Range};

use libfuzzer_sys::fuzz_target;
use parsers::{
    FieldInfo, Pdu, Sink, Value, dissect,
    frame::{Buffer, Context},
    l2cap::{Mode, Protocol},
    link::Link,
};

/// Formats every value, and holds every range against the buffer it counts in.
struct Look {
    end: usize,
    depth: usize,
    text: String,
}

impl Sink for Look {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        assert!(at.start <= at.end && at.end <= self.end, "{} is at {at:?}", info.name);
        self.text.clear();
        write!(self.text, "{value}").expect("a String takes all text");
    }
    fn enter(&mut self, _: &'static Pdu, at: usize) {
        assert!(at <= self.end);
        self.depth += 1;
    }
    fn leave(&mut self, at: usize) {
        assert!(at <= self.end);
        self.depth -= 1;
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&[link, flags, protocol, split], rest)) = data.split_first_chunk::<4>() else {
        return;
    };
    let Some((meta, bytes)) = rest.split_first_chunk::<4>() else { return };
    let (bytes, tail) = bytes.split_at(bytes.len().saturating_sub(usize::from(split)));
    let count = Protocol::all().count();
    let protocol = Protocol::all().nth(usize::from(protocol) % count).unwrap_or_default();
    let context = Context {
        pdu: (flags & 1 != 0).then_some(tail),
        sdu: (flags & 8 != 0).then_some(tail),
        message: (flags & 16 != 0).then_some(tail),
        mode: Mode::all().nth(usize::from(flags >> 5) % Mode::all().count()).unwrap_or_default(),
        incomplete: flags & 2 != 0,
        protocol,
        encrypted: flags & 4 != 0,
        ..Context::default()
    };
    let link = Link::ALL[usize::from(link) % Link::ALL.len()];
    let frame = dissect(link, u32::from_le_bytes(*meta), bytes, &context);
    for layer in &frame.layers {
        let end = match layer.part.buffer {
            Buffer::Packet => bytes.len(),
            Buffer::Pdu | Buffer::Sdu | Buffer::Message => tail.len(),
        };
        let mut look = Look { end, depth: 0, text: String::new() };
        layer.describe(&mut look).ok();
        assert_eq!(look.depth, 0);
    }
});
