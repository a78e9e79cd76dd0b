"""Links and streams that end too early: switched off, lost, stalled, or taken by a second device."""

from bumble import hci
from bumble.core import PhysicalTransport

from a2dp import GONE, MEDIA
from claims import asked, reason
from duet import Duet, agree
from edit import acl_handle, indexes, is_event, lose_link, silence
from stage import Capture, Stage, hang_up, heartbeat, quiet, settle
from streams import playing


async def speaker_off():
    """The speaker's controller goes away in mid-stream."""
    async with Stage() as stage:
        duet = await playing(stage, seconds=1.5)
        await quiet(duet.speaker.transport.close(), 2)
        await settle(1)
        await heartbeat(duet.phone)
        return [Capture(
            'a2dp/speaker-off.btsnoop', duet.phone.tape.records, 'The speaker is switched off in mid-stream',
            'Music plays until frame {last}; then the speaker is gone, and the link ends with reason 0x15, power off '
            '(frame {gone}). Said by the speaker itself: no fault of the radio.',
            {'last': (MEDIA, -1), 'gone': GONE}, [('CONN013', 'gone')], says={'gone': reason(0x15)}, side='phone')]


async def media_channel_closed():
    """The speaker closes the media channel in mid-stream, without a word of AVDTP."""
    async with Stage() as stage:
        duet = await playing(stage, seconds=1.5)
        await quiet(duet.sinks[0].stream.rtp_channel.disconnect(), 2)
        await settle(1)
        duet.stream = None
        await duet.leave()
        return [Capture(
            'a2dp/media-channel-closed.btsnoop', duet.phone.tape.records,
            'The speaker closes the media channel in mid-stream',
            'Music plays until frame {last}; the speaker asks to disconnect the media channel (frame {close}) with '
            'neither SUSPEND nor CLOSE nor ABORT, and the phone ends the rest ({gone}). Its proper rule is not in this '
            'version.', {'last': (MEDIA, -1), 'close': ('btl2cap.cmd_code == 0x06 && hci_h4.direction == 1', -1),
                         'gone': GONE}, side='phone')]


async def link_loss():
    async with Stage() as stage:
        duet = await playing(stage, seconds=3)
        await hang_up(duet.arrivals[0])
        stage.clock.jump(3)
        await heartbeat(duet.phone)
        return [Capture(
            'a2dp/link-loss.btsnoop', lose_link(duet.phone.tape.records), 'The link is lost in mid-stream',
            'Music plays; the last completed packet is in frame {ncp}, the host sends until its credits are used up, '
            'and then comes Disconnection Complete with reason 0x08, connection timeout (frame {gone}).',
            {'ncp': ('bthci_evt.code == 0x13', -1), 'gone': GONE}, [('CONN001', 'gone')],
            {'gone': reason(0x08)}, side='phone',
            edited='the speaker had ended the link: reason 0x13 changed to 0x08; for the 1.5 s before it what came '
                   'back on the link is removed, and what was sent beyond the credits')]


async def link_loss_rhythm():
    """The speaker connects, plays a little and waits; 47 minutes after the last loss the link is lost again."""
    minutes, jitter = 47, (0, 4, -6, 2, 5, -3, 1, 0)
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        lost = stage.clock.now()
        for late in jitter:
            duet.stream = duet.protocol = None
            await duet.connect()
            await duet.open('sbc')
            await duet.stream.start()
            await duet.play(0.3)
            await duet.stream.stop()
            lost += int((minutes * 60 + late) * 1e6)
            stage.clock.jump((lost - stage.clock.now()) / 1e6)
            await hang_up(duet.arrivals[-1])
            stage.clock.jump(2)
            await heartbeat(duet.phone)
        edited = duet.phone.tape.records
        for nth in range(len(jitter)):
            edited = lose_link(edited, nth)
        marks = {f'l{nth + 1}': (reason(0x08), nth) for nth in range(len(jitter))}
        return [Capture(
            'connect/link-loss-every-47-minutes.btsnoop.gz', edited, 'The same link is lost every 47 minutes',
            'A speaker is connected, plays a little, and stands by. 47 minutes later, give or take a few seconds, the '
            'link is lost (frame {l1}, reason 0x08), and the phone connects again: eight times ({l2}, {l3}, {l4}, '
            '{l5}, {l6}, {l7}, {l8}). One finding, with its rhythm: a timer.', marks,
            [('CONN001', mark) for mark in marks], {mark: reason(0x08) for mark in marks}, side='phone',
            edited='the long waits are jumps of the clock; the speaker had ended the links: reason 0x13 changed to '
                   '0x08, and for the 1.5 s before each what came back on the link is removed')]


