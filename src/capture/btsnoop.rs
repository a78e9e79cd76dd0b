//! btsnoop, of Symbian, Android and BlueZ: RFC 1761's snoop with Bluetooth's data links.

use parsers::link::Link;

use super::{
    MAX_RECORD, Slot, State, Timestamp,
    bytes::{Fields, Order},
    claim::Claim,
    error::{Fault, Reason},
    window::Window,
};

pub(super) const MAGIC: &[u8; 8] = b"btsnoop\0";

/// Octets of the file's header.
pub(super) const FILE_HEADER: usize = 16;

/// Octets of a record's header.
const RECORD_HEADER: usize = 24;

/// Microseconds from 0000-01-01 to 1970-01-01.
const EPOCH: i64 = 0x00dc_ddb3_0f2f_8000;

/// Reads the records of a btsnoop file.
#[derive(Debug)]
pub(super) struct Btsnoop {
    data_link: u32,
    link: Link,
}

/// The data link of H4, with flags: bit 0 is set for what the host receives, bit 1 for commands and
/// events.
pub(super) const H4: u32 = 1002;

/// The data link of the Linux monitor.
pub(super) const MONITOR: u32 = 2001;

/// The header of a file whose packets are wrapped so.
pub(super) fn header(link: Link) -> Vec<u8> {
    let mut out = Vec::new();
    write_header(
        &mut out,
        match link {
            Link::HciH1 => 1001,
            Link::Monitor => MONITOR,
            _ => H4,
        },
    );
    out
}

/// A record; the words are original length, captured length, flags and the counter of drops.
pub(super) fn record(time: Timestamp, words: [u32; 4], packet: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(RECORD_HEADER + packet.len());
    write(&mut out, time, words, &[packet]);
    out
}

/// Adds the header of a file to `out`.
pub(super) fn write_header(out: &mut Vec<u8>, data_link: u32) {
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&1_u32.to_be_bytes());
    out.extend_from_slice(&data_link.to_be_bytes());
}

/// Adds a whole packet to `out`; `drops` counts from the start of the file.
pub(super) fn write_record(
    out: &mut Vec<u8>,
    time: Timestamp,
    flags: u32,
    drops: u32,
    packet: &[u8],
) {
    let length = u32::try_from(packet.len()).unwrap_or(u32::MAX);
    write(out, time, [length, length, flags, drops], &[packet]);
}

/// Adds what is kept of a packet, in pieces, that had `original` octets.
pub(super) fn write_cut(
    out: &mut Vec<u8>,
    time: Timestamp,
    flags: u32,
    original: u32,
    pieces: &[&[u8]],
) {
    let length = pieces.iter().map(|piece| piece.len()).sum::<usize>();
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    write(out, time, [original.max(length), length, flags, 0], pieces);
}

fn write(out: &mut Vec<u8>, time: Timestamp, words: [u32; 4], pieces: &[&[u8]]) {
    for word in words {
        out.extend_from_slice(&word.to_be_bytes());
    }
    let microseconds = time.0.div_euclid(1000).saturating_add(EPOCH);
    out.extend_from_slice(&microseconds.to_be_bytes());
    for piece in pieces {
        out.extend_from_slice(piece);
    }
}

const ADVICE: &str = "record with btmon -w, or with HCI H4 (1002)";

impl Btsnoop {
    /// Reads the file's header.
    pub(super) fn open(window: &mut Window) -> Result<Self, Fault> {
        window.want(FILE_HEADER)?;
        let mut fields = Fields::new(window.held(), Order::Big);
        let (Some(_), Some(version), Some(data_link)) = (fields.u64(), fields.u32(), fields.u32())
        else {
            return Err(Fault::new(0, Reason::HeaderCut("btsnoop")));
        };
        if version != 1 {
            return Err(refuse(8, "version", version, "unknown", "only version 1 is supported"));
        }
        let link = match data_link {
            1001 => Link::HciH1,
            H4 => Link::HciH4,
            MONITOR => Link::Monitor,
            1003 => return Err(refuse(12, "data link", data_link, "HCI BCSP", ADVICE)),
            1004 => return Err(refuse(12, "data link", data_link, "HCI three-wire", ADVICE)),
            2002 => return Err(refuse(12, "data link", data_link, "simulator", ADVICE)),
            _ => return Err(refuse(12, "data link", data_link, "unknown", ADVICE)),
        };
        window.consume(FILE_HEADER);
        Ok(Self { data_link, link })
    }

