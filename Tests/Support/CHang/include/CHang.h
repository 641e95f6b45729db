/* Stops one thread of another program for a while, as a hang would: tests need it, the product has no hook for it. */
#ifndef CHANG_H
#define CHANG_H

#include <sys/types.h>

/* Holds the thread for the given time and lets it go; returns 0, or -errno when the kernel does not permit it. */
int hang_thread(pid_t thread, int milliseconds);

#endif
