/* The one door to the heap, so that tests can make the k-th allocation fail.
 *
 * Threads: every function may be called from any thread; mem_fail_at is for tests that run one
 * thread. No other file of Loa calls malloc (tools/lint_banned). */
#ifndef LOA_BASE_MEM_H
#define LOA_BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

/* Returns size_bytes zeroed bytes, or NULL when the machine has none left or a planned fault fires.
 * The caller frees them with mem_free. size_bytes 0 gives a valid pointer. */
void *mem_alloc(size_t size_bytes);

/* Grows or shrinks p (from mem_alloc, or NULL) to size_bytes; added bytes are not initialised.
 * On failure returns NULL and p stays valid. */
void *mem_resize(void *p, size_t size_bytes);

/* Gives back what mem_alloc or mem_resize returned; NULL is harmless. */
void mem_free(void *p);

/* Test hook: the k-th allocation from now (1 = the next) fails, once. 0 turns it off. */
void mem_fail_at(uint64_t k);

/* Test hook: how many times mem_alloc and mem_resize have been called in this process. */
uint64_t mem_allocations(void);

/* Test hook: true if the planned fault has fired since mem_fail_at. */
_Bool mem_fault_fired(void);

/* a + b and a * b of sizes that came from outside. Return false (and leave *out) on overflow. */
_Bool size_add(size_t a, size_t b, size_t *out);
_Bool size_mul(size_t a, size_t b, size_t *out);

#endif