    /// Name and number of the data link.
    pub(super) fn link_type(&self) -> String {
        let name = match self.link {
            Link::HciH1 => "HCI H1",
            Link::Monitor => "Linux monitor",
            _ => "HCI H4",
        };
        format!("{name} ({})", self.data_link)
    }

    /// What the header of a record says.
    pub(super) fn claim(&self, bytes: &[u8]) -> Option<Claim> {
        let mut fields = Fields::new(bytes, Order::Big);
        let (original, captured, flags) = (fields.u32()?, fields.u32()?, fields.u32()?);
        let (_drops, time) = (fields.u32()?, fields.i64()?);
        Some(Claim {
            header: RECORD_HEADER,
            captured: captured as usize,
            original: original as usize,
            trailer: 0,
            time: when(time),
            link: self.link,
            meta: self.meta(flags),
        })
    }

    /// Of HCI flags only two bits are defined; the monitor's are adapter and opcode.
    #[inline]
    fn meta(&self, flags: u32) -> u32 {
        if self.link == Link::Monitor { flags } else { flags & 3 }
    }

    /// Reads one record.
    #[inline(always)]
    pub(super) fn next(
        &self,
        window: &mut Window,
        state: &mut State,
    ) -> Result<Option<Slot>, Fault> {
        loop {
            if !window.want(RECORD_HEADER)? {
                return state.end(window, RECORD_HEADER);
            }
            let Some([original, included, flags, drops, high, low]) =
                Fields::new(window.held(), Order::Big).u32s()
            else {
                return state.end(window, RECORD_HEADER);
            };
            let time = (u64::from(high) << 32 | u64::from(low)).cast_signed();
            let length = included as usize;
            if length > MAX_RECORD {
                self.pass_header(window, state, included)?;
                continue;
            }
            if !window.want(RECORD_HEADER + length)? {
                let claim = self.claim(window.held());
                return state.end_within(window, claim, RECORD_HEADER + length);
            }
            window.consume(RECORD_HEADER);
            // The counter runs over the whole file; a lower one has been started again.
            let lost = drops.checked_sub(state.dropped).unwrap_or(drops);
            state.dropped = drops;
            state.number += 1;
            state.time = when(time);
            return Ok(Some(Slot {
                link: self.link,
                meta: self.meta(flags),
                interface: 0,
                range: window.consume(length),
                original_len: original.max(included),
                drops: lost,
            }));
        }
    }

    /// A stack that appends to its log when it starts again leaves a file header between records.
    #[cold]
    fn pass_header(
        &self,
        window: &mut Window,
        state: &mut State,
        included: u32,
    ) -> Result<(), Fault> {
        let header = Fields::new(window.held(), Order::Big).take(FILE_HEADER).unwrap_or_default();
        let data_link = header.get(12..).map(|rest| Fields::new(rest, Order::Big).u32());
        if !header.starts_with(MAGIC) || data_link != Some(Some(self.data_link)) {
            let what = "the record";
            return Err(Fault::new(
                window.offset(),
                Reason::Length { what, declared: u64::from(included) },
            ));
        }
        state.restarts += 1;
        state.dropped = 0;
        window.consume(FILE_HEADER);
        Ok(())
    }
}

#[inline]
fn when(microseconds: i64) -> Timestamp {
    Timestamp(microseconds.saturating_sub(EPOCH).saturating_mul(1000))
}

fn refuse(
    offset: u64,
    what: &'static str,
    number: u32,
    name: &'static str,
    advice: &'static str,
) -> Fault {
    Fault::new(offset, Reason::NotDecoded { format: "btsnoop", what, number, name, advice })
}
