//! Packets as a sniffer hears them.

use super::*;

/// How a packet is heard: on which channel, with which signal in dBm, understood or not.
#[derive(Clone, Copy)]
struct Reception {
    channel: u8,
    signal: i8,
    right: bool,
}

impl Script {
    pub(super) fn data(&mut self, time: i64, sent: bool, llid: u8, payload: &[u8], line: &str) {
        let packet = self.numbered(sent, llid, payload);
        self.air_packet(time, sent, &packet, line);
    }

    /// A data packet with the next sequence number.
    fn numbered(&mut self, sent: bool, llid: u8, payload: &[u8]) -> Vec<u8> {
        let side = usize::from(!sent);
        let mut packet = ACCESS.to_le_bytes().to_vec();
        packet.push(llid | self.sequence[side] << 3);
        packet.push(payload.len() as u8);
        packet.extend_from_slice(payload);
        self.sequence[side] ^= 1;
        packet
    }

    pub(super) fn air_packet(&mut self, time: i64, sent: bool, packet: &[u8], line: &str) {
        let advertising = packet.starts_with(&0x8e89_bed6u32.to_le_bytes());
        let channel = if advertising { 37 } else { 7 };
        self.heard(time, sent, packet, Reception { channel, signal: -50, right: true }, line);
    }

    /// Data every 10 ms: how many packets, how many of them are sent twice, channel, signal.
    pub(super) fn busy(&mut self, time: i64, sent: bool, words: &[&str], line: &str) {
        let number = |place: usize| words[place].parse::<u16>().unwrap();
        let (count, again) = (number(0), number(1));
        let signal = words[3].parse().unwrap();
        let reception = Reception { channel: number(2) as u8, signal, right: true };
        for index in 0..count {
            let at = time + i64::from(index) * 10_000_000;
            let [low, high] = index.to_le_bytes();
            let write = [5, 0, 4, 0, 0x52, 5, 0, low, high];
            let packet = self.numbered(sent, 2, &write);
            self.heard(at, sent, &packet, reception, line);
            if index < again {
                self.heard(at + 5_000_000, sent, &packet, reception, line);
            }
        }
    }

    /// Packets that the sniffer does not understand: how many, and the channel.
    pub(super) fn garbled(&mut self, time: i64, sent: bool, words: &[&str], line: &str) {
        let channel = words[1].parse().unwrap();
        for index in 0..words[0].parse::<i64>().unwrap() {
            let mut packet = ACCESS.to_le_bytes().to_vec();
            packet.extend_from_slice(&[0x02, 0x00]);
            let reception = Reception { channel, signal: -90, right: false };
            self.heard(time + index * 10_000_000, sent, &packet, reception, line);
        }
    }

    /// A packet as the nRF Sniffer writes it, header version 3.
    fn heard(&mut self, time: i64, sent: bool, packet: &[u8], how: Reception, line: &str) {
        let advertising = packet.starts_with(&0x8e89_bed6u32.to_le_bytes());
        let init = if advertising { 0x0055_5555 } else { CRC_INIT };
        let mut bytes = vec![0x00];
        let payload = (packet.len() + 3 + 10) as u16;
        bytes.extend_from_slice(&payload.to_le_bytes());
        bytes.push(3);
        bytes.extend_from_slice(&(self.counter as u16).to_le_bytes());
        bytes.push(if advertising { 0x02 } else { 0x06 });
        bytes.push(10);
        bytes.push(u8::from(how.right) | if sent { 0x02 } else { 0x00 });
        bytes.extend_from_slice(&[how.channel, how.signal.unsigned_abs()]);
        bytes.extend_from_slice(&0u16.to_le_bytes());
        bytes.extend_from_slice(&(self.counter * 1000).to_le_bytes());
        bytes.extend_from_slice(packet);
        let crc = parsers::ll::crc24(init, &packet[4..]).0.to_le_bytes();
        bytes.extend_from_slice(&crc[..3]);
        self.counter += 1;
        self.push(time, Link::NordicBle, 0, bytes, line);
    }
}
