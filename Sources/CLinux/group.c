#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>

/* No list of people is longer than this. */
enum { LARGEST_SIZE = 16 << 20 };

int clinux_group_number(const char *name, size_t first_size, uint32_t *number) {
  for (size_t size = first_size; size <= LARGEST_SIZE; size *= 4) {
    char *text = malloc(size);
    if (text == NULL) return -ENOMEM;
    struct group group;
    struct group *found = NULL;
    int code;
    do {
      code = getgrnam_r(name, &group, text, size, &found);
    } while (code == EINTR);
    if (found != NULL) *number = found->gr_gid;
    free(text);
    if (found != NULL) return 1;
    /* Sources of names differ in how they say that there is no such group (getgrnam(3)). */
    if (code == 0 || code == ENOENT || code == ESRCH) return 0;
    if (code != ERANGE) return -code;
  }
  return -ERANGE;
}
