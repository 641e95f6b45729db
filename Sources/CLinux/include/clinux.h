/* The kernel calls that Swift cannot see (glibc hides them behind _GNU_SOURCE, or they are variadic) or cannot use cleanly.
 *
 * One convention: a function that can fail returns 0 or more on success and -errno on failure. Nobody reads errno in Swift, where
 * code that the compiler inserts between a call and the reading could change it. Calls that a signal interrupts are repeated
 * here, except poll, whose caller keeps the deadline. */
#ifndef INFUSIOND_CLINUX_H
#define INFUSIOND_CLINUX_H

#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Text of an error number, a static string that is never null. */
const char *clinux_error_text(int code);

/* Time. */
int64_t clinux_boot_time_nanoseconds(void);
int64_t clinux_wall_time_microseconds(void);
int clinux_sleep_until(int64_t boot_time_nanoseconds);
/* Two clocks to compare the boot time with: without the time of suspension, and without that and without any correction. */
int64_t clinux_awake_time_nanoseconds(void);
int64_t clinux_raw_time_nanoseconds(void);
/* 1 when the kernel says that the wall clock is synchronized, 0 when it says that it is not. Changes nothing. */
int clinux_wall_clock_is_synchronized(void);

/* Descriptors. Every descriptor made here is close-on-exec. */
int clinux_open(const char *path, int flags, mode_t mode);
void clinux_close(int descriptor);
ssize_t clinux_read(int descriptor, void *buffer, size_t size);
ssize_t clinux_write(int descriptor, const void *bytes, size_t size);
ssize_t clinux_send(int descriptor, const void *bytes, size_t size);
int clinux_truncate(int descriptor);
/* A negative timeout waits without limit. Returns the number of ready descriptors. */
int clinux_poll(struct pollfd *descriptors, size_t count, int64_t timeout_nanoseconds);
int clinux_eventfd(void);

/* Locks. */
int clinux_lock_exclusive(int descriptor);
void clinux_unlock(int descriptor);
struct clinux_file_identity {
  uint32_t device_major;
  uint32_t device_minor;
  uint64_t inode;
};
int clinux_identify_file(int descriptor, struct clinux_file_identity *identity);

/* Files and disks. */
struct clinux_file_mark {
  bool is_regular;
  uint64_t device;
  uint64_t inode;
  uint64_t size;
  int64_t changed_seconds; /* when its content was changed */
  int64_t changed_nanoseconds;
};
int clinux_mark_file(const char *path, struct clinux_file_mark *mark);
struct clinux_disk_space {
  uint64_t available_bytes; /* to a program without privileges */
  uint64_t total_bytes;
};
int clinux_disk_space(const char *path, struct clinux_disk_space *space);

/* Terminals. */
enum { CLINUX_PARITY_NONE = 0, CLINUX_PARITY_EVEN = 1, CLINUX_PARITY_ODD = 2 };
struct clinux_line_settings {
  uint32_t baud;
  uint8_t data_bits;
  uint8_t parity;
  uint8_t stop_bits;
};
bool clinux_baud_is_supported(uint32_t baud);
/* Sets raw mode and the line settings, then reads back what is in force. A setting that the kernel refuses is no error here: the
 * caller compares. */
int clinux_configure_line(int descriptor, struct clinux_line_settings wanted, struct clinux_line_settings *in_force);
int clinux_set_raw(int descriptor);
int clinux_set_exclusive(int descriptor);
int clinux_discard_input(int descriptor);
int clinux_unread_bytes(int descriptor);
int clinux_open_pty_master(void);
int clinux_pty_path(int master, char *buffer, size_t size);

/* Unix sockets. */
struct clinux_peer {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};
int clinux_unix_socket(void);
int clinux_unix_bind(int descriptor, const char *path, mode_t mode);
int clinux_unix_listen(int descriptor, int backlog);
int clinux_unix_accept(int descriptor);
int clinux_unix_connect(int descriptor, const char *path);
int clinux_unix_peer(int descriptor, struct clinux_peer *peer);
bool clinux_is_socket(const char *path);
int clinux_unlink(const char *path);

/* Groups. 1 when there is a group of this name, 0 when there is none. May ask a directory service and wait for its answer.
 * A group comes with the names of all its members: room for first_size bytes (1 or more) is tried first, then ever more. */
int clinux_group_number(const char *name, size_t first_size, uint32_t *number);

/* Threads. A priority of 0 asks for a normal thread, 1...99 for SCHED_FIFO. */
int clinux_thread_start(pthread_t *thread, int priority, size_t stack_bytes, void *(*body)(void *), void *argument);
int clinux_thread_name(const char *name);
int clinux_thread_join(pthread_t thread);
void clinux_thread_detach(pthread_t thread);
int clinux_lock_memory(void);

/* Signals. Returns the descriptor of an eventfd that SIGTERM and SIGINT make readable; the same one at every call. */
int clinux_watch_stop_signals(void);
/* A program inherits the signal mask of the thread that started it: one that blocks SIGTERM would make it unstoppable. */
int clinux_unblock_stop_signals(void);
/* The number of the last stop signal, or 0. */
int clinux_stop_signal(void);

#endif
