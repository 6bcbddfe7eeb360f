/* SPDX-License-Identifier: MIT
 *
 * Counts its own runs, in C: resume_in_c FILE */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "watchdog/checkpoint/checkpoint.h"

int main(int argc, char** argv) {
  char problem[300];
  uint8_t runs = 0; /* One byte: the same on every machine. */
  if (argc != 2) return 2;
  wd_checkpoint* saved = wd_checkpoint_open(argv[1], "runs", 1, WD_CHECKPOINT_POWER, problem, sizeof problem);
  if (saved == NULL) return fprintf(stderr, "%s\n", problem), 1;
  if (wd_checkpoint_found(saved) > WD_CHECKPOINT_FELL_BACK) return fprintf(stderr, "%s\n", wd_checkpoint_error(saved)), 1;
  if (wd_checkpoint_size(saved) == sizeof runs) memcpy(&runs, wd_checkpoint_state(saved), sizeof runs);
  runs++;
  if (wd_checkpoint_commit(saved, &runs, sizeof runs) != 0) return fprintf(stderr, "%s\n", wd_checkpoint_error(saved)), 1;
  printf("run %d\n", runs);
  wd_checkpoint_close(saved);
  return 0;
}
