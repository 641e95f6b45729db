#ifndef C_ALLOCATION_COUNT_H
#define C_ALLOCATION_COUNT_H

/// How often this thread has asked for heap memory since it began.
///
/// An executable that links this target gets its malloc, calloc, realloc, aligned_alloc, posix_memalign and free from it.
unsigned long long allocation_count(void);

/// 1 when allocations are counted; 0 in a build with a sanitizer, which brings its own allocator.
int allocation_counting_is_on(void);

#endif
