"""Load on a server, and what it cost."""

import json
import pathlib
import subprocess
import tempfile
import time
import urllib.request

import machine
from programs import BENCH, CHANNEL, HERE, SECRET, TOKEN, WORK, Failed, port_of

USERS = 5000
BODY = 700  # bytes, about what a webhook of LINE's has
WRK = HERE.parent / "line" / "load.lua"

_memory = pathlib.Path("/dev/shm")
_next = 0  # webhooks are numbered over the whole run: none is sent twice


def take_numbers(count):
    global _next
    first = _next
    _next += count
    return first


def run(command):
    done = subprocess.run([str(each) for each in command], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False,
                          preexec_fn=machine.on(machine.GENERATOR))
    if done.returncode != 0:
        raise Failed(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def measured(server, generate):
    """What `generate` says, with requests a second and processor time of the server for each."""
    before = machine.processor_seconds(server.pid)
    out = json.loads(generate().strip().splitlines()[-1])
    spent = machine.processor_seconds(server.pid) - before
    if out["refused"] or out["broken"] or out["exhausted"]:
        raise Failed(f"not all was answered 200: {out}")
    out["per_second"] = out["requests"] / out["seconds"]
    out["cpu_us"] = spent / out["requests"] * 1e6
    return out


def wrk(port, connections, seconds, arguments):
    return run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", WRK,
                f"http://127.0.0.1:{port}/", "--", *arguments])


def same_body(server, connections, seconds):
    return measured(server, lambda: wrk(port_of(server), connections, seconds, ["same", BODY]))


def webhooks(server, connections, seconds, most_per_second=60_000):
    """wrk with webhooks that were signed before."""
    count = most_per_second * seconds
    folder = _memory if _memory.is_dir() else WORK
    with tempfile.NamedTemporaryFile(dir=folder, prefix="selat-bench-") as file:
        length = run([BENCH / "write_webhooks", file.name, f"127.0.0.1:{port_of(server)}", CHANNEL,
                      SECRET, USERS, take_numbers(count), count]).strip()
        return measured(server, lambda: wrk(port_of(server), connections, seconds,
                                            ["file", file.name, length]))


def written(provider, server, connections, seconds, most_per_second=15_000):
    """wrk with webhooks of any provider's; somebody new writes each of the first ones."""
    count = most_per_second * seconds
    first = take_numbers(count)
    folder = _memory if _memory.is_dir() else WORK
    with tempfile.NamedTemporaryFile(dir=folder, prefix="selat-bench-") as file:
        for number in range(first, first + count):
            request = provider.request(number, port_of(server))
            file.write(request)
        file.flush()
        return measured(server, lambda: wrk(port_of(server), connections, seconds,
                                            ["file", file.name, len(request)]))


def at_rate(server, per_second, count, connections=256, users=USERS):
    return measured(server, lambda: run(
        [BENCH / "send_webhooks", "--port", port_of(server), "--channel", CHANNEL, "--secret",
         SECRET, "--users", users, "--first", take_numbers(count), "--count", count, "--rate",
         per_second, "--connections", connections]))


def greet(server, users=USERS):
    """Every user writes once, so that none is new in what follows."""
    take_numbers(-_next % users)
    at_rate(server, 0, users, 64, users)


def streams(server, tokens, per_second, count, seen_by, users, silent=0):
    """Webhooks while as many streams are open as there are tokens."""
    with tempfile.NamedTemporaryFile("w", dir=WORK, prefix="tokens-") as file:
        file.write("".join(f"{each}\n" for each in tokens))
        file.flush()
        return measured(server, lambda: run(
            [BENCH / "stream_load", "--port", port_of(server), "--channel", CHANNEL, "--secret",
             SECRET, "--users", users, "--first", take_numbers(count), "--count", count, "--rate",
             per_second, "--tokens", file.name, "--seen-by", seen_by, "--silent", silent]))


def discord(server, stub, per_second, count):
    """Messages over the bot's gateway connection."""
    return measured(server, lambda: ask(port_of(stub), (
        f"/load?gateway={port_of(server)}&token={TOKEN}&rate={per_second}"
        f"&first={take_numbers(count)}&count={count}&users={USERS}")))


def drained(stub):
    """How many messages a provider's side has taken and when the last one came, once none has come for a
    second."""
    count, ago = ask(port_of(stub), "/quiet").split()
    return int(count), time.monotonic() - float(ago)


def delivered(server, stub, generate):
    """From the first request of `generate` to the last message at the provider's side, which must have all."""
    before, _ = drained(stub)
    spent = machine.processor_seconds(server.pid)
    began = time.monotonic()
    sent = generate()["requests"]
    after, ended = drained(stub)
    if after - before < sent:
        raise Failed(f"{sent} messages, but {after - before} at the provider")
    spent = machine.processor_seconds(server.pid) - spent
    return {"per_second": (after - before) / (ended - began), "cpu_us": spent / (after - before) * 1e6}


def ask(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=120) as answer:
        return answer.read().decode()
