"""The programs that are measured or measure: started, waited for, ended."""

import contextlib
import os
import pathlib
import re
import select
import shutil
import subprocess
import time
import urllib.request

import machine

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("SELAT_BENCH_BUILD", HERE.parents[2] / "build")).resolve()
BENCH = BUILD / "bench"
WORK = BENCH / "work"
SECRET = "bench-channel-secret"
CHANNEL = "line-my"
TOKEN = "bench-operations-token"

CONFIG = """\
version: 1
server: {{ listen: "127.0.0.1:{port}" }}
store: {{ driver: sqlite, path: {folder}/selat.db, durability: full }}
media: {{ path: {folder}/media }}
plugins: {{ paths: [{plugins}] }}
channels:
  - id: line-my
    plugin: line
{flow}    options:
      channel_secret: {secret}
      access_token: bench-access-token
      api_base: http://127.0.0.1:{stub}
      rate_limit: 1000000
  - {{ id: web, plugin: webchat }}
  - id: echo
    plugin: echo
    options: {{ api_base: "http://127.0.0.1:{stub}", hook_secret: {secret} }}
{channels}bots:
  - {{ id: faq, plugin: faq, options: {{ file: {flows}/faq.yaml }} }}
flows:
  items:
    - {{ id: ends, plugin: studio, definition: {flows}/ends.json }}
    - {{ id: bot, plugin: studio, definition: {flows}/bot.json }}
api: {{ tokens: [{{ name: ops, role: admin, token: {token} }}] }}
{more}"""

DISCORD = """\
  - id: discord-my
    plugin: discord
    flow: ends
    options: {{ bot_token: bench-bot-token, api_base: "http://127.0.0.1:{stub}" }}
"""

AGENTS = """\
routing:
  strategy: longest-idle
  reservation_timeout: 10m
  queues: [{{ id: everyone, workers: "1==1" }}]
  workflows: [{{ id: main, definition: {flows}/everyone.json }}]
  default_workflow: main
agents:
{agents}
"""
AGENT = ("  - {{ id: {id}, name: {id}, email: {id}@bench.test, password: {id}, "
         "capacity: {{ default: {most} }} }}")


SMPP = """\
  - id: smpp-bench
    plugin: sms
    options: {{ driver: smpp, host: 127.0.0.1, port: SMSC, system_id: gw, password: pw, from: "32665",
                window: 100, receipts: false, rate_limit: 1000000 }}
"""

KANNEL = """\
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {secret}
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
store-type = file
store-location = {folder}/store

group = smsc
smsc = smpp
host = 127.0.0.1
port = {smsc}
transceiver-mode = true
smsc-username = gw
smsc-password = pw
system-type = ""
max-pending-submits = 100

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = gw
password = {secret}
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
            stderr=self.log, bufsize=0, preexec_fn=machine.on(cores))
        self.match = self.wait_for(ready, 120)
        self.seconds_to_ready = time.monotonic() - began

    @property
    def pid(self):
        return self.process.pid

    def wait_for(self, pattern, seconds):
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            # Unbuffered: of lines that came together, select would not tell the second.
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


def agents(count, most):
    """So many agents, each with that many conversations at most; what nobody's flow takes is
    theirs."""
    lines = [AGENT.format(id=agent_id(each), most=most) for each in range(count)]
    return AGENTS.format(flows=HERE / "flows", agents="\n".join(lines))


def agent_id(number):
    return f"agent-{number:04}"


def selat(folder, stub_port=9, flow="ends", port=0, channels="", more=""):
    """A gateway on the store in that folder, which may be empty; without a flow what LINE brings
    goes to agents."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "selat.yaml"
    config.write_text(CONFIG.format(
        folder=folder, plugins=BUILD / "plugins", secret=SECRET, token=TOKEN, stub=stub_port,
        flow=f"    flow: {flow}\n" if flow else "", flows=HERE / "flows", port=port,
        channels=channels.format(stub=stub_port), more=more))
    return running([BUILD / "bin/selat", "run", "-c", config], r"ready on http://[^:]+:(\d+)",
                   machine.SERVER, folder / "selat.log")


def can_broadcast():
    """Whether Node finds the ws package, in NODE_PATH or else."""
    return subprocess.run(["node", "-e", "require('ws')"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


def node_broadcast():
    """Node answers each webhook and tells every socket of it; nothing is stored."""
    return running(["node", HERE.parent / "stream" / "broadcast.js"],
                   r"ready on http://[^:]+:(\d+)", machine.SERVER, WORK / "broadcast.log")


def smsc_stub():
    return running([BENCH / "smsc_stub"], r"ready on http://[^:]+:(\d+) smpp (\d+)", machine.GENERATOR,
                   WORK / "smsc_stub.log")


def has_kannel():
    return shutil.which("bearerbox", path="/usr/sbin:/usr/bin") is not None


@contextlib.contextmanager
def kannel(smsc_port):
    """Kannel with its file store, bound to that SMSC; its `port` takes sendsms."""
    folder = fresh("kannel")
    admin, box, send = machine.free_port(), machine.free_port(), machine.free_port()
    config = folder / "kannel.conf"
    config.write_text(KANNEL.format(folder=folder, admin=admin, box=box, send=send, smsc=smsc_port,
                                    secret=SECRET))
    command = ["/bin/sh", "-c", f"""
        PATH=/usr/sbin:$PATH
        trap 'kill $first $second; wait' TERM
        bearerbox -v 4 {config} >&2 & first=$!
        sleep 1
        smsbox -v 4 {config} >&2 & second=$!
        echo started
        wait"""]
    with running(command, "started", machine.SERVER, folder / "log", send) as program:
        until = time.monotonic() + 30
        while not bound(admin):
            if time.monotonic() > until:
                raise Failed(f"Kannel did not bind; see {folder}/log")
            program.rest(0.2)
        yield program


def bound(admin):
    """Whether Kannel's SMSC and its smsbox are there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{admin}/status.txt?password={SECRET}",
                                    timeout=5) as answer:
            status = answer.read().decode()
    except OSError:
        return False
    return "online" in status and "smsbox:" in status


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
