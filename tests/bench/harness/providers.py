"""What each provider sends when somebody writes, signed by its rule: whole requests, all of one length."""

import base64
import hashlib
import hmac
import json
import time
import urllib.parse

from programs import HERE, SECRET

WORDS = "Selamat pagi, boleh saya tahu di mana bungkusan saya? I have waited for two weeks now."
USERS = 5000
ACCOUNT = "AC" + "a" * 32
NUMBER = "+15005550006"
LINE_TOKENS = {"quoteToken": "q" * 84, "markAsReadToken": "m" * 64}


def digest(how, body, key=SECRET):
    return hmac.new(key.encode(), body, how)


def compact(what):
    return json.dumps(what, separators=(",", ":"), ensure_ascii=False).encode()


class Provider:
    """One channel: its lines of the configuration, and its webhooks."""

    def __init__(self, plugin, options):
        self.plugin = plugin
        self.channel = plugin + "-bench"
        self.path = f"/channels/{self.channel}"
        given = json.dumps({"api_base": "http://127.0.0.1:STUB", "rate_limit": 1000000, **options})
        given = given.replace("{", "{{").replace("}", "}}").replace("STUB", "{stub}")
        self.config = (f"  - id: {self.channel}\n    plugin: {plugin}\n    sunset: never\n    flow: ends\n"
                       f"    options: {given}\n")

    def body_and_headers(self, number, port):
        raise NotImplementedError

    def request(self, number, port):
        headers, body = self.body_and_headers(number, port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return (f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lines}"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body


class Json(Provider):
    """JSON, signed as `sign` says: a header's name, and its value for a body."""

    def __init__(self, plugin, options, make, sign):
        super().__init__(plugin, options)
        self.make = make
        self.sign = sign

    def body_and_headers(self, number, port):
        body = compact(self.make(number, int(time.time())))
        name, value = self.sign(body)
        return {"Content-Type": "application/json", name: value}, body


class Form(Provider):
    """Twilio's forms, signed over URL and fields."""

    def __init__(self, plugin, make):
        super().__init__(plugin, {"account_sid": ACCOUNT, "auth_token": SECRET, "from": NUMBER})
        self.make = make

    def body_and_headers(self, number, port):
        fields = self.make(number)
        signed = f"http://127.0.0.1:{port}{self.path}" + "".join(
            name + fields[name] for name in sorted(fields))
        signature = base64.b64encode(digest("sha1", signed.encode()).digest()).decode()
        return ({"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature},
                urllib.parse.urlencode(fields).encode())


def text(number):
    return f"{WORDS} #{number:012}"


def line(number, now):
    return {"destination": "U" + "0" * 32, "events": [{
        "type": "message", "webhookEventId": f"01{number:024}", "timestamp": now * 1000, "mode": "active",
        "deliveryContext": {"isRedelivery": False}, "replyToken": f"b{number:031x}",
        "source": {"type": "user", "userId": f"U{number % USERS:032x}"},
        "message": {"type": "text", "id": f"{number:018}", "text": text(number), **LINE_TOKENS}}]}


def whatsapp(number, now):
    who = f"6012{number % USERS:07}"
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
        "field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550001111", "phone_number_id": "1"},
            "contacts": [{"profile": {"name": "Aminah"}, "wa_id": who}],
            "messages": [{"from": who, "id": f"wamid.{number:036}", "timestamp": str(now), "type": "text",
                          "text": {"body": text(number)}}]}}]}]}


def messaging(kind):
    def make(number, now):
        return {"object": kind, "entry": [{"id": "1", "time": now * 1000, "messaging": [{
            "sender": {"id": f"7{number % USERS:015}"}, "recipient": {"id": "1"}, "timestamp": now * 1000,
            "message": {"mid": f"m_{number:060}", "text": text(number)}}]}]}
    return make


def telegram(number, now):
    who = {"id": 500_000_000 + number % USERS, "first_name": "Aminah"}
    return {"update_id": 100_000_000 + number, "message": {
        "message_id": 100_000_000 + number, "date": now, "chat": {**who, "type": "private"},
        "from": {**who, "is_bot": False}, "text": text(number)}}


def google(number, now):
    at = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(now))
    return {"agent": "brands/b/agents/a", "conversationId": f"c{number % USERS:035}",
            "requestId": f"r{number:035}", "sendTime": at,
            "context": {"userInfo": {"displayName": "Aminah", "userDeviceLocale": "ms"}},
            "message": {"messageId": f"m{number:035}", "text": text(number), "createTime": at,
                        "name": f"conversations/c{number % USERS:035}/messages/m{number:035}"}}


def viber(number, now):
    return {"event": "message", "timestamp": now * 1000, "message_token": 10**18 + number,
            "sender": {"id": f"{number % USERS:022}==", "name": "Aminah", "language": "ms"},
            "message": {"type": "text", "text": text(number)}}


def sms(number):
    return {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "Body": text(number),
            "From": f"+6012{number % USERS:07}", "To": NUMBER, "MessageSid": f"SM{number:032x}",
            "SmsSid": f"SM{number:032x}", "NumMedia": "0", "NumSegments": "1", "FromCountry": "MY"}


def call(number):
    return {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "CallSid": f"CA{number:032x}",
            "CallStatus": "ringing", "Direction": "inbound", "From": f"+6013{number % USERS:07}", "To": NUMBER}


def hex_of(how, name, prefix=""):
    return lambda body: (name, prefix + digest(how, body).hexdigest())


def base64_of(how, name):
    return lambda body: (name, base64.b64encode(digest(how, body).digest()).decode())


META = {"app_secret": SECRET, "verify_token": "v", "access_token": "a"}
META_SIGN = hex_of("sha256", "X-Hub-Signature-256", "sha256=")


def all_providers(folder):
    key = folder / "google-key.json"
    return [
        Json("line", {"channel_secret": SECRET, "access_token": "a"}, line,
             base64_of("sha256", "X-Line-Signature")),
        Form("sms", sms),
        Form("voice", call),
        Json("whatsapp", {**META, "phone_number_id": "1"}, whatsapp, META_SIGN),
        Json("facebook", META, messaging("page"), META_SIGN),
        Json("instagram", META, messaging("instagram"), META_SIGN),
        Json("telegram", {"bot_token": "1:a", "secret_token": SECRET}, telegram,
             lambda body: ("X-Telegram-Bot-Api-Secret-Token", SECRET)),
        Json("google-business-messages", {"partner_key": SECRET, "client_token": "c",
                                          "service_account": str(key)}, google,
             base64_of("sha512", "X-Goog-Signature")),
        Json("http", {"recipe": str(HERE.parents[2] / "config/recipes/viber.yaml"),
                      "secrets": {"auth_token": SECRET}, "values": {"name": "Bench"}}, viber, hex_of("sha256", "X-Viber-Content-Signature")),
    ]
