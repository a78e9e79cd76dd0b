"""A2DP that works, and streams that never come to play."""

from duet import Duet, aac, media_packets
from stage import Capture, Stage, heartbeat, settle

SIGNAL = 'btavdtp.message_type == {} && btavdtp.signal_id == {}'
DISCOVER, CAPABILITIES, SET_CONFIG, OPEN, START, CLOSE, SUSPEND, ABORT = 1, 12, 3, 6, 7, 8, 9, 10
GONE = 'bthci_evt.code == 0x05'
MEDIA = 'rtp'


def cmd(signal):
    """Filter of an AVDTP command."""
    return SIGNAL.format(0, signal)


def ok(signal):
    """Filter of its accept."""
    return SIGNAL.format(2, signal)


def no(signal):
    """Filter of its reject."""
    return SIGNAL.format(3, signal)


async def good(codec, seconds):
    """A whole life of a stream: both tapes."""
    async with Stage() as stage:
        duet = await Duet(stage).enter(offer=('sbc',) if codec == 'sbc' else ('sbc', 'aac'))
        await duet.connect()
        await duet.open(codec)
        await duet.stream.start()
        await duet.play(seconds)
        await duet.leave()
        return duet.phone.tape.records, duet.speaker.tape.records


LIFE = {'config': ok(SET_CONFIG), 'open': ok(OPEN), 'start': ok(START), 'media': (MEDIA, 0),
        'last': (MEDIA, -1), 'suspend': ok(SUSPEND), 'close': ok(CLOSE), 'gone': GONE}
LIFE_SHOWS = ('Pairing without a prompt, encryption, SDP, AVDTP. {codec} is configured (frame {{config}}), opened '
              '({{open}}), started ({{start}}) and plays (frames {{media}} to {{last}}); then suspend ({{suspend}}), '
              'close ({{close}}) and a disconnect asked for by the phone ({{gone}}).')


async def sbc_good():
    phone, speaker = await good('sbc', 3)
    text = LIFE_SHOWS.format(codec='SBC')
    return [
        Capture('a2dp/sbc-good.btsnoop', phone, 'A2DP with SBC, from page to disconnect', text, LIFE, side='phone'),
        Capture('a2dp/sbc-good-speaker.btsnoop', speaker, 'The same A2DP session with SBC, seen by the speaker',
                text, LIFE, side='speaker'),
    ]


async def aac_good():
    phone, _ = await good('aac', 3)
    return [Capture('a2dp/aac-good.btsnoop.gz', phone, 'A2DP with AAC, from page to disconnect (gzip)',
                    LIFE_SHOWS.format(codec='AAC'), LIFE, side='phone')]


async def reconnect_good():
    """The second connection of two devices that know each other."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await duet.secure()
        await duet.leave()
        stage.clock.jump(600)
        duet.phone.tape.records.clear()
        await duet.connect()
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(1.5)
        await duet.leave()
        marks = {'key': 'bthci_cmd.opcode == 0x040b', 'auth': 'bthci_evt.code == 0x06',
                 'enc': 'bthci_evt.code == 0x08', **LIFE}
        return [Capture(
            'a2dp/reconnect-good.pcap', duet.phone.tape.records,
            'Reconnect with a stored link key, then A2DP (pcap, link type 201)',
            'The capture starts with the page. The phone has a link key (frame {key}), authentication ({auth}) and '
            'encryption ({enc}) succeed without pairing; SBC is started ({start}), plays, and the link is closed ({gone}).',
            marks, side='phone')]


async def not_active(pressed):
    """Connected and open; nobody sends START for 40 s."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        _, remote = await duet.remote_control()
        await duet.open('sbc')
        await settle(0.5)
        if pressed:
            await duet.press(remote)
        await settle(0.5)
        for _ in range(4):
            stage.clock.jump(10)
            await heartbeat(duet.phone)
        await duet.leave()
        return duet.phone.tape.records


async def connected_not_active():
    records = await not_active(True)
    return [Capture(
        'a2dp/connected-not-active.btsnoop', records, 'Connected, not active: PLAY was pressed, START never sent',
        'The stream is open (frame {open}) with its media channel; the listener presses PLAY on the speaker '
        '(frame {play}), the phone accepts the key and sends no START in 40 s. The phone closes at the end ({close}).',
        {'open': ok(OPEN), 'play': 'btavrcp.passthrough.operation == 0x44',
         'close': ok(CLOSE)},
        [('STRM001', 'open')], side='phone')]


