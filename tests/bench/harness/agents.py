"""Agents of a gateway: they log in, are available and accept what they are offered."""

import http.client
import json

import load
from programs import Failed, agent_id, port_of


class Desk:
    """One agent's way to the API."""

    def __init__(self, port, name):
        self.port = port
        self.token = None
        self.token = self.ask("POST", "/api/v1/sessions", {
            "email": f"{name}@bench.test", "password": name})["token"]

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status >= 300:
            raise Failed(f"{method} {path}: {answer.status} {text}")
        return json.loads(text) if text else None

    def accept_all(self):
        mine = self.ask("GET", "/api/v1/reservations")["items"]
        offers = [each for each in mine if each["status"] == "pending"]
        for each in offers:
            self.ask("POST", f"/api/v1/reservations/{each['id']}/accept")
        return len(offers)


def busy(gateway, count, most):
    """The tokens of so many agents, among whom users 0 to count * most - 1 have been dealt out."""
    desks = [Desk(port_of(gateway), agent_id(each)) for each in range(count)]
    for each in desks:
        each.ask("PUT", "/api/v1/me/activity", {"activity": "available"})
    load.greet(gateway, count * most)
    accepted = 0
    while accepted < count * most:
        now = sum(each.accept_all() for each in desks)
        if now == 0:
            gateway.rest(0.2)
        accepted += now
    return [each.token for each in desks]
