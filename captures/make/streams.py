"""Streams that break: voice sessions, commands without answer, rejects."""

import asyncio

from bumble import avdtp, hci, hfp

from a2dp import GONE, OPEN, SET_CONFIG, START, SUSPEND, cmd, no, ok
from claims import rejected
from duet import Duet
from stage import Capture, Stage, hang_up, heartbeat, quiet, settle

SCO_OPEN, SCO_PARAMETERS = 'bthci_evt.code == 0x2c', hfp.ESCO_PARAMETERS[hfp.DefaultCodecParameters.ESCO_CVSD_S3]


async def playing(stage, codec='sbc', seconds=1.0, **kwargs):
    """A duet that plays."""
    duet = await Duet(stage).enter(**kwargs)
    await duet.connect()
    await duet.open(codec)
    await duet.stream.start()
    await duet.play(seconds)
    return duet


async def voice(resumed):
    """The listener asks for the assistant: suspend, eSCO, and back (or not)."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        phone, speaker = duet.phone, duet.speaker
        links, tasks = [], []
        phone.on('sco_connection', links.append)

        def on_request(connection, _link_type):
            accept = hci.HCI_Enhanced_Accept_Synchronous_Connection_Request_Command(
                bd_addr=connection.peer_address, **SCO_PARAMETERS.asdict())
            tasks.append(asyncio.create_task(quiet(speaker.host.send_async_command(accept))))

        speaker.on('sco_request', on_request)
        await duet.connect()
        gateway, hands_free = await duet.hands_free()
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(1)
        await hands_free.execute_command('AT+BVRA=1')
        await duet.stream.stop()
        await phone.host.send_async_command(hci.HCI_Enhanced_Setup_Synchronous_Connection_Command(
            connection_handle=duet.connection.handle, **SCO_PARAMETERS.asdict()))
        await settle(0.5)
        stage.clock.jump(4)
        await quiet(links[0].disconnect(), 3)
        gateway.send_response('+BVRA: 0')
        await settle(0.5)
        if resumed:
            await duet.stream.start()
            await duet.play(1)
        else:
            for _ in range(4):
                stage.clock.jump(5)
                await heartbeat(phone)
        if duet.stream.state == avdtp.State.STREAMING:
            await duet.stream.stop()
        await duet.stream.close()
        await settle(0.2)
        await quiet(duet.mux.disconnect(), 2)
        await duet.protocol.l2cap_channel.disconnect()
        await settle(0.2)
        await hang_up(duet.connection)
        return phone.tape.records


VOICE = {'start': ok(START), 'ask': 'frame contains "AT+BVRA=1"', 'suspend': ok(SUSPEND), 'sco': SCO_OPEN,
         'end': (GONE, 0)}


async def voice_not_resumed():
    return [Capture(
        'a2dp/voice-not-resumed.btsnoop', await voice(False), 'Suspended for the voice assistant and never resumed',
        'Music plays from frame {start}; the speaker asks for the assistant (AT+BVRA=1, frame {ask}), the stream is '
        'suspended ({suspend}) and eSCO is set up ({sco}). The eSCO link ends ({end}) with +BVRA: 0, and no START '
        'follows in 20 s.', VOICE, [('STRM007', 'suspend')], side='phone')]


async def voice_resumed():
    return [Capture(
        'a2dp/voice-resumed.btsnoop', await voice(True), 'Suspended for the voice assistant and resumed',
        'Near miss of voice-not-resumed: suspend in frame {suspend}, eSCO in {sco}, its end in {end}, START accepted '
        'again in frame {again}.', {**VOICE, 'again': (ok(START), 1)}, side='phone')]


async def start_unanswered():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.open('sbc')
        duet.server.on_start_command = lambda _command: None
        await quiet(duet.stream.start(), 1)
        for _ in range(3):
            stage.clock.jump(4)
            await heartbeat(duet.phone)
        await hang_up(duet.connection)
        return [Capture(
            'a2dp/start-unanswered.btsnoop', duet.phone.tape.records, 'START is never answered',
            'Frame {start}: START. The speaker does not answer; the phone waits 12 s and disconnects (frame {gone}).',
            {'start': cmd(START), 'gone': GONE}, [('STRM008', 'start')], side='phone')]


async def config_unanswered():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        duet.server.on_set_configuration_command = lambda _command: None
        await quiet(duet.configure('sbc'), 1)
        for _ in range(3):
            stage.clock.jump(4)
            await heartbeat(duet.phone)
        await quiet(duet.protocol.l2cap_channel.disconnect(), 2)
        await hang_up(duet.connection)
        return [Capture(
            'a2dp/config-unanswered.pcapng', duet.phone.tape.records, 'SET_CONFIGURATION is never answered (pcapng)',
            'Frame {config}: SET_CONFIGURATION. No answer in 12 s; the phone closes the channel and the link ({gone}).',
            {'config': cmd(SET_CONFIG), 'gone': GONE}, [('STRM008', 'config')], side='phone')]


async def slow_answer():
    """The speaker thinks for three seconds before it accepts the codec."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        answer = duet.server.on_set_configuration_command

        async def think(command):
            await settle(0.2)
            stage.clock.jump(3)
            return await answer(command)

        duet.server.on_set_configuration_command = think
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(1)
        await duet.leave()
        return [Capture(
            'a2dp/slow-answer.btsnoop', duet.phone.tape.records, 'SET_CONFIGURATION is answered after 3 s',
            'Near miss of config-unanswered: SET_CONFIGURATION (frame {ask}) is accepted 3 s later (frame {config}), '
            'and the stream plays ({start}).', {'ask': cmd(SET_CONFIG), 'config': ok(SET_CONFIG), 'start': ok(START)},
            side='phone')]


