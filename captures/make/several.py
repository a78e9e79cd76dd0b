"""Long times and several devices: figures of stability, a speaker that another phone takes, two speakers."""

from bumble import a2dp, avc, avdtp, avrcp

from a2dp import GONE, START, ok
from claims import reason
from duet import CODECS, SPEAKER_CLASS, Duet, agree
from edit import lose_link
from losses import third
from stage import Capture, Stage, hang_up, heartbeat, settle
from streams import playing

PLAY = 'btavrcp.passthrough.operation == 0x44'


async def play_by_key(duet, remote, seconds):
    """PLAY on the speaker, then PAUSE, and what the phone does upon them."""
    await duet.press(remote)
    await settle(0.25)
    await duet.stream.start()
    await duet.play(seconds)
    await duet.press(remote, avc.PassThroughFrame.OperationId.PAUSE)
    await duet.stream.stop()


async def six_hours():
    """Music now and then; after two hours and after five the link is lost for a while."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        remote = None
        for session, hours in enumerate((2.0, 3.0, 1.0)):
            duet.stream = duet.protocol = None
            await duet.connect()
            if remote is None:
                _, remote = await duet.remote_control()
            else:
                await avrcp.Protocol().connect(duet.connection)
                await settle(0.2)
            await duet.open('sbc')
            for _ in range(3):
                await play_by_key(duet, remote, 1.2)
                stage.clock.jump(hours * 1200 - 8)
            if session == 2:
                break
            await hang_up(duet.arrivals[-1])
            stage.clock.jump((11, 40)[session])
            await heartbeat(duet.phone)
        await duet.leave()
        edited = lose_link(lose_link(duet.phone.tape.records, 0), 1)
        marks = {'l1': (reason(0x08), 0), 'l2': (reason(0x08), 1), 'play': (PLAY, 0), 'start': (ok(START), 0)}
        return [Capture(
            'connect/six-hours.btsnoop.gz', edited, 'Six hours with a speaker, and two losses of the link',
            'A speaker is connected for six hours. Nine times somebody presses PLAY on it (the first time in frame {play}), '
            'the phone starts the stream ({start}), music plays for a second, and somebody presses PAUSE. After two hours and after five the link is '
            'lost ({l1}, {l2}, reason 0x08); the phone connects again, the first time after 11 s, the second time after 40 s. '
            'No rhythm, two drops in six hours.', marks, [('CONN001', 'l1'), ('CONN001', 'l2')],
            {'l1': reason(0x08), 'l2': reason(0x08)}, side='phone',
            edited='the long waits are jumps of the clock; the speaker had ended two links: reason 0x13 changed to 0x08, '
                   'and for the 1.5 s before each what came back on the link is removed')]


async def steals():
    """A tablet starts its own stream on the speaker, which ends the phone's link for it; the speaker's view."""
    async with Stage() as stage:
        duet = await playing(stage, seconds=3)
        phones_link = duet.arrivals[0]
        other = Duet(stage)
        other.speaker, other.phone = duet.speaker, await third(stage)
        await other.connect()
        await other.open('sbc')
        await other.stream.start()
        await hang_up(phones_link)
        await other.play(3)
        await other.leave()
        marks = {'came': ('bthci_evt.code == 0x04', 1), 'first': (ok(START), 0), 'second': (ok(START), 1),
                 'end': 'bthci_cmd.opcode == 0x0406', 'gone': GONE}
        return [Capture(
            'connect/tablet-steals-speaker.btsnoop.gz', duet.speaker.tape.records,
            'A tablet takes the speaker while a phone plays',
            'The phone plays (started in frame {first}). A tablet connects ({came}), opens a stream of its own and starts '
            'it ({second}); the speaker ends the phone\'s link ({end}, {gone}), and the tablet plays.',
            marks, [('STRM031', 'second')], side='speaker')]


async def second_speaker(duet):
    """Another speaker for the same phone."""
    other = Duet(duet.stage)
    other.phone = duet.phone
    other.speaker = await duet.stage.device('Example Speaker 2', class_of_device=SPEAKER_CLASS)
    other.speaker.pairing_config_factory = agree(mitm=False)
    other.speaker.sdp_service_records = {0x10001: a2dp.make_audio_sink_service_sdp_records(0x10001)}
    listener = avdtp.Listener.for_device(other.speaker, version=(1, 3))
    listener.on('connection', lambda server: other.sinks.append(server.add_sink(CODECS['sbc'](True))))
    return other


async def one_idle():
    """The phone is connected to two speakers and plays to one."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        other = await second_speaker(duet)
        await duet.connect()
        await duet.open('sbc')
        await other.connect()
        await other.open('sbc')
        await duet.stream.start()
        await duet.play(8)
        await other.leave()
        await duet.leave()
        marks = {'start': (ok(START), 0), 'idle': ('btavdtp.message_type == 2 && btavdtp.signal_id == 6', 1)}
        return [Capture(
            'a2dp/two-speakers-one-idle.btsnoop.gz', duet.phone.tape.records, 'Two speakers of which one is idle',
            'The phone opens a stream to each of two speakers (the second one in frame {idle}), starts only the first '
            '({start}) and plays to it for 8 s. The other one is connected and silent all the time.',
            marks, [('STRM023', 'idle')], side='phone')]


SCENARIOS = {'six-hours': six_hours, 'tablet-steals-speaker': steals, 'two-speakers-one-idle': one_idle}
