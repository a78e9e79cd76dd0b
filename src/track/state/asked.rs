//! What was asked and is not answered yet, of all protocols.

use std::fmt;

use parsers::{
    att, avctp, avdtp, bnep,
    hci::{LeSubevent, Opcode, event::EventCode},
    hid, l2cap, ll, rfcomm, sdp, smp,
};

use crate::{
    bounded::Ring,
    capture::Timestamp,
    track::id::{At, ChannelId, Side},
};

/// Requests of one link, or of one adapter, that are followed at once.
const MAX_OPEN: usize = 64;

/// A request: the PDU that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A command, which Command Complete or Command Status answers.
    Command(Opcode),
    /// A command whose work ends with an event of its own, after the Command Status.
    Procedure(Opcode),
    /// An event with which the controller asks its host.
    Event(EventCode),
    /// An LE event with which the controller asks its host.
    LeEvent(LeSubevent),
    /// An L2CAP signalling request.
    Signal(l2cap::Code),
    /// Credits to send on with, for a side that has used all it had.
    Credits,
    /// An SDP request.
    Sdp(sdp::PduId),
    /// An RFCOMM frame that opens or closes a channel.
    Rfcomm(rfcomm::FrameType),
    /// A command of the RFCOMM multiplexer.
    Multiplexer(rfcomm::multiplexer::CommandType),
    /// An AVCTP command for a profile.
    Avctp(avctp::ProfileId),
    /// An AVDTP command.
    Avdtp(avdtp::Signal),
    /// A request on the control channel of HID.
    Hid(hid::Transaction),
    /// A control message of BNEP that wants an answer.
    Bnep(bnep::ControlType),
    /// An ATT request or indication.
    Att(att::Opcode),
    /// A PDU of a pairing that goes on.
    Smp(smp::Opcode),
    /// A link layer request.
    Control(ll::ControlOpcode),
}

impl Ask {
    /// The protocol, as it stands before the name of a PDU.
    pub fn protocol(self) -> &'static str {
        match self {
            Self::Command(_) | Self::Procedure(_) | Self::Event(_) | Self::LeEvent(_) => "HCI",
            Self::Signal(_) | Self::Credits => "L2CAP",
            Self::Sdp(_) => "SDP",
            Self::Rfcomm(_) | Self::Multiplexer(_) => "RFCOMM",
            Self::Avctp(_) => "AVCTP",
            Self::Avdtp(_) => "AVDTP",
            Self::Hid(_) => "HID",
            Self::Bnep(_) => "BNEP",
            Self::Att(_) => "ATT",
            Self::Smp(_) => "SMP",
            Self::Control(_) => "LL",
        }
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(opcode) | Self::Procedure(opcode) => opcode.fmt(f),
            Self::Event(code) => code.fmt(f),
            Self::LeEvent(code) => code.fmt(f),
            Self::Signal(code) => code.fmt(f),
            Self::Credits => f.write_str("need for credits"),
            Self::Sdp(id) => id.fmt(f),
            Self::Rfcomm(kind) => f.write_str(kind.name().unwrap_or("frame")),
            Self::Multiplexer(kind) => kind.fmt(f),
            Self::Avctp(profile) => write!(f, "command for {profile}"),
            Self::Avdtp(signal) => signal.fmt(f),
            Self::Hid(kind) => kind.fmt(f),
            Self::Bnep(kind) => kind.fmt(f),
            Self::Att(opcode) => opcode.fmt(f),
            Self::Smp(opcode) => opcode.fmt(f),
            Self::Control(opcode) => opcode.fmt(f),
        }
    }
}

/// Who owes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owes {
    /// This host.
    Host,
    /// Its controller.
    Controller,
    /// The other end of the link from where it was asked: the peer of the side that asked.
    OtherEnd,
}

/// One request that has no answer yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// What was asked.
    pub ask: Ask,
    /// Who asked: `Sent` this host (on the air: the central), `Received` the other side.
    pub by: Side,
    /// The frame that asked.
    pub asked: At,
    /// How long the answer may take, in nanoseconds.
    pub patience: i64,
    /// The channel that it was asked on, or that it asks for.
    pub channel: Option<ChannelId>,
    /// What ties the answer to it: an identifier, a label, a handle, an address.
    pub key: u64,
    /// The moment has passed.
    pub overdue: bool,
}

impl Question {
    /// The moment at which the answer is late.
    pub fn due(&self) -> Timestamp {
        Timestamp(self.asked.time.0.saturating_add(self.patience))
    }

    /// Who owes the answer.
    pub fn owes(&self) -> Owes {
        match self.ask {
            Ask::Command(_) | Ask::Procedure(_) => Owes::Controller,
            Ask::Event(_) | Ask::LeEvent(_) => Owes::Host,
            _ => Owes::OtherEnd,
        }
    }
}

/// How it stands with a request that was not answered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The moment has come, and no answer. It may still come: exactly one of the others follows.
    Overdue,
    /// The answer came, and too late.
    Late,
    /// What it was asked on has ended, or it was asked again: there will be no answer. Comes without
    /// [`Outcome::Overdue`] when the moment had not come yet.
    Ended,
    /// The capture ends.
    CaptureEnds,
}

/// The requests of a link or of an adapter.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    pub(in crate::track) open: Ring<Question, MAX_OPEN>,
}

impl Questions {
    /// The requests that wait, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Question> {
        self.open.iter()
    }

    /// A sender's ATT requests on a bearer whose time is not up; `bearer` is the channel of an
    /// enhanced one.
    pub fn att_requests(
        &self,
        by: Side,
        bearer: Option<ChannelId>,
    ) -> impl Iterator<Item = (att::Opcode, At)> {
        self.open.iter().filter_map(move |question| match question.ask {
            Ask::Att(opcode) if (question.by, question.channel) == (by, bearer) => {
                let waits = !question.overdue && opcode.is_request();
                waits.then_some((opcode, question.asked))
            }
            _ => None,
        })
    }

    /// Takes out the request that an answer is for. One that is in time goes before one whose
    /// moment has passed: that one may never have been answered.
    pub(in crate::track) fn take(
        &mut self,
        mut is_for: impl FnMut(&Question) -> bool,
    ) -> Option<Question> {
        let in_time = self.open.take(|question| !question.overdue && is_for(question));
        in_time.or_else(|| self.open.take(is_for))
    }
}
