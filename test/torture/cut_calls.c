/* SPDX-License-Identifier: MIT
 *
 * Preloaded into a program: lets one of its calls move but a part of what it should.
 *   WD_CUT="write|read N first-byte|half|all-but-one go-on|kill"
 * The Nth pwritev or pread of more than one byte is cut; then SIGKILL, if asked for. WD_CUT_MARK names a file that is made when
 * that happens. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static char call[16], part[16], then[16];
static int number;

__attribute__((constructor)) static void configure(void) {
  const char* text = getenv("WD_CUT");
  if (text == NULL || sscanf(text, "%15s %d %15s %15s", call, &number, part, then) != 4) number = 0;
}

static int is_due(const char* name, size_t size) {
  if (strcmp(call, name) != 0 || size < 2) return 0;
  return --number == 0;
}

static size_t part_of(size_t size) {
  return part[0] == 'f' ? 1 : part[0] == 'h' ? size / 2 : size - 1;
}

static void leave_mark(void) { close(open(getenv("WD_CUT_MARK"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)); }

ssize_t pwritev(int file, const struct iovec* pieces, int count, off_t offset) {
  static ssize_t (*real)(int, const struct iovec*, int, off_t);
  if (!real) real = (ssize_t(*)(int, const struct iovec*, int, off_t))dlsym(RTLD_NEXT, "pwritev");
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += pieces[i].iov_len;
  if (!is_due("write", size)) return real(file, pieces, count, offset);
  leave_mark();
  struct iovec fewer[8];
  size_t left = part_of(size);
  int used = 0;
  for (; used < count && used < 8 && left > 0; ++used) {
    fewer[used] = pieces[used];
    if (fewer[used].iov_len > left) fewer[used].iov_len = left;
    left -= fewer[used].iov_len;
  }
  const ssize_t done = real(file, fewer, used, offset);
  if (strcmp(then, "kill") == 0) raise(SIGKILL);
  return done;
}

ssize_t pwritev64(int file, const struct iovec* pieces, int count, off64_t offset) {
  return pwritev(file, pieces, count, offset);
}

ssize_t pread(int file, void* into, size_t size, off_t offset) {
  static ssize_t (*real)(int, void*, size_t, off_t);
  if (!real) real = (ssize_t(*)(int, void*, size_t, off_t))dlsym(RTLD_NEXT, "pread");
  if (!is_due("read", size)) return real(file, into, size, offset);
  leave_mark();
  return real(file, into, part_of(size), offset);
}

ssize_t pread64(int file, void* into, size_t size, off64_t offset) { return pread(file, into, size, offset); }
