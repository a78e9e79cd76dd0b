"""Make the sample captures: python captures/make/make.py [scenario...]

Without arguments all scenarios run, some at a time, each on a RootCanal of its own.
"""

import asyncio
import subprocess
import sys
import traceback
from pathlib import Path

import a2dp
import air
import bonds
import connect
import crossing
import fragments
import le
import losses
import pairing
import streams
from files import encode, frames, toml
from stage import ORIGIN

HOME = Path(__file__).resolve().parent.parent
MODULES = (a2dp, streams, losses, crossing, pairing, connect, le, bonds, fragments, air)


def stem(path):
    """File name without its suffixes."""
    return path.split('.')[0]


def save(name, capture):
    """Write capture and .toml; the frame numbers come from tshark."""
    target = HOME / capture.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(encode(capture.path, capture.records, capture.cut or None))
    marks, missing = {}, []
    for mark, wanted in capture.marks.items():
        display_filter, index = wanted if isinstance(wanted, tuple) else (wanted, 0)
        try:
            marks[mark] = frames(target, display_filter)[index]
        except (IndexError, ValueError) as error:
            missing.append(f'{mark}: {error}')
            marks[mark] = 0
    count = len(frames(target, 'frame'))
    bad = frames(target, '_ws.malformed')
    if bad and not capture.malformed:
        missing.append(f'malformed frames {bad[:5]}')
    side = 'as heard on the air' if capture.side == 'air' else f'HCI of the {capture.side}'
    origin = f'{ORIGIN}; scenario {name}; {side}'
    (HOME / (stem(capture.path) + '.toml')).write_text(toml(capture, marks, origin), encoding='utf8')
    print(f'{capture.path}: {count} frames, {target.stat().st_size} bytes, '
          f'{[(c, marks[m]) for c, m in capture.findings]}', *missing, sep='\n  ! ' if missing else '', flush=True)


async def run_one(name, function, gate):
    """One scenario; a failure is reported and does not stop the others."""
    async with gate:
        try:
            for capture in await asyncio.wait_for(function(), 120):
                save(name, capture)
        except Exception:  # noqa: BLE001
            print(f'{name}: failed', flush=True)
            traceback.print_exc()


async def main(wanted):
    scenarios = {}
    for module in MODULES:
        scenarios.update(module.SCENARIOS)
    names = wanted or list(scenarios)
    gate = asyncio.Semaphore(1)
    await asyncio.gather(*(run_one(name, scenarios[name], gate) for name in names))


if __name__ == '__main__':
    if subprocess.run(['tshark', '-v'], capture_output=True, check=False).returncode:
        sys.exit('tshark is needed to number the frames')
    asyncio.run(main(sys.argv[1:]))
