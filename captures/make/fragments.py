"""L2CAP in pieces: ACL fragments that are whole, lost or odd, cut captures, malformed PDUs."""

import struct
from dataclasses import replace

from bumble import smp
from bumble.device import Peer

from claims import rejected
from duet import Duet
from edit import acl_handle, indexes
from le import GONE, UP, VALUE, Couple, heartbeat_le
from stage import Capture, Stage, hang_up, settle

NOTIFY, READ = 'btatt.opcode == 0x1b', 'btatt.opcode == 0x0b'


def boundary(rec):
    """Packet boundary flag of an ACL packet: 1 continues, 0 and 2 start."""
    return rec.data[2] >> 4 & 3


async def long_values(stage):
    """A phone with small buffers reads, writes and is notified of 150 bytes."""
    couple = await Couple(stage).enter(length=150)
    await couple.connect()
    peer = Peer(couple.connection)
    await peer.request_mtu(247)
    await couple.read()
    peer = Peer(couple.connection)
    await peer.discover_services()
    await peer.discover_characteristics([VALUE])
    value = peer.get_characteristics_by_uuid(VALUE)[0]
    await peer.discover_descriptors(value)
    await peer.write_value(value, bytes(range(140)), with_response=True)
    await value.subscribe(lambda _value: None)
    for turn in range(5):
        await couple.sensor.notify_subscribers(couple.value, bytes([turn]) * 150)
        await settle(0.2)
    await settle(0.3)
    await hang_up(couple.connection)
    return couple.phone.tape.records


async def values():
    """The good tape, and three edits of it."""
    async with Stage() as stage:
        records = await long_values(stage)
    starts = indexes(records, lambda rec: not rec.tx and acl_handle(rec) is not None and boundary(rec) == 2
                     and len(rec.data) > 9 and rec.data[9] == 0x1B)
    at = starts[2]
    whole = []
    for rec in records:  # the first fragment of each notification in two: one byte, and the rest
        if rec is records[at]:
            body = rec.data[5:]
            head = struct.unpack_from('<H', rec.data, 1)[0]
            whole.append(replace(rec, data=b'\x02' + struct.pack('<HH', head, 1) + body[:1]))
            more = head & 0xFFF | 0x1000
            whole.append(replace(rec, data=b'\x02' + struct.pack('<HH', more, len(body) - 1) + body[1:]))
        else:
            whole.append(rec)
    ends = [i for i in range(at + 1, starts[3]) if acl_handle(records[i]) is not None and not records[i].tx
            and boundary(records[i]) == 1]
    size = 'a value of 150 bytes is read and written, and five notifications of as many bytes come'
    stray = 'bthci_acl.pb_flag == 1 && hci_h4.direction == 1'
    return [
        Capture('le/fragments-good.btsnoop', records, 'Long GATT values in small ACL packets',
                f'The controllers take 27 bytes a packet: {size}, each in several fragments (the first whole notification '
                'in frame {notify}). All arrive whole.', {'notify': NOTIFY, 'gone': GONE}, side='phone'),
        Capture('le/fragment-of-one-byte.btsnoop', whole, 'A first fragment of one byte',
                'Near miss of the lost fragments: a notification begins with an ACL fragment of a single byte (frame '
                '{one}), less than the L2CAP length field. Legal, and it is whole with frame {last}. '
                '(Some dissectors call such a fragment malformed.)',
                {'one': 'bthci_acl.length == 1', 'last': f'frame.number == {ends[-1] + 2}'}, side='phone', malformed=True,
                edited='the first fragment of the third notification is divided into one byte and the rest'),
        Capture('le/fragment-orphan.btsnoop', records[:at] + records[at + 1:], 'Continuation fragments without a start',
                'The third notification has lost its first fragment: continuation fragments follow (frame {orphan}) where '
                'nothing was begun.', {'orphan': (f'{stray} && frame.number > {at}', 0)}, [('FRAG001', 'orphan')],
                side='phone', edited='the first fragment of the third notification is removed'),
        Capture('le/fragment-lost.btsnoop', [r for i, r in enumerate(records) if i != ends[-1]],
                'A notification that is never completed',
                'The third notification has lost its last fragment; the fourth begins (frame {start}) while bytes of the '
                'third are missing.', {'start': (f'bthci_acl.pb_flag == 2 && frame.number > {ends[-1]}', 0)},
                [('FRAG002', 'start')], side='phone', edited='the last fragment of the third notification is removed'),
    ]


async def cut_short():
    """A capture whose packets were cut."""
    async with Stage() as stage:
        couple = await Couple(stage).enter(mitm=False, length=100)
        await couple.connect()
        await Peer(couple.connection).request_mtu(200)
        await couple.pair()
        await couple.read()
        await hang_up(couple.connection)
        return [Capture(
            'le/cut-short.pcap', couple.phone.tape.records, 'Packets cut at 40 bytes by the capture',
            'A good session (link up in frame {up}, closed in {gone}) captured with a snapshot length of 40 bytes: the '
            'public keys and the value that is read are not whole. A limit of the capture, no fault of the devices.',
            {'up': UP, 'gone': GONE}, side='phone', cut=40)]


async def malformed():
    """The sensor sends a Security Request without its parameter."""
    async with Stage() as stage:
        couple = await Couple(stage).enter()
        await couple.connect()
        couple.phone.smp_manager.on_smp_pdu = lambda _connection, _pdu: None
        couple.arrivals[0].send_l2cap_pdu(smp.SMP_CID, b'\x0b')
        await settle(1)
        await couple.read()
        await heartbeat_le(couple.phone)
        await hang_up(couple.connection)
        return [Capture(
            'le/malformed-smp.btsnoop', couple.phone.tape.records, 'A Security Request without its parameter',
            'The sensor sends an SMP Security Request of one byte (frame {bad}); two are needed. The phone ignores it.',
            {'bad': 'btsmp'}, [('CONF001', 'bad')], side='phone', malformed=True)]


async def malformed_avdtp():
    """The speaker asks for capabilities without saying of which endpoint."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(1)
        take = duet.protocol.message_assembler.on_pdu
        duet.protocol.message_assembler.on_pdu = lambda _pdu: duet.protocol.l2cap_channel.write(b'\x73\x02\x11')
        duet.server.l2cap_channel.write(b'\x70\x02')
        await settle(0.4)
        duet.protocol.message_assembler.on_pdu = take
        await duet.leave()
        return [Capture(
            'a2dp/malformed-avdtp.btsnoop', duet.phone.tape.records, 'An AVDTP command that is too short',
            'In mid-stream the speaker sends GET_CAPABILITIES without an endpoint (frame {bad}, two bytes instead of '
            'three); the phone rejects it with Bad Length 0x11 (frame {reject}). The stream is not harmed.',
            {'bad': 'btavdtp.message_type == 0 && btavdtp.signal_id == 2',
             'reject': 'btavdtp.message_type == 3 && btavdtp.signal_id == 2'}, [('CONF001', 'bad')],
            {'reject': rejected(0x11)}, side='phone', malformed=True)]


SCENARIOS = {'fragments': values, 'cut-short': cut_short, 'malformed-smp': malformed, 'malformed-avdtp': malformed_avdtp}
