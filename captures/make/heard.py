"""Sound that is heard to break, made by editing a good sample: python3 captures/make/heard.py

No virtual radio drops sound, so a good stream is taken (a2dp/sbc-good), its music is repeated until it
lasts for twelve seconds, and the times at which packets are handed over and returned are made anew:
by a host that is late, or by a radio that sends nothing for a while, with ten buffers in between. Needs
nothing but Python.
"""

import gzip
import struct
from dataclasses import dataclass, replace
from pathlib import Path

from files import EPOCH_2000, btsnoop

HOME = Path(__file__).resolve().parent.parent
GOOD = HOME / 'a2dp/sbc-good.btsnoop'
ORIGIN = 'Bumble 0.0.236 on RootCanal 1.10.0; scenario sbc-good; HCI of the phone'
PACKET = 10 * 128 / 44_100  # seconds of music in a packet: ten frames of 128 samples
SAMPLES = 1280
BUFFERS = 10
LENGTH = 12.0
STALLS = (2.0, 5.0, 8.0)
WATCH = bytes.fromhex('0217de104cda')


@dataclass
class Rec:
    """One HCI packet: time in µs since 1970, from host to controller?, H4 bytes, and a name for its frame."""

    time: int
    tx: bool
    data: bytes
    mark: str = ''


def read(path):
    """The records of a btsnoop file."""
    raw, at, records = path.read_bytes(), 16, []
    while at < len(raw):
        _, kept, flags, _, time = struct.unpack_from('>IIIIQ', raw, at)
        records.append(Rec(time - EPOCH_2000, not flags & 1, raw[at + 24:at + 24 + kept]))
        at += 24 + kept
    return records


def is_media(rec):
    """RTP of the dynamic payload types on a BR/EDR channel?"""
    return rec.tx and rec.data[0] == 2 and len(rec.data) > 100 and rec.data[9:11] == b'\x80\x60'


def is_return(rec):
    """Number Of Completed Packets?"""
    return rec.data[:2] == b'\x04\x13'


class Session:
    """A good stream, taken apart: what comes before the music, the music, and what comes after it."""

    def __init__(self):
        records = read(GOOD)
        media = [i for i, rec in enumerate(records) if is_media(rec)]
        self.before = records[:media[0]]
        self.packets = [records[i] for i in media]
        returns = [i for i in range(media[-1], len(records)) if is_return(records[i])]
        self.after = records[returns[1] + 1:]
        self.ended = records[returns[1]].time
        self.start = self.packets[0].time
        self.handle = struct.unpack_from('<H', self.packets[0].data, 1)[0] & 0xFFF
        self.jitter = [p.time - self.start - round(i * PACKET * 1e6) for i, p in enumerate(self.packets)]

    def due(self, pace=1.0):
        """When each packet is ready, in seconds from the first, as unevenly as the host was."""
        count = round(LENGTH / PACKET)
        late = [max(0, self.jitter[i % len(self.jitter)]) / 1e6 for i in range(count)]
        return [i * PACKET / pace + late[i] for i in range(count)]

    def packet(self, number, skipped=0):
        """A packet of music with its own sequence number and time stamp."""
        rec = self.packets[number % len(self.packets)]
        stamp = (number + skipped) * SAMPLES
        data = rec.data[:11] + struct.pack('>HI', number & 0xFFFF, stamp & 0xFFFFFFFF) + rec.data[17:]
        return replace(rec, data=data)

    def returned(self, time, mark=''):
        """One packet is returned."""
        return Rec(time, False, b'\x04\x13\x05\x01' + struct.pack('<HH', self.handle, 1), mark)

    def at(self, seconds):
        """A moment of the music."""
        return self.start + round(seconds * 1e6)

    def play(self, due, outages=(), extra=(), order=None, patience=None):
        """The whole session: the music as it is ready at `due`, with a radio that sends nothing in the outages.

        With patience the source throws away what would have to wait for longer than that.
        """
        records, arrived, skipped, busy, number = list(self.before), [], 0, 0.0, 0
        for ready in due:
            free = arrived[-BUFFERS] if len(arrived) >= BUFFERS else 0.0
            if patience is not None and free - ready > patience:
                skipped += 1
                continue
            handed = max(ready, free)
            done = max(handed, busy) + 0.004 + 0.001 * (number % 4)
            mark = ''
            for nth, (begin, end) in enumerate(outages):
                if begin <= done < end:
                    done, mark = end + 0.004, f'stall{nth}'
            busy = done
            arrived.append(done)
            rec = replace(self.packet(number, skipped), time=self.at(handed), mark=mark)
            if skipped and not any(r.mark == 'jump' for r in records):
                rec.mark = 'jump'
            records += [rec, self.returned(self.at(done))]
            number += 1
        shift = self.at(max(arrived)) + 41_000 - self.ended
        records += [replace(rec, time=rec.time + shift) for rec in self.after]
        records += extra
        records = sorted(records, key=lambda rec: rec.time)
        return order(records) if order else records


