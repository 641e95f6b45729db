#ifndef C_KINETICS_H
#define C_KINETICS_H

/// The steps of four models of a drug in a body, as a C programmer writes them: the benchmark's peer of Therapy's kinetics.

/// One model, taken apart into four modes, and what one step of fixed length does to each.
struct kinetics_model {
  double rates[4];
  double plasma_weights[4];
  double effect_weights[4];
  double left[4];
  double gain[4];
};

/// The modes of four models, mg.
struct kinetics_body {
  double modes[4][4];
};

/// Takes so many steps of the fixed length, each at the next of `rate_count` rates (mg/min), and reads plasma and effect site
/// of each model after each; returns the sum of all that was read, ng/mL.
double kinetics_fixed_steps(
    struct kinetics_body *body, const struct kinetics_model models[4], const double *rates, long rate_count, long steps);

/// Takes so many steps, each of the next of `step_count` lengths (min) with the next of as many amounts (mg): libm's
/// exponentials are computed in each; returns the sum of the first model's plasma after each step, ng/mL.
double kinetics_free_steps(
    struct kinetics_body *body, const struct kinetics_model models[4], const double *minutes, const double *milligrams,
    long step_count, long steps);

#endif
