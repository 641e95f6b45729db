#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const struct {
  uint32_t baud;
  speed_t code;
} speeds[] = {
    {1200, B1200},     {2400, B2400},     {4800, B4800},     {9600, B9600},     {19200, B19200},   {38400, B38400},
    {57600, B57600},   {115200, B115200}, {230400, B230400}, {460800, B460800}, {921600, B921600},
};
static const size_t speed_count = sizeof(speeds) / sizeof(speeds[0]);

static speed_t speed_code(uint32_t baud) {
  for (size_t i = 0; i < speed_count; i++) {
    if (speeds[i].baud == baud) return speeds[i].code;
  }
  return B0;
}

static uint32_t speed_baud(speed_t code) {
  for (size_t i = 0; i < speed_count; i++) {
    if (speeds[i].code == code) return speeds[i].baud;
  }
  return 0;
}

bool clinux_baud_is_supported(uint32_t baud) { return speed_code(baud) != B0; }

int clinux_configure_line(int descriptor, struct clinux_line_settings wanted, struct clinux_line_settings *in_force) {
  speed_t speed = speed_code(wanted.baud);
  if (speed == B0) return -EINVAL;

  struct termios line;
  if (tcgetattr(descriptor, &line) != 0) return -errno;
  /* Raw with VMIN 1: a read of a quiet line is EAGAIN, so that 0 can only mean that the line was hung up. */
  cfmakeraw(&line);
  line.c_cc[VMIN] = 1;
  line.c_cc[VTIME] = 0;
  line.c_cflag |= CLOCAL | CREAD;
  line.c_cflag &= ~(tcflag_t)(CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS);
  line.c_cflag |= wanted.data_bits == 7 ? CS7 : CS8;
  if (wanted.parity != CLINUX_PARITY_NONE) line.c_cflag |= PARENB;
  if (wanted.parity == CLINUX_PARITY_ODD) line.c_cflag |= PARODD;
  if (wanted.stop_bits == 2) line.c_cflag |= CSTOPB;
  /* A byte with a parity error is dropped by the driver rather than handed on as data. */
  if (wanted.parity != CLINUX_PARITY_NONE) line.c_iflag |= INPCK | IGNPAR;
  if (cfsetispeed(&line, speed) != 0 || cfsetospeed(&line, speed) != 0) return -errno;
  /* EINVAL only says that not everything was taken; what was not is seen by reading back. */
  if (tcsetattr(descriptor, TCSANOW, &line) != 0 && errno != EINVAL) return -errno;

  if (tcgetattr(descriptor, &line) != 0) return -errno;
  in_force->baud = cfgetispeed(&line) == cfgetospeed(&line) ? speed_baud(cfgetospeed(&line)) : 0;
  switch (line.c_cflag & CSIZE) {
  case CS5: in_force->data_bits = 5; break;
  case CS6: in_force->data_bits = 6; break;
  case CS7: in_force->data_bits = 7; break;
  default: in_force->data_bits = 8; break;
  }
  in_force->parity = CLINUX_PARITY_NONE;
  if (line.c_cflag & PARENB) in_force->parity = line.c_cflag & PARODD ? CLINUX_PARITY_ODD : CLINUX_PARITY_EVEN;
  in_force->stop_bits = line.c_cflag & CSTOPB ? 2 : 1;
  return 0;
}

int clinux_set_raw(int descriptor) {
  struct termios line;
  if (tcgetattr(descriptor, &line) != 0) return -errno;
  cfmakeraw(&line);
  return tcsetattr(descriptor, TCSANOW, &line) == 0 ? 0 : -errno;
}

int clinux_set_exclusive(int descriptor) { return ioctl(descriptor, TIOCEXCL) == 0 ? 0 : -errno; }

int clinux_discard_input(int descriptor) { return tcflush(descriptor, TCIFLUSH) == 0 ? 0 : -errno; }

int clinux_unread_bytes(int descriptor) {
  int count = 0;
  return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -errno;
}

int clinux_open_pty_master(void) {
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (master < 0) return -errno;
  if (grantpt(master) != 0 || unlockpt(master) != 0) {
    int code = errno;
    close(master);
    return -code;
  }
  return master;
}

int clinux_pty_path(int master, char *buffer, size_t size) { return -ptsname_r(master, buffer, size); }
