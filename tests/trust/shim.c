/* Stands between the program and the system: counts the calls that change files below one folder, lets one of them
   fail or kill the process, and writes down what each of them did, so that a power cut can be modelled. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
enum { PASS, KILL, FAIL_ONCE, FAIL_FROM };

static char folder[MOST];
static size_t folder_length;
static char *names[MOST];
static int mode = PASS, error_number, log_file = -1;
static long count, target;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(type, name, ...) \
    static type (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

/* From now on calls below this folder are counted; the one of that number dies or fails. */
void trust_arm(const char *below, int how, long number, int error, int log) {
    strncpy(folder, below, MOST - 1);
    folder_length = strlen(folder);
    mode = how; target = number; error_number = error; count = 0; log_file = log;
}

long trust_count(void) { return count; }

static void put(const void *data, size_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    const char *at = data;
    while (length > 0) {
        ssize_t done = real_write(log_file, at, length);
        if (done <= 0) return;
        at += done; length -= (size_t)done;
    }
}

/* One record: kind, two names, offset, length, data. */
static void note(char kind, const char *one, const char *two, long long offset, const void *data, size_t length) {
    if (log_file < 0) return;
    char head[2 * MOST + 64];
    int size = snprintf(head, sizeof head, "%c\t%s\t%s\t%lld\t%zu\n", kind, one ? one : "", two ? two : "", offset, length);
    put(head, (size_t)size);
    if (length) put(data, length);
}

/* A mark of the program in the record: so many edits are acknowledged. */
void trust_mark(long number) {
    pthread_mutex_lock(&lock);
    note('=', "", "", number, 0, 0);
    pthread_mutex_unlock(&lock);
}

static int below(const char *path) {
    return folder_length && path && !strncmp(path, folder, folder_length) ? 1 : 0;
}

static const char *name_of(int file) { return file >= 0 && file < MOST ? names[file] : 0; }

static void absolute(int at, const char *path, char *out) {
    if (path[0] == '/' || at == AT_FDCWD) { snprintf(out, MOST, "%s", path); return; }
    const char *parent = name_of(at);
    snprintf(out, MOST, "%s/%s", parent ? parent : "?", path);
}

/* Whether the call is to fail; it may not come back at all. */
static int doomed(void) {
    if (mode == PASS && log_file < 0) return 0;
    long number = ++count;
    if (mode == KILL && number == target) kill(getpid(), SIGKILL);
    if ((mode == FAIL_ONCE && number == target) || (mode == FAIL_FROM && number >= target)) { errno = error_number; return 1; }
    return 0;
}

static int is_last(void) { return mode == KILL && count + 1 == target; }

static int opened(int file, const char *path, int flags, int existed) {
    if (file >= 0 && file < MOST && below(path)) {
        free(names[file]);
        names[file] = strdup(path);
        if ((flags & O_CREAT) && !existed) note('c', path, 0, 0, 0, 0);
        if ((flags & O_TRUNC) && existed) note('t', path, 0, 0, 0, 0);
    }
    return file;
}

#define OPEN(name) \
int name(const char *path, int flags, ...) { \
    va_list rest; va_start(rest, flags); mode_t bits = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    REAL(int, name, const char *, int, ...); \
    if (!below(path)) return real_##name(path, flags, bits); \
    pthread_mutex_lock(&lock); \
    struct stat found; int existed = !stat(path, &found), file = -1; \
    if (!((flags & (O_CREAT | O_TRUNC)) && (!existed || (flags & O_TRUNC)) && doomed())) file = real_##name(path, flags, bits); \
    opened(file, path, flags, existed); \
    pthread_mutex_unlock(&lock); \
    return file; \
}
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
int name(int at, const char *path, int flags, ...) { \
    va_list rest; va_start(rest, flags); mode_t bits = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    REAL(int, name, int, const char *, int, ...); \
    char whole[MOST]; absolute(at, path, whole); \
    if (!below(whole)) return real_##name(at, path, flags, bits); \
    pthread_mutex_lock(&lock); \
    struct stat found; int existed = !stat(whole, &found), file = -1; \
    if (!((flags & (O_CREAT | O_TRUNC)) && (!existed || (flags & O_TRUNC)) && doomed())) file = real_##name(at, path, flags, bits); \
    opened(file, whole, flags, existed); \
    pthread_mutex_unlock(&lock); \
    return file; \
}
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    REAL(int, close, int);
    if (name_of(file)) { free(names[file]); names[file] = 0; }
    return real_close(file);
}

