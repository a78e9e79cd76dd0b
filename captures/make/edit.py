"""Faults made by editing a good tape: what a virtual radio cannot do by itself."""

import struct
from dataclasses import replace


def acl_handle(rec):
    """Handle of an ACL packet, else None."""
    return struct.unpack_from('<H', rec.data, 1)[0] & 0xFFF if rec.data[0] == 2 else None


def is_event(rec, code):
    """Is it this HCI event?"""
    return rec.data[0] == 4 and rec.data[1] == code


def is_command(rec, opcode):
    """Is it this HCI command?"""
    return rec.data[0] == 1 and struct.unpack_from('<H', rec.data, 1)[0] == opcode


def indexes(records, test):
    """Indexes of the records that pass."""
    return [i for i, rec in enumerate(records) if test(rec)]


def with_byte(rec, offset, value):
    """The record with one byte changed."""
    data = bytearray(rec.data)
    data[offset] = value
    return replace(rec, data=bytes(data))


def later(records, seconds):
    """The records, so much later."""
    return [replace(rec, time=rec.time + int(seconds * 1e6)) for rec in records]


def credits(records):
    """How many ACL packets the controller takes: from Read Buffer Size complete."""
    found = indexes(records, lambda rec: is_event(rec, 0x0E) and rec.data[4:6] == b'\x05\x10')
    return struct.unpack_from('<H', records[found[0]].data, 10)[0] if found else 10


def completed(rec):
    """How many packets each handle gets back in a Number Of Completed Packets."""
    if not is_event(rec, 0x13):
        return []
    return [struct.unpack_from('<H', rec.data, 6 + 4 * n)[0] for n in range(rec.data[3])]


def silence(records, handle, begin, end):
    """Between two times nothing comes back on a link, and what the host sends ends with the credits.

    A Number Of Completed Packets that speaks of other links as well is kept as it is.
    """
    left, out = credits(records), []
    for rec in records:
        if rec.time < begin:
            # What is under way at that moment has taken its credits.
            left -= int(rec.tx and acl_handle(rec) is not None)
            left += sum(completed(rec))
        if begin <= rec.time < end:
            if is_event(rec, 0x13) and rec.data[3] == 1 and struct.unpack_from('<H', rec.data, 4)[0] & 0xFFF == handle:
                continue
            if acl_handle(rec) == handle:
                if not rec.tx or left == 0:
                    continue
                left -= 1
        out.append(rec)
    return out


def lose_link(records, nth=0, timeout=1.5):
    """The nth Disconnection Complete becomes a supervision timeout after `timeout` s of silence."""
    at = indexes(records, lambda rec: is_event(rec, 0x05))[nth]
    gone = with_byte(records[at], 6, 0x08)
    handle = struct.unpack_from('<H', gone.data, 4)[0] & 0xFFF
    records = records[:at] + [gone] + records[at + 1:]
    return silence(records, handle, gone.time - int(timeout * 1e6), gone.time)


def drop(records, test):
    """All but the records that pass."""
    return [rec for rec in records if not test(rec)]


def command_and_answers(records, opcode, nth=0):
    """Index of the nth command with this opcode, and of the first answer to it."""
    at = indexes(records, lambda rec: is_command(rec, opcode))[nth]
    code = struct.pack('<H', opcode)

    def answers(rec):
        return (is_event(rec, 0x0E) and rec.data[4:6] == code) or (is_event(rec, 0x0F) and rec.data[5:7] == code)

    answer = next(i for i in range(at, len(records)) if answers(records[i]))
    return at, answer