def stalled(due, length):
    """The host hands nothing over for a while, three times, and then all at once."""
    out = []
    for ready in due:
        for begin in STALLS:
            if begin <= ready < begin + length:
                ready = begin + length
        out.append(max(ready, out[-1] + 0.002 if out else 0))
    return out


def name_first(records, session, moment, name):
    """Names the first packet of music from a moment on."""
    at = next(i for i, rec in enumerate(records) if is_media(rec) and rec.time >= session.at(moment))
    records[at] = replace(records[at], mark=name)
    return records


def search(session):
    """An inquiry of 1.28 s around each outage."""
    out = []
    for begin in STALLS:
        at = session.at(begin - 0.2)
        out += [Rec(at, True, bytes.fromhex('01010405338b9e0100'), 'search'),
                Rec(at + 900, False, bytes.fromhex('040f0400010104')),
                Rec(at + 1_281_000, False, bytes.fromhex('04010100'))]
    return out


def visit(session):
    """A watch that connects before each outage and leaves a second later."""
    out = []
    for nth, begin in enumerate(STALLS):
        at, handle = session.at(begin - 0.1), struct.pack('<H', 0x0B0 + nth)
        out += [Rec(at, False, b'\x04\x04\x0a' + WATCH + b'\x04\x07\x00\x01', 'call'),
                Rec(at + 300, True, b'\x01\x09\x04\x07' + WATCH + b'\x01'),
                Rec(at + 1_100, False, bytes.fromhex('040f0400010904')),
                Rec(at + 90_000, False, b'\x04\x03\x0b\x00' + handle + WATCH + b'\x01\x00'),
                Rec(at + 1_500_000, False, b'\x04\x05\x04\x00' + handle + b'\x13')]
    return out


def call(session):
    """The phone calls a watch before each outage, which answers after 600 ms and leaves soon."""
    out = []
    for nth, begin in enumerate(STALLS):
        at, handle = session.at(begin - 0.1), struct.pack('<H', 0x0B0 + nth)
        out += [Rec(at, True, b'\x01\x05\x04\x0d' + WATCH + bytes.fromhex('18cc0200000001'), 'call'),
                Rec(at + 700, False, bytes.fromhex('040f0400010504')),
                Rec(at + 600_000, False, b'\x04\x03\x0b\x00' + handle + WATCH + b'\x01\x00'),
                Rec(at + 1_900_000, False, b'\x04\x05\x04\x00' + handle + b'\x13')]
    return out


def ask_name(session):
    """The phone asks a watch for its name before each outage, and gets it after 650 ms."""
    out = []
    for begin in STALLS:
        at, name = session.at(begin - 0.1), b'Example Watch'.ljust(248, b'\0')
        out += [Rec(at, True, b'\x01\x19\x04\x0a' + WATCH + bytes.fromhex('02000000'), 'ask'),
                Rec(at + 700, False, bytes.fromhex('040f0400011904')),
                Rec(at + 650_000, False, b'\x04\x07\xff\x00' + WATCH + name)]
    return out


def speaker(session):
    """The address of the speaker, as on the wire."""
    return next(rec.data[6:12] for rec in session.before if rec.data[:2] == b'\x04\x03')


