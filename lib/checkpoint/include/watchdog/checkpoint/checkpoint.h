/* SPDX-License-Identifier: MIT */
#ifndef WATCHDOG_CHECKPOINT_H
#define WATCHDOG_CHECKPOINT_H

/* Checkpoints for C and for whatever calls C: bytes in and out. The file is the same as that of the C++ library (store.hpp), where all
 * that is said of files, locks and durability holds here too. Text and paths are UTF-8 and end with a zero byte.
 *
 *     char problem[200];
 *     wd_checkpoint* saved = wd_checkpoint_open("job.ckpt", "job", 1, WD_CHECKPOINT_POWER, problem, sizeof problem);
 *     if (!saved) return complain(problem);
 *     if (wd_checkpoint_found(saved) == WD_CHECKPOINT_LOADED) resume(wd_checkpoint_state(saved), wd_checkpoint_size(saved));
 *     ...
 *     if (wd_checkpoint_commit(saved, state, size) != 0) return complain(wd_checkpoint_error(saved));
 *     wd_checkpoint_close(saved);
 *
 * One thread at a time for each checkpoint. Nothing here throws, prints or exits. */

#include <stddef.h> /* NOLINT(modernize-deprecated-headers): C has no other. */
#include <stdint.h> /* NOLINT(modernize-deprecated-headers): C has no other. */

#if defined(__GNUC__)
#define WD_CHECKPOINT_API __attribute__((visibility("default")))
#else
#define WD_CHECKPOINT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* An open checkpoint. It belongs to the caller, until wd_checkpoint_close. */
typedef struct wd_checkpoint wd_checkpoint; /* NOLINT(modernize-use-using): C has no other word. */

/* What a commit survives: see Durability in store.hpp. A new file of WD_CHECKPOINT_PERIODIC has four generations, others two. */
enum wd_checkpoint_durability { WD_CHECKPOINT_POWER = 0, WD_CHECKPOINT_PROCESS = 1, WD_CHECKPOINT_PERIODIC = 2 };

/* Where the state comes from. After the last three no commit is taken: the file would be lost; see wd_checkpoint_put_aside. */
enum wd_checkpoint_origin {
  WD_CHECKPOINT_ABSENT = 0,    /* Nothing was ever committed. */
  WD_CHECKPOINT_LOADED = 1,    /* The state that was committed last. */
  WD_CHECKPOINT_FELL_BACK = 2, /* An older one; wd_checkpoint_error tells why. */
  WD_CHECKPOINT_DAMAGED = 3,   /* No state is whole. */
  WD_CHECKPOINT_NEWER = 4      /* A later version of the program, or of the library, wrote it. */
};

/* Opens the checkpoint at `path`; takes its lock. `type` names the kind of state, `schema` is the version of its layout: see Options in
 * store.hpp. Null on an error, whose text is then in `error` (cut to `error_size`; may be null). */
WD_CHECKPOINT_API wd_checkpoint* wd_checkpoint_open(const char* path, const char* type, uint32_t schema,
                                                    enum wd_checkpoint_durability durability, char* error, size_t error_size);
/* Lets go of the file and frees the handle. Null is no error. */
WD_CHECKPOINT_API void wd_checkpoint_close(wd_checkpoint* checkpoint);

WD_CHECKPOINT_API enum wd_checkpoint_origin wd_checkpoint_found(const wd_checkpoint* checkpoint);
/* The state that was found when it was opened; null and 0 without one. Valid until it is closed. */
WD_CHECKPOINT_API const void* wd_checkpoint_state(const wd_checkpoint* checkpoint);
WD_CHECKPOINT_API size_t wd_checkpoint_size(const wd_checkpoint* checkpoint);
/* The version of its layout: at most the one that was given to open. */
WD_CHECKPOINT_API uint32_t wd_checkpoint_schema(const wd_checkpoint* checkpoint);
/* The number of the last state that was found or committed; 0 when there is none. */
WD_CHECKPOINT_API uint64_t wd_checkpoint_sequence(const wd_checkpoint* checkpoint);

/* These return 0, or -1 on an error, whose text wd_checkpoint_error then gives. After an error the former state is still there.
 * Commit makes the bytes the state; sync brings what was committed to the disk, whatever the durability; remove ends the job: there is
 * nothing to resume. */
WD_CHECKPOINT_API int wd_checkpoint_commit(wd_checkpoint* checkpoint, const void* state, size_t size);
WD_CHECKPOINT_API int wd_checkpoint_sync(wd_checkpoint* checkpoint);
WD_CHECKPOINT_API int wd_checkpoint_remove(wd_checkpoint* checkpoint);

/* The last error of this checkpoint, or why what was found is not the newest state; empty without one. Valid until the next call. */
WD_CHECKPOINT_API const char* wd_checkpoint_error(const wd_checkpoint* checkpoint);

/* Gives a closed checkpoint the name PATH.aside, so that the next open begins afresh: with the user's consent. 0, or -1 and a text. */
WD_CHECKPOINT_API int wd_checkpoint_put_aside(const char* path, char* error, size_t error_size);

#ifdef __cplusplus
}
#endif

#endif
