"""LE pairing that works and that fails."""

from bumble import core, gatt, hci, smp
from bumble.core import PhysicalTransport
from bumble.device import Peer
from bumble.pairing import PairingConfig, PairingDelegate

from claims import failed
from pairing import User
from stage import Capture, Stage, hang_up, quiet, settle

PHONE, SENSOR = 'F0:F1:F2:F3:F4:01', 'F0:F1:F2:F3:F4:02'
NONE, YES_NO = PairingDelegate.NO_OUTPUT_NO_INPUT, PairingDelegate.DISPLAY_OUTPUT_AND_YES_NO_INPUT
KEYS, SHOW = PairingDelegate.KEYBOARD_INPUT_ONLY, PairingDelegate.DISPLAY_OUTPUT_ONLY
SMP = 'btsmp.opcode == {}'
FAILED, ENC, GONE = SMP.format(5), 'bthci_evt.code == 0x08', 'bthci_evt.code == 0x05'
UP = 'bthci_evt.le_meta_subevent == 0x01 || bthci_evt.le_meta_subevent == 0x0a'
SERVICE, VALUE = core.UUID('00001234-0000-1000-8000-00805F9B34FB'), core.UUID('00001235-0000-1000-8000-00805F9B34FB')
PAIRING = {'request': SMP.format(1), 'response': SMP.format(2)}


def agree(user, sc=True, mitm=True):
    """A pairing config factory; the same delegate each time."""
    kind = PairingConfig.AddressType.RANDOM
    config = PairingConfig(sc=sc, mitm=mitm, bonding=True, delegate=user, identity_address_type=kind)
    return lambda _connection: config


class Couple:
    """`phone` is the central, `sensor` the peripheral with one service."""

    def __init__(self, stage):
        self.stage = stage
        self.arrivals = []
        self.connection = None

    async def enter(self, phone=None, sensor=None, sc=True, mitm=True, length=20):
        """Power both; the sensor has a value of some length."""
        self.phone = await self.stage.device('Example Phone', PHONE, classic=False, le=True)
        self.sensor = await self.stage.device('Example Sensor', SENSOR, classic=False, le=True)
        self.phone.pairing_config_factory = agree(phone or PairingDelegate(NONE), sc, mitm)
        self.sensor.pairing_config_factory = agree(sensor or PairingDelegate(NONE), sc, mitm)
        self.sensor.on('connection', self.arrivals.append)
        properties = gatt.Characteristic.Properties
        self.value = gatt.Characteristic(
            VALUE, properties.READ | properties.WRITE | properties.NOTIFY,
            gatt.Characteristic.READABLE | gatt.Characteristic.WRITEABLE, bytes(i % 251 for i in range(length)))
        self.sensor.add_service(gatt.Service(SERVICE, [self.value]))
        return self

    async def connect(self):
        """Advertise and connect."""
        self.sensor.advertising_data = bytes(core.AdvertisingData([
            (core.AdvertisingData.FLAGS, b'\x06'), (core.AdvertisingData.COMPLETE_LOCAL_NAME, b'Example Sensor')]))
        await self.sensor.start_advertising(auto_restart=False, own_address_type=hci.OwnAddressType.RANDOM)
        self.connection = await self.phone.connect(
            hci.Address(SENSOR), transport=PhysicalTransport.LE, own_address_type=hci.OwnAddressType.RANDOM)
        await settle(0.3)
        return self.connection

    async def pair(self, timeout=8):
        """Pair; None or the error."""
        result = await quiet(self.connection.pair(), timeout)
        await settle(0.6)
        return result

    async def read(self):
        """Find the service and read its value."""
        peer = Peer(self.connection)
        await peer.discover_services([SERVICE])
        await peer.discover_characteristics([VALUE])
        value = peer.get_characteristics_by_uuid(VALUE)[0]
        return await peer.read_value(value)


async def session(stage, **kwargs):
    """A connected couple."""
    couple = await Couple(stage).enter(**kwargs)
    await couple.connect()
    return couple


async def good(path, title, shows, marks=None, findings=(), **kwargs):
    """Connect, pair, read, disconnect."""
    async with Stage() as stage:
        couple = await session(stage, **kwargs)
        await couple.pair()
        await couple.read()
        await settle(0.3)
        await hang_up(couple.connection)
        return [Capture(path, couple.phone.tape.records, title, shows,
                        {**PAIRING, 'enc': ENC, 'gone': GONE, **(marks or {})}, list(findings), side='phone')]


END = ' Encryption is on (frame {enc}), a value is read, the phone disconnects ({gone}).'
KEY_PDU = {'key': SMP.format(0x0C)}


async def sc_just_works():
    return await good('le/sc-just-works.btsnoop', 'LE Secure Connections, Just Works',
                      'Request {request}, response {response}, both with the SC bit; public keys from frame {key}.' + END,
                      KEY_PDU, mitm=False)


async def sc_numeric():
    return await good('le/sc-numeric.btsnoop', 'LE Secure Connections, numeric comparison',
                      'Request {request}, response {response}, both DisplayYesNo; both users confirm.' + END,
                      KEY_PDU, phone=User(YES_NO), sensor=User(YES_NO))


async def sc_passkey():
    return await good('le/sc-passkey.btsnoop', 'LE Secure Connections, passkey entry',
                      'Request {request} (KeyboardOnly), response {response} (DisplayOnly); twenty rounds of confirm and '
                      'random from frame {round}.' + END, {'round': SMP.format(3)},
                      phone=User(KEYS, passkey=123456), sensor=User(SHOW))


async def legacy():
    return await good('le/legacy.btsnoop', 'LE legacy pairing, Just Works',
                      'Neither request {request} nor response {response} has the SC bit; pairing works, but its key '
                      'can be found from a recording of the air.' + END, findings=[('AUTH015', 'response')],
                      sc=False, mitm=False)