def switch(session):
    """The phone asks to change the roles before each outage, and that takes 550 ms."""
    out = []
    for nth, begin in enumerate(STALLS):
        at, role = session.at(begin - 0.1), bytes([1 - nth % 2])
        out += [Rec(at, True, b'\x01\x0b\x08\x07' + speaker(session) + role, 'switch'),
                Rec(at + 700, False, bytes.fromhex('040f0400010b08')),
                Rec(at + 550_000, False, b'\x04\x12\x08\x00' + speaker(session) + role)]
    return out


def speak(session):
    """A watch is connected before the music; around each outage it has a voice link."""
    link = struct.pack('<H', 0x0B0)
    out = [Rec(session.at(-2.5), False, b'\x04\x04\x0a' + WATCH + b'\x04\x07\x00\x01'),
           Rec(session.at(-2.4999), True, b'\x01\x09\x04\x07' + WATCH + b'\x01'),
           Rec(session.at(-2.499), False, bytes.fromhex('040f0400010904')),
           Rec(session.at(-2.4), False, b'\x04\x03\x0b\x00' + link + WATCH + b'\x01\x00')]
    for nth, begin in enumerate(STALLS):
        at, handle = session.at(begin - 0.2), struct.pack('<H', 0x0C0 + nth)
        setup = link + struct.pack('<IIHHBH', 8000, 8000, 10, 0x60, 1, 0x3F)
        made = b'\x00' + handle + WATCH + struct.pack('<BBBHHB', 2, 12, 2, 60, 60, 2)
        out += [Rec(at, True, b'\x01\x28\x04' + bytes([len(setup)]) + setup),
                Rec(at + 700, False, bytes.fromhex('040f0400012804')),
                Rec(at + 60_000, False, b'\x04\x2c' + bytes([len(made)]) + made, 'voice'),
                Rec(at + 1_400_000, False, b'\x04\x05\x04\x00' + handle + b'\x13')]
    return out


def sleep(session):
    """The link is in sniff mode around each outage."""
    handle, out = struct.pack('<H', session.handle), []
    for begin in STALLS:
        out += [Rec(session.at(begin - 0.1), False, b'\x04\x14\x06\x00' + handle + b'\x02\x20\x03', 'sniff'),
                Rec(session.at(begin + 0.45), False, b'\x04\x14\x06\x00' + handle + b'\x00\x00\x00')]
    return out


def delay_report(session, tenths):
    """The speaker reports its delay before the stream is started."""
    start = next(i for i, rec in enumerate(session.before)
                 if rec.tx and rec.data[5:7] == b'\x03\x00' and rec.data[7] >= 0x40 and rec.data[10] == 7)
    time, handle = session.before[start].time, session.handle
    local, remote = b'\x40\x00', session.before[start].data[7:9]
    report = b'\x05\x00' + local + b'\x30\x0d\x04' + struct.pack('>H', tenths)
    accept = b'\x02\x00' + remote + b'\x32\x0d'
    return [Rec(time - 30_000, False, b'\x02' + struct.pack('<HH', handle | 0x2000, len(report)) + report, 'report'),
            Rec(time - 29_700, True, b'\x02' + struct.pack('<HH', handle, len(accept)) + accept),
            session.returned(time - 20_000)]


def reports(session):
    """The controller reports choppy sound after each outage: the peer is near and does not answer."""
    out = []
    for nth, begin in enumerate(STALLS):
        numbers = (8_000 * (nth + 1), 480 - 60 * nth, 480 - 60 * nth, 0, 1, 0, 0, 0, 0)
        body = struct.pack('<BBBHBbbBBBH', 0x58, 3, 14, session.handle, 0, 10, -45, 0, 41, 0, 8_000) + struct.pack('<9I', *numbers)
        out.append(Rec(session.at(begin + 0.45), False, b'\x04\xff' + bytes([len(body)]) + body, f'report{nth}'))
    return out


def afh(session):
    """The host asks twice which channels are used: all, then those outside of Wi-Fi channel 6."""
    out = []
    for nth, avoided in enumerate((range(0), range(24, 47))):
        at = session.at(3.0 + 5 * nth)
        used = sum(1 << channel for channel in range(79) if channel not in avoided)
        answer = b'\x01\x06\x14\x00' + struct.pack('<H', session.handle) + b'\x01' + used.to_bytes(10, 'little')
        out += [Rec(at, True, b'\x01\x06\x14\x02' + struct.pack('<H', session.handle)),
                Rec(at + 800, False, b'\x04\x0e' + bytes([len(answer)]) + answer, f'map{nth}')]
    return out


