#include <alsa/asoundlib.h>

/* libasound writes what fails to the standard error, at every try; a variadic function cannot be written in Swift. */
static void calsa_say_nothing(const char *file, int line, const char *function, int error, const char *format, ...) {
  (void)file;
  (void)line;
  (void)function;
  (void)error;
  (void)format;
}

static inline void calsa_be_quiet(void) { snd_lib_error_set_handler(calsa_say_nothing); }
