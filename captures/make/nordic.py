"""nRF Sniffer for Bluetooth LE packets (link type 272), header versions 2 and 3."""

import struct

ADVERTISING = 0x8E89BED6
LINK_TYPE = 272


def crc24(data, init):
    """CRC of a Link Layer packet, as the three bytes that go on the air."""
    state = 0
    for bit in range(24):  # the register counts the other way round
        state |= (init >> bit & 1) << (23 - bit)
    for byte in data:
        for bit in range(8):
            mix = (state ^ (byte >> bit)) & 1
            state = state >> 1 ^ (0xDA6000 if mix else 0)
    return state.to_bytes(3, 'little')


def duration(size):
    """µs on the air of a PDU with a payload of this size, LE 1M."""
    return (1 + 4 + 2 + size + 3) * 8


class Sniffer:
    """Collects (time, packet) for a pcap; `version` is that of the header."""

    def __init__(self, version=3):
        self.version = version
        self.packets = []
        self.counter = 0
        self.end = None

    def hear(self, when, access, pdu, crc, channel, rssi, flags=1, event=0):
        """One packet at a time in µs; `flags` as the sniffer gives them, bit 0: CRC is right."""
        data = struct.pack('<I', access) + pdu + crc
        if self.end is None:
            self.end = when
            self.zero = when
        stamp = when - self.zero + 1000 if self.version >= 3 else max(0, when - self.end)
        head = struct.pack('<BBBBHI', 10, flags, channel, rssi, event, stamp & 0xFFFFFFFF)
        kind = 2 if access == ADVERTISING and self.version >= 3 else 6
        outer = struct.pack('<BHBHB', 0, len(head) + len(data), self.version, self.counter & 0xFFFF, kind)
        self.packets.append((when, outer + head + data))
        self.counter += 1
        self.end = when + duration(len(pdu) - 2)
