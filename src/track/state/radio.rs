//! What a sniffer knows of the air and of a connection there.

use parsers::{Address, ll::advertising::ConnectInd};

use super::{adapter::LINGERS, limit::Limit, spectrum::Spectrum};
use crate::{
    bounded::Ring,
    track::id::{AdapterId, At, Side},
};

/// Ended connections whose access address is remembered.
const MAX_ENDED: usize = 32;

/// What is known of the air, apart from the connections.
#[derive(Debug, Clone, Default)]
pub(crate) struct Air {
    /// Sniffers and the access addresses of connections that have ended, and when: their last packets
    /// begin nothing new.
    ended: Ring<(AdapterId, u32, At), MAX_ENDED>,
}

impl Air {
    pub(in crate::track) fn begin(&mut self, sniffer: AdapterId, access_address: u32) {
        self.ended.retain(|&(by, address, _)| (by, address) != (sniffer, access_address));
    }

    pub(in crate::track) fn end(&mut self, sniffer: AdapterId, access_address: u32, at: At) {
        let ended = (sniffer, access_address, at);
        self.ended.push_over(ended, |(.., before)| at.time.since(before.time) > LINGERS);
    }

    /// Entries that were given up because the table was full.
    pub(in crate::track) fn forgotten(&self) -> u64 {
        self.ended.dropped()
    }

    pub(in crate::track) fn has_ended(&self, sniffer: AdapterId, access_address: u32) -> bool {
        self.ended.iter().any(|&(by, address, _)| (by, address) == (sniffer, access_address))
    }
}

/// What is known of the encryption of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::track) enum Cipher {
    /// It was heard from its start, and no start of encryption: everything is plain.
    #[default]
    Never,
    /// ENC_RSP was heard. What comes next is plain, but START_ENC_REQ may be missed.
    Starting,
    /// Encryption may be on: the last packet that shows it was plain.
    Plain,
    /// Encryption is on: the last packet that shows it was no plain PDU.
    Encrypted,
}

/// What a sniffer knows of a connection beyond what the hosts know.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    /// The central's address.
    pub central: Option<Address>,
    /// What the CRC of its packets starts with.
    pub crc_init: Option<u32>,
    /// Packets heard of the central and of the peripheral, retransmissions included.
    pub heard: [u32; 2],
    /// When the central and the peripheral were last heard.
    pub last_heard_of: [Option<At>; 2],
    /// Packets heard of the central since the peripheral was last heard.
    pub unanswered: u32,
    /// Sequence numbers of the central that came to an end since the peripheral was last heard: each
    /// is a packet that the peripheral acknowledged, though the sniffer may not have heard it.
    pub acknowledged: u32,
    /// Packets with a wrong CRC: somebody spoke, and the sniffer did not understand.
    pub garbled: u32,
    /// The sniffer does not say who sent the last packet: the turns of the two do.
    pub guessed: bool,
    /// What was heard on each channel.
    pub spectrum: Spectrum,
    /// What the central and the peripheral may send in one packet: what they have agreed on, or what
    /// holds from the beginning. None where they may have agreed unheard.
    pub lengths: Option<[Limit; 2]>,
    /// Who asked for a data length, and what it takes and sends itself.
    pub(in crate::track) length_asked: Option<(Side, u16, u16)>,
    /// The sniffer decrypts: it has the key.
    pub has_key: bool,
    /// The last packet whose message integrity code was wrong although the sniffer has the key.
    pub bad_mic: Option<At>,
    /// The peripheral advertised again since it was last heard here.
    pub advertises_again: Option<At>,
    /// Whether its packets are encrypted.
    pub(in crate::track) cipher: Cipher,
    pub(in crate::track) silent_told: bool,
    /// The sequence bit of the last packet of each side.
    pub(in crate::track) sequence: [Option<u8>; 2],
    /// The last packet of each side: sequence bit and a digest of the packet.
    pub(in crate::track) last: [Option<(u8, u64)>; 2],
    /// Time, channel and sender of the last packet, to know who sends the next.
    pub(in crate::track) last_heard: Option<(At, Option<u8>, Side)>,
}

impl Connection {
    pub(in crate::track) fn new(connect: &ConnectInd) -> Self {
        Self {
            central: Some(connect.initiator),
            crc_init: Some(connect.crc_init.0),
            lengths: Some([Limit::assumed(Limit::DATA_LENGTH); 2]),
            ..Self::default()
        }
    }

    /// One whose beginning was not heard.
    pub(in crate::track) fn joined() -> Self {
        Self { cipher: Cipher::Plain, ..Self::default() }
    }

    /// Who sent a packet, when the sniffer does not say: an event begins with the central, and the
    /// two take turns on one channel.
    pub(in crate::track) fn sender(&self, at: At, channel: Option<u8>, interval: i64) -> Side {
        match self.last_heard {
            Some((last, last_channel, Side::Central))
                if last_channel == channel && at.time.since(last.time) < interval / 2 =>
            {
                Side::Peripheral
            }
            _ => Side::Central,
        }
    }
}