async def connected_idle():
    records = await not_active(False)
    return [Capture(
        'a2dp/connected-idle.btsnoop', records, 'Connected and idle: nobody asked for music',
        'Near miss of connected-not-active: the stream is open (frame {open}) and no START follows in 40 s, '
        'but nothing says that anybody wanted to play. A quiet speaker is no fault.',
        {'open': ok(OPEN)}, side='phone')]


async def configured_never_opened():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.configure('sbc')
        await settle(0.5)
        for _ in range(3):
            stage.clock.jump(5)
            await heartbeat(duet.phone)
        await duet.leave()
        return [Capture(
            'a2dp/configured-never-opened.btsnoop', duet.phone.tape.records,
            'The codec was configured, the stream never opened',
            'The speaker accepts SET_CONFIGURATION (frame {config}); the phone sends no OPEN in 15 s and then '
            'disconnects (frame {gone}).', {'config': ok(SET_CONFIG), 'gone': GONE},
            [('STRM002', 'config')], side='phone')]


async def started_no_media():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.open('sbc')
        await duet.stream.start()
        await settle(0.5)
        for _ in range(4):
            stage.clock.jump(3)
            await heartbeat(duet.phone)
        await duet.leave()
        return [Capture(
            'a2dp/started-no-media.btsnoop', duet.phone.tape.records, 'The stream was started, no audio was sent',
            'The speaker accepts START (frame {start}); for 12 s not one packet goes out on the media channel, '
            'then the phone suspends ({suspend}).', {'start': ok(START), 'suspend': ok(SUSPEND)},
            [('STRM004', 'start')], side='phone')]


async def sequence_gap():
    """The source skips packets; and a second file where the edit loses them."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(2, skip={20, 21, 22, 45})
        await duet.leave()
        marks = {'start': ok(START), 'gap': 'rtp.seq == 23', 'gap2': 'rtp.seq == 46'}
        return [Capture(
            'a2dp/rtp-gap.btsnoop', duet.phone.tape.records, 'Audio packets missing: the source skipped four',
            'While streaming (START accepted in frame {start}) the RTP sequence jumps from 19 to 23 (frame {gap}) '
            'and from 44 to 46 (frame {gap2}).', marks, [('FRAG034', 'gap')], side='phone')]


async def sequence_restart():
    """Sequence numbers that begin again at each START are no gap."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(1)
        await duet.stream.stop()
        await settle(0.5)
        duet.rtp = media_packets('sbc')
        await duet.stream.start()
        await duet.play(1)
        await duet.leave()
        return [Capture(
            'a2dp/pause-resume.btsnoop', duet.phone.tape.records, 'Pause and resume; RTP starts again at 0',
            'Near miss of rtp-gap: the stream is suspended (frame {suspend}) and started again ({again}); the RTP '
            'sequence restarts at 0, as many sources do.',
            {'suspend': ok(SUSPEND), 'again': (ok(START), 1)}, side='phone')]


async def small_buffers():
    """A controller whose ACL packets hold 310 bytes: each media packet goes in two."""
    async with Stage(preset='CSR_RCK_PTS_DONGLE') as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(1.5)
        await duet.leave()
        return [Capture(
            'a2dp/small-buffers.btsnoop', duet.phone.tape.records, 'A2DP through a controller with small buffers',
            'ACL packets hold at most 310 bytes here, so each media packet is sent in two fragments (the first from '
            'frame {first} on, whole in {media}). Nothing is lost.',
            {'start': ok(START), 'first': 'bthci_acl.length == 310', 'media': (MEDIA, 0)}, side='phone')]


async def sbc_though_aac():
    async with Stage() as stage:
        duet = await Duet(stage).enter(offer=('sbc', 'aac'))
        await duet.connect()
        duet.protocol.add_source(aac(), None)  # the phone has AAC as well
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(1.5)
        await duet.leave()
        return [Capture(
            'a2dp/sbc-though-aac.btsnoop', duet.phone.tape.records, 'SBC chosen though the speaker offered AAC',
            'The speaker offers SBC and AAC (frames {sbc} and {aac}); the phone configures SBC (frame {config}) and '
            'plays. Legal, and nothing fails: a matter of taste, not a finding of this version.',
            {'sbc': (ok(CAPABILITIES), 0), 'aac': (ok(CAPABILITIES), 1), 'config': cmd(SET_CONFIG)}, side='phone')]


SCENARIOS = {
    'sbc-good': sbc_good, 'aac-good': aac_good, 'reconnect-good': reconnect_good,
    'connected-not-active': connected_not_active, 'connected-idle': connected_idle,
    'configured-never-opened': configured_never_opened, 'started-no-media': started_no_media,
    'rtp-gap': sequence_gap, 'small-buffers': small_buffers,
    'pause-resume': sequence_restart, 'sbc-though-aac': sbc_though_aac,
}
