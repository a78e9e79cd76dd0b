//! Notes on a capture that could be read, but not completely.

use std::fmt;

use super::{Capture, detect::Reader, link_type, state::Passed};

/// Something that is not in the records. Printed as one line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// Packets of interfaces whose link type is not read. They are counted in the numbers of the
    /// records.
    SkippedPackets {
        /// How many so far.
        packets: u64,
        /// Their link types, by name and number.
        link_types: Vec<String>,
    },
    /// Octets that were skipped because a damaged length made them unreadable as records.
    PassedOver {
        /// Where the first are, in octets from the start of the uncompressed capture.
        offset: u64,
        /// How many.
        octets: u64,
        /// In how many places.
        places: u64,
    },
    /// The capture ends within a record, which was not given.
    TruncatedRecord {
        /// Where it starts, in octets from the start of the uncompressed capture.
        offset: u64,
        /// At least so many octets are missing.
        missing: u64,
    },
    /// Packets came to the file late and all at once: from the first such record on, times are those of
    /// the sniffer's own clock.
    Backlog {
        /// The first record whose time is the sniffer's.
        record: u64,
        /// How far the file's clock lags behind it since the last, in nanoseconds.
        lag: i64,
    },
    /// The compressed file ends before its data does.
    CompressionCut,
    /// After the compressed data come octets that are none of it: padding, mostly.
    TrailingOctets,
    /// The program that wrote the capture started again and appended; its file headers were
    /// skipped.
    RepeatedHeaders {
        /// How many so far.
        count: u64,
    },
    /// Files that were joined to this capture; their records are counted over all.
    Joined {
        /// Their paths, in order.
        parts: Vec<String>,
    },
    /// Packets that were lost after the last record, by the file's own count.
    DropsAtEnd {
        /// How many.
        packets: u32,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SkippedPackets { packets, link_types } => {
                let types = link_types.join(", ");
                write!(f, "{packets} packets of other interfaces not decoded: link type {types}")
            }
            Self::PassedOver { offset, octets, places: 1 } => {
                write!(f, "skipped {octets} damaged octets at octet {offset}")
            }
            Self::PassedOver { offset, octets, places } => write!(
                f,
                "skipped {octets} damaged octets in {places} places, the first at octet {offset}"
            ),
            Self::TruncatedRecord { offset, missing } => {
                write!(f, "ends within the record at octet {offset}: {missing} octets missing")
            }
            Self::Backlog { record, lag } => write!(
                f,
                "from frame {record} on times are those of the sniffer's own clock: the file begins with a \
                 backlog, and its times lag {:.1} s behind",
                *lag as f64 / 1e9
            ),
            Self::CompressionCut => f.write_str("the compressed file is cut off"),
            Self::TrailingOctets => {
                f.write_str("octets after the compressed capture were not read")
            }
            Self::RepeatedHeaders { count } => {
                write!(f, "{count} more file headers between the records: the log was restarted")
            }
            Self::Joined { parts } => write!(
                f,
                "joined from {} in this order: frames are counted over all of them",
                parts.join(", ")
            ),
            Self::DropsAtEnd { packets } => {
                write!(
                    f,
                    "{packets} packets lost after the last record, by the capture's own counter"
                )
            }
        }
    }
}

impl Capture {
    /// What there is to know beside the records; complete once the end is reached.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if !self.parts.is_empty() {
            notes.push(Note::Joined { parts: self.parts.clone() });
        }
        if let Reader::Pcapng(reader) = &self.reader
            && self.state.skipped > 0
        {
            let names = reader.skipped().iter().map(|&n| link_type::text(u32::from(n)));
            let packets = self.state.skipped;
            notes.push(Note::SkippedPackets { packets, link_types: names.collect() });
        }
        let joined = self.parts.len().saturating_sub(1) as u64;
        let restarts = self.state.restarts.saturating_sub(joined);
        if restarts > 0 {
            notes.push(Note::RepeatedHeaders { count: restarts });
        }
        if let Some(passed) = self.state.passed {
            let Passed { offset, octets, places } = passed;
            notes.push(Note::PassedOver { offset, octets, places });
        }
        if let Some((offset, missing)) = self.state.truncated {
            notes.push(Note::TruncatedRecord { offset, missing });
        }
        if let Some((record, lag)) = self.state.sniffers.backlog {
            notes.push(Note::Backlog { record, lag });
        }
        if self.ending.is_cut() {
            notes.push(Note::CompressionCut);
        }
        if self.ending.has_trailing() {
            notes.push(Note::TrailingOctets);
        }
        if self.done && self.state.pending > 0 {
            notes.push(Note::DropsAtEnd { packets: self.state.pending });
        }
        notes
    }
}