async def failing(path, title, shows, findings, why=None, tweak=None, jump=False, marks=None, timeout=8, **kwargs):
    """Connect, try to pair, disconnect; `why` is the reason of Pairing Failed."""
    async with Stage() as stage:
        couple = await Couple(stage).enter(**kwargs)
        if tweak:
            tweak(couple)
        await couple.connect()
        await couple.pair(timeout)
        if jump:
            for _ in range(4):
                stage.clock.jump(9)
                await heartbeat_le(couple.phone)
        await hang_up(couple.connection)
        return [Capture(path, couple.phone.tape.records, title, shows,
                        {**PAIRING, **({} if jump else {'failed': FAILED}), 'gone': GONE, **(marks or {})},
                        findings, {'failed': failed(why)} if why else {}, side='phone')]


async def heartbeat_le(device):
    """A command of an LE controller with an answer."""
    await quiet(device.host.send_sync_command_raw(hci.HCI_Read_BD_ADDR_Command()))


async def wrong_passkey():
    return await failing(
        'le/legacy-wrong-passkey.btsnoop', 'Legacy passkey entry, mistyped',
        'No SC bit in {request} and {response}; the passkey typed on the phone is not the one shown. The sensor answers '
        'the random with Pairing Failed, confirm value failed (frame {failed}).',
        [('AUTH104', 'failed')], 0x04, phone=User(KEYS, passkey=654321), sensor=User(SHOW), sc=False)


async def sc_wrong_passkey():
    return await failing(
        'le/sc-wrong-passkey.btsnoop', 'Secure Connections passkey entry, mistyped',
        'The passkey typed on the phone is not the one shown on the sensor. Each round of confirm and random checks one '
        'bit; at the first that differs comes Pairing Failed, confirm value failed (frame {failed}).',
        [('AUTH104', 'failed')], 0x04, phone=User(KEYS, passkey=123460), sensor=User(SHOW))


async def passkey_cancelled():
    return await failing(
        'le/passkey-cancelled.btsnoop', 'Passkey entry cancelled',
        'The phone should type the passkey that the sensor shows; its user cancels: Pairing Failed, passkey entry '
        'failed (frame {failed}).', [('AUTH101', 'failed')], 0x01, phone=User(KEYS, passkey=None), sensor=User(SHOW))


class Strict(smp.Session):
    """Refuses a pairing that cannot protect against a man in the middle."""

    async def on_smp_pairing_request_command_async(self, command):
        self.send_pairing_failed(smp.ErrorCode.AUTHENTICATION_REQUIREMENTS)


class Upset(smp.Session):
    """Does not like a Pairing Request while its own Security Request is under way."""

    async def on_smp_pairing_request_command_async(self, command):
        self.send_pairing_failed(smp.ErrorCode.UNSPECIFIED_REASON)


class Exact(smp.Session):
    """Says numeric comparison failed when the user says no."""

    def prompt_user_for_numeric_comparison(self, code, next_steps):
        async def prompt():
            if await self.pairing_config.delegate.compare_numbers(code, digits=6):
                next_steps()
            else:
                self.send_pairing_failed(smp.ErrorCode.NUMERIC_COMPARISON_FAILED)

        self.connection.cancel_on_disconnection(prompt())


async def requirements():
    def tweak(couple):
        couple.sensor.smp_session_proxy = Strict

    return await failing(
        'le/authentication-requirements.btsnoop', 'The sensor wants more security than the phone can give',
        'The phone asks without MITM protection (frame {request}, NoInputNoOutput); the sensor answers Pairing Failed, '
        'authentication requirements (frame {failed}).', [('AUTH103', 'failed')], 0x03, tweak, mitm=False,
        marks={'response': 'frame'})


async def not_supported():
    def tweak(couple):
        async def no():
            return False
        couple.sensor.pairing_config_factory(None).delegate.accept = no

    return await failing(
        'le/pairing-not-supported.btsnoop', 'The sensor does not pair',
        'The phone asks to pair (frame {request}); the sensor answers Pairing Failed, pairing not supported '
        '(frame {failed}).', [('AUTH105', 'failed')], 0x05, tweak, marks={'response': 'frame'})


async def numeric_failed():
    def tweak(couple):
        couple.sensor.smp_session_proxy = couple.phone.smp_session_proxy = Exact

    return await failing(
        'le/numeric-refused.btsnoop', 'Numeric comparison: the phone\'s user says no',
        'Both show a number; the phone\'s user refuses it: Pairing Failed, numeric comparison failed (frame {failed}).',
        [('AUTH112', 'failed')], 0x0C, tweak, phone=User(YES_NO, answer=False), sensor=User(YES_NO))


async def never_answered():
    return await failing(
        'le/pairing-never-answered.btsnoop', 'Nobody answers the numeric comparison',
        'Both sides show a number after the randoms (frame {last} is the last SMP PDU); the phone\'s user does nothing '
        'for 36 s and no DHKey Check is sent.', [('AUTH008', 'last')], jump=True, timeout=3,
        marks={'last': ('btsmp', -1)}, phone=User(YES_NO, silent=True), sensor=User(YES_NO))


SCENARIOS = {
    'le-sc-just-works': sc_just_works, 'le-sc-numeric': sc_numeric, 'le-sc-passkey': sc_passkey, 'le-legacy': legacy,
    'le-legacy-wrong-passkey': wrong_passkey, 'le-sc-wrong-passkey': sc_wrong_passkey,
    'le-passkey-cancelled': passkey_cancelled,
    'le-authentication-requirements': requirements, 'le-pairing-not-supported': not_supported,
    'le-numeric-refused': numeric_failed, 'le-pairing-never-answered': never_answered,
}
