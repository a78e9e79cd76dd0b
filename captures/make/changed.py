"""A few octets of a good sample changed, or packets put in: python3 captures/make/changed.py

What two well-behaved stacks never do to each other. Each capture says what was changed. Needs nothing but
Python.
"""

import gzip
import struct
from dataclasses import replace

from files import btsnoop
from heard import HOME, read

ORIGIN = 'Bumble 0.0.236 on RootCanal 1.10.0; scenario {}; HCI of the {}'


def number(records, test, nth=0):
    """The index of the nth record that passes."""
    return [i for i, rec in enumerate(records) if test(rec)][nth]


def signal(code, sent):
    """An L2CAP signalling command on BR/EDR in one direction?"""
    return lambda rec: (rec.tx == sent and rec.data[0] == 2 and rec.data[7:9] == b'\x01\x00' and rec.data[9] == code)


def patched(records, at, offset, octets, mark):
    """Other octets in one record, which gets a name."""
    data = bytearray(records[at].data)
    data[offset:offset + len(octets)] = octets
    records[at] = replace(records[at], data=bytes(data), mark=mark)


def marked(records, at, mark):
    """A name for a record."""
    records[at] = replace(records[at], mark=mark)


def longer(sent, octets):
    """An L2CAP PDU of more octets, on a dynamic channel, in one direction?"""
    return lambda rec: (rec.tx == sent and rec.data[0] == 2 and struct.unpack_from('<H', rec.data, 5)[0] > octets
                        and struct.unpack_from('<H', rec.data, 7)[0] >= 0x40)


def over_mtu():
    """The speaker takes 400 octets of media, and the phone sends 463."""
    records = read(HOME / 'a2dp/sbc-good.btsnoop')
    patched(records, number(records, signal(4, False), 2), 19, struct.pack('<H', 400), 'takes')
    marked(records, number(records, longer(True, 400)), 'large')
    return ('a2dp/over-mtu', 'sbc-good', 'phone', records, 'Media packets are larger than the speaker takes',
            'the MTU of the speaker\'s Configuration Request for the media channel',
            'The speaker asks for SDUs of no more than 400 octets on the media channel (frame {takes}). The phone accepts '
            'that and sends packets of 463 (the first in frame {large}).', [('FRAG012', 'large')])


def gets_over_mtu():
    """The same, as the speaker logs it."""
    records = read(HOME / 'a2dp/sbc-good-speaker.btsnoop')
    patched(records, number(records, signal(4, True), 2), 19, struct.pack('<H', 400), 'takes')
    marked(records, number(records, longer(False, 400)), 'large')
    return ('a2dp/gets-over-mtu', 'sbc-good', 'speaker', records, 'A speaker gets media packets that are larger than it takes',
            'the MTU of the speaker\'s Configuration Request for the media channel',
            'The speaker, whose log this is, asks for SDUs of no more than 400 octets on the media channel (frame {takes}). '
            'The phone sends packets of 463 (the first in frame {large}).', [('FRAG012', 'large')])


CAPTURES = (over_mtu, gets_over_mtu)


def main():
    for make in CAPTURES:
        name, scenario, side, records, title, edited, shows, findings = make()
        marks = {rec.mark: place for place, rec in reversed(list(enumerate(records, 1)))}
        target = HOME / f'{name}.btsnoop.gz'
        target.write_bytes(gzip.compress(btsnoop(records), 9, mtime=0))
        lines = [f'title = "{title}"', f'origin = "{ORIGIN.format(scenario, side)}"',
                 f'edited = "{edited} (captures/make/changed.py)"', f'shows = "{shows.format(**marks)}"',
                 f'healthy = {"false" if findings else "true"}']
        for code, mark in findings:
            lines += ['', '[[finding]]', f'code = "{code}"', f'frame = {marks[mark]}']
        target.with_name(f'{target.name.split(".")[0]}.toml').write_text('\n'.join(lines) + '\n', encoding='utf8')
        print(f'{target.relative_to(HOME)}: {len(records)} frames, {target.stat().st_size} bytes')


if __name__ == '__main__':
    main()
