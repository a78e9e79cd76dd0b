//! The tables that an export has.

use super::table::{Row, Table, table};

table! {
    /// A capture; also one that could not be read
    Captures = "captures" {
        /// Where it was, if paths are revealed
        path: Text,
        /// Format of the file
        format: Text,
        /// How packets are wrapped in it
        link_type: Text,
        /// Octets of the file
        bytes: Integer,
        /// Records in it
        packets: Integer,
        /// Time of the first record
        start: Time,
        /// From the first record to the last
        duration_s: Real,
        /// It was read to its end
        read: Flag,
        /// Nothing was lost, cut short or left unread
        complete: Flag,
        /// Why it was not read to its end
        error: Text,
        /// Links in it
        links: Integer,
        /// Version of btlint
        btlint: Text,
        /// The same as a number, to find the newest
        btlint_order: Integer,
        /// When it was exported
        exported: Time,
    }
}

table! {
    /// A label of a capture
    Labels = "labels" {
        /// Its name
        name: Text,
        /// Its value
        value: Text,
    }
}

table! {
    /// An adapter of a capture
    Adapters = "adapters" {
        /// Number of the source of its records
        source: Integer,
        /// Index that the host gives it
        adapter: Integer,
        /// Its address
        address: Text,
        /// Version of the specification, as Bluetooth SIG numbers them
        version: Integer,
        /// The same in words
        version_name: Text,
        /// Company identifier of the maker
        company: Integer,
        /// The maker's version of the link manager
        lmp_subversion: Integer,
        /// The maker's version of the rest
        hci_subversion: Integer,
    }
}

table! {
    /// A link, or attempts to make one
    Links = "links" {
        /// Its number in the capture
        link: Integer,
        /// Number of the source of its records
        source: Integer,
        /// Index of its adapter
        adapter: Integer,
        /// BR/EDR or LE
        transport: Text,
        /// central or peripheral, of this host
        role: Text,
        /// Heard on the air
        on_air: Flag,
        /// Address of the peer
        peer: Text,
        /// Identity address of the peer, where the capture shows it
        identity: Text,
        /// Name of the peer, if names are revealed
        name: Text,
        /// Version of the specification of the peer's controller
        peer_version: Integer,
        /// Company identifier of its maker
        peer_company: Integer,
        /// The maker's version of it
        peer_subversion: Integer,
        /// ok, unknown, degraded or failed
        verdict: Text,
        /// The rule of the worst finding on it
        cause: Text,
        /// One line of what became of it
        headline: Text,
        /// When it began, from the start of the capture
        start_s: Real,
        /// When it was seen last
        end_s: Real,
        /// Its creation is in the capture
        from_start: Flag,
        /// Attempts that failed in the same way, one after the other
        attempts: Integer,
        /// Why it ended; none if it goes on
        end_reason: Text,
        /// Who ended it
        ended_by: Text,
        /// How it was encrypted last
        encryption: Text,
        /// The codec that was configured last
        codec: Text,
        /// From the start of the connection to the first media packet
        first_media_s: Real,
    }
}

table! {
    /// A phase of a link
    Phases = "phases" {
        /// Number of its link
        link: Integer,
        /// What it is about
        name: Text,
        /// ok, failed, cancelled, refused or unfinished
        outcome: Text,
        /// Who began it
        by: Text,
        /// Its first frame
        frame: Integer,
        /// When it began, from the start of the capture
        time_s: Real,
        /// How long it took; none while it goes on
        duration_s: Real,
        /// How often it came
        count: Integer,
        /// More of it
        detail: Text,
    }
}

table! {
    /// What went wrong, once or again and again
    Findings = "findings" {
        /// The rule's code
        code: Text,
        /// error, warning, notice or info
        severity: Text,
        /// confirmed, likely or hint
        confidence: Text,
        /// Number of its link
        link: Integer,
        /// Address of the device that it is about
        peer: Text,
        /// The frame to look at first
        frame: Integer,
        /// When that was, from the start of the capture
        time_s: Real,
        /// What is wrong
        message: Text,
        /// The same without figures, to count
        shape: Text,
        /// How often it happened
        count: Integer,
        /// Its period, if it has one
        period_s: Real,
        /// The rule of the finding that it follows from
        caused_by: Text,
        /// Frames that prove it
        related: Integer,
    }
}

