"""From the HCI tape of a central to what a sniffer would hear: advertising, connection, encryption.

The PDUs come from the tape (ACL data, encryption, the end of the link); what the
controllers do among themselves is put in: LL control procedures, acknowledgement,
empty PDUs, channels, CRC, AES-CCM.
"""

import hashlib
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from edit import acl_handle, is_command, is_event
from nordic import ADVERTISING, Sniffer, crc24, duration

DATA_MORE, DATA_START, CONTROL = 1, 2, 3
TERMINATE, ENC_REQ, ENC_RSP, START_REQ, START_RSP = 0x02, 0x03, 0x04, 0x05, 0x06
UNKNOWN, FEATURE_REQ, FEATURE_RSP, VERSION, REJECT_EXT = 0x07, 0x08, 0x09, 0x0C, 0x11
LENGTH_REQ, LENGTH_RSP = 0x14, 0x15
IFS = 150


@dataclass
class Pdu:
    """Something to be sent: not before `time`, by the central?, LLID and payload."""

    time: int
    central: bool
    llid: int
    payload: bytes
    encrypted: bool = False
    bad: bool = False  # the receiver cannot verify it


class Cipher128:
    """AES-CCM of a connection: key from LTK and both halves of SKD, nonce from IV and counters."""

    def __init__(self, ltk, skd, iv):
        big = Cipher(algorithms.AES(ltk[::-1]), modes.ECB()).encryptor()
        self.ccm = AESCCM(big.update(skd[::-1]), tag_length=4)
        self.iv = iv
        self.count = {True: 0, False: 0}

    def seal(self, central, first, payload):
        """Ciphertext and MIC; the first header byte without NESN, SN and MD is authenticated."""
        count = self.count[central]
        self.count[central] += 1
        nonce = (count | (1 << 39 if central else 0)).to_bytes(5, 'little') + self.iv
        return self.ccm.encrypt(nonce, payload, bytes([first & 0xE3]))


def check():
    """The sample data of the Core Specification (Vol 6, Part C, 1.1)."""
    cipher = Cipher128(bytes.fromhex('4C68384139F574D836BCF34E9DFB01BF')[::-1],
                       bytes.fromhex('1302F1E0DFCEBDAC7968574635241302'),
                       bytes.fromhex('24ABDCBABEBAAFDE'))
    assert cipher.seal(True, 0x0F, b'\x06').hex() == '9fcda7f448'
    assert cipher.seal(False, 0x07, b'\x06').hex() == 'a34c13a415'


def fragments(pdu, size):
    """An L2CAP PDU in Link Layer pieces."""
    for at in range(0, len(pdu), size):
        yield (DATA_MORE if at else DATA_START), pdu[at:at + size]


