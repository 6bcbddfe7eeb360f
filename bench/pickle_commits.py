#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What pickle takes: pickle_commits.py naive|careful FOLDER BYTES SECONDS prints the microseconds of each save, one a line, and the best load last."""
import os
import pickle
import sys
import time

how, folder, size, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
path = os.path.join(folder, "state.pickle")


def naive(state):
    with open(path, "wb") as file:
        pickle.dump(state, file)


def careful(state):
    with open(path + ".new", "wb") as file:
        pickle.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def load():
    start = time.perf_counter()
    with open(path, "rb") as file:
        pickle.load(file)
    return (time.perf_counter() - start) * 1e6


save = {"naive": naive, "careful": careful}[how]
state = {"number": 0, "label": "a state", "bytes": os.urandom(size)}
save(state)
end = time.perf_counter() + seconds
count = 0
while count < 3 or (time.perf_counter() < end and count < 20000):
    state["number"] += 1
    start = time.perf_counter()
    save(state)
    print((time.perf_counter() - start) * 1e6)
    count += 1
print(min(load() for _ in range(5)))