table! {
    /// A rule that could not be assessed in a capture
    NotAssessed = "not_assessed" {
        /// The rule's code
        code: Text,
        /// Why
        reason: Text,
        /// How often
        count: Integer,
    }
}

table! {
    /// A stream, from one start to its suspension or end
    Streams = "streams" {
        /// Number of its link
        link: Integer,
        /// Its number on the link
        stream: Integer,
        /// Who sends
        by: Text,
        /// The codec and its settings
        codec: Text,
        /// The frame of the first media packet
        frame: Integer,
        /// When that was, from the start of the capture
        first_media_s: Real,
        /// From the first media packet to the last
        duration_s: Real,
        /// From the accepted start to the first media packet
        start_latency_ms: Real,
        /// Media packets
        packets: Integer,
        /// Bits of media in a second of music
        bit_rate: Integer,
        /// What the receiver is taken to hold back
        buffer_ms: Real,
        /// The least that a packet was ahead of its moment
        margin_least_ms: Real,
        /// One packet in a hundred was less ahead
        margin_p01_ms: Real,
        /// Half of the packets were less ahead
        margin_p50_ms: Real,
        /// Silences as media came late
        late: Integer,
        /// Their length together
        late_ms: Real,
        /// Silences as packets were lost
        lost: Integer,
        /// Their length together
        lost_ms: Real,
        /// Silences in which there was nothing to play
        silent: Integer,
        /// Their length together
        silent_ms: Real,
        /// Audio that the source threw away, how often
        thrown_away: Integer,
        /// Its length together
        thrown_away_ms: Real,
        /// Packets that are missing by their numbers
        missing: Integer,
        /// Stalls of the controller
        stalls: Integer,
        /// The longest of them
        longest_stall_ms: Real,
        /// The source's speed, of real time
        real_time: Real,
    }
}

table! {
    /// A silence that the listener of a stream heard
    Gaps = "gaps" {
        /// Number of its link
        link: Integer,
        /// Number of the stream on the link
        stream: Integer,
        /// Who sends
        by: Text,
        /// The frame of the packet that ended it
        frame: Integer,
        /// When it began, from the start of the capture
        time_s: Real,
        /// How long it lasted, at least
        length_ms: Real,
        /// How much longer, if the receiver fills its buffer again
        refill_ms: Real,
        /// late or lost
        kind: Text,
        /// Packets that were lost
        lost: Integer,
        /// The host handed media over too late, which explains it
        host_late: Flag,
        /// Somebody asked for a pause or another track
        asked: Flag,
        /// Nothing else was logged meanwhile: the clock may have been set
        unwitnessed: Flag,
    }
}

table! {
    /// A radio channel of LE on which a sniffer heard something
    Channels = "channels" {
        /// Channel index: 37 to 39 advertise
        channel: Integer,
        /// Its middle
        frequency_mhz: Integer,
        /// Packets
        packets: Integer,
        /// Those with a wrong CRC
        wrong_crc: Integer,
        /// Those that were sent again
        again: Integer,
        /// Signal strength on average
        rssi_dbm: Integer,
    }
}

table! {
    /// A quality report of an Android controller: what it saw of a link since the one before
    Quality = "quality" {
        /// Number of its link
        link: Integer,
        /// The frame of the report
        frame: Integer,
        /// When that was, from the start of the capture
        time_s: Real,
        /// Why it was sent
        kind: Text,
        /// Signal strength
        rssi_dbm: Integer,
        /// Channels that are not used
        unused_channels: Integer,
        /// Packets that were sent again
        retransmissions: Integer,
        /// Polls that brought no packet from the peer
        unanswered: Integer,
        /// Packets that the peer received with errors
        refused: Integer,
        /// Times at which the peer had no room
        flow_off: Integer,
        /// Octets that were missing when it was time to send
        underflow: Integer,
    }
}

/// All tables.
pub fn tables() -> [&'static Table; 11] {
    [
        Captures::TABLE,
        Labels::TABLE,
        Adapters::TABLE,
        Links::TABLE,
        Phases::TABLE,
        Findings::TABLE,
        NotAssessed::TABLE,
        Streams::TABLE,
        Gaps::TABLE,
        Channels::TABLE,
        Quality::TABLE,
    ]
}
