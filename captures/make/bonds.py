"""LE after the pairing: stored keys, crossings, ATT, and links that end."""

import asyncio

from bumble import att

from claims import failed, reason, status
from edit import drop, indexes, is_command, is_event, lose_link, with_byte
from le import ENC, FAILED, GONE, SMP, UP, Couple, Upset, heartbeat_le, session
from stage import Capture, Stage, hang_up, quiet, settle


async def bonded(stage, change):
    """Pair, disconnect, change the sensor's keys, connect and encrypt again; second part only."""
    couple = await session(stage, mitm=False)
    await couple.pair()
    await hang_up(couple.connection)
    await change(couple)
    stage.clock.jump(120)
    couple.phone.tape.records.clear()
    couple.sensor.tape.records.clear()
    await couple.connect()
    couple.error = await quiet(couple.connection.encrypt(), 4)
    await settle(0.5)
    await hang_up(couple.connection)
    return couple


NO_KEY = 'the status of Encryption Change changed from 0x05, which RootCanal gives when the sensor has no key, to 0x06'
NO_KEY_ON_AIR = ('the error code of LL_REJECT_EXT_IND is 0x06 in place of 0x05, which RootCanal gives when the sensor '
                 'has no key')


def forgotten(records):
    """A central learns by 0x06 that the peripheral has no key (Core Vol 6 Part B, 5.1.3.1)."""
    return [with_byte(rec, 3, 0x06) if is_event(rec, 0x08) else rec for rec in records]


def keys_differ(records):
    """Encryption never comes on, and the link ends with a MIC failure; the host has no time to ask for the end."""
    asked = indexes(records, lambda rec: is_command(rec, 0x0406))[0]
    records = drop(records[:asked] + records[asked + 2:], lambda rec: is_event(rec, 0x08))
    return [with_byte(rec, 6, 0x3D) if is_event(rec, 0x05) else rec for rec in records]


async def ltk_missing():
    async def change(couple):
        await couple.sensor.keystore.delete_all()
        couple.sensor.smp_manager.sessions.clear()

    async with Stage() as stage:
        couple = await bonded(stage, change)
        marks = {'enc': ENC, 'start': 'bthci_cmd.opcode == 0x2019', 'ask': 'bthci_evt.le_meta_subevent == 0x05',
                 'no': 'bthci_cmd.opcode == 0x201b'}
        central = {key: marks[key] for key in ('enc', 'start')}
        peripheral = {key: marks[key] for key in ('ask', 'no')}
        return [
            Capture('le/ltk-missing.btsnoop', forgotten(couple.phone.tape.records), 'The sensor has lost the bond',
                    'The phone starts encryption with its stored key (frame {start}); Encryption Change comes with '
                    '0x06, PIN or key missing (frame {enc}).', central, [('AUTH005', 'enc')],
                    {'enc': status(0x06)}, side='phone', edited=NO_KEY),
            Capture('le/ltk-missing-sensor.btsnoop', couple.sensor.tape.records, 'The lost bond, seen by the sensor',
                    'The controller asks for the long term key (frame {ask}); the host has none (Negative Reply, frame '
                    '{no}).', peripheral, [('AUTH005', 'no')], side='sensor')]


async def ltk_wrong():
    async def change(couple):
        for _, keys in await couple.sensor.keystore.get_all():
            keys.ltk.value = bytes(range(16))

    async with Stage() as stage:
        couple = await bonded(stage, change)
        return [Capture(
            'le/ltk-wrong.btsnoop', keys_differ(couple.phone.tape.records), 'The two have different long term keys',
            'The phone starts encryption (frame {start}); no Encryption Change comes, and half a second later the link '
            'ends with reason 0x3D, MIC failure (frame {gone}): the first encrypted packet could not be verified.',
            {'start': 'bthci_cmd.opcode == 0x2019', 'gone': GONE}, [('AUTH011', 'gone')], {'gone': reason(0x3D)},
            side='phone',
            edited='RootCanal does not compare the keys: Encryption Change (status 0x00) is removed, and the Disconnect '
                   'command of the phone with its Command Status; the reason of Disconnection Complete changed from 0x16 '
                   'to 0x3D')]


async def reconnect_good():
    async def change(_couple):
        return

    async with Stage() as stage:
        couple = await bonded(stage, change)
        return [Capture(
            'le/reconnect-good.btsnoop', couple.phone.tape.records, 'LE reconnect with a stored key',
            'Near miss of ltk-missing: encryption is started with the stored key (frame {start}) and comes on '
            '(frame {enc}).', {'enc': ENC, 'start': 'bthci_cmd.opcode == 0x2019'}, side='phone')]


async def security_request(harm):
    """The sensor asks for security; the phone's Pairing Request is already on its way (harm), or follows."""
    async with Stage() as stage:
        couple = await Couple(stage).enter(mitm=False)
        if harm:
            couple.sensor.smp_session_proxy = Upset
        await couple.connect()
        if harm:
            task = asyncio.create_task(couple.pair(4))
            await asyncio.sleep(0)
        couple.arrivals[0].request_pairing()
        if harm:
            await task
        else:
            await settle(0.2)
            await couple.pair()
        await settle(1)
        await hang_up(couple.connection)
        return couple.phone.tape.records


