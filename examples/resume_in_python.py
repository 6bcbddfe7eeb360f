#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts its own runs, in Python: resume_in_python.py LIBRARY FILE, where LIBRARY is libwatchdog-checkpoint.so."""
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
library.wd_checkpoint_open.restype = ctypes.c_void_p
library.wd_checkpoint_open.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t]
library.wd_checkpoint_state.restype = ctypes.c_void_p
library.wd_checkpoint_size.restype = ctypes.c_size_t
library.wd_checkpoint_error.restype = ctypes.c_char_p
library.wd_checkpoint_commit.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
for name in ("found", "state", "size", "error", "close"):
    getattr(library, "wd_checkpoint_" + name).argtypes = [ctypes.c_void_p]

FELL_BACK = 2
problem = ctypes.create_string_buffer(300)
saved = library.wd_checkpoint_open(sys.argv[2].encode(), b"runs", 1, 0, problem, len(problem))
if not saved:
    sys.exit(problem.value.decode())
if library.wd_checkpoint_found(saved) > FELL_BACK:
    sys.exit(library.wd_checkpoint_error(saved).decode())
state = ctypes.string_at(library.wd_checkpoint_state(saved) or 0, library.wd_checkpoint_size(saved)) or b"\0"
runs = state[0] + 1
if library.wd_checkpoint_commit(saved, bytes([runs]), 1) != 0:
    sys.exit(library.wd_checkpoint_error(saved).decode())
print("run", runs)
library.wd_checkpoint_close(saved)
