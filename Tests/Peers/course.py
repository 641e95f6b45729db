"""What the peers are given: ketamine models by weight, courses of rates, and PyTCI's solver for both.

Written from the published sets (docs/KINETICS.md), not from Sources/Therapy. Minutes, mg and L for the models; seconds and mg/s
for courses.
"""

import math
from dataclasses import dataclass, replace

from PyTCI.models.base import Three

# The effect site follows plasma with a half-time of 6.1 min.
KE0 = math.log(2) / 6.1


@dataclass(frozen=True)
class Parameters:
    """A model for one person; without a third compartment k13 and k31 are 0."""

    v1: float
    k10: float
    k12: float
    k21: float
    k13: float = 0.0
    k31: float = 0.0
    ke0: float = KE0

    def changed(self, name, share):
        """The same with one parameter larger by a share of it."""
        return replace(self, **{name: getattr(self, name) * (1 + share)})


def from_flows(volumes, flows):
    """Volumes in L, flows in L/h: out of the body, to the second and to the third compartment."""
    out, second, third = (flow / 60 for flow in flows)
    v1, v2, v3 = volumes
    return Parameters(v1, out / v1, second / v1, second / v2, third / v1, third / v3)


def kamp(weight, power):
    """Kamp 2020 at 70 kg; volumes by weight, clearances by a power of it."""
    volumes, flows = (25.0, 56.0, 157.0), (84.0, 161.0, 79.0)
    return from_flows([v * weight / 70 for v in volumes], [f * (weight / 70) ** power for f in flows])


MODELS = {
    "kamp": lambda weight: kamp(weight, 0.75),
    "kamp-linear": lambda weight: kamp(weight, 1.0),
    "clements": lambda weight: Parameters(1.7522 * weight, 0.0109, 0.0186, 0.0137),
    "domino": lambda weight: Parameters(0.063 * weight, 0.4381, 0.5921, 0.2470, 0.5900, 0.0146),
}


@dataclass(frozen=True)
class Course:
    """Rates as infusionctl reads them, and rows to predict."""

    name: str
    # (second, rate as text); each holds until the next one, and the last is 0.
    changes: tuple
    every: int
    until: int

    def segments(self, weight):
        """(from, until, mg/s) of each rate that is not 0, for a person of this weight."""
        ends = [at for at, _ in self.changes[1:]]
        given = [(at, end, rate_of(text, weight)) for (at, text), end in zip(self.changes, ends)]
        return [segment for segment in given if segment[2] > 0]

    def rows(self):
        """The seconds of the rows."""
        return range(0, self.until + 1, self.every)

    def steps_file(self):
        """The text for `infusionctl predict --steps`."""
        return "".join(f"{at} s {rate}\n" for at, rate in self.changes)


def rate_of(text, weight):
    """A rate in mg/s."""
    number, unit = text.split()
    per_second = {"mg/kg/h": weight / 3600, "ug/kg/min": weight / 60e3, "mg/h": 1 / 3600}
    return float(number) * per_second[unit]


def constant(name, rate, minutes, every, until):
    """One rate from the beginning; minutes."""
    return Course(name, ((0, rate), (minutes * 60, "0 mg/h")), every * 60, until * 60)


def daily(days):
    """4 h of 0.35 mg/kg/h each day; a row a minute until 6 h after the last end."""
    changes = []
    for day in range(days):
        changes += [(day * 86400, "0.35 mg/kg/h"), (day * 86400 + 14400, "0 mg/kg/h")]
    return Course(f"{days} days", tuple(changes), 60, changes[-1][0] + 6 * 3600)


TEN_DAYS = daily(10)

# Rates in each unit, a pause, and an edge at 97.5 min that is between two rows.
RAMP = Course(
    "ramp",
    (
        (0, "0.175 mg/kg/h"),
        (1800, "0.25 mg/kg/h"),
        (3600, "6 ug/kg/min"),
        (5850, "0 mg/kg/h"),
        (6600, "12.5 mg/h"),
        (10800, "0.35 mg/kg/h"),
        (14400, "0 mg/kg/h"),
    ),
    300,
    21600,
)

# A late beginning, three edges between two rows, and edges that are not on whole seconds.
EDGES = Course(
    "edges",
    (
        (10, "1 mg/kg/h"),
        (30.25, "0.1 mg/kg/h"),
        (59.5, "2 mg/kg/h"),
        (3660.125, "0 mg/h"),
        (3661.0625, "70 mg/h"),
        (7201.5, "0 mg/h"),
    ),
    90,
    14400,
)

COURSES = (
    constant("40 min", "0.75 mg/kg/h", 40, every=1, until=160),
    constant("4 h", "0.35 mg/kg/h", 240, every=5, until=600),
    RAMP,
    EDGES,
    TEN_DAYS,
)


class Ketamine(Three):
    """PyTCI's generic three compartments, solved exactly, with parameters of ours."""

    def __init__(self, parameters):
        self.v1, self.keo = parameters.v1, parameters.ke0
        self.k10, self.k12, self.k21 = parameters.k10, parameters.k12, parameters.k21
        self.k13, self.k31 = parameters.k13, parameters.k31
        self.setup()
        self.set_integrator("exact")


def solve(parameters, course, weight):
    """Rows of (second, Cp, Ce) in ng/mL by PyTCI, each time between two edges or rows in one step."""
    model = Ketamine(parameters)
    segments = course.segments(weight)
    edges = sorted({edge for start, end, _ in segments for edge in (start, end)})
    rows, now, passed, current = [], 0, 0, 0
    for row in course.rows():
        while now < row:
            while passed < len(edges) and edges[passed] <= now:
                passed += 1
            following = min(row, edges[passed]) if passed < len(edges) else row
            while current < len(segments) and segments[current][1] <= now:
                current += 1
            flows = current < len(segments) and segments[current][0] <= now
            model.giveoverseconds(segments[current][2] if flows else 0.0, following - now)
            now = following
        rows.append((row, model.x1 * 1000, model.xeo * 1000))
    return rows
