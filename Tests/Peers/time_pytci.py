"""Times PyTCI's exact solver for the course of ten days, a row a minute: prints rows, the median seconds, and the last Cp.

Only the loop is timed, with the matrix of a minute made before: the best that a caller of the library can have. With --csv it
solves once and prints the rows as `infusionctl predict --format csv` does, for a comparison of whole commands.
"""

import statistics
import sys
import time

sys.dont_write_bytecode = True

from course import MODELS, TEN_DAYS, Ketamine  # noqa: E402

REPETITIONS = 5


def solve(parameters, rates):
    """The rows of Cp and Ce, ng/mL."""
    model, rows = Ketamine(parameters), [(0.0, 0.0)]
    for rate in rates:
        model.giveoverseconds(rate, 60)
        rows.append((model.x1 * 1000, model.xeo * 1000))
    return rows


def main():
    weight = 70
    parameters = MODELS["kamp"](weight)
    rates = [0.0] * (len(TEN_DAYS.rows()) - 1)
    for start, end, rate in TEN_DAYS.segments(weight):
        rates[start // 60 : end // 60] = [rate] * ((end - start) // 60)
    if "--csv" in sys.argv[1:]:
        lines = [f"{minute},{cp:.9f},{ce:.9f}" for minute, (cp, ce) in enumerate(solve(parameters, rates))]
        print("\n".join(["t_min,cp_ng_ml,ce_ng_ml", *lines]))
        return
    Ketamine(parameters).wait_time(60)
    seconds = []
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        rows = solve(parameters, rates)
        seconds.append(time.perf_counter() - began)
    print(len(rows), f"{statistics.median(seconds):.6f}", f"{rows[-1][0]:.9f}")


if __name__ == "__main__":
    main()
