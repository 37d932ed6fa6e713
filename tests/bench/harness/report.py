"""Medians with their spread, as a table and as JSON."""

import json
import statistics


class Value:
    """A figure from several rounds."""

    def __init__(self, samples):
        self.samples = [float(each) for each in samples]
        self.median = statistics.median(self.samples)

    def text(self):
        low, high = min(self.samples), max(self.samples)
        if len(self.samples) == 1:
            return number(self.median)
        return f"{number(self.median)} ({number(low)} to {number(high)})"


def number(value):
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


class Report:
    def __init__(self, machine):
        self.machine = machine
        self.rows = []

    def add(self, what, samples, unit, marks=None, smaller_is_better=False):
        """`marks`: (first, then) in the same unit."""
        value = Value(samples)
        verdict = ""
        if marks:
            reached = [value.median <= each if smaller_is_better else value.median >= each
                       for each in marks]
            verdict = "then" if reached[1] else "first" if reached[0] else "MISSED"
        self.rows.append({"what": what, "median": value.median, "samples": value.samples,
                          "unit": unit, "marks": list(marks or []), "reached": verdict})
        sign = "≤" if smaller_is_better else "≥"
        wanted = f"{sign} {number(marks[0])}, {number(marks[1])}" if marks else ""
        print(f"{what:<58} {value.text():>32} {unit:<9} {wanted:<16} {verdict}", flush=True)

    def save(self, path):
        path.write_text(json.dumps({"machine": self.machine, "rows": self.rows}, indent=1) + "\n")
