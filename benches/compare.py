"""Runs btlint, tshark and btmon in turn over generated captures and compares what they cost.

Peak memory is the kernel's ru_maxrss of the child. It cannot be less than what this script had
when it started the child (printed as the floor).
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TARGET = os.environ.get("CARGO_TARGET_DIR", "target")
BTLINT = os.path.join(TARGET, "release/btlint")
GENERATE = os.path.join(TARGET, "release/examples/generate")
RUNS = 5

failures = []


def run(command, feed=None):
    """Processor seconds, elapsed seconds and peak octets of a command; its output is thrown away.

    With `feed`, the output of that command is its standard input.
    """
    feeder = subprocess.Popen(feed, stdout=subprocess.PIPE) if feed else None
    with open(os.devnull, "r+b") as null:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, stdin=feeder.stdout if feeder else null, stdout=null, stderr=null
        )
        if feeder:
            feeder.stdout.close()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    if feeder and feeder.wait() != 0:
        sys.exit(f"{' '.join(feed)} failed")
    if child.returncode not in (0, 1):
        failures.append(f"{' '.join(command)} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024


def medians(samples):
    return [statistics.median(column) for column in zip(*samples)]


def means(samples):
    return [statistics.fmean(column) for column in zip(*samples)]


def show(name, cost):
    cpu, wall, peak = cost
    print(f"  {name:<28} {cpu:9.3f} s cpu {wall:9.3f} s wall {peak / 1e6:9.1f} MB peak", flush=True)


def bar(what, holds):
    print(f"  {'met   ' if holds else 'MISSED'} {what}", flush=True)
    if not holds:
        failures.append(what)


def generate(path, megabytes):
    subprocess.run([GENERATE, path, "--megabytes", str(megabytes)], check=True)


def records(path):
    """Records of a btsnoop file, by its own lengths."""
    count = 0
    with open(path, "rb", buffering=1 << 20) as file:
        file.seek(16)
        while header := file.read(24):
            file.seek(int.from_bytes(header[4:8], "big"), os.SEEK_CUR)
            count += 1
    return count


def all_is_read(path):
    """A program that reads nothing would win every comparison."""
    output = subprocess.run(
        [BTLINT, "check", path, "--format", "json"], stdout=subprocess.PIPE, check=True
    ).stdout
    packets = json.loads(output)["captures"][0]["packets"]
    bar(f"{packets} packets read", packets == records(path))


def peers(folder):
    """200 MB of A2DP, all programs in turn."""
    path = os.path.join(folder, "200.btsnoop")
    generate(path, 200)
    print(f"\n200 MB of A2DP, {os.path.getsize(path)} octets, medians")
    all_is_read(path)
    commands = {"btlint check": [BTLINT, "check", path]}
    if shutil.which("tshark"):
        commands["tshark -q -z expert"] = ["tshark", "-q", "-z", "expert", "-r", path]
    if shutil.which("btmon"):
        commands["btmon -a"] = ["btmon", "-a", path]
    samples = {name: [] for name in commands}
    for turn in range(RUNS):
        for name, command in commands.items():
            # tshark takes a minute; three runs of it say enough.
            if name.startswith("tshark") and turn >= 3:
                continue
            # One run of btlint is so short that the clock of processor time is coarse beside it.
            repeats = 5 if command[0] == BTLINT else 1
            samples[name].append(means([run(command) for _ in range(repeats)]))
    costs = {name: medians(values) for name, values in samples.items()}
    for name, cost in costs.items():
        show(name, cost)
    own = costs["btlint check"]
    if "tshark -q -z expert" in costs:
        ratio = costs["tshark -q -z expert"][0] / own[0]
        bar(f"{ratio:.1f} times less processor time than tshark -q -z expert (40)", ratio >= 40)
    if "btmon -a" in costs:
        ratio = costs["btmon -a"][1] / own[1]
        bar(f"{ratio:.1f} times less elapsed time than btmon -a (5)", ratio >= 5)
    bar(f"{own[2] / 1e6:.1f} MB peak (32)", own[2] < 32e6)
    piped = run([BTLINT, "check", "-"], feed=["cat", path])
    show("btlint check -, piped", piped)
    bar(f"{piped[2] / 1e6:.1f} MB peak (32)", piped[2] < 32e6)
    os.remove(path)


def small(folder):
    """Start to exit."""
    path = os.path.join(folder, "3.btsnoop")
    generate(path, 3)
    print("\n3 MB, from start to exit, median of 50")
    cost = medians([run([BTLINT, "check", path]) for _ in range(50)])
    show("btlint check", cost)
    bar(f"{cost[1] * 1e3:.1f} ms (10)", cost[1] < 0.010)


def large(folder):
    """4 GB, from a file and through a pipe."""
    megabytes = 4096
    print("\n4 GB of A2DP")
    cost = run([BTLINT, "check", "-"], feed=[GENERATE, "-", "--megabytes", str(megabytes)])
    show("btlint check -, piped", cost)
    bar(f"{cost[2] / 1e6:.1f} MB peak (32)", cost[2] < 32e6)
    path = os.path.join(folder, "4096.btsnoop")
    generate(path, megabytes)
    cost = run([BTLINT, "check", path])
    show("btlint check", cost)
    bar(f"{cost[2] / 1e6:.1f} MB peak (32)", cost[2] < 32e6)


def main():
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"floor of peak memory: {floor / 1e6:.1f} MB")
    for program in ("tshark", "btmon"):
        if not shutil.which(program):
            print(f"{program} is not there and is not compared with")
    with tempfile.TemporaryDirectory(prefix="btlint-") as folder:
        small(folder)
        peers(folder)
        if "--large" in sys.argv[1:]:
            large(folder)
    if failures:
        sys.exit("\n" + "\n".join(failures))


main()
