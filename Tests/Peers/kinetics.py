"""Compares every row of `infusionctl predict` with PyTCI and with opentiva's own ketamine models.

    .build/peers/bin/python3 Tests/Peers/kinetics.py PATH_TO_INFUSIONCTL [--break-it PARAMETER]

Exit 0: all agree, and a peer with any one parameter a millionth larger does not. Exit 1: a row differs. --break-it changes that
parameter (v1, k10, k12, k21, ke0) of the peers, so that a person can see how a difference looks.
"""

import argparse
import math
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

from opentiva import ketamine, pump  # noqa: E402

from course import COURSES, MODELS, RAMP, TEN_DAYS, solve  # noqa: E402

WEIGHTS = (30, 50, 70, 100, 150, 250)
# Relative; and, for values near nothing, the last of the nine decimals of the CSV, ng/mL.
CLOSE, LAST_DECIMAL = 1e-9, 1e-9
# The CSV is rounded to nine decimals; the worst is told without what that does.
ROUNDING = 0.5e-9
# opentiva steps its effect site by seconds, and while plasma rises takes that of the second before: half a second late. A rise
# with the square of time is then off by 1/t: at most 1.7e-3 from 10 min on, where it is compared.
EFFECT_FROM, EFFECT_CLOSE = 600, 2e-3
OPENTIVA = {"domino": ketamine.Domino, "clements": ketamine.Clements250, "kamp-linear": ketamine.Klamp}
PARAMETERS = ("v1", "k10", "k12", "k21", "k13", "k31", "ke0")
A_MILLIONTH = 1e-6


class Tally:
    """What was compared with one value of one peer, and the worst of it."""

    def __init__(self):
        self.count, self.worst, self.absolute, self.where, self.failures = 0, 0.0, 0.0, "", []

    def compare(self, ours, peers, close, where):
        """Notes one pair, where its share of the peer's value (from 1 ng/mL) is the worst; `where` says which row it is."""
        self.count += 1
        apart = abs(ours - peers)
        allowed = max(close * abs(peers), LAST_DECIMAL)
        # `not` and not `>`: what is no number differs.
        if not apart <= allowed:
            self.failures.append(f"{where}: infusionctl {ours:.9f} ng/mL, peer {peers:.9f} ng/mL; allowed is {allowed:.1e}")
        self.absolute = max(self.absolute, apart)
        share = max(0, apart - ROUNDING) / abs(peers) if abs(peers) >= 1 else 0
        if share > self.worst:
            self.worst, self.where = share, where


def predict(program, model, weight, course):
    """Rows of (minute, Cp, Ce) as infusionctl says them."""
    with tempfile.NamedTemporaryFile("w", suffix=".steps") as steps:
        steps.write(course.steps_file())
        steps.flush()
        command = [program, "predict", "--model", model, "--weight", f"{weight} kg", "--steps", steps.name]
        command += ["--every", f"{course.every} s", "--until", f"{course.until} s", "--format", "csv"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith("#")]
    if not lines or lines[0] != "t_min,cp_ng_ml,ce_ng_ml":
        sys.exit(f"{' '.join(command)}: the CSV begins with {lines[:1]}")
    rows = [tuple(float(cell) for cell in line.split(",")) for line in lines[1:]]
    times = [second / 60 for second in course.rows()]
    if len(rows) != len(times) or any(abs(row[0] - time) > 1e-9 for row, time in zip(rows, times)):
        sys.exit(f"{' '.join(command)}: {len(rows)} rows, and {len(times)} are due, or their times differ")
    return rows


def with_pytci(rows, parameters, course, weight, plasma, effect, where):
    """Compares all rows with PyTCI's exact solver."""
    for (minute, ours_plasma, ours_effect), (_, cp, ce) in zip(rows, solve(parameters, course, weight), strict=True):
        plasma.compare(ours_plasma, cp, CLOSE, f"{where}, {minute:g} min, Cp")
        effect.compare(ours_effect, ce, CLOSE, f"{where}, {minute:g} min, Ce")


def opentiva_pump(model, weight, course, changed):
    """opentiva's own model with our effect-site constant, and the course; `changed` has parameters and shares to add."""
    person = OPENTIVA[model](0, 40, weight, 170)
    person.ke0 = math.log(2) / 6.1
    for name, share in changed.items():
        setattr(person, name, getattr(person, name) * (1 + share))
    device = pump.Pump(person, drug_concentration=10, end_time=course.until + 1)
    for start, end, rate in course.segments(weight):
        device.add_infusion(start=start, dose=rate, duration=end - start)
    return device


