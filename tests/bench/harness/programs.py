"""The programs that are measured or measure: started, waited for, ended."""

import contextlib
import os
import pathlib
import re
import select
import shutil
import subprocess
import time

import machine

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("SELAT_BENCH_BUILD", HERE.parents[2] / "build")).resolve()
BENCH = BUILD / "bench"
WORK = BENCH / "work"
SECRET = "bench-channel-secret"
CHANNEL = "line-my"

CONFIG = """\
version: 1
server: {{ listen: "127.0.0.1:0" }}
store: {{ driver: sqlite, path: {folder}/selat.db, durability: full }}
media: {{ path: {folder}/media }}
plugins: {{ paths: [{plugins}] }}
channels:
  - id: line-my
    plugin: line
    flow: {flow}
    options:
      channel_secret: {secret}
      access_token: bench-access-token
      api_base: http://127.0.0.1:{stub}
      rate_limit: 1000000
  - {{ id: web, plugin: webchat }}
  - id: echo
    plugin: echo
    options: {{ api_base: "http://127.0.0.1:{stub}", hook_secret: {secret} }}
bots:
  - {{ id: faq, plugin: faq, options: {{ file: {flows}/faq.yaml }} }}
flows:
  items:
    - {{ id: ends, plugin: studio, definition: {flows}/ends.json }}
    - {{ id: bot, plugin: studio, definition: {flows}/bot.json }}
"""


class Failed(Exception):
    pass


class Program:
    """A running server; `match` is what its line of readiness gave, the port unless it is known."""

    def __init__(self, command, ready, cores, log, port=None):
        self.port = port
        self.log = open(log, "ab")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [str(each) for each in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.log, preexec_fn=machine.on(cores))
        self.match = self.wait_for(ready, 120)
        self.seconds_to_ready = time.monotonic() - began

    @property
    def pid(self):
        return self.process.pid

    def wait_for(self, pattern, seconds):
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.process.stdout], [], [], left)[0]:
                line = self.process.stdout.readline().decode(errors="replace")
                if not line:
                    break
                if found := re.search(pattern, line):
                    return found
        self.end()
        raise Failed(f"{self.process.args[0]} did not get ready; see {self.log.name}")

    def rest(self, seconds):
        """Lets it be for that long; it must not end meanwhile."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        raise Failed(f"{self.process.args[0]} ended by itself; see {self.log.name}")

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


@contextlib.contextmanager
def running(*arguments):
    program = Program(*arguments)
    try:
        yield program
    finally:
        program.end()


def port_of(program):
    return program.port or int(program.match.group(1))


def line_stub():
    return running([BENCH / "line_stub"], r"ready on http://[^:]+:(\d+)", machine.GENERATOR,
                   WORK / "line_stub.log")


def selat(folder, stub_port=9, flow="ends"):
    """A gateway on the store in that folder, which may be empty."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "selat.yaml"
    config.write_text(CONFIG.format(folder=folder, plugins=BUILD / "plugins", secret=SECRET,
                                    stub=stub_port, flow=flow, flows=HERE / "flows"))
    return running([BUILD / "bin/selat", "run", "-c", config], r"ready on http://[^:]+:(\d+)",
                   machine.SERVER, folder / "selat.log")


@contextlib.contextmanager
def nginx():
    folder = fresh("nginx")
    port = machine.free_port()
    paths = "".join(f"{each}_temp_path {folder}/{each};\n"
                    for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config = folder / "nginx.conf"
    config.write_text(f"""\
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr notice;
events {{ worker_connections 8192; }}
http {{
    {paths}
    access_log off;
    keepalive_requests 1000000000;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ return 200 "ok"; }}
    }}
}}
""")
    command = ["/bin/sh", "-c", f"exec nginx -e stderr -c {config} 2>&1"]
    with running(command, r"start worker process \d+$", machine.SERVER, folder / "nginx.log",
                 port) as program:
        yield program


def fresh(name):
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
