"""What is measured. Each scenario adds its lines to the report."""

import re

import carriers
import crowds
import load
import machine
import providers
from programs import BENCH, HERE, WORK, fresh, line_stub, nginx, port_of, selat


def ingest(report, options):
    """Signed webhooks until they are durable, beside nginx that answers a static 200."""
    ratios = {64: [], 512: []}
    seen = {}
    with nginx() as bound, line_stub() as stub:
        for each in range(options.rounds):
            with selat(fresh("ingest"), port_of(stub)) as gateway:
                load.greet(gateway)
                for connections in ratios:
                    ours = load.webhooks(gateway, connections, options.seconds)
                    theirs = load.same_body(bound, connections, options.seconds)
                    ratios[connections].append(ours["per_second"] / theirs["per_second"])
                    for name, result in (("nginx", theirs), ("selat", ours)):
                        seen.setdefault((name, connections), []).append(result)
    for (name, connections), results in sorted(seen.items()):
        what = f"{name}, {connections} connections"
        report.add(what, [each["per_second"] for each in results], "/s")
        report.add(f"{what}: processor time a request", [each["cpu_us"] for each in results], "µs")
        report.add(f"{what}: p99", [each["p99_ms"] for each in results], "ms")
    report.add("ingest against nginx, 64 connections", ratios[64], "", (0.20, 0.35))
    report.add("ingest against nginx, 512 connections", ratios[512], "", (0.30, 0.50))


def latency(report, options):
    """The same at a fixed rate, from when each was due to its answer."""
    results = []
    with line_stub() as stub:
        for each in range(options.rounds):
            with selat(fresh("latency"), port_of(stub)) as gateway:
                load.greet(gateway)
                results.append(load.at_rate(gateway, 5000, 5000 * 3 * options.seconds))
    report.add("at 5 000/s: p50", [each["p50_ms"] for each in results], "ms")
    report.add("at 5 000/s: p99", [each["p99_ms"] for each in results], "ms", (20, 5), True)
    report.add("at 5 000/s: p99.9", [each["p999_ms"] for each in results], "ms", (60, 15), True)
    report.add("at 5 000/s: processor time a message", [each["cpu_us"] for each in results], "µs")


def channels(report, options):
    """Webhooks of each provider until they are durable, beside LINE's in the same round."""
    folder = fresh("channels-key")
    load.run([HERE.parents[2] / "scripts/demo_key.sh", folder])
    every = providers.all_providers(folder)
    seen = {each.plugin: [] for each in every}
    configuration = "".join(each.config for each in every)
    with line_stub() as stub:
        for each in range(options.rounds):
            with selat(fresh("channels"), port_of(stub), channels=configuration) as gateway:
                for provider in every:
                    load.written(provider, gateway, 64, 1)
                    seen[provider.plugin].append(load.written(provider, gateway, 64, options.seconds))
    for plugin, results in seen.items():
        report.add(f"webhooks of {plugin}", [each["per_second"] for each in results], "/s")
        report.add(f"webhooks of {plugin}: processor time", [each["cpu_us"] for each in results], "µs")
        if plugin != "line":
            report.add(f"{plugin} against line", [each["per_second"] / beside["per_second"] for each, beside
                                                  in zip(results, seen["line"])], "")


def filled_store(options):
    folder = WORK / f"stored-{options.stored}"
    done = folder / "filled"
    if not done.exists():
        fresh(folder.name)
        load.run([BENCH / "fill_store", folder / "selat.db", options.stored])
        done.touch()
    return folder


def stored(report, options):
    """The same with many messages in the store, against an empty one."""
    ratios = []
    with line_stub() as stub:
        for each in range(options.rounds):
            speeds = []
            for folder in (fresh("empty"), filled_store(options)):
                with selat(folder, port_of(stub)) as gateway:
                    load.greet(gateway)
                    result = load.webhooks(gateway, 64, options.seconds)
                    speeds.append(result["per_second"])
            ratios.append(speeds[1] / speeds[0])
    report.add(f"ingest with {options.stored} messages stored, against none", ratios, "",
               (0.8, 0.95))


def loop(report, options):
    """Webhook, flow, bot and the reply at the provider, against ingest alone."""
    ratios, speeds, costs = [], [], []
    for each in range(options.rounds):
        with line_stub() as stub:
            with selat(fresh("alone"), port_of(stub)) as gateway:
                load.greet(gateway)
                alone = load.webhooks(gateway, 64, options.seconds)["per_second"]
            with selat(fresh("loop"), port_of(stub), "bot") as gateway:
                load.greet(gateway)
                result = load.delivered(gateway, stub,
                                        lambda: load.webhooks(gateway, 64, options.seconds))
                speeds.append(result["per_second"])
                costs.append(result["cpu_us"])
                ratios.append(speeds[-1] / alone)
    report.add("webhook, flow, bot, reply", speeds, "/s")
    report.add("webhook, flow, bot, reply: processor time", costs, "µs")
    report.add("webhook, flow, bot, reply, against ingest alone", ratios, "", (0.25, 0.5))


def start(report, options):
    """From the command to the line of readiness, and what an idle gateway holds."""
    first, fast, full, memory = [], [], [], []
    for each in range(2 * options.rounds + 1):
        with selat(fresh("start")) as gateway:
            first.append(gateway.seconds_to_ready * 1000)
            gateway.rest(1)
            memory.append(machine.resident_bytes(gateway.pid) / 2**20)
        for file in (WORK / "start").glob("selat.db*"):
            file.unlink()
        with selat(WORK / "start") as gateway:
            fast.append(gateway.seconds_to_ready * 1000)
        with selat(filled_store(options)) as gateway:
            full.append(gateway.seconds_to_ready * 1000)
    report.add("start to ready, plugins never seen before", first, "ms")
    report.add("start to ready, empty store", fast, "ms", (150, 60), True)
    report.add(f"start to ready, {options.stored} messages", full, "ms", (1000, 300), True)
    report.add("resident memory, idle, all plugins", memory, "MiB", (60, 30), True)


def routing(report, options):
    """A decision among many agents who may be asked."""
    marks = {10: (20, 5), 1_000: (50, 10), 10_000: (200, 20)}
    seen = {}
    for each in range(options.rounds):
        for line in load.run([BENCH / "routing_bench"]).splitlines():
            found = re.match(r"decision, (\d+) agents .* p99 +([\d.]+)", line)
            if found:
                seen.setdefault(int(found[1]), []).append(float(found[2]))
    for agents, samples in sorted(seen.items()):
        report.add(f"routing decision, {agents} agents, p99", samples, "µs", marks[agents], True)


ALL = {each.__name__: each
       for each in (ingest, channels, latency, stored, loop, carriers.smpp, routing, start, crowds.sockets,
                    crowds.returns, crowds.discord, crowds.agents, crowds.supervisors)}
