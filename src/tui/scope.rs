//! Which frames are meant: those of a link, of a channel, of a filter, and whether the ordinary ones
//! are among them.

use parsers::{
    View,
    hci::{
        Status,
        acl::Acl,
        event::{CommandStatus, EventCode, Header},
    },
    l2cap::Protocol,
    link::{Kind, Packet},
};

use crate::{
    capture::{Record, Timestamp},
    show::{Filter, Shown},
    track::{ChannelId, LinkId, Seen},
};

/// What a frame belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    pub(super) link: Option<LinkId>,
    pub(super) channel: Option<ChannelId>,
    pub(super) protocol: Protocol,
}

/// A channel. The fixed ones all have the number 0 and differ by what runs on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Channel {
    pub(super) id: ChannelId,
    pub(super) protocol: Protocol,
}

impl Channel {
    fn has(self, id: ChannelId, protocol: Protocol) -> bool {
        self.id == id && (id.number != 0 || self.protocol == protocol)
    }
}

/// A selection of frames.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Only those of this link.
    pub(super) link: Option<LinkId>,
    /// Only those of this channel.
    pub(super) channel: Option<Channel>,
    /// Only those between these frames, both included.
    pub(super) span: Option<(u64, u64)>,
    /// Only those that this picks; as it was typed, and read.
    pub(super) filter: Option<(String, Filter)>,
    /// None that are ordinary.
    pub(super) usual_hidden: bool,
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        let text = |scope: &Self| scope.filter.as_ref().map(|(text, _)| text.clone());
        (self.link, self.channel, self.span, self.usual_hidden, text(self))
            == (other.link, other.channel, other.span, other.usual_hidden, text(other))
    }
}

impl Scope {
    /// All frames.
    pub(super) fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// All frames of a link, or of all.
    pub(super) fn is_link(&self) -> bool {
        *self == Self { link: self.link, ..Self::default() }
    }

    /// One step narrower around a frame: its link, then its channel, then all again.
    pub(super) fn narrowed(&self, around: Around) -> Option<Self> {
        let link = around.link?;
        let channel = around.channel.map(|id| Channel { id, protocol: around.protocol });
        let (link, channel) = if self.link != Some(link) {
            (Some(link), None)
        } else if self.channel.is_none() && channel.is_some() {
            (Some(link), channel)
        } else {
            (None, None)
        };
        Some(Self { link, channel, span: None, ..self.clone() })
    }

    /// Whether a frame is meant.
    pub(super) fn has(&self, record: &Record<'_>, seen: &Seen<'_>, start: Timestamp) -> bool {
        let runs = seen.context.protocol;
        let within = |(first, last)| (first..=last).contains(&record.number);
        if self.link.is_some_and(|link| seen.link != Some(link))
            || self.channel.is_some_and(|c| !seen.channel.is_some_and(|id| c.has(id, runs)))
            || !self.span.is_none_or(within)
        {
            return false;
        }
        let packet = || parsers::link::open(record.link, record.meta, record.bytes, None);
        if self.usual_hidden && packet().is_some_and(|packet| is_usual(&packet)) {
            return false;
        }
        let picks = |(_, filter): &(String, Filter)| filter.picks(&Shown::new(record, start, seen));
        self.filter.as_ref().is_none_or(picks)
    }

    /// What it is, in words; `called` names a link.
    pub(super) fn title(&self, called: impl Fn(LinkId) -> String) -> String {
        let mut parts = Vec::new();
        parts.extend(self.link.map(called));
        parts.extend(self.channel.map(|channel| {
            let number = match channel.id.number {
                0 => String::new(),
                number => format!(" {number}"),
            };
            format!("{} channel{number}", channel.protocol.name())
        }));
        parts.extend(self.span.map(|(first, last)| format!("frames {first} to {last}")));
        if self.usual_hidden {
            parts.push("without the usual".to_owned());
        }
        parts.extend(self.filter.as_ref().map(|(text, _)| text.clone()));
        parts.join(", ")
    }
}

/// Whether a packet is what every capture is full of: buffers that are returned, commands that
/// succeed, logs that the controller sends.
pub(super) fn is_usual(packet: &Packet<'_>) -> bool {
    match packet.kind {
        Kind::Event => Header::parse(packet.part.bytes).is_ok_and(|event| usual_event(&event)),
        Kind::Acl => Acl::parse(packet.part.bytes).is_ok_and(|acl| !acl.handle.is_connection()),
        Kind::Other(_) => true,
        _ => false,
    }
}

fn usual_event(event: &Header<'_>) -> bool {
    match event.code {
        EventCode::NUMBER_OF_COMPLETED_PACKETS | EventCode::NUMBER_OF_COMPLETED_DATA_BLOCKS => true,
        EventCode::VENDOR_SPECIFIC => true,
        // Commands the controller takes now, the opcode, the status.
        EventCode::COMMAND_COMPLETE => {
            event.parameters.get(3).is_none_or(|status| Status(*status) == Status::SUCCESS)
        }
        EventCode::COMMAND_STATUS => CommandStatus::parse(event.parameters)
            .is_ok_and(|answer| answer.status == Status::SUCCESS),
        _ => false,
    }
}
