#include "CKinetics.h"

#include <math.h>

static double weighted(const double modes[4], const double weights[4]) {
  return (modes[0] * weights[0] + modes[2] * weights[2]) + (modes[1] * weights[1] + modes[3] * weights[3]);
}

double kinetics_fixed_steps(
    struct kinetics_body *body, const struct kinetics_model models[4], const double *rates, long rate_count, long steps) {
  // A copy that nothing else points to may stay in registers.
  struct kinetics_body now = *body;
  double sum = 0;
  for (long step = 0, next = 0; step < steps; step++) {
    double rate = rates[next];
    next = next + 1 < rate_count ? next + 1 : 0;
    double read = 0;
    for (int model = 0; model < 4; model++) {
      for (int mode = 0; mode < 4; mode++) {
        now.modes[model][mode] = now.modes[model][mode] * models[model].left[mode] + models[model].gain[mode] * rate;
      }
      double effect = weighted(now.modes[model], models[model].effect_weights);
      read += weighted(now.modes[model], models[model].plasma_weights) + (effect > 0 ? effect : 0);
    }
    sum += read;
  }
  *body = now;
  return sum;
}

double kinetics_free_steps(
    struct kinetics_body *body, const struct kinetics_model models[4], const double *minutes, const double *milligrams,
    long step_count, long steps) {
  double sum = 0;
  for (long step = 0, next = 0; step < steps; step++) {
    double rate = milligrams[next] / minutes[next];
    for (int model = 0; model < 4; model++) {
      for (int mode = 0; mode < 4; mode++) {
        double x = models[model].rates[mode] * minutes[next];
        body->modes[model][mode] = body->modes[model][mode] * exp(-x) - expm1(-x) / models[model].rates[mode] * rate;
      }
    }
    next = next + 1 < step_count ? next + 1 : 0;
    sum += weighted(body->modes[0], models[0].plasma_weights);
  }
  return sum;
}
