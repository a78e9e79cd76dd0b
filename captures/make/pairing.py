"""Classic (BR/EDR) pairing, keys and encryption."""

import asyncio

from bumble import hci
from bumble.pairing import PairingDelegate

from claims import reason, status
from duet import Duet, agree
from edit import drop, indexes, is_event, with_byte
from stage import Capture, Stage, hang_up, heartbeat, quiet, settle

YES_NO = PairingDelegate.DISPLAY_OUTPUT_AND_YES_NO_INPUT
SPC, AUTH, ENC, GONE = ('bthci_evt.code == 0x36', 'bthci_evt.code == 0x06', 'bthci_evt.code == 0x08',
                        'bthci_evt.code == 0x05')
PROMPT, NUMBER = 'bthci_evt.code == 0x33', 'bthci_evt.code == 0x34'


class User(PairingDelegate):
    """Somebody at a device: says yes, no or nothing; may mistype or cancel a passkey."""

    def __init__(self, io=YES_NO, answer=True, passkey=None, silent=False):
        super().__init__(io)
        self.answer, self.passkey, self.silent = answer, passkey, silent

    async def compare_numbers(self, number, digits):
        if self.silent:
            await asyncio.sleep(1000)
        return self.answer

    async def confirm(self, auto=False):
        if self.silent:
            await asyncio.sleep(1000)
        return self.answer

    async def get_number(self):
        if self.silent:
            await asyncio.sleep(1000)
        return self.passkey

    async def generate_passkey(self):
        return 123456


async def meet(stage, phone_user, speaker_user):
    """Two devices with a link and users of these kinds."""
    duet = await Duet(stage).enter()
    duet.phone.pairing_config_factory = agree(delegate=phone_user)
    duet.speaker.pairing_config_factory = agree(delegate=speaker_user)
    await duet.page()
    return duet


async def numeric_good():
    async with Stage() as stage:
        duet = await meet(stage, User(), User())
        await duet.secure()
        await duet.lookup()
        await hang_up(duet.connection)
        return [Capture(
            'pairing/ssp-numeric.monitor.btsnoop', duet.phone.tape.records,
            'Numeric comparison, both say yes (Linux monitor format)',
            'Both show a number (frame {prompt}), both confirm; Simple Pairing Complete is a success (frame {spc}), so '
            'are authentication ({auth}) and encryption ({enc}).',
            {'prompt': PROMPT, 'spc': SPC, 'auth': AUTH, 'enc': ENC}, side='phone')]


async def numeric_refused():
    async with Stage() as stage:
        duet = await meet(stage, User(answer=False), User())
        await quiet(duet.secure(), 4)
        await settle(0.5)
        await hang_up(duet.connection)
        marks = {'prompt': PROMPT, 'spc': SPC, 'auth': AUTH}
        return [
            Capture('pairing/ssp-refused.btsnoop', duet.phone.tape.records, 'Numeric comparison: the phone\'s user says no',
                    'The phone shows a number (frame {prompt}), its user refuses (User Confirmation Request Negative '
                    'Reply, frame {no}); pairing and authentication fail with 0x05 (frames {spc} and {auth}).',
                    {**marks, 'no': 'bthci_cmd.opcode == 0x042d'}, [('AUTH001', 'spc')],
                    {'spc': status(0x05), 'auth': status(0x05)}, side='phone'),
            Capture('pairing/ssp-refused-peer.btsnoop', duet.speaker.tape.records,
                    'Numeric comparison refused, seen by the side that said yes',
                    'The speaker confirms the number; Simple Pairing Complete comes with 0x05 (frame {spc}): the other '
                    'side refused.', {'spc': SPC}, [('AUTH001', 'spc')], {'spc': status(0x05)}, side='speaker')]


async def passkey(entered, harm=False):
    """The phone's tape; if the passkey does no harm, encryption follows."""
    async with Stage() as stage:
        duet = await meet(stage, User(PairingDelegate.KEYBOARD_INPUT_ONLY, passkey=entered),
                          User(PairingDelegate.DISPLAY_OUTPUT_ONLY))
        shown = {}
        duet.speaker.host.on('authentication_user_passkey_notification', lambda _a, number: shown.update(n=number))
        if entered == 'right':
            async def look():
                await settle(0.3)
                return shown['n']
            duet.phone.pairing_config_factory(None).delegate.get_number = look
        await quiet(duet.connection.authenticate() if harm else duet.secure(), 6)
        await settle(0.5)
        await hang_up(duet.connection)
        return duet.phone.tape.records


TYPED = {'ask': NUMBER, 'spc': SPC, 'auth': AUTH}


def mismatch(records):
    """Pairing with passkeys that differ fails, and there is no link key."""
    records = drop(records, lambda rec: is_event(rec, 0x18))
    return [with_byte(rec, 3, 0x05) if is_event(rec, 0x36) or is_event(rec, 0x06) else rec for rec in records]


async def passkey_good():
    return [Capture(
        'pairing/ssp-passkey.btsnoop', await passkey('right'), 'Passkey entry, typed as shown',
        'The phone is asked for the passkey (frame {ask}) that the speaker shows; pairing succeeds (frame {spc}).',
        TYPED, side='phone')]


