"""Times PyTCI's exact solver for the course of ten days, a row a minute: prints rows, the median seconds, and the last Cp.

Only the loop is timed, with the matrix of a minute made before: the best that a caller of the library can have.
"""

import statistics
import sys
import time

sys.dont_write_bytecode = True

from course import MODELS, TEN_DAYS, Ketamine  # noqa: E402

REPETITIONS = 5


def main():
    weight = 70
    parameters = MODELS["kamp"](weight)
    rates = [0.0] * (len(TEN_DAYS.rows()) - 1)
    for start, end, rate in TEN_DAYS.segments(weight):
        for minute in range(start // 60, end // 60):
            rates[minute] = rate
    Ketamine(parameters).wait_time(60)
    seconds = []
    for _ in range(REPETITIONS):
        model, rows = Ketamine(parameters), [(0.0, 0.0)]
        began = time.perf_counter()
        for rate in rates:
            model.giveoverseconds(rate, 60)
            rows.append((model.x1 * 1000, model.xeo * 1000))
        seconds.append(time.perf_counter() - began)
    print(len(rows), f"{statistics.median(seconds):.6f}", f"{rows[-1][0]:.9f}")


if __name__ == "__main__":
    main()