async def smp_crossing():
    return [Capture(
        'le/smp-crossing.btsnoop', await security_request(True), 'Security Request and Pairing Request cross',
        'The phone sends its Pairing Request (frame {request}), the sensor its Security Request (frame {security}) at '
        'the same moment, and the sensor then fails the pairing with an unspecified reason (frame {failed}).',
        {'request': SMP.format(1), 'security': SMP.format(0x0B), 'failed': FAILED}, [('RACE029', 'failed')],
        {'failed': failed(0x08)}, side='phone')]


async def smp_in_order():
    return [Capture(
        'le/security-request.btsnoop', await security_request(False), 'Security Request, then Pairing Request',
        'Near miss of smp-crossing: the sensor asks for security (frame {security}), the phone answers with a Pairing '
        'Request (frame {request}), and pairing succeeds ({enc}).',
        {'request': SMP.format(1), 'security': SMP.format(0x0B), 'enc': ENC}, side='phone')]


async def att_outstanding():
    async with Stage() as stage:
        couple = await session(stage)
        await couple.read()
        handle = couple.value.handle
        for _ in range(2):
            request = att.ATT_Read_Request(attribute_handle=handle)
            couple.connection.send_l2cap_pdu(att.ATT_CID, bytes(request))
        await settle(1)
        await hang_up(couple.connection)
        return [Capture(
            'le/att-outstanding.btsnoop', couple.phone.tape.records, 'A second ATT request before the first is answered',
            'The phone sends a Read Request (frame {first}) and another one (frame {second}) before the response.',
            {'first': ('btatt.opcode == 0x0a', 1), 'second': ('btatt.opcode == 0x0a', 2)}, [('RACE032', 'second')],
            side='phone')]


async def ended(path, title, shows, why, code, timeout):
    """A good session whose end is edited to a reason that needs a real radio."""
    async with Stage() as stage:
        couple = await session(stage, mitm=False)
        await couple.pair()
        await couple.read()
        await settle(2)
        await hang_up(couple.arrivals[0])
        stage.clock.jump(1)
        await heartbeat_le(couple.phone)
        records = couple.phone.tape.records
        edited = lose_link(records, 0, timeout)
        at = indexes(edited, lambda rec: is_event(rec, 0x05))[0]
        edited[at] = with_byte(edited[at], 6, why)
        return [Capture(path, edited, title, shows, {'enc': ENC, 'gone': GONE}, [(code, 'gone')],
                        {'gone': reason(why)}, side='phone',
                        edited=f'the sensor had ended the link: reason 0x13 changed to 0x{why:02X}')]


async def supervision():
    return await ended('le/supervision-timeout.btsnoop', 'The LE link is lost',
                       'Paired and encrypted ({enc}), in use, then Disconnection Complete with reason 0x08 (frame '
                       '{gone}).', 0x08, 'CONN001', 1.0)


async def mic_failure():
    return await ended('le/mic-failure.btsnoop', 'The LE link ends with a MIC failure',
                       'Encryption is on since frame {enc}; seconds later the link ends with reason 0x3D, MIC failure '
                       '(frame {gone}).', 0x3D, 'AUTH011', 0.1)


async def not_established():
    async with Stage() as stage:
        couple = await Couple(stage).enter()
        await couple.connect()
        await hang_up(couple.arrivals[0])
        stage.clock.jump(1)
        await heartbeat_le(couple.phone)
        records = couple.phone.tape.records
        up = indexes(records, lambda rec: is_event(rec, 0x3E) and rec.data[3] in (0x01, 0x0A))[0]
        gone = indexes(records, lambda rec: is_event(rec, 0x05))[0]
        edited = records[:up + 1] + [with_byte(records[gone], 6, 0x3E)] + records[gone + 1:]
        return [Capture(
            'le/failed-to-establish.btsnoop', edited, 'The connection is never established',
            'LE Connection Complete is a success (frame {up}), but the sensor is never heard: Disconnection Complete '
            'with 0x3E (frame {gone}).', {'up': UP, 'gone': GONE}, [('CONN007', 'gone')], {'gone': reason(0x3E)}, side='phone',
            edited='the sensor had ended the link: reason 0x13 changed to 0x3E; what passed on the link is removed')]


SCENARIOS = {
    'le-ltk-missing': ltk_missing, 'le-ltk-wrong': ltk_wrong, 'le-reconnect-good': reconnect_good,
    'le-smp-crossing': smp_crossing, 'le-security-request': smp_in_order, 'le-att-outstanding': att_outstanding,
    'le-supervision-timeout': supervision, 'le-mic-failure': mic_failure, 'le-failed-to-establish': not_established,
}
