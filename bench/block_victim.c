// SPDX-License-Identifier: MIT
//
// The smallest program there is to block: no library. Called with a number of microseconds it runs for so long, 0 for ever, and
// keeps the time of its first and its latest instruction in memory that it shares with who started it. Called with "wait" it
// waits to be killed, and called with nothing it ends at once.
struct time {
  long seconds;
  long nanoseconds;
};

struct trace {
  long ran;    // 1 once its first system call is over.
  long first;  // CLOCK_MONOTONIC, in nanoseconds.
  long last;
};

enum { sys_mmap = 9, sys_pause = 34, sys_exit = 60, sys_clock_gettime = 228 };
enum { shared_file = 100, read_and_write = 3, map_shared = 1 };

static long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

static long now(void) {
  struct time time;
  system_call(sys_clock_gettime, 1, (long)&time, 0, 0, 0, 0);
  return time.seconds * 1000000000 + time.nanoseconds;
}

static void live(long nanoseconds) {
  volatile struct trace* trace = (volatile struct trace*)system_call(
      sys_mmap, 0, sizeof(struct trace), read_and_write, map_shared, shared_file, 0);
  trace->ran = 1;
  trace->first = now();
  do trace->last = now();
  while (nanoseconds == 0 || trace->last - trace->first < nanoseconds);
}

__attribute__((used)) static void run(const long* stack) {
  const char* text = (const char*)stack[2];  // argc, argv[0], argv[1]
  while (stack[0] > 1 && *text == 'w') system_call(sys_pause, 0, 0, 0, 0, 0, 0);
  long microseconds = 0;
  for (; stack[0] > 1 && *text; ++text) microseconds = 10 * microseconds + (*text - '0');
  if (stack[0] > 1) live(microseconds * 1000);
  system_call(sys_exit, 0, 0, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call run\n");
