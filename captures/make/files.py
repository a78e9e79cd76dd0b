"""File formats: btsnoop 1002 and 2001, pcap link type 201, pcapng, gzip; and the .toml."""

import gzip
import json
import struct
import subprocess

EPOCH_2000 = 0x00E03AB44A676000 - 946_684_800_000_000  # btsnoop counts from year 0


def btsnoop(records, cut=None):
    """H4 with direction flags (data link 1002); `cut` bytes kept of each packet."""
    out = [b'btsnoop\0' + struct.pack('>II', 1, 1002)]
    for rec in records:
        flags = (0 if rec.tx else 1) | (2 if rec.data[0] in (1, 4) else 0)
        kept = rec.data[:cut] if cut else rec.data
        out.append(
            struct.pack('>IIIIQ', len(rec.data), len(kept), flags, 0, rec.time + EPOCH_2000)
        )
        out.append(kept)
    return b''.join(out)


def own_address(records):
    """BD_ADDR of the controller, from the answer to Read BD_ADDR; as on the wire."""
    answers = [r.data[7:13] for r in records if r.data[:2] == b'\x04\x0e' and r.data[4:6] == b'\x09\x10']
    return answers[0] if answers else bytes(6)


def monitor(records, name='hci0'):
    """Linux monitor (data link 2001): opcode and index in the flags, no H4 byte."""
    out = [b'btsnoop\0' + struct.pack('>II', 1, 2001)]

    def emit(opcode, data, when, index=0):
        head = struct.pack('>IIIIQ', len(data), len(data), index << 16 | opcode, 0, when + EPOCH_2000)
        out.append(head + data)

    first = records[0].time
    bd_addr = own_address(records)
    emit(0, struct.pack('<BB', 0, 0) + bd_addr + name.encode().ljust(8, b'\0'), first)
    emit(8, b'', first)
    emit(10, bd_addr + struct.pack('<H', 1521), first)
    opcodes = {(1, True): 2, (4, False): 3, (2, True): 4, (2, False): 5, (3, True): 6, (3, False): 7}
    for rec in records:
        emit(opcodes[rec.data[0], rec.tx], rec.data[1:], rec.time)
    return b''.join(out)


def pcap(packets, linktype, cut=None):
    """Classic pcap, little-endian, µs; `packets` are (time in µs, bytes)."""
    out = [struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, cut or 65535, linktype)]
    for when, data in packets:
        kept = data[:cut] if cut else data
        out.append(struct.pack('<IIII', *divmod(when, 1_000_000), len(kept), len(data)) + kept)
    return b''.join(out)


def pcapng(packets, linktype, name='example'):
    """One section, one interface, enhanced packet blocks in µs."""

    def block(kind, body):
        body += b'\0' * (-len(body) % 4)
        size = struct.pack('<I', len(body) + 12)
        return struct.pack('<I', kind) + size + body + size

    option = struct.pack('<HH', 2, len(name)) + name.encode() + b'\0' * (-len(name) % 4)
    out = [
        block(0x0A0D0D0A, struct.pack('<IHHq', 0x1A2B3C4D, 1, 0, -1)),
        block(1, struct.pack('<HHI', linktype, 0, 65535) + option + struct.pack('<HH', 0, 0)),
    ]
    for when, data in packets:
        head = struct.pack('<IIIII', 0, when >> 32, when & 0xFFFFFFFF, len(data), len(data))
        out.append(block(6, head + data))
    return b''.join(out)


def with_direction(records):
    """Link type 201: a direction word (1 is received) before the H4 packet."""
    return [(r.time, struct.pack('>I', 0 if r.tx else 1) + r.data) for r in records]


def encode(path, records, cut=None):
    """The bytes of a file, by its name; `records` may be ready-made bytes."""
    if isinstance(records, bytes):
        return records
    if path.endswith('.gz'):
        return gzip.compress(encode(path[:-3], records, cut), mtime=0)
    if path.endswith('.monitor.btsnoop'):
        return monitor(records)
    if path.endswith('.pcapng'):
        return pcapng(with_direction(records), 201)
    if path.endswith('.pcap'):
        return pcap(with_direction(records), 201, cut)
    return btsnoop(records, cut)


def frames(path, display_filter):
    """Numbers of the frames that match, as tshark counts them."""
    run = subprocess.run(
        ['tshark', '-r', str(path), '-Y', display_filter, '-T', 'fields', '-e', 'frame.number'],
        capture_output=True, text=True, check=False,
    )
    if run.returncode:
        raise ValueError(f'{path}: {display_filter}: {run.stderr.strip()}')
    return [int(line) for line in run.stdout.split()]


def toml(capture, marks, origin):
    """The text that stands beside a capture."""
    lines = [f'title = {json.dumps(capture.title, ensure_ascii=False)}', f'origin = {json.dumps(origin)}']
    if capture.edited:
        lines.append(f'edited = {json.dumps(capture.edited, ensure_ascii=False)}')
    lines.append(f'shows = {json.dumps(capture.shows.format(**marks), ensure_ascii=False)}')
    lines.append(f'healthy = {"false" if capture.findings else "true"}')
    for code, mark in capture.findings:
        lines += ['', '[[finding]]', f'code = "{code}"', f'frame = {marks[mark]}']
    return '\n'.join(lines) + '\n'
