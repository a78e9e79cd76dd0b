"""A few octets of a good sample changed, or packets put in: python3 captures/make/changed.py

What two well-behaved stacks never do to each other. Each capture says what was changed. Needs nothing but
Python.
"""

import gzip
import struct
from dataclasses import replace

from files import btsnoop
from heard import HOME, Rec, read

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


def avdtp(sent):
    """A command or answer of AVDTP that is no media, in one direction?"""
    return lambda rec: rec.tx == sent and rec.data[0] == 2 and rec.data[7:9] == b'\x40\x00'


def set_configuration(rec):
    """The command AVDTP_SET_CONFIGURATION?"""
    return avdtp(True)(rec) and rec.data[9] & 3 == 0 and rec.data[10] == 3


def two_of_a_kind():
    """The phone configures 44.1 and 48 kHz at once."""
    records = read(HOME / 'a2dp/sbc-good.btsnoop')
    at = number(records, set_configuration)
    patched(records, at, len(records[at].data) - 4, b'\x31', 'configured')
    return ('a2dp/config-two-frequencies', 'sbc-good', 'phone', records, 'A configuration names two sampling frequencies',
            'the octet of SBC\'s sampling frequency and channel mode in the phone\'s Set Configuration',
            'The phone configures SBC for 44.1 and 48 kHz at once (frame {configured}). The speaker accepts that, and music '
            'plays: each side decodes as it guesses.', [('STRM016', 'configured')])


def other_frequency():
    """The phone configures 48 kHz and sends 44.1."""
    records = read(HOME / 'a2dp/sbc-good.btsnoop')
    at = number(records, set_configuration)
    patched(records, at, len(records[at].data) - 4, b'\x11', 'configured')
    marked(records, number(records, longer(True, 400)), 'media')
    return ('a2dp/media-not-as-configured', 'sbc-good', 'phone', records, 'Media is not what was configured',
            'the octet of SBC\'s sampling frequency and channel mode in the phone\'s Set Configuration',
            'The phone configures SBC for 48 kHz (frame {configured}), and its packets hold frames of 44.1 kHz (the first in '
            'frame {media}).', [('STRM030', 'media')])


def sbc_though_both():
    """The speaker has asked the phone for its capabilities: both have AAC, and the phone chooses SBC."""
    records = read(HOME / 'a2dp/sbc-though-aac.btsnoop')
    at = number(records, set_configuration)
    marked(records, at, 'configured')
    marked(records, number(records, lambda rec: avdtp(False)(rec) and rec.data[9] & 3 == 2 and rec.data[10] == 3), 'accepted')
    handle = struct.unpack_from('<H', records[at].data, 1)[0] & 0xFFF
    aac = bytes.fromhex('0100 0708 00 02 80018c83e800'.replace(' ', ''))
    sbc = bytes.fromhex('0100 0706 00 00 ffff0235'.replace(' ', ''))
    # Label 8 and up: the phone has used those below. End points 1 and 2 of the phone are sources of SBC and AAC.
    talk = [(False, b'\x80\x01'), (True, b'\x82\x01\x04\x00\x08\x00'), (False, b'\x90\x0c\x04'), (True, b'\x92\x0c' + sbc),
            (False, b'\xa0\x0c\x08'), (True, b'\xa2\x0c' + aac)]
    time, put = records[at - 1].time, []
    for nth, (sent, pdu) in enumerate(talk):
        head = struct.pack('<HHHH', handle | (0 if sent else 0x2000), len(pdu) + 4, len(pdu), 0x40)
        mark = 'source' if nth == 5 else ''
        put.append(Rec(time + 100 * (2 * nth + 1), sent, b'\x02' + head + pdu, mark))
        if sent:
            put.append(Rec(time + 100 * (2 * nth + 2), False, b'\x04\x13\x05\x01' + struct.pack('<HH', handle, 1)))
    records[at:at] = put
    last = put[-1].time
    records[at + len(put):] = [replace(rec, time=max(rec.time, last + 100)) for rec in records[at + len(put):]]
    return ('a2dp/sbc-though-both-have-aac', 'sbc-though-aac', 'phone', records, 'SBC chosen though both sides have AAC',
            'the speaker\'s Discover and Get All Capabilities, and the answers to them, are put in',
            'The speaker asks the phone what it can do and learns that it has AAC (frame {source}), as the speaker itself '
            'has. The phone configures SBC (frame {configured}).', [('STRM015', 'accepted')])