#define PWRITE(name, offset_type) \
ssize_t name(int file, const void *data, size_t length, offset_type offset) { \
    REAL(ssize_t, name, int, const void *, size_t, offset_type); \
    const char *path = name_of(file); \
    if (!path) return real_##name(file, data, length, offset); \
    pthread_mutex_lock(&lock); \
    if (is_last()) real_##name(file, data, length / 2, offset); \
    ssize_t done = doomed() ? -1 : real_##name(file, data, length, offset); \
    if (done > 0) note('w', path, 0, offset, data, (size_t)done); \
    pthread_mutex_unlock(&lock); \
    return done; \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int file, const void *data, size_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    const char *path = name_of(file);
    if (!path) return real_write(file, data, length);
    pthread_mutex_lock(&lock);
    long long offset = lseek(file, 0, SEEK_CUR);
    if (is_last()) real_write(file, data, length / 2);
    ssize_t done = doomed() ? -1 : real_write(file, data, length);
    if (done > 0) note('w', path, 0, offset, data, (size_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t copy_file_range(int in, off64_t *in_offset, int out, off64_t *out_offset, size_t length, unsigned flags) {
    REAL(ssize_t, copy_file_range, int, off64_t *, int, off64_t *, size_t, unsigned);
    const char *path = name_of(out);
    if (!path) return real_copy_file_range(in, in_offset, out, out_offset, length, flags);
    pthread_mutex_lock(&lock);
    long long from = in_offset ? *in_offset : lseek(in, 0, SEEK_CUR), to = out_offset ? *out_offset : lseek(out, 0, SEEK_CUR);
    if (is_last()) real_copy_file_range(in, in_offset, out, out_offset, length / 2, flags);
    ssize_t done = doomed() ? -1 : real_copy_file_range(in, in_offset, out, out_offset, length, flags);
    if (done > 0 && log_file >= 0) {
        void *data = malloc((size_t)done);
        if (pread(in, data, (size_t)done, from) == done) note('w', path, 0, to, data, (size_t)done);
        free(data);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

#define TRUNCATE(name, offset_type) \
int name(int file, offset_type length) { \
    REAL(int, name, int, offset_type); \
    const char *path = name_of(file); \
    if (!path) return real_##name(file, length); \
    pthread_mutex_lock(&lock); \
    int done = doomed() ? -1 : real_##name(file, length); \
    if (!done) note('t', path, 0, length, 0, 0); \
    pthread_mutex_unlock(&lock); \
    return done; \
}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
int name(int file) { \
    REAL(int, name, int); \
    const char *path = name_of(file); \
    if (!path) return real_##name(file); \
    pthread_mutex_lock(&lock); \
    int done = doomed() ? -1 : real_##name(file); \
    if (!done) note('s', path, 0, 0, 0, 0); \
    pthread_mutex_unlock(&lock); \
    return done; \
}
SYNC(fsync)
SYNC(fdatasync)

#define TWO_NAMES(name, kind) \
int name(const char *one, const char *two) { \
    REAL(int, name, const char *, const char *); \
    if (!below(one) && !below(two)) return real_##name(one, two); \
    pthread_mutex_lock(&lock); \
    int done = doomed() ? -1 : real_##name(one, two); \
    if (!done) note(kind, one, two, 0, 0, 0); \
    pthread_mutex_unlock(&lock); \
    return done; \
}
TWO_NAMES(rename, 'r')
TWO_NAMES(link, 'l')

#define ONE_NAME(name, kind) \
int name(const char *path) { \
    REAL(int, name, const char *); \
    if (!below(path)) return real_##name(path); \
    pthread_mutex_lock(&lock); \
    int done = doomed() ? -1 : real_##name(path); \
    if (!done) note(kind, path, 0, 0, 0, 0); \
    pthread_mutex_unlock(&lock); \
    return done; \
}
ONE_NAME(unlink, 'u')

int mkdir(const char *path, mode_t bits) {
    REAL(int, mkdir, const char *, mode_t);
    struct stat found;
    if (!below(path) || !stat(path, &found)) return real_mkdir(path, bits);
    pthread_mutex_lock(&lock);
    int done = doomed() ? -1 : real_mkdir(path, bits);
    if (!done) note('d', path, 0, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    return done;
}