def with_opentiva(rows, model, course, weight, plasma, effect, where, changed):
    """Compares plasma at all rows, and the effect site where it is computed: not over ten days of seconds."""
    device = opentiva_pump(model, weight, course, changed)
    device.generate_infusions()
    for second, row in zip(course.rows(), rows, strict=True):
        cp = device.pkpd_model.calculate_cp(device.infusion_list, second) * 1000
        plasma.compare(row[1], cp, CLOSE, f"{where}, {row[0]:g} min, Cp")
    if course is TEN_DAYS or effect is None:
        return
    effects = device.run()[:, 2]
    for second, row in zip(course.rows(), rows, strict=True):
        if second >= EFFECT_FROM:
            effect.compare(row[2], effects[second] * 1000, EFFECT_CLOSE, f"{where}, {row[0]:g} min, Ce")


def unnoticed(model, rows, course, weight):
    """The parameters whose change by a millionth no comparison would notice, by peer."""
    found, parameters = [], MODELS[model](weight)
    for name in PARAMETERS:
        if getattr(parameters, name) == 0:
            continue
        pytci = Tally()
        with_pytci(rows, parameters.changed(name, A_MILLIONTH), course, weight, pytci, pytci, model)
        if not pytci.failures:
            found.append(f"PyTCI {model} {name}")
        if model in OPENTIVA and name != "ke0":
            opentiva = Tally()
            with_opentiva(rows, model, course, weight, opentiva, None, model, {name: A_MILLIONTH})
            if not opentiva.failures:
                found.append(f"opentiva {model} {name}")
    return found


def compare_all(program, broken):
    """Compares everything; returns the tallies by peer, model and value, and what was not noticed."""
    tallies, blind = {}, []
    for model, parameters_for in MODELS.items():
        for weight in WEIGHTS:
            parameters = parameters_for(weight)
            for name in broken:
                parameters = parameters.changed(name, A_MILLIONTH)
            for course in COURSES:
                where = f"{model}, {weight} kg, {course.name}"
                rows = predict(program, model, weight, course)

                def tally(peer, value, model=model):
                    return tallies.setdefault((peer, model, value), Tally())

                with_pytci(rows, parameters, course, weight, tally("PyTCI", "Cp"), tally("PyTCI", "Ce"), where)
                # opentiva knows whole seconds only.
                whole = all(isinstance(at, int) for at, _ in course.changes)
                if model in OPENTIVA and whole:
                    changed = {name: A_MILLIONTH for name in broken}
                    values = tally("opentiva", "Cp"), tally("opentiva", "Ce")
                    with_opentiva(rows, model, course, weight, *values, where, changed)
                if weight == 70 and course is RAMP and not broken:
                    blind += unnoticed(model, rows, course, weight)
    return tallies, blind


def main():
    arguments = argparse.ArgumentParser(description="Compares infusionctl predict with PyTCI and opentiva.")
    arguments.add_argument("program", type=Path, help="infusionctl")
    arguments.add_argument("--break-it", choices=("v1", "k10", "k12", "k21", "ke0"), help="change a parameter by a millionth")
    given = arguments.parse_args()
    if not given.program.is_file():
        arguments.error(f"there is no {given.program}; build it with: swift build --product infusionctl")
    tallies, blind = compare_all(str(given.program.resolve()), [given.break_it] if given.break_it else [])

    print(f"{'peer':9} {'model':12} {'value':5} {'compared':>8} {'worst':>8} {'ng/mL':>8}  at")
    for (peer, model, value), tally in tallies.items():
        print(f"{peer:9} {model:12} {value:5} {tally.count:8} {tally.worst:8.1e} {tally.absolute:8.1e}  {tally.where}")
    failures = [f"{key[0]}: {failure}" for key, tally in tallies.items() for failure in tally.failures]
    for failure in failures[:20]:
        print(f"error: {failure}")
    for name in blind:
        print(f"error: a change by a millionth is not noticed: {name}")
    count = sum(tally.count for tally in tallies.values())
    print(f"peers: {count} values compared, {len(failures)} differ; {len(blind)} changes by a millionth not noticed")
    return 1 if failures or blind else 0


if __name__ == "__main__":
    sys.exit(main())
