"""Both sides do the same thing at once."""

import asyncio

from bumble import avdtp, l2cap
from bumble.core import PhysicalTransport

from a2dp import DISCOVER, GONE, OPEN, SET_CONFIG, START, SUSPEND, cmd, no, ok
from claims import rejected
from duet import Duet, sbc
from stage import Capture, Stage, hang_up, heartbeat, quiet, settle

AVDTP = l2cap.ClassicChannelSpec(psm=avdtp.AVDTP_PSM)
REQUEST = 'btl2cap.cmd_code == 0x02 && btl2cap.psm == {} && hci_h4.direction == {}'
SENT, RECEIVED = 0x00, 0x01


async def page_crossing():
    """Both page each other at the same moment."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.phone.set_connectable(True)
        pages = [asyncio.create_task(quiet(a.connect(b.public_address, transport=PhysicalTransport.BR_EDR), 12))
                 for a, b in ((duet.phone, duet.speaker), (duet.speaker, duet.phone))]
        await asyncio.gather(*pages)
        await settle(0.5)
        for connection in list(duet.phone.connections.values()):
            await hang_up(connection)
        return [Capture(
            'connect/page-crossing.btsnoop', duet.phone.tape.records, 'Both sides page each other, and get along',
            'The phone pages (frame {page}) while the speaker\'s Connection Request arrives (frame {asked}); the '
            'two come to a link ({up}) without harm and the phone closes it.',
            {'page': 'bthci_cmd.opcode == 0x0405', 'asked': 'bthci_evt.code == 0x04',
             'up': 'bthci_evt.code == 0x03 && bthci_evt.status == 0'}, side='phone')]


async def listen(duet):
    """Let the phone take AVDTP connections too; the channels it gets."""
    channels = []
    server = duet.phone.create_l2cap_server(spec=AVDTP)
    server.on(server.EVENT_CONNECTION, channels.append)
    return channels


async def both_connect(duet, psm):
    """Open a channel from both ends in the same moment."""
    spec = l2cap.ClassicChannelSpec(psm=psm)
    return await asyncio.gather(
        quiet(duet.connection.create_l2cap_channel(spec), 5),
        quiet(duet.arrivals[0].create_l2cap_channel(spec), 5))


async def signalling_crossing():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await duet.secure()
        await listen(duet)
        ours, theirs = await both_connect(duet, avdtp.AVDTP_PSM)
        await settle(0.3)
        duet.protocol = avdtp.Protocol(ours, (1, 3))
        await quiet(theirs.disconnect(), 2)
        await quiet(ours.disconnect(), 2)
        duet.protocol = None
        await settle(3)
        await heartbeat(duet.phone)
        await hang_up(duet.connection)
        return [Capture(
            'a2dp/signalling-crossing.btsnoop', duet.phone.tape.records, 'Both sides open AVDTP signalling at once',
            'Frames {ours} and {theirs}: both ask for an AVDTP channel before the other answers. Two signalling '
            'channels come up; both are closed within two seconds ({first}, {second}) and nothing is configured.',
            {'ours': REQUEST.format(0x19, SENT), 'theirs': REQUEST.format(0x19, RECEIVED),
             'first': ('btl2cap.cmd_code == 0x06', 0), 'second': ('btl2cap.cmd_code == 0x06', 1)},
            [('RACE019', 'theirs')], side='phone')]


async def avctp_crossing():
    """AVCTP from both ends; the speaker closes what the phone opened."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await duet.secure()
        for device in (duet.phone, duet.speaker):
            device.create_l2cap_server(spec=l2cap.ClassicChannelSpec(psm=0x17))
        ours, theirs = await both_connect(duet, 0x17)
        await settle(0.3)
        for channel in duet.speaker.l2cap_channel_manager.channels[duet.arrivals[0].handle].values():
            if channel is not theirs and getattr(channel, 'psm', 0) == 0x17:
                await quiet(channel.disconnect(), 2)
                break
        await settle(3)
        await heartbeat(duet.phone)
        await quiet(theirs.disconnect(), 2)
        await hang_up(duet.connection)
        return [Capture(
            'connect/avctp-crossing.btsnoop', duet.phone.tape.records, 'Both sides open AVCTP, one channel is thrown away',
            'Frames {ours} and {theirs}: both ask for an AVCTP channel before the other answers; the speaker closes '
            'the one that the phone asked for (frame {closed}).',
            {'ours': REQUEST.format(0x17, SENT), 'theirs': REQUEST.format(0x17, RECEIVED),
             'closed': ('btl2cap.cmd_code == 0x06', 0)}, [('RACE016', 'theirs')], side='phone')]


