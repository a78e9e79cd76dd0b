"""Make the sample captures: python captures/make/make.py [scenario...]

Without arguments all scenarios run, some at a time, each on a RootCanal of its own.
"""

import asyncio
import subprocess
import sys
import tempfile
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
import several
import streams
from claims import untrue
from files import encode, frames, toml
from stage import ORIGIN

HOME = Path(__file__).resolve().parent.parent
MODULES = (a2dp, streams, losses, several, crossing, pairing, connect, le, bonds, fragments, air)


def stem(path):
    """File name without its suffixes."""
    return path.split('.')[0]


def examine(path, capture):
    """The frame numbers of the marks, from tshark; an error if the file does not show what is claimed."""
    marks, wrong = {}, []
    for mark, wanted in capture.marks.items():
        display_filter, index = wanted if isinstance(wanted, tuple) else (wanted, 0)
        try:
            marks[mark] = frames(path, display_filter)[index]
        except IndexError:
            wrong.append(f'{mark}: no frame is {display_filter}')
    bad = frames(path, '_ws.malformed')
    if bad and not capture.malformed:
        wrong.append(f'malformed frames {bad[:5]}')
    if not wrong:
        wrong = untrue(path, capture, marks)
    if wrong:
        raise ValueError('\n  ! '.join([capture.path, *wrong]))
    return marks


def save(name, capture):
    """Write capture and .toml together, or neither."""
    target = HOME / capture.path
    target.parent.mkdir(parents=True, exist_ok=True)
    side = 'as heard on the air' if capture.side == 'air' else f'HCI of the {capture.side}'
    origin = f'{ORIGIN}; scenario {name}; {side}'
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / target.name
        draft.write_bytes(encode(capture.path, capture.records, capture.cut or None))
        marks = examine(draft, capture)
        count = len(frames(draft, 'frame'))
        target.write_bytes(draft.read_bytes())
    (HOME / (stem(capture.path) + '.toml')).write_text(toml(capture, marks, origin), encoding='utf8')
    print(f'{capture.path}: {count} frames, {target.stat().st_size} bytes, '
          f'{[(c, marks[m]) for c, m in capture.findings]}', flush=True)


async def run_one(name, function, gate):
    """One scenario; was it made? A failure is reported and does not stop the others."""
    async with gate:
        try:
            for capture in await asyncio.wait_for(function(), 120):
                save(name, capture)
        except Exception:  # noqa: BLE001
            print(f'{name}: failed', flush=True)
            traceback.print_exc()
            return False
    return True


async def main(wanted):
    scenarios = {}
    for module in MODULES:
        scenarios.update(module.SCENARIOS)
    names = wanted or list(scenarios)
    gate = asyncio.Semaphore(1)
    return all(await asyncio.gather(*(run_one(name, scenarios[name], gate) for name in names)))


if __name__ == '__main__':
    if subprocess.run(['tshark', '-v'], capture_output=True, check=False).returncode:
        sys.exit('tshark is needed to number the frames')
    sys.exit(0 if asyncio.run(main(sys.argv[1:])) else 1)
