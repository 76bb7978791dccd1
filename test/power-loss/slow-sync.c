// Makes a fast disk slow, for bench/ and for tests that need a wide window between a commit and its
// sync. Every fsync, fdatasync and syncfs of the program first sleeps SYNC_DELAY_US microseconds:
//
//   cc -O2 -shared -fPIC -o slow-sync.so test/power-loss/slow-sync.c
//   LD_PRELOAD=$PWD/slow-sync.so SYNC_DELAY_US=1000 npm start
//
// Bun's SQLite and its node:fs both sync through libc (checked with strace on Bun 1.4.5). The sleeps
// of several threads overlap, as on a disk with a deep queue and no bound on its throughput.

#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void delay(void) {
  static long microseconds = -1;
  if (microseconds < 0) {
    const char *value = getenv("SYNC_DELAY_US");
    microseconds = value ? atol(value) : 0;
  }
  struct timespec left = {microseconds / 1000000, microseconds % 1000000 * 1000};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) continue;
}

int fsync(int fd) {
  delay();
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  delay();
  return (int)syscall(SYS_fdatasync, fd);
}

int syncfs(int fd) {
  delay();
  return (int)syscall(SYS_syncfs, fd);
}
