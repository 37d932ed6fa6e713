"""Out through SMPP: what a gateway takes over HTTP until the SMSC has it, beside Kannel."""

import json
import urllib.parse

import load
from programs import BENCH, SECRET, SMPP, TOKEN, fresh, has_kannel, kannel, port_of, selat, smsc_stub
from providers import USERS, WORDS

GREETING = 3  # seconds, in which everybody is written to once: none is new in what follows


class Api:
    """A message to somebody, as Selat's API takes it."""

    @staticmethod
    def request(number, port):
        body = json.dumps({"channel": "smpp-bench", "to": f"+6012{number % USERS:07}",
                           "content": {"text": f"{WORDS} #{number:012}"}}).encode()
        return (f"POST /api/v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {TOKEN}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


class SendSms:
    """The same to Kannel."""

    @staticmethod
    def request(number, port):
        query = urllib.parse.urlencode({"username": "gw", "password": SECRET, "from": "32665",
                                        "to": f"+6012{number % USERS:07}", "text": f"{WORDS} #{number:012}"})
        return f"GET /cgi-bin/sendsms?{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


def submitted(server, stub, what, seconds):
    return load.delivered(server, stub, lambda: load.written(what, server, 64, seconds))


def smpp(report, options):
    """Messages from HTTP to the SMSC at a window of 100, durable in between, beside Kannel with its file store."""
    ours, theirs, alone = [], [], []
    for each in range(options.rounds):
        driver = json.loads(load.run([BENCH / "smpp_bench"]))
        alone.append(driver["per_second"])
        with smsc_stub() as stub:
            smsc = int(stub.match.group(2))
            with selat(fresh("smpp"), channels=SMPP.replace("SMSC", str(smsc))) as gateway:
                submitted(gateway, stub, Api, GREETING)
                ours.append(submitted(gateway, stub, Api, options.seconds))
        if has_kannel():
            with smsc_stub() as stub, kannel(int(stub.match.group(2))) as other:
                submitted(other, stub, SendSms, GREETING)
                theirs.append(submitted(other, stub, SendSms, options.seconds))
    report.add("SMPP driver alone, window 100", alone, "/s", (5000, 5000))
    for name, results in (("Selat", ours), ("Kannel", theirs)):
        if results:
            report.add(f"HTTP to SMSC, {name}", [each["per_second"] for each in results], "/s")
            report.add(f"HTTP to SMSC, {name}: processor time", [each["cpu_us"] for each in results], "µs")
    if theirs:
        report.add("HTTP to SMSC against Kannel",
                   [mine["per_second"] / its["per_second"] for mine, its in zip(ours, theirs)], "", (1.5, 4))
