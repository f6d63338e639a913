/*
 * Starts one job of the box as an unprivileged user and stays until its last process has ended. As a child subreaper
 * it becomes the parent of whatever the job detaches, so that every process of the job is below it: that says whose
 * doing a thing is. It belongs to root and cannot be dumped, so the job can neither end nor trace it.
 *
 *   reaper UID GID FOLDER PROGRAM [ARGUMENT...]
 *
 * Descriptor 3: a seccomp filter (struct sock_filter...), read to its end; empty means none.
 * Descriptor 4: reports, one a line: "started", then "exited CODE" or "killed SIGNAL" when the first process has ended.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILTER_FD = 3, REPORT_FD = 4, LAST_FD = 1024 };
/* The kernel's own limit, BPF_MAXINSNS. */
enum { MAX_INSTRUCTIONS = 4096 };

static struct sock_filter filter[MAX_INSTRUCTIONS];

static void fail(const char *what) {
  dprintf(2, "reaper: %s: %s\n", what, strerror(errno));
  _exit(126);
}

static unsigned short read_filter(void) {
  size_t size = 0;
  for (;;) {
    ssize_t got = read(FILTER_FD, (char *)filter + size, sizeof filter - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("filter");
    if (got == 0) break;
    size += (size_t)got;
  }
  close(FILTER_FD);
  if (size % sizeof *filter != 0) {
    errno = EINVAL;
    fail("filter");
  }
  return (unsigned short)(size / sizeof *filter);
}

/* Nothing of root is kept: no group, no capability, no way back. */
static void become(uid_t uid, gid_t gid) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
  if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0) fail("group");
  if (setresuid(uid, uid, uid) != 0) fail("user");
  if (syscall(SYS_capset, &head, none) != 0) fail("capabilities");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no_new_privs");
}

static void run_job(char **argv, unsigned short instructions) {
  struct sock_fprog program = {instructions, filter};
  struct rlimit no_core = {0, 0};
  sigset_t none;
  for (int fd = 3; fd < LAST_FD; fd++) close(fd);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  setsid();
  umask(022);
  setrlimit(RLIMIT_CORE, &no_core);
  become((uid_t)strtoul(argv[1], NULL, 10), (gid_t)strtoul(argv[2], NULL, 10));
  if (chdir(argv[3]) != 0) fail(argv[3]);
  if (instructions > 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) fail("seccomp");
  execvp(argv[4], argv + 4);
  fail(argv[4]);
}

static void report(const char *word, int number) {
  if (dprintf(REPORT_FD, number < 0 ? "%s\n" : "%s %d\n", word, number) < 0) _exit(125);
}

int main(int argc, char **argv) {
  if (argc < 5) {
    dprintf(2, "usage: reaper UID GID FOLDER PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  unsigned short instructions = read_filter();
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) fail("subreaper");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) fail("dumpable");
  signal(SIGPIPE, SIG_IGN);
  pid_t job = fork();
  if (job < 0) fail("fork");
  if (job == 0) run_job(argv, instructions);
  /* Everybody in the box can read who their parents are: a name is enough. */
  memset(argv[0], 0, (size_t)(argv[argc - 1] + strlen(argv[argc - 1]) - argv[0]));
  prctl(PR_SET_NAME, "init", 0, 0, 0);
  /* The job's streams end with the job. */
  close(0);
  close(1);
  close(2);
  report("started", -1);
  for (;;) {
    int status;
    pid_t ended = waitpid(-1, &status, 0);
    if (ended < 0 && errno == EINTR) continue;
    if (ended < 0) return 0; /* the last one */
    if (ended != job) continue;
    if (WIFSIGNALED(status)) report("killed", WTERMSIG(status));
    else report("exited", WEXITSTATUS(status));
  }
}
