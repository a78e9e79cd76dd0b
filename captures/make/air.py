"""LE sessions as an nRF Sniffer would hear them."""

import tempfile

from bumble import core

from bonds import NO_KEY_ON_AIR, bonded, forgotten
from claims import control, failed
from files import frames, pcap, pcapng
from le import KEYS, PHONE, SENSOR, SHOW, SMP, session
from linklayer import CONTROL, REJECT_EXT, TERMINATE, Air
from nordic import LINK_TYPE
from pairing import User
from stage import Capture, Stage, hang_up, settle

ADV_DATA = bytes(core.AdvertisingData([
    (core.AdvertisingData.FLAGS, b'\x06'), (core.AdvertisingData.COMPLETE_LOCAL_NAME, b'Example Sensor')]))
SCAN_DATA = bytes(core.AdvertisingData([(core.AdvertisingData.TX_POWER_LEVEL, b'\x00')]))
LL = 'btle.control_opcode == {}'
CONNECT, DATA = 'btle.advertising_header.pdu_type == 0x5', 'btle.access_address != 0x8e89bed6'
NOTE = ('encoded from the tape of the phone: what the controllers do among themselves (LL control, empty PDUs, '
        'acknowledgement, channels, CRC, encryption) is put in by the script')


def build(name, records, **kwargs):
    """The air of a tape. tshark takes the first encrypted control PDU for a plain one, and may find the
    ciphertext malformed: then the controllers draw again.
    """
    for attempt in range(20):
        packets = draw(f'{name} {attempt}', records, **kwargs)
        with tempfile.NamedTemporaryFile(suffix='.pcap') as file:
            file.write(pcap(packets, LINK_TYPE))
            file.flush()
            if not frames(file.name, '_ws.malformed'):
                break
    return packets


def draw(name, records, answered=None, change=None, **kwargs):
    """Advertising, scan, CONNECT_IND, connection, and a while of advertising after the end."""
    air = Air(name, records, SENSOR, PHONE, **kwargs)
    air.plan()
    if answered is not None:
        air.queue.clear()
    if change:
        change(air)
    begin = air.up - 420_000
    for turn in range(4):
        when = begin + turn * 100_000 + air.random(f'delay{turn}', 1)[0] * 20
        if turn == 1:
            end = air.scan(air.advertise(when, ADV_DATA, channels=(37,)), 37, SCAN_DATA)
            air.advertise(end + 300, ADV_DATA, channels=(38, 39))
        elif turn == 3:
            end = air.advertise(when, ADV_DATA, channels=(37, 38))
        else:
            air.advertise(when, ADV_DATA)
    anchor = air.connect_ind(end, 38)
    end = air.events(anchor, answered)
    if answered is not None:
        for turn in range(3):
            air.advertise(end + 40_000 + turn * 100_000, ADV_DATA)
    return air.sniffer.packets


async def tape(sc=True, mitm=False, phone=None, sensor=None, read=True):
    """The phone's tape of a session."""
    async with Stage() as stage:
        couple = await session(stage, sc=sc, mitm=mitm, phone=phone, sensor=sensor)
        await couple.pair()
        if read:
            await couple.read()
        await settle(0.2)
        await hang_up(couple.connection)
        return couple.phone.tape.records


START = {'ind': CONNECT, 'request': SMP.format(1), 'response': SMP.format(2)}
ENC = {'enc': LL.format(3), 'start': LL.format(5)}


async def sc_good():
    packets = build('sc-good', await tape(), length=251)
    return [Capture(
        'air/sc-good.pcap', pcap(packets, LINK_TYPE), 'On the air: LE Secure Connections pairing that works',
        'CONNECT_IND in frame {ind}, Pairing Request {request} and Response {response} with the SC bit; LL_ENC_REQ '
        '{enc}, LL_START_ENC_REQ {start}. From there on all is encrypted with a key the sniffer does not have (its MIC '
        'flag is clear for that reason only).', {**START, **ENC}, side='air', edited=NOTE)]


async def legacy_good():
    packets = build('legacy-good', await tape(sc=False))
    return [Capture(
        'air/legacy-good.pcapng', pcapng(packets, LINK_TYPE, 'sniffer'), 'On the air: LE legacy pairing (pcapng)',
        'CONNECT_IND in frame {ind}; Pairing Request {request} and Response {response} have no SC bit. Encryption '
        'starts (LL_ENC_REQ {enc}, LL_START_ENC_REQ {start}). The sniffer did not follow the key; whoever has this '
        'recording can find it.', {**START, **ENC}, [('AUTH015', 'response')], side='air', edited=NOTE)]


