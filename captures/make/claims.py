"""What a .toml claims, compared with the bytes.

Every error in a capture must be claimed (`Capture.says`), with its value, by a frame that
the .toml marks; and every claim must hold in that frame.
"""

from files import frames

ERRORS = ' || '.join(f'({part})' for part in (
    'bthci_evt.status != 0x00',
    'bthci_evt.reason && not bthci_evt.reason in {0x13, 0x16}',  # ended by a host: no error
    'btavdtp.message_type in {0x01, 0x03}',  # general reject, reject
    'btl2cap.result > 1',
    'btatt.error_code && btatt.error_code != 0x0a',  # Attribute Not Found ends a discovery
    'btsmp.opcode == 0x05',
    'btle.control_opcode in {0x0d, 0x11}',
    'btle.control_opcode == 0x02 && btle.control.error_code != 0x13',
))


def status(value):
    """Status of an HCI event."""
    return f'bthci_evt.status == {value:#04x}'


def reason(value):
    """Reason of a Disconnection Complete."""
    return f'bthci_evt.code == 0x05 && bthci_evt.reason == {value:#04x}'


def asked(value):
    """Reason in a Disconnect command."""
    return f'bthci_cmd.opcode == 0x0406 && bthci_cmd.reason == {value:#04x}'


def rejected(value):
    """Error code of an AVDTP reject."""
    return f'btavdtp.message_type == 0x03 && btavdtp.error_code == {value:#04x}'


def failed(value):
    """Reason of an SMP Pairing Failed."""
    return f'btsmp.opcode == 0x05 && btsmp.reason == {value:#04x}'


def control(opcode, value):
    """Error code of an LL control PDU."""
    return f'btle.control_opcode == {opcode:#04x} && btle.control.error_code == {value:#04x}'


def untrue(path, capture, marks):
    """What is claimed and not so, or is so and not claimed; one line each."""
    lines = [
        f'frame {marks[mark]} ({mark}) is not {claim}'
        for mark, claim in capture.says.items() if marks[mark] not in frames(path, claim)
    ]
    claimed = {marks[mark] for mark in capture.says}
    unclaimed = [frame for frame in frames(path, ERRORS) if frame not in claimed]
    return lines + [f'frame {frame} is an error that nothing claims' for frame in unclaimed]
