#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

/* CLOCK_BOOTTIME, because a suspended machine's patient was not suspended. */
int64_t clinux_boot_time_nanoseconds(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) return -errno;
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clinux_wall_time_microseconds(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock and a valid pointer */
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clinux_awake_time_nanoseconds(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now); /* as above */
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clinux_raw_time_nanoseconds(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC_RAW, &now); /* as above */
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int clinux_wall_clock_is_synchronized(void) {
  struct timex reading = {.modes = 0};
  int state = adjtimex(&reading);
  if (state < 0) return -errno;
  return state != TIME_ERROR && (reading.status & STA_UNSYNC) == 0;
}

int clinux_sleep_until(int64_t boot_time_nanoseconds) {
  struct timespec until = {boot_time_nanoseconds / 1000000000, boot_time_nanoseconds % 1000000000};
  int code;
  do code = clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &until, NULL);
  while (code == EINTR);
  return -code;
}

/* SIGQUIT is here because a crash report of the Swift runtime stops the other threads by it. */
static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP, SIGQUIT};

int clinux_thread_start(pthread_t *thread, int priority, size_t stack_bytes, void *(*body)(void *), void *argument) {
  pthread_attr_t attributes;
  int code = pthread_attr_init(&attributes);
  if (code != 0) return -code;
  code = pthread_attr_setstacksize(&attributes, stack_bytes);
  if (code == 0 && priority > 0) {
    struct sched_param parameters = {.sched_priority = priority};
    code = pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    if (code == 0) code = pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
    if (code == 0) code = pthread_attr_setschedparam(&attributes, &parameters);
  }
  /* A thread inherits the mask. Signals for the whole program go to the main thread and never interrupt one of ours; a fault of
   * the thread itself ends the program at once, even where the caller (a worker of libdispatch) has SIGABRT blocked. */
  sigset_t quiet, before;
  sigfillset(&quiet);
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) sigdelset(&quiet, faults[i]);
  if (code == 0) code = pthread_sigmask(SIG_SETMASK, &quiet, &before);
  if (code == 0) {
    code = pthread_create(thread, &attributes, body, argument);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL); /* cannot fail: the mask was given by the kernel */
  }
  (void)pthread_attr_destroy(&attributes);
  return -code;
}

int clinux_thread_name(const char *name) { return -pthread_setname_np(pthread_self(), name); }

int clinux_thread_join(pthread_t thread) { return -pthread_join(thread, NULL); }

void clinux_thread_detach(pthread_t thread) { (void)pthread_detach(thread); }

static bool may_lock_without_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY) return true;
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{0}};
  if (syscall(SYS_capget, &header, sets) != 0) return false;
  return (sets[CAP_TO_INDEX(CAP_IPC_LOCK)].effective & CAP_TO_MASK(CAP_IPC_LOCK)) != 0;
}

int clinux_lock_memory(void) {
  /* Under a limit the call may succeed today, and every allocation beyond the limit fails from then on: worse than no lock. */
  if (!may_lock_without_limit()) return -EPERM;
  return mlockall(MCL_CURRENT | MCL_FUTURE) == 0 ? 0 : -errno;
}

static atomic_int stop_event = -1;
static atomic_int stop_number = 0;

static void note_stop_signal(int number) {
  int code = errno;
  atomic_store(&stop_number, number);
  uint64_t one = 1;
  int descriptor = atomic_load(&stop_event);
  if (descriptor >= 0) (void)!write(descriptor, &one, sizeof one);
  errno = code;
}

int clinux_unblock_stop_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return -pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

int clinux_watch_stop_signals(void) {
  int descriptor = atomic_load(&stop_event);
  if (descriptor < 0) {
    descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (descriptor < 0) return -errno;
    int none = -1;
    if (!atomic_compare_exchange_strong(&stop_event, &none, descriptor)) {
      close(descriptor);
      descriptor = none;
    }
  }
  struct sigaction note = {.sa_handler = note_stop_signal, .sa_flags = SA_RESTART};
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  if (sigaction(SIGTERM, &note, NULL) != 0 || sigaction(SIGINT, &note, NULL) != 0) return -errno;
  if (sigaction(SIGPIPE, &ignore, NULL) != 0) return -errno;
  int result = clinux_unblock_stop_signals();
  return result < 0 ? result : descriptor;
}

int clinux_stop_signal(void) { return atomic_load(&stop_number); }