async def discover_crossing(harm):
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await duet.secure()
        await duet.lookup()
        duet.protocol = protocol = await avdtp.Protocol.connect(duet.connection, (1, 3))
        await settle(0.3)
        source = protocol.add_source(sbc(), None)
        await asyncio.gather(protocol.discover_remote_endpoints(), duet.server.discover_remote_endpoints())
        if harm:
            async def busy(_command):
                return avdtp.Set_Configuration_Reject(error_code=avdtp.ErrorCode.BAD_STATE)

            protocol.on_set_configuration_command = busy
            duet.server.on_set_configuration_command = busy
            await asyncio.gather(
                quiet(protocol.set_configuration(1, 1, source.configuration), 2),
                quiet(duet.server.set_configuration(1, 1, source.configuration), 2))
            await settle(2)
        else:
            duet.stream = await protocol.create_stream(source, protocol.remote_endpoints[1])
            await duet.stream.open()
            await duet.stream.start()
            await duet.play(1)
        await duet.leave()
        return duet.phone.tape.records


DISCOVERS = {'ours': (cmd(DISCOVER), 0), 'theirs': (cmd(DISCOVER), 1)}


async def discover_harm():
    return [Capture(
        'a2dp/discover-crossing.btsnoop', await discover_crossing(True), 'Both sides discover and configure at once',
        'DISCOVER in both directions (frames {ours} and {theirs}), SET_CONFIGURATION in both ({c1}, {c2}), and each '
        'rejects the other\'s with Bad State 0x31 ({r1}, {r2}). No stream comes of it.',
        {**DISCOVERS, 'c1': (cmd(SET_CONFIG), 0), 'c2': (cmd(SET_CONFIG), 1), 'r1': (no(SET_CONFIG), 0),
         'r2': (no(SET_CONFIG), 1)}, [('RACE020', 'theirs')], {'r1': rejected(0x31), 'r2': rejected(0x31)}, side='phone')]


async def discover_harmless():
    return [Capture(
        'a2dp/discover-crossing-harmless.btsnoop', await discover_crossing(False), 'Both sides discover; one configures',
        'Near miss of discover-crossing: DISCOVER in both directions (frames {ours} and {theirs}), both answered, one '
        'SET_CONFIGURATION ({config}), and the stream plays ({start}).',
        {**DISCOVERS, 'config': ok(SET_CONFIG), 'start': ok(START)}, side='phone')]


async def media_crossing():
    """After OPEN the speaker, who has only to wait, opens a media channel too."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await listen(duet)
        await duet.connect()
        await duet.configure('sbc')
        answer = duet.server.on_open_command
        extra = []

        async def eager(command):
            result = await answer(command)
            extra.append(asyncio.create_task(quiet(duet.arrivals[0].create_l2cap_channel(AVDTP), 4)))
            return result

        duet.server.on_open_command = eager
        await duet.stream.open()
        channel = await extra[0]
        await settle(1)
        await quiet(channel.disconnect(), 2)
        await settle(2)
        await duet.leave()
        return [Capture(
            'a2dp/media-channel-crossing.btsnoop', duet.phone.tape.records, 'Both sides open the media channel',
            'The speaker accepts OPEN (frame {open}); the phone opens the media channel (frame {ours}), as it should, '
            'and the speaker opens one as well (frame {theirs}). The stream is never started.',
            {'open': ok(OPEN), 'ours': (REQUEST.format(0x19, SENT), 1), 'theirs': REQUEST.format(0x19, RECEIVED)},
            [('RACE022', 'theirs')], side='phone')]


async def start_suspend():
    """START from the phone while the speaker sends SUSPEND; the stream hangs."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.open('sbc')
        duet.server.on_start_command = lambda _command: None

        async def refuse(command):
            return avdtp.Suspend_Reject(command.acp_seids[0], avdtp.ErrorCode.BAD_STATE)

        duet.protocol.on_suspend_command = refuse
        await asyncio.gather(quiet(duet.stream.start(), 1), quiet(duet.server.suspend([1]), 1))
        for _ in range(3):
            stage.clock.jump(4)
            await heartbeat(duet.phone)
        await hang_up(duet.connection)
        return [Capture(
            'a2dp/start-suspend-collision.btsnoop', duet.phone.tape.records, 'START and SUSPEND collide',
            'The phone\'s START (frame {start}) and the speaker\'s SUSPEND (frame {suspend}) are pending together. '
            'SUSPEND is rejected with Bad State ({reject}), START is never answered; after 12 s the phone disconnects '
            '({gone}).', {'start': cmd(START), 'suspend': cmd(SUSPEND), 'reject': no(SUSPEND), 'gone': GONE},
            [('RACE024', 'suspend')], {'reject': rejected(0x31)}, side='phone')]


SCENARIOS = {
    'page-crossing': page_crossing, 'signalling-crossing': signalling_crossing, 'avctp-crossing': avctp_crossing,
    'discover-crossing': discover_harm, 'discover-crossing-harmless': discover_harmless,
    'media-channel-crossing': media_crossing, 'start-suspend-collision': start_suspend,
}