async def ncp_stall():
    async with Stage() as stage:
        duet = await playing(stage, seconds=3)
        stage.clock.jump(4)
        await heartbeat(duet.phone)
        stage.clock.jump(2)
        await heartbeat(duet.phone)
        await hang_up(duet.connection)
        records = duet.phone.tape.records
        media = indexes(records, lambda rec: rec.tx and acl_handle(rec) is not None and len(rec.data) > 400)
        begin = records[media[len(media) // 3]].time
        end = records[indexes(records, lambda rec: is_event(rec, 0x05))[-1]].time
        edited = silence(records, duet.connection.handle, begin, end)
        return [Capture(
            'a2dp/ncp-stall.btsnoop', edited, 'The controller stops returning credits in mid-stream',
            'Number Of Completed Packets comes for the last time in frame {ncp}; the phone sends on until the credits '
            'are used up (frame {last}), and nothing moves for 7 s though the link stays; then the host disconnects '
            '({gone}).', {'ncp': ('bthci_evt.code == 0x13', -1), 'last': (MEDIA, -1), 'gone': GONE},
            [('FRAG009', 'last')], side='phone',
            edited='from one second into the stream on the Number Of Completed Packets events are removed, and the '
                   'packets sent beyond the credits')]


async def third(stage, name='Example Tablet'):
    """Another device."""
    device = await stage.device(name, class_of_device=0x5A0110, connectable=False)
    device.pairing_config_factory = agree()
    return device


async def takes_over():
    """A tablet connects to the speaker, which drops the phone for it; the speaker's view."""
    async with Stage() as stage:
        duet = await playing(stage, seconds=1)
        tablet = await third(stage)
        link = await tablet.connect(duet.speaker.public_address, transport=PhysicalTransport.BR_EDR)
        await settle(0.3)
        await hang_up(duet.arrivals[0], hci.HCI_REMOTE_DEVICE_TERMINATED_CONNECTION_DUE_TO_LOW_RESOURCES_ERROR)
        await link.authenticate()
        await link.encrypt()
        await settle(0.5)
        await hang_up(link)
        marks = {'b': ('bthci_evt.code == 0x04', 1), 'end': 'bthci_cmd.opcode == 0x0406',
                 'b2': ('bthci_evt.code == 0x03', 1), 'gone': GONE}
        return [
            Capture('connect/second-device-takes-over.btsnoop', duet.speaker.tape.records,
                    'A second device connects and the speaker drops the first for it',
                    'While the phone plays, a tablet asks for a connection (frame {b}) and gets it ({b2}); the speaker '
                    'then ends the phone\'s link with reason 0x14, low resources ({end}). Once, by the speaker\'s own '
                    'decision: a speaker with one place, not a dropout.', marks, [('CONN013', 'gone')],
                    says={'end': asked(0x14)}, side='speaker'),
            Capture('connect/second-device-takes-over-phone.btsnoop', duet.phone.tape.records,
                    'The phone\'s view of being dropped for another device',
                    'The stream plays until the speaker ends the link with reason 0x14 (frame {gone}). The phone cannot '
                    'see why.', {'gone': GONE}, [('CONN013', 'gone')], says={'gone': reason(0x14)}, side='phone')]


async def dropout_on_second():
    """Twice a watch connects to the phone, and twice the speaker's link is lost just then."""
    async with Stage() as stage:
        duet = await playing(stage, seconds=1)
        watch = await third(stage, 'Example Watch')
        await duet.phone.set_connectable(True)
        for again in (False, True):
            if again:
                stage.clock.jump(30)
                duet.stream = duet.protocol = None
                await duet.connect()
                await duet.open('sbc')
                await duet.stream.start()
                await duet.play(1)
            link = await watch.connect(duet.phone.public_address, transport=PhysicalTransport.BR_EDR)
            await duet.play(2)
            await hang_up(duet.arrivals[-1])
            stage.clock.jump(5)
            await heartbeat(duet.phone)
            await hang_up(link)
        edited = lose_link(lose_link(duet.phone.tape.records, 0), 2)
        watch_handles = {'w1': ('bthci_evt.code == 0x03', 1), 'w2': ('bthci_evt.code == 0x03', 3),
                         'l1': (reason(0x08), 0), 'l2': (reason(0x08), 1),
                         's1': ('rtp.seq == 35', 0), 's2': ('rtp.seq == 35', 1)}
        return [Capture(
            'connect/dropout-on-second-device.btsnoop', edited, 'Each time the watch connects, the speaker is lost',
            'The phone plays; a watch connects (frame {w1}) and two seconds later the speaker\'s link times out '
            '(frame {l1}, reason 0x08). After the reconnect the same again ({w2}, {l2}). The '
            'links were up for so short a time that this may be chance: CONN006 is a hint, until it happens in a longer capture. '
            'The phone sends no music while the watch is switched on (up to {s1} and {s2}).', watch_handles,
            [('CONN001', 'l1'), ('CONN001', 'l2'), ('STRM028', 's1'), ('STRM011', 's2')], {'l1': reason(0x08), 'l2': reason(0x08)}, side='phone',
            edited='the speaker had ended both links: reason 0x13 changed to 0x08; for the 1.5 s before each what came '
                   'back on the link is removed, and what was sent beyond the credits')]


SCENARIOS = {
    'speaker-off': speaker_off, 'media-channel-closed': media_channel_closed, 'link-loss': link_loss, 'link-loss-every-47-minutes': link_loss_rhythm,
    'ncp-stall': ncp_stall, 'second-device-takes-over': takes_over, 'dropout-on-second-device': dropout_on_second,
}
