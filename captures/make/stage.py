"""The stage: one RootCanal, some Bumble devices on it, and a tape for each of them.

A tape is a list of `Rec`, one HCI packet each, with a time from a clock that
starts at a fixed instant and that a scenario may push forward (`Clock.jump`)
to let a long idle time pass without waiting for it.
"""

import asyncio
import logging
import os
import socket
import stat
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

import bumble
import rootcanal
from bumble import hci
from bumble.device import Device, DeviceConfiguration
from bumble.keys import MemoryKeyStore
from bumble.snoop import Snooper
from bumble.transport import open_transport

START = datetime(2026, 1, 15, 10, 0, 0, tzinfo=timezone.utc)
ORIGIN = f'Bumble {bumble.__version__} on RootCanal 1.10.0'

logging.getLogger('bumble').setLevel(logging.CRITICAL)
logging.getLogger('asyncio').setLevel(logging.CRITICAL)
warnings.filterwarnings('ignore', category=FutureWarning)


@dataclass
class Rec:
    """One HCI packet: time in µs since 1970, from host to controller?, H4 bytes."""

    time: int
    tx: bool
    data: bytes


@dataclass
class Capture:
    """What a scenario hands back: a tape and the words and marks of its .toml.

    `marks` maps a name to a tshark display filter (with an index: 0 is the
    first match, -1 the last); `shows` and `findings` speak of frames by those
    names. `says` maps such a name to a display filter that its frame must pass:
    the status or reason that `shows` tells (claims.py).
    """

    path: str
    records: list
    title: str
    shows: str
    marks: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    says: dict = field(default_factory=dict)
    side: str = ''
    edited: str = ''
    origin: str = ''
    malformed: bool = False  # is a malformed frame meant to be there?
    cut: int = 0  # bytes kept of each packet, 0 for all


class Clock:
    """Real time elapsed since the start of the scenario, on top of START."""

    def __init__(self):
        self.zero = time.monotonic()
        self.offset = 0

    def now(self):
        elapsed = time.monotonic() - self.zero
        return int(START.timestamp()) * 1_000_000 + self.offset + int(elapsed * 1e6)

    def jump(self, seconds):
        self.offset += int(seconds * 1e6)


class Tape(Snooper):
    """A snooper that keeps what passes between one host and its controller."""

    def __init__(self, clock):
        self.clock = clock
        self.records = []

    def snoop(self, hci_packet, direction):
        tx = direction == Snooper.Direction.HOST_TO_CONTROLLER
        self.records.append(Rec(self.clock.now(), tx, bytes(hci_packet)))


class Stage:
    """Async context: RootCanal up, `device()` adds a controller with a host."""

    def __init__(self, preset=None):
        self.clock = Clock()
        self.preset = preset
        self.transports = []
        self.process = None

    async def __aenter__(self):
        binary = Path(rootcanal.__file__).parent / 'bin' / 'linux-x86_64' / 'rootcanal'
        if sys.platform == 'darwin':
            binary = binary.parents[1] / 'macos-x86_64' / 'rootcanal'
        binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
        ports = free_ports(4)
        self.port = ports[0]
        self.folder = tempfile.TemporaryDirectory()
        names = ('hci_port', 'test_port', 'link_port', 'link_ble_port')
        flags = [f'-{name}={port}' for name, port in zip(names, ports)]
        if self.preset:
            text = f'tcp_server {{ tcp_port: {self.port} configuration {{ preset: {self.preset} }} }}'
            flags.append(f'-configuration={text}')
        log = open(os.path.join(self.folder.name, 'log'), 'w', encoding='utf8')
        self.process = subprocess.Popen(
            [str(binary), *flags], cwd=self.folder.name, stdout=log, stderr=log
        )
        for _ in range(100):
            try:
                socket.create_connection(('127.0.0.1', self.port), 0.2).close()
                break
            except OSError:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        self.clock = Clock()
        return self

    async def __aexit__(self, *_):
        for transport in self.transports:
            try:
                await asyncio.wait_for(transport.close(), 1)
            except Exception:  # the scenario may have closed it itself
                pass
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    async def device(self, name, address='', classic=True, le=False, power=True, **config):
        """A powered device with a memory key store and a tape on its HCI."""
        transport = await open_transport(f'tcp-client:127.0.0.1:{self.port}')
        self.transports.append(transport)
        configuration = DeviceConfiguration(
            name=name, le_enabled=le, classic_enabled=classic, **config
        )
        configuration.address = hci.Address(address or 'C0:00:00:00:00:01')
        device = Device.from_config_with_hci(configuration, transport.source, transport.sink)
        device.keystore = MemoryKeyStore()
        device.tape = Tape(self.clock)
        device.transport = transport
        device.host.snooper = device.tape
        if power:
            await device.power_on()
        return device


def free_ports(count):
    """Ports that nobody listens on just now."""
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(('127.0.0.1', 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


async def quiet(awaitable, timeout=8):
    """Wait for something that may fail or never come; its result or the exception."""
    try:
        return await asyncio.wait_for(awaitable, timeout)
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001
        return error


async def settle(seconds=0.3):
    """Let what is in flight arrive."""
    await asyncio.sleep(seconds)


async def heartbeat(device):
    """A command with an answer, so that the capture shows time going on."""
    await quiet(device.host.send_sync_command_raw(hci.HCI_Read_Local_Name_Command()))


async def hang_up(connection, reason=hci.HCI_REMOTE_USER_TERMINATED_CONNECTION_ERROR):
    """Disconnect and wait for both ends to have heard of it."""
    await quiet(connection.disconnect(reason))
    await settle()