def event(code, octets):
    """An event of the controller."""
    return b'\x04' + bytes([code, len(octets)]) + octets


def command(opcode, octets):
    """A command of the host."""
    return b'\x01' + struct.pack('<HB', opcode, len(octets)) + octets


def put_in(records, at, talk):
    """Packets between two records, 2 ms apart; what comes later is moved. Each is sent?, octets, a name."""
    time = records[at - 1].time
    put = [Rec(time + 2000 * nth, sent, octets, mark) for nth, (sent, octets, mark) in enumerate(talk, 1)]
    later = 2000 * (len(talk) + 1)
    records[at:] = put + [replace(rec, time=rec.time + later) for rec in records[at:]]


def is_suspend(rec):
    """The command AVDTP_SUSPEND?"""
    return avdtp(True)(rec) and rec.data[9] & 3 == 0 and rec.data[10] == 9


def missing_feature():
    """The speaker has Bluetooth 2.0 and knows no sniff subrating, which the phone asks for."""
    records = read(HOME / 'a2dp/sbc-good.btsnoop')
    at = number(records, is_suspend)
    handle = struct.pack('<H', struct.unpack_from('<H', records[at].data, 1)[0] & 0xFFF)
    put_in(records, at, [
        (True, command(0x041D, handle), ''), (False, event(0x0F, b'\x00\x01\x1d\x04'), ''),
        (False, event(0x0C, b'\x00' + handle + b'\x03\x0a\x00\x34\x12'), 'version'),
        (True, command(0x041B, handle), ''), (False, event(0x0F, b'\x00\x01\x1b\x04'), ''),
        (False, event(0x0B, b'\x00' + handle + bytes.fromhex('fffe8ffe9b000080')), 'features'),
        (True, command(0x0811, handle + b'\x20\x03\x00\x00\x00\x00'), 'asked'),
        (False, event(0x0F, b'\x1a\x01\x11\x08'), 'refused'),
    ])
    return ('connect/feature-missing', 'sbc-good', 'phone', records, 'The speaker is too old for what is asked of it',
            'Read Remote Version Information, Read Remote Supported Features, Sniff Subrating and their answers are put in',
            'The speaker has Bluetooth 2.0 (frame {version}) and no sniff subrating among its features ({features}). The phone '
            'asks for it all the same ({asked}) and is refused ({refused}).', [('CONN019', 'refused')])


def offloaded():
    """The phone hands the stream to its controller: no media in the log."""
    records = read(HOME / 'a2dp/sbc-good.btsnoop')
    media = [i for i, rec in enumerate(records) if longer(True, 400)(rec)]
    handle, channel = records[media[0]].data[1:3], records[media[0]].data[7:9]
    handle = struct.pack('<H', struct.unpack('<H', handle)[0] & 0xFFF)
    returns = [i for i in range(media[0], media[-1] + 8) if records[i].data[:2] == b'\x04\x13'][:len(media)]
    gone = set(media) | set(returns)
    start = struct.pack('<IHHIBBI', 1, 0, 0, 1, 1, 2, 229_000) + handle + channel + struct.pack('<H', 672) + bytes(32)
    kept = [rec for i, rec in enumerate(records) if i not in gone]
    at = media[0]
    put_in(kept, at, [(True, command(0xFD5D, b'\x01' + start), 'offload'), (False, event(0x0E, b'\x01\x5d\xfd\x00\x01'), '')])
    return ('a2dp/offloaded', 'sbc-good', 'phone', kept, 'The phone hands the stream to its controller',
            'the music is left out; Android\'s command A2DP Offload Start and its answer are put in',
            'Near miss of started-no-media: the phone hands the stream to its controller (frame {offload}), so that no log of '
            'HCI has its music. Nothing can be said of the sound, and nothing is.', [])


CAPTURES = (over_mtu, gets_over_mtu, two_of_a_kind, other_frequency, sbc_though_both, missing_feature, offloaded)


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