async def wrong_passkey():
    records = await tape(sc=False, mitm=True, phone=User(KEYS, passkey=654321), sensor=User(SHOW), read=False)
    return [Capture(
        'air/legacy-wrong-passkey.pcap', pcap(build('wrong-passkey', records, version=2), LINK_TYPE),
        'On the air: legacy passkey entry, mistyped (header version 2)',
        'Pairing Request {request} and Response {response} without the SC bit; Pairing Failed, confirm value failed, '
        'from the sensor (frame {failed}); the phone ends the link ({end}).',
        {**START, 'failed': SMP.format(5), 'end': LL.format(2)}, [('AUTH104', 'failed')],
        {'failed': failed(0x04)}, side='air', edited=NOTE)]


async def ltk_missing():
    async def change(couple):
        await couple.sensor.keystore.delete_all()
        couple.sensor.smp_manager.sessions.clear()

    async with Stage() as stage:
        records = forgotten((await bonded(stage, change)).phone.tape.records)
    return [Capture(
        'air/ltk-missing.pcap', pcap(build('ltk-missing', records), LINK_TYPE), 'On the air: the sensor has lost the key',
        'The phone asks for encryption (LL_ENC_REQ, frame {enc}); the sensor answers LL_ENC_RSP and then '
        'LL_REJECT_EXT_IND with 0x06, PIN or key missing (frame {reject}).',
        {'enc': LL.format(3), 'reject': LL.format(0x11)}, [('AUTH005', 'reject')],
        {'reject': control(REJECT_EXT, 0x06)}, side='air', edited=f'{NOTE}; {NO_KEY_ON_AIR}')]


async def never_heard():
    packets = build('never-heard', await tape(read=False), answered=0)
    return [Capture(
        'air/never-answered.pcap', pcap(packets, LINK_TYPE), 'On the air: CONNECT_IND that is never answered',
        'CONNECT_IND in frame {ind}; the phone speaks in six connection events (frames {first} to {last}), the sensor '
        'in none; then the sensor advertises again ({again}).',
        {'ind': CONNECT, 'first': (DATA, 0), 'last': (DATA, -1),
         'again': ('btle.advertising_header.pdu_type == 0x0', -3)}, [('CONN007', 'ind')], side='air',
        edited=NOTE + '; what passed on the link is left out, as if the sensor had not heard CONNECT_IND')]


async def mic_failure():
    def change(air):
        sealed = [i for i, pdu in enumerate(air.queue) if pdu.encrypted]
        bad = air.queue[sealed[-2]]
        bad.bad = True
        last = air.queue[-1]
        last.central, last.payload, last.time = not bad.central, bytes([TERMINATE, 0x3D]), bad.time
        last.llid = CONTROL

    packets = build('mic-failure', await tape(sc=False), change=change, decrypts=True)
    return [Capture(
        'air/mic-failure.pcap', pcap(packets, LINK_TYPE), 'On the air: the link ends with a MIC failure',
        'The sniffer has the key of this legacy pairing (response in frame {response}) and decrypts, MIC right, from '
        'frame {good} on; then one packet fails its MIC (frame {bad}) and LL_TERMINATE_IND says 0x3D (frame {end}).',
        {**START, 'good': 'nordic_ble.encrypted == 1 && nordic_ble.micok == 1', 'bad': 'nordic_ble.micok == 0',
         'end': LL.format(2)}, [('AUTH011', 'end'), ('AUTH015', 'response')],
        {'end': control(TERMINATE, 0x3D)}, side='air',
        edited=NOTE + '; decrypted packets are shown without MIC and with the CRC they had on the air; the last PDU '
                      'before the end is marked as having a wrong MIC, and the reason 0x13 changed to 0x3D')]


SCENARIOS = {'air-sc-good': sc_good, 'air-legacy-good': legacy_good, 'air-legacy-wrong-passkey': wrong_passkey,
             'air-ltk-missing': ltk_missing, 'air-never-answered': never_heard, 'air-mic-failure': mic_failure}
