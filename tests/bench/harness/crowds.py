"""Many at once: sockets that say nothing, a busy bot, many who listen."""

import resource

import agents as desks
import load
import machine
from programs import (BENCH, DISCORD, TOKEN, WORK, Failed, agents as configured, can_broadcast,
                      fresh, node_broadcast, port_of, running, selat)

SOCKETS = (10_000, 50_000)
RETURNING = 10_000
QUIET = 31  # seconds: every socket is pinged once
LISTENERS = 200
CONVERSATIONS = 10  # of each agent
PER_SECOND = 1000


def allow_descriptors(wanted):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
    except (ValueError, OSError):
        print(f"{wanted} descriptors: more than this user may have")
        return False
    return True


def idle_sockets(gateway, count):
    return running([BENCH / "idle_sockets", port_of(gateway), "web", count], "open",
                   machine.GENERATOR, WORK / "idle_sockets.log")


def sockets(report, options):
    """Visitors on a website who say nothing."""
    for count in SOCKETS:
        if not allow_descriptors(count + 2000):
            continue
        with selat(fresh("sockets")) as gateway:
            gateway.rest(1)
            before = machine.resident_bytes(gateway.pid)
            with idle_sockets(gateway, count):
                gateway.rest(2)
                grown = machine.resident_bytes(gateway.pid) - before
                spent = machine.processor_seconds(gateway.pid)
                gateway.rest(QUIET)
                spent = machine.processor_seconds(gateway.pid) - spent
        report.add(f"idle web-chat socket, {count} of them", [grown / count / 1024], "KiB",
                   (16, 6), True)
        report.add(f"{count} idle sockets: of a core", [100 * spent / QUIET], "%")


def returns(report, options):
    """The same visitors when the gateway is restarted: told when to come back, all are."""
    if not allow_descriptors(RETURNING + 2000):
        return
    folder, port = fresh("returns"), machine.free_port()
    with selat(folder, port=port) as gateway:
        with idle_sockets(gateway, RETURNING) as visitors:
            gateway.end()
            with selat(folder, port=port) as again:
                spent = machine.processor_seconds(again.pid)
                back = visitors.wait_for(r"back ([\d.]+) ([\d.]+)", 120)
                spent = machine.processor_seconds(again.pid) - spent
    report.add(f"restart: {RETURNING} visitors back after", [float(back[1])], "s")
    report.add("restart: p99 from when one may come to welcome", [float(back[2])], "ms")
    report.add("restart: processor time a visitor", [spent / RETURNING * 1e6], "µs")


def whole(result):
    if result["missing"]:
        raise Failed(f"not all was told: {result}")
    return result


def discord(report, options):
    """New messages over one bot's gateway connection, until each is durable and told."""
    at_rate, most, memory = [], [], []
    for each in range(options.rounds):
        with running([BENCH / "discord_load"], r"ready on http://[^:]+:(\d+)", machine.GENERATOR,
                     WORK / "discord_load.log") as stub:
            with selat(fresh("discord"), port_of(stub), channels=DISCORD) as gateway:
                whole(load.discord(gateway, stub, 0, load.USERS))
                before = machine.resident_bytes(gateway.pid)
                at_rate.append(whole(load.discord(gateway, stub, 10_000, 10_000 * options.seconds)))
                most.append(whole(load.discord(gateway, stub, 0, 10_000 * options.seconds)))
                memory.append(machine.resident_bytes(gateway.pid, highest=True) - before)
    report.add("Discord, as many as are taken", [each["per_second"] for each in most], "/s")
    report.add("the same: processor time a message", [each["cpu_us"] for each in most], "µs")
    for share in ("p50", "p99", "p999"):
        report.add(f"Discord at 10 000/s: {share}", [each[f"{share}_ms"] for each in at_rate], "ms")
    report.add("the same: processor time a message", [each["cpu_us"] for each in at_rate], "µs")
    report.add("memory that a full connection takes at most", [each / 2**20 for each in memory],
               "MiB")


def tell(report, name, results):
    report.add(f"{name}: frames", [each["frames"] / each["seconds"] for each in results], "/s")
    for share in ("p50", "p99", "p999"):
        report.add(f"{name}: webhook to stream, {share}",
                   [each[f"{share}_ms"] for each in results], "ms")
    for share in ("p50", "p99", "p999"):
        report.add(f"{name}: commit to stream, {share}",
                   [each[f"commit_{share}_ms"] for each in results], "ms")
    report.add(f"{name}: processor time of the gateway",
               [100 * each["cpu_us"] / 1e6 * each["requests"] / each["seconds"]
                for each in results], "%")


def agents(report, options):
    """A thousand messages a second, each for one of 200 agents who hold the conversations."""
    results = []
    users = LISTENERS * CONVERSATIONS
    for each in range(options.rounds):
        with selat(fresh("agents"), flow=None,
                   more=configured(LISTENERS, CONVERSATIONS)) as gateway:
            tokens = desks.busy(gateway, LISTENERS, CONVERSATIONS)
            results.append(whole(load.streams(gateway, tokens, PER_SECOND,
                                              PER_SECOND * options.seconds, 1, users)))
    tell(report, f"{LISTENERS} agents", results)


def supervisors(report, options):
    """The same when all of the 200 see everything, without and with one who does not read, and
    Node with the ws package where it has that."""
    count = PER_SECOND * options.seconds
    tokens = [TOKEN] * LISTENERS
    results, stuck, grown, plain = [], [], [], []
    for each in range(options.rounds):
        with selat(fresh("supervisors")) as gateway:
            load.greet(gateway)
            results.append(whole(load.streams(gateway, tokens, PER_SECOND, count, LISTENERS,
                                              load.USERS)))
            before = machine.resident_bytes(gateway.pid)
            stuck.append(whole(load.streams(gateway, tokens, PER_SECOND, count, LISTENERS - 1,
                                            load.USERS, silent=1)))
            grown.append(machine.resident_bytes(gateway.pid, highest=True) - before)
        if can_broadcast():
            with node_broadcast() as node:
                plain.append(load.streams(node, tokens, PER_SECOND, count, LISTENERS, load.USERS))
    tell(report, f"{LISTENERS} supervisors", results)
    tell(report, "one does not read", stuck)
    report.add("one does not read: memory more at most", [each / 2**20 for each in grown], "MiB")
    if plain:
        tell(report, "Node's ws", plain)
