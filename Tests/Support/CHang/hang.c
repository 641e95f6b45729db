#define _GNU_SOURCE
#include "CHang.h"

#include <errno.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

int stop_thread(pid_t thread) {
  if (ptrace(PTRACE_SEIZE, thread, 0, 0) != 0) return errno;
  if (ptrace(PTRACE_INTERRUPT, thread, 0, 0) != 0) return errno;
  int status = 0;
  return waitpid(thread, &status, __WALL) < 0 ? errno : 0;
}

void continue_thread(pid_t thread, int after_milliseconds) {
  struct timespec time = {after_milliseconds / 1000, (after_milliseconds % 1000) * 1000000L};
  while (nanosleep(&time, &time) != 0 && errno == EINTR) {}
  ptrace(PTRACE_DETACH, thread, 0, 0);
}