async def passkey_wrong():
    return [Capture(
        'pairing/ssp-wrong-passkey.btsnoop', mismatch(await passkey(1, harm=True)), 'Passkey entry, mistyped',
        'The phone is asked for the passkey (frame {ask}), its user types another one; Simple Pairing Complete comes '
        'with 0x05 (frame {spc}), Authentication Complete too ({auth}). There is no link key, and the phone disconnects '
        '({gone}).', {**TYPED, 'gone': GONE}, [('AUTH001', 'spc')], {'spc': status(0x05), 'auth': status(0x05)},
        side='phone',
        edited='RootCanal does not compare the passkeys: the status of Simple Pairing Complete and of Authentication '
               'Complete changed from 0x00 to 0x05, and the Link Key Notification between them removed')]


async def key_missing():
    """The speaker was reset and has forgotten the phone."""
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await duet.secure()
        await hang_up(duet.connection)
        await duet.speaker.keystore.delete_all()
        stage.clock.jump(300)
        for tape in (duet.phone.tape, duet.speaker.tape):
            tape.records.clear()
        await duet.page()
        result = await quiet(duet.connection.authenticate(), 4)
        await settle(0.5)
        await hang_up(duet.connection)
        records = duet.phone.tape.records
        edited, note = records, ''
        if not isinstance(result, Exception) or not is_auth_missing(records):
            edited, note = forget(records)
        return [Capture(
            'pairing/link-key-missing.btsnoop', edited, 'The speaker has lost the link key',
            'The phone has a key (Link Key Request Reply, frame {key}), but Authentication Complete says 0x06, PIN or '
            'key missing (frame {auth}): the speaker no longer knows the phone.',
            {'key': 'bthci_cmd.opcode == 0x040b', 'auth': AUTH}, [('AUTH002', 'auth')], {'auth': status(0x06)},
            side='phone', edited=note)]


def is_auth_missing(records):
    """Did the virtual controller say 0x06 by itself?"""
    return any(is_event(rec, 0x06) and rec.data[3] == 6 for rec in records)


def forget(records):
    """Authentication Complete becomes 0x06; what would have followed a success goes."""
    at = indexes(records, lambda rec: is_event(rec, 0x06))[0]
    out = records[:at] + [with_byte(records[at], 3, 6)] + records[at + 1:]
    return out, 'the status of Authentication Complete changed from 0x00 to 0x06'


async def dropped_for_authentication():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await duet.secure()
        await duet.lookup()
        await hang_up(duet.arrivals[0], hci.HCI_AUTHENTICATION_FAILURE_ERROR)
        await settle(0.5)
        await heartbeat(duet.phone)
        return [Capture(
            'pairing/disconnect-authentication.btsnoop', duet.phone.tape.records,
            'The speaker ends the link: authentication failure',
            'Shortly after encryption ({enc}) the speaker ends the link with reason 0x05 (frame {gone}).',
            {'enc': ENC, 'gone': GONE}, [('AUTH001', 'gone')], {'gone': reason(0x05)}, side='phone')]


async def encryption_failed():
    async with Stage() as stage:
        duet = await Duet(stage).enter()
        await duet.page()
        await duet.secure()
        await settle(0.5)
        await hang_up(duet.connection)
        records = duet.phone.tape.records
        at = indexes(records, lambda rec: is_event(rec, 0x08))[0]
        failed = with_byte(with_byte(records[at], 3, 0x25), 6, 0)
        return [Capture(
            'pairing/encryption-failed.btsnoop', records[:at] + [failed] + records[at + 1:],
            'Encryption cannot be switched on', 'Authentication succeeds (frame {auth}), but Encryption Change comes '
            'with 0x25, encryption mode not acceptable (frame {enc}); the phone disconnects.',
            {'auth': AUTH, 'enc': ENC}, [('AUTH009', 'enc')], {'enc': status(0x25)}, side='phone',
            edited='Encryption Change: status 0x00 changed to 0x25, enabled 1 to 0')]


async def slow_user():
    """Somebody who looks for twenty seconds and then says yes."""
    async with Stage() as stage:
        user = User()

        async def look(_number, digits):
            await settle(0.3)
            stage.clock.jump(20)
            return digits == 6

        user.compare_numbers = look
        duet = await meet(stage, user, User())
        await duet.secure()
        await hang_up(duet.connection)
        return [Capture(
            'pairing/ssp-slow-user.btsnoop', duet.phone.tape.records, 'The pairing prompt is answered after 20 s',
            'Near miss of ssp-never-answered: the number is shown (frame {prompt}) and confirmed 20 s later (frame '
            '{yes}); pairing succeeds ({spc}).', {'prompt': PROMPT, 'yes': 'bthci_cmd.opcode == 0x042c', 'spc': SPC},
            side='phone')]


async def never_answered():
    async with Stage() as stage:
        duet = await meet(stage, User(silent=True), User())
        await quiet(duet.secure(), 2)
        for _ in range(4):
            stage.clock.jump(9)
            await heartbeat(duet.phone)
        await hang_up(duet.connection)
        return [Capture(
            'pairing/ssp-never-answered.btsnoop', duet.phone.tape.records, 'Nobody answers the pairing prompt',
            'The phone shows a number (User Confirmation Request, frame {prompt}); no reply is sent in 36 s, and the '
            'phone gives up ({gone}).', {'prompt': PROMPT, 'gone': GONE}, [('AUTH008', 'prompt')], side='phone')]


SCENARIOS = {
    'ssp-numeric': numeric_good, 'ssp-refused': numeric_refused, 'ssp-passkey': passkey_good,
    'ssp-wrong-passkey': passkey_wrong, 'link-key-missing': key_missing,
    'disconnect-authentication': dropped_for_authentication, 'encryption-failed': encryption_failed,
    'ssp-never-answered': never_answered, 'ssp-slow-user': slow_user,
}
