#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

const char *clinux_error_text(int code) {
  const char *text = strerrordesc_np(code);
  return text != NULL ? text : "unknown error";
}

int clinux_open(const char *path, int flags, mode_t mode) {
  int descriptor = TEMP_FAILURE_RETRY(open(path, flags | O_CLOEXEC, mode));
  return descriptor >= 0 ? descriptor : -errno;
}

/* Linux releases the descriptor whatever close returns; repeating it could close somebody else's. */
void clinux_close(int descriptor) { (void)close(descriptor); }

ssize_t clinux_read(int descriptor, void *buffer, size_t size) {
  ssize_t count = TEMP_FAILURE_RETRY(read(descriptor, buffer, size));
  return count >= 0 ? count : -errno;
}

ssize_t clinux_write(int descriptor, const void *bytes, size_t size) {
  ssize_t count = TEMP_FAILURE_RETRY(write(descriptor, bytes, size));
  return count >= 0 ? count : -errno;
}

ssize_t clinux_send(int descriptor, const void *bytes, size_t size) {
  ssize_t count = TEMP_FAILURE_RETRY(send(descriptor, bytes, size, MSG_NOSIGNAL));
  return count >= 0 ? count : -errno;
}

int clinux_truncate(int descriptor) { return ftruncate(descriptor, 0) == 0 ? 0 : -errno; }

int clinux_poll(struct pollfd *descriptors, size_t count, int64_t timeout_nanoseconds) {
  struct timespec timeout = {timeout_nanoseconds / 1000000000, timeout_nanoseconds % 1000000000};
  int ready = ppoll(descriptors, count, timeout_nanoseconds < 0 ? NULL : &timeout, NULL);
  return ready >= 0 ? ready : -errno;
}

int clinux_eventfd(void) {
  int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return descriptor >= 0 ? descriptor : -errno;
}

int clinux_lock_exclusive(int descriptor) {
  return TEMP_FAILURE_RETRY(flock(descriptor, LOCK_EX | LOCK_NB)) == 0 ? 0 : -errno;
}

void clinux_unlock(int descriptor) {
  /* Cannot fail on an open descriptor: giving free waits for nobody. */
  (void)flock(descriptor, LOCK_UN);
}

int clinux_identify_file(int descriptor, struct clinux_file_identity *identity) {
  struct stat file;
  if (fstat(descriptor, &file) != 0) return -errno;
  identity->device_major = major(file.st_dev);
  identity->device_minor = minor(file.st_dev);
  identity->inode = file.st_ino;
  return 0;
}

int clinux_mark_file(const char *path, struct clinux_file_mark *mark) {
  struct stat file;
  if (stat(path, &file) != 0) return -errno;
  mark->is_regular = S_ISREG(file.st_mode);
  mark->device = file.st_dev;
  mark->inode = file.st_ino;
  mark->size = (uint64_t)file.st_size;
  mark->changed_seconds = file.st_mtim.tv_sec;
  mark->changed_nanoseconds = file.st_mtim.tv_nsec;
  return 0;
}

int clinux_disk_space(const char *path, struct clinux_disk_space *space) {
  struct statvfs disk;
  if (TEMP_FAILURE_RETRY(statvfs(path, &disk)) != 0) return -errno;
  if (__builtin_mul_overflow((uint64_t)disk.f_bavail, (uint64_t)disk.f_frsize, &space->available_bytes)) return -EOVERFLOW;
  if (__builtin_mul_overflow((uint64_t)disk.f_blocks, (uint64_t)disk.f_frsize, &space->total_bytes)) return -EOVERFLOW;
  return 0;
}

/* 0, or -ENAMETOOLONG: the kernel's limit is 107 bytes, and a silently shortened path would be another socket. */
static int fill_address(struct sockaddr_un *address, const char *path) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  size_t length = strlen(path);
  if (length == 0) return -EINVAL;
  if (length >= sizeof address->sun_path) return -ENAMETOOLONG;
  memcpy(address->sun_path, path, length);
  return 0;
}

int clinux_unix_socket(void) {
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  return descriptor >= 0 ? descriptor : -errno;
}

int clinux_unix_bind(int descriptor, const char *path, mode_t mode) {
  struct sockaddr_un address;
  int result = fill_address(&address, path);
  if (result != 0) return result;
  if (bind(descriptor, (const struct sockaddr *)&address, sizeof address) != 0) return -errno;
  /* Before listen(2), so nobody connects under the umask's mode. */
  return chmod(path, mode) == 0 ? 0 : -errno;
}

int clinux_unix_listen(int descriptor, int backlog) { return listen(descriptor, backlog) == 0 ? 0 : -errno; }

int clinux_unix_accept(int descriptor) {
  int connection = TEMP_FAILURE_RETRY(accept4(descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
  return connection >= 0 ? connection : -errno;
}

int clinux_unix_connect(int descriptor, const char *path) {
  struct sockaddr_un address;
  int result = fill_address(&address, path);
  if (result != 0) return result;
  /* A Unix connection is made at once or refused; it is never left in progress. */
  return TEMP_FAILURE_RETRY(connect(descriptor, (const struct sockaddr *)&address, sizeof address)) == 0 ? 0 : -errno;
}

int clinux_unix_peer(int descriptor, struct clinux_peer *peer) {
  struct ucred credential;
  socklen_t size = sizeof credential;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credential, &size) != 0) return -errno;
  peer->pid = credential.pid;
  peer->uid = credential.uid;
  peer->gid = credential.gid;
  return 0;
}

bool clinux_is_socket(const char *path) {
  struct stat file;
  return lstat(path, &file) == 0 && S_ISSOCK(file.st_mode);
}

int clinux_unlink(const char *path) { return unlink(path) == 0 ? 0 : -errno; }
