/* Stops one thread of another program for a while, as a hang would: tests need it, the product has no hook for it. */
#ifndef CHANG_H
#define CHANG_H

#include <sys/types.h>

/* Stops one thread of another process, as if it hung; its other threads go on. Returns 0 or an errno value. */
int stop_thread(pid_t thread);

/* Lets a thread that the calling thread has stopped go on after so many milliseconds. */
void continue_thread(pid_t thread, int after_milliseconds);

#endif
