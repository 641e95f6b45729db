#define _GNU_SOURCE
#include "CHang.h"

#include <errno.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

int hang_thread(pid_t thread, int milliseconds) {
  if (ptrace(PTRACE_SEIZE, thread, 0, 0) != 0) return -errno;
  if (ptrace(PTRACE_INTERRUPT, thread, 0, 0) != 0) return -errno;
  int status = 0;
  if (waitpid(thread, &status, __WALL) < 0) return -errno;
  struct timespec time = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
  while (nanosleep(&time, &time) != 0 && errno == EINTR) {}
  return ptrace(PTRACE_DETACH, thread, 0, 0) == 0 ? 0 : -errno;
}