def swap(records):
    """Two packets of music change places, three times; one is sent twice."""
    music = [i for i, rec in enumerate(records) if is_media(rec)]
    for nth, place in enumerate((60, 140, 220)):
        one, two = music[place], music[place + 1]
        records[one], records[two] = (replace(records[one], data=records[two].data),
                                      replace(records[two], data=records[one].data, mark=f'late{nth}'))
    return records


MUSIC = 'its music repeated for 12 s, with times for packets and their returns as of a host with ten buffers'


def captures():
    """Path, records, title, what was edited, what it shows, findings as code and mark."""
    s = Session()
    due = s.due()
    outages = [(begin, begin + 0.4) for begin in STALLS]
    late = stalled(due, 0.4)
    yield ('stutter-host-late', name_first(s.play(late), s, STALLS[0] + 0.4, 'first'),
           'Music stutters as the phone is busy',
           f'{MUSIC}; three times it hands nothing over for 400 ms',
           'After 2, 5 and 8 s the phone hands no packet to its controller for 400 ms, while the controller has nothing '
           'to do; then all at once (the first time from frame {first} on). A speaker that buffers 150 ms falls silent '
           'for 250 ms each time.',
           [('STRM011', 'first')])
    yield ('stutter-radio', s.play(due, outages), 'Music stutters as the radio is blocked',
           f'{MUSIC}; three times nothing is returned for 400 ms',
           'After 2, 5 and 8 s the controller returns no packet for 400 ms (the first time from that of frame {stall0} '
           'on), and the phone goes on until all buffers are used. Nothing in the log says why.',
           [('STRM012', 'stall0')])
    yield ('stutter-inquiry', s.play(due, outages, search(s)), 'Music stutters while the phone looks for devices',
           f'{MUSIC}; three inquiries are put in, and nothing is returned for 400 ms of each',
           'The phone looks for devices (the first time in frame {search}), and the controller returns nothing for '
           '400 ms of each inquiry (from that of frame {stall0} on).',
           [('COEX007', 'stall0')])
    yield ('stutter-second-link', s.play(due, outages, visit(s)), 'Music stutters whenever a watch connects',
           f'{MUSIC}; a watch connects three times, and nothing is returned for 400 ms each time',
           'A watch asks for a connection (the first time in frame {call}) and gets it; the controller returns nothing '
           'for 400 ms (from that of frame {stall0} on). It leaves each time by itself.',
           [('STRM012', 'stall0')])
    again = 'and nothing is returned for 400 ms each time'
    stops = ', and the controller returns nothing for 400 ms (the first time until that of frame {stall0}).'
    yield ('stutter-page', s.play(due, outages, call(s)), 'Music stutters while the phone calls a watch',
           f'{MUSIC}; the phone calls a watch three times, {again}',
           'The phone calls a watch (the first time in frame {call}), which answers after 600 ms' + stops,
           [('COEX007', 'stall0')])
    yield ('stutter-name-request', s.play(due, outages, ask_name(s)), 'Music stutters while the phone asks a watch for its name',
           f'{MUSIC}; the phone asks a watch for its name three times, {again}',
           'The phone asks a watch for its name (the first time in frame {ask})' + stops,
           [('COEX007', 'stall0')])
    yield ('stutter-role-switch', s.play(due, outages, switch(s)), 'Music stutters while the roles change',
           f'{MUSIC}; the roles of the link change three times, {again}',
           'The phone asks to change the roles of the link (the first time in frame {switch})' + stops,
           [('STRM012', 'stall0')])
    yield ('stutter-voice', s.play(due, outages, speak(s)), 'Music stutters beside a voice link',
           f'{MUSIC}; a watch has a voice link three times, {again}',
           'A watch, connected before the music, has a voice link (the first one from frame {voice} on)' + stops,
           [('STRM012', 'stall0')])
    yield ('stutter-sniff', s.play(due, outages, sleep(s)), 'Music stutters as the link is in sniff mode',
           f'{MUSIC}; the link goes to sniff mode three times, {again}',
           'The link goes to sniff mode with an interval of 500 ms (the first time in frame {sniff})' + stops,
           [('STRM012', 'stall0')])
    yield ('slow-source', name_first(s.play(s.due(0.95)), s, 0, 'first'), 'A phone that delivers 95 % of real time',
           f'{MUSIC} that needs 12.6 s for them',
           'From frame {first} on the phone hands over 0.95 s of music in each second, evenly, and the controller '
           'returns each packet at once. The buffer of any speaker runs dry every three seconds.',
           [('STRM029', 'first')])
    yield ('thrown-away', s.play(due, [(b, b + 0.6) for b in (2.0, 4.0, 6.0, 8.0)], patience=0.06),
           'Music is thrown away before it is sent',
           f'{MUSIC}; four times nothing is returned for 600 ms, and what waits for more than 60 ms is left out before it '
           'gets a sequence number',
           'The controller returns nothing for 600 ms (from that of frame {stall0} on). The phone does not wait: the '
           'sequence numbers go on, the time stamps jump (the first time in frame {jump}).',
           [('STRM012', 'stall0'), ('FRAG035', 'jump')])
    silent = [ready + (4.0 if ready >= 5.0 else 0.0) for ready in due]
    yield ('started-and-silent', name_first(s.play(silent), s, 8.5, 'again'), 'Four seconds without music in a started stream',
           f'{MUSIC}; nothing is handed over for four seconds',
           'The phone sends no packet for four seconds, neither pauses nor suspends, and goes on in frame {again} as if '
           'nothing had been.',
           [('STRM028', 'again')])
    yield ('out-of-order', s.play(due, order=swap), 'Packets of music change places',
           f'{MUSIC}; three times two packets change places',
           'Three packets come after the one that follows them (the first in frame {late0}). Nothing is missing.',
           [('FRAG046', 'late0')])
    yield ('stutter-reported', s.play(due, outages, reports(s)), 'Music stutters, and the controller reports why',
           f'{MUSIC}; three times nothing is returned for 400 ms, and three quality reports of an Android controller are put in',
           'The controller returns nothing for 400 ms (from that of frame {stall0} on) and reports choppy sound after it '
           '(the first time in frame {report0}): 480 packets sent again, all unanswered, at -45 dBm. The speaker is near '
           'and busy, or something interferes.',
           [('STRM012', 'stall0'), ('COEX013', 'report0')])
    yield ('afh-avoids-wifi', s.play(due, extra=afh(s)), 'The controller avoids Wi-Fi channel 6',
           f'{MUSIC}; the host asks twice for the channel map',
           'At first all 79 channels are used (frame {map0}); five seconds later 24 to 46 are not ({map1}), which are those '
           'under Wi-Fi channel 6. The music goes on without a gap.',
           [('COEX002', 'map1')])
    yield ('latency', s.play(due, extra=delay_report(s, 9000)), 'A speaker that plays 900 ms later',
           f'{MUSIC}; a Delay Report and its answer are put in',
           'Before the stream is started the speaker reports a delay of 900 ms (frame {report}).',
           [('STRM019', 'report')])


def main():
    for name, records, title, edited, shows, findings in captures():
        marks = {}
        for number, rec in enumerate(records, 1):
            marks.setdefault(rec.mark, number)
        target = HOME / f'a2dp/{name}.btsnoop.gz'
        target.write_bytes(gzip.compress(btsnoop(records), 9, mtime=0))
        lines = [f'title = "{title}"', f'origin = "{ORIGIN}"', f'edited = "{edited} (captures/make/heard.py)"',
                 f'shows = "{shows.format(**marks)}"', 'healthy = false']
        for code, mark in findings:
            lines += ['', '[[finding]]', f'code = "{code}"', f'frame = {marks[mark]}']
        target.with_name(f'{name}.toml').write_text('\n'.join(lines) + '\n', encoding='utf8')
        print(f'{target.relative_to(HOME)}: {len(records)} frames, {target.stat().st_size} bytes')


if __name__ == '__main__':
    main()
