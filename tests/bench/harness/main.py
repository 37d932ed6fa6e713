"""Measures a built gateway; see docs/performance.md. Nothing here is a test: figures depend on the
machine and on what else it does."""

import argparse
import sys

import machine
import programs
import scenarios
from report import Report


def main():
    parser = argparse.ArgumentParser(prog="scripts/run_bench.sh", description=__doc__)
    parser.add_argument("scenario", nargs="*", metavar="SCENARIO",
                        help="of " + ", ".join(scenarios.ALL) + "; default: all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of each load in a round")
    parser.add_argument("--stored", type=int, default=1_000_000, metavar="MESSAGES")
    options = parser.parse_args()
    unknown = [each for each in options.scenario if each not in scenarios.ALL]
    if unknown:
        parser.error(f"there is no scenario {unknown[0]}")
    programs.WORK.mkdir(parents=True, exist_ok=True)
    report = Report(machine.describe())
    print(report.machine)
    failed = False
    for name in options.scenario or scenarios.ALL:
        try:
            scenarios.ALL[name](report, options)
        except programs.Failed as why:
            print(f"{name}: {why}", file=sys.stderr)
            failed = True
    report.save(programs.BENCH / "results.json")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