class Air:
    """Builds the air from a tape; `name` seeds all that controllers draw at random."""

    def __init__(self, name, records, advertiser, initiator, version=3, decrypts=False, length=27):
        check()
        self.name, self.records = name, records
        self.adv, self.init = (bytes.fromhex(a.replace(':', ''))[::-1] for a in (advertiser, initiator))
        self.sniffer = Sniffer(version)
        self.decrypts, self.length = decrypts, length
        self.access = int.from_bytes(self.random('access', 4), 'little') | 0x40000001
        self.crc_init = int.from_bytes(self.random('crc', 3), 'little')
        self.hop = 5 + self.random('hop', 1)[0] % 12
        self.queue, self.cipher = [], None

    def random(self, what, size):
        """Bytes that are the same each time."""
        return hashlib.sha256(f'{self.name} {what}'.encode()).digest()[:size]

    def rssi(self, central, event):
        """A level that wavers a little."""
        return (48 if central else 57) + self.random(f'rssi {central} {event}', 1)[0] % 7

    # advertising

    def advertise(self, when, data, kind=0, channels=(37, 38, 39), flags=0x40):
        """One advertising event of ADV_IND; returns the end of the last packet."""
        for channel in channels:
            pdu = bytes([flags | kind, 6 + len(data)]) + self.adv + data
            self.sniffer.hear(when, ADVERTISING, pdu, crc24(pdu, 0x555555), channel, self.rssi(False, when))
            when += duration(len(pdu) - 2) + 400
        return when - 400

    def scan(self, when, channel, response):
        """SCAN_REQ and SCAN_RSP behind an ADV_IND."""
        pdu = bytes([0xC3, 12]) + self.init + self.adv
        self.sniffer.hear(when + IFS, ADVERTISING, pdu, crc24(pdu, 0x555555), channel, self.rssi(True, when))
        when += 2 * IFS + duration(12)
        return self.advertise(when, response, kind=4, channels=(channel,))

    def connect_ind(self, when, channel):
        """CONNECT_IND behind an ADV_IND; the anchor of the first event."""
        body = struct.pack('<I', self.access) + self.crc_init.to_bytes(3, 'little') + struct.pack(
            '<BHHHH', 1, 3, self.interval, self.latency, self.timeout)
        body += (2**37 - 1).to_bytes(5, 'little') + bytes([self.hop | 5 << 5])
        pdu = bytes([0xC5, 34]) + self.init + self.adv + body
        self.sniffer.hear(when + IFS, ADVERTISING, pdu, crc24(pdu, 0x555555), channel, self.rssi(True, when))
        return when + IFS + duration(34) + 1250 * (1 + 3)

    # connection

    def plan(self):
        """Queue of PDUs from the tape, in the order of the HCI."""
        put = self.put
        up = next(r for r in self.records if is_event(r, 0x3E) and r.data[3] in (0x01, 0x0A))
        offset = 15 if up.data[3] == 0x01 else 27  # the enhanced event has two addresses more
        self.interval, self.latency, self.timeout = struct.unpack_from('<HHH', up.data, offset)
        self.up = now = up.time
        put(now, True, CONTROL, bytes([FEATURE_REQ]) + bytes.fromhex('ff01000000000000'))
        put(now, False, CONTROL, bytes([FEATURE_RSP]) + bytes.fromhex('3b01000000000000'))
        put(now, True, CONTROL, struct.pack('<BBHH', VERSION, 0x0B, 0xFFFF, 1))
        put(now, False, CONTROL, struct.pack('<BBHH', VERSION, 0x0A, 0xFFFF, 1))
        if self.length > 27:
            sizes = struct.pack('<HHHH', self.length, 2120, self.length, 2120)
            put(now, True, CONTROL, bytes([LENGTH_REQ]) + sizes)
            put(now, False, CONTROL, bytes([LENGTH_RSP]) + sizes)
        parts, secret, asked_end = {}, None, False
        for rec in self.records:
            if rec.time < now:
                continue
            if acl_handle(rec) is not None:
                start = rec.data[2] >> 4 & 3 != 1
                whole = rec.data[5:] if start else parts[rec.tx] + rec.data[5:]
                parts[rec.tx] = whole
                if len(whole) >= 4 and len(whole) == 4 + struct.unpack_from('<H', whole)[0]:
                    for llid, piece in fragments(whole, self.length):
                        put(rec.time, rec.tx, llid, piece)
            elif is_command(rec, 0x2019):
                secret = rec.data[-16:]
                self.start_encryption(rec, secret)
            elif is_event(rec, 0x08):
                self.encryption(rec)
            elif is_command(rec, 0x0406):
                put(rec.time, True, CONTROL, bytes([TERMINATE, rec.data[-1]]))
                asked_end = True
            elif is_event(rec, 0x05) and not asked_end:
                put(rec.time, False, CONTROL, bytes([TERMINATE, rec.data[-1]]))

    def put(self, when, central, llid, payload, **kwargs):
        """Add to the queue."""
        sealed = self.cipher is not None and self.sealed
        self.queue.append(Pdu(when, central, llid, payload, kwargs.pop('encrypted', sealed), **kwargs))

    def start_encryption(self, rec, ltk):
        """LL_ENC_REQ and LL_ENC_RSP."""
        self.sealed = False
        turn = len(self.queue)
        skd_c, skd_p = self.random(f'skdc{turn}', 8), self.random(f'skdp{turn}', 8)
        iv_c, iv_p = self.random(f'ivc{turn}', 4), self.random(f'ivp{turn}', 4)
        rand_ediv = rec.data[6:16]
        self.put(rec.time, True, CONTROL, bytes([ENC_REQ]) + rand_ediv + skd_c + iv_c)
        self.put(rec.time, False, CONTROL, bytes([ENC_RSP]) + skd_p + iv_p)
        self.cipher = Cipher128(ltk, skd_c + skd_p, iv_c + iv_p)

    def encryption(self, rec):
        """What followed: the start, or a reject."""
        if rec.data[3]:
            self.cipher = None
            self.put(rec.time, False, CONTROL, bytes([REJECT_EXT, ENC_REQ, rec.data[3]]))
            return
        self.put(rec.time, False, CONTROL, bytes([START_REQ]), encrypted=False)
        self.put(rec.time, True, CONTROL, bytes([START_RSP]), encrypted=True)
        self.put(rec.time, False, CONTROL, bytes([START_RSP]), encrypted=True)
        self.sealed = True

    def send(self, when, event, central, item, state, more):
        """One packet of a connection event; returns its end."""
        llid, payload = (item.llid, item.payload) if item else (DATA_MORE, b'')
        first = llid | state['nesn'] << 2 | state['sn'] << 3 | (0x10 if more else 0)
        sealed = bool(item and item.encrypted)
        air = self.cipher.seal(central, first, payload) if sealed else payload
        crc = crc24(bytes([first, len(air)]) + air, self.crc_init)
        flags = 0x01 | (0x02 if central else 0)
        if self.on_air_sealed or sealed:
            flags |= 0x04
            if not sealed or (self.decrypts and not item.bad):
                flags |= 0x08
        shown = payload if sealed and self.decrypts and not item.bad else air
        pdu = bytes([first, len(shown)]) + shown
        channel = (event + 1) * self.hop % 37
        self.sniffer.hear(when, self.access, pdu, crc, channel, self.rssi(central, event), flags, event)
        if sealed:
            self.on_air_sealed = True
        return when + duration(len(air))

    def events(self, anchor, answered=None):
        """Connection events until the queue is empty; `answered`: how many the peripheral hears."""
        ours, theirs = {'sn': 0, 'nesn': 0}, {'sn': 0, 'nesn': 0}
        event, idle, self.on_air_sealed = 0, 0, False
        queue = self.queue

        def ready(central, when):
            return bool(queue) and queue[0].central == central and queue[0].time <= when

        while (queue or idle < 1 or answered is not None) and event < 400:
            idle = 0 if queue else idle + 1
            when = anchor + event * self.interval * 1250
            for _ in range(4):
                item = queue.pop(0) if ready(True, when) else None
                more = ready(True, when)
                when = self.send(when, event, True, item, ours, more) + IFS
                if answered is not None and event >= answered:
                    break  # not acknowledged: the same packet again in the next event
                theirs['nesn'] ^= 1
                if ours['nesn'] != theirs['sn']:
                    theirs['sn'] ^= 1
                item = queue.pop(0) if ready(False, when) else None
                more_back = ready(False, when)
                when = self.send(when, event, False, item, theirs, more_back) + IFS
                ours['nesn'] ^= 1
                if theirs['nesn'] != ours['sn']:
                    ours['sn'] ^= 1
                if not more and not more_back:
                    break
            event += 1
            if answered is not None and event >= answered + 6:
                break
        return anchor + event * self.interval * 1250