async def unsupported(_configuration):
    """A sink's answer to a configuration it does not like."""
    return avdtp.Set_Configuration_Reject(
        service_category=avdtp.ServiceCategory.MEDIA_CODEC, error_code=avdtp.ErrorCode.UNSUPPORTED_CONFIGURATION)


async def config_rejected():
    """The codec does not please the speaker."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        for sink in duet.sinks:
            sink.on_set_configuration_command = unsupported
        await quiet(duet.configure('sbc'), 2)
        await settle(3)
        duet.stream = None
        await duet.leave()
        return [Capture(
            'a2dp/config-rejected.btsnoop', duet.phone.tape.records, 'SET_CONFIGURATION rejected: codec not supported',
            'The speaker rejects the SBC configuration (frame {reject}, category Media Codec, error 0x29) and the '
            'phone gives up ({gone}).', {'reject': no(SET_CONFIG), 'gone': GONE}, [('STRM009', 'reject')],
            {'reject': rejected(0x29)}, side='phone')]


async def bad_seid():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        source, _ = duet.endpoints('sbc')
        await quiet(duet.protocol.set_configuration(9, source.seid, source.configuration), 2)
        await settle(3)
        await duet.leave()
        return [Capture(
            'a2dp/bad-seid.btsnoop', duet.phone.tape.records, 'SET_CONFIGURATION rejected: no such endpoint',
            'The phone configures endpoint 9, which DISCOVER did not list; the speaker rejects it with '
            'Bad ACP SEID 0x12 (frame {reject}).', {'reject': no(SET_CONFIG)}, [('STRM009', 'reject')],
            {'reject': rejected(0x12)}, side='phone')]


async def start_rejected():
    """The speaker says that it is in no state to start."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        await duet.configure('sbc')

        async def refuse(command):
            return avdtp.Start_Reject(command.acp_seids[0], avdtp.ErrorCode.BAD_STATE)

        duet.server.on_start_command = refuse
        await duet.stream.open()
        await quiet(duet.stream.start(), 2)
        await settle(3)
        await duet.leave()
        return [Capture(
            'a2dp/start-rejected.btsnoop', duet.phone.tape.records, 'START rejected: bad state',
            'The stream is open (frame {open}), the speaker rejects START with Bad State 0x31 (frame {reject}); the '
            'phone does not try again and closes.', {'open': ok(OPEN), 'reject': no(START)},
            [('STRM009', 'reject')], {'reject': rejected(0x31)}, side='phone')]


async def rejected_then_fallback():
    """One reject, then a codec that pleases: no harm."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.connect()
        duet.sinks[1].on_set_configuration_command = unsupported
        await quiet(duet.configure('aac'), 2)
        await duet.open('sbc')
        await duet.stream.start()
        await duet.play(1)
        await duet.leave()
        return [Capture(
            'a2dp/rejected-then-fallback.btsnoop', duet.phone.tape.records, 'AAC rejected, SBC accepted at once',
            'Near miss of config-rejected: the speaker rejects AAC (frame {reject}), the phone falls back to SBC '
            '(frame {config}) within a second and plays ({start}).',
            {'reject': no(SET_CONFIG), 'config': ok(SET_CONFIG), 'start': ok(START)},
            says={'reject': rejected(0x29)}, side='phone')]


SCENARIOS = {
    'voice-not-resumed': voice_not_resumed, 'voice-resumed': voice_resumed, 'start-unanswered': start_unanswered,
    'config-unanswered': config_unanswered, 'slow-answer': slow_answer, 'config-rejected': config_rejected,
    'bad-seid': bad_seid, 'start-rejected': start_rejected, 'rejected-then-fallback': rejected_then_fallback,
}
