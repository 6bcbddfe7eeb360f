#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes version 1 of the checkpoint format from its description alone (docs/checkpoint-format.md), without the library.

The files are kept for ever: every later library must load them. Needs libxxhash. make_v1.py FOLDER
"""
import ctypes
import ctypes.util
import pathlib
import struct
import sys

PAGE = 4096


class Hash128(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


xxhash = ctypes.CDLL(ctypes.util.find_library("xxhash"))
xxhash.XXH3_64bits.argtypes = xxhash.XXH3_128bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
xxhash.XXH3_64bits.restype = ctypes.c_uint64
xxhash.XXH3_128bits.restype = Hash128


def sum_of(data):
    return struct.pack("<Q", xxhash.XXH3_64bits(data, len(data)))


def header_page(slots, slot_size, type_name):
    start = b"\x89WDCK\r\n\x1a" + struct.pack("<IIQII", 1, slots, slot_size, len(type_name), 0) + type_name
    page = start.ljust(PAGE - 8, b"\0")
    return page + sum_of(page)


def slot(slot_size, sequence, archive, schema, payload, oldest=0, layout=0):
    digest = xxhash.XXH3_128bits(payload, len(payload))
    start = b"WDSL" + struct.pack("<IQQIIQQQ", archive, sequence, len(payload), schema, layout, digest.low, digest.high, oldest)
    return (start + sum_of(start) + payload).ljust(slot_size, b"\0")


def checkpoint(slots, slot_size, type_name, states):
    content = [b"\0" * slot_size] * slots
    for sequence, state in enumerate(states, 1):
        content[(sequence - 1) % slots] = slot(slot_size, sequence, *state)
    return header_page(slots, slot_size, type_name) + b"".join(content)


def with_gaps(slots, slot_size, type_name, states):
    """States by their numbers, where some were passed over: (number, oldest number beside it, text)."""
    content = [b"\0" * slot_size] * slots
    for number, oldest, text in states:
        content[(number - 1) % slots] = slot(slot_size, number, 0, 1, text, oldest)
    return header_page(slots, slot_size, type_name) + b"".join(content)


def layout(text):
    return (xxhash.XXH3_64bits(text, len(text)) & 0xFFFFFFFF) or 1


def portable_binary(number, text):
    """cereal's archive of an unsigned 64 bit number and a string: little-endian, as its first byte says."""
    return struct.pack("<BQQ", 1, number, len(text)) + text


folder = pathlib.Path(sys.argv[1])
(folder / "v1_two_slots.ckpt").write_bytes(checkpoint(2, PAGE, b"golden", [
    (0, 1, b"first"), (0, 1, b"second"), (2, 2, b'{"level":3}')]))
(folder / "v1_sixteen_slots.ckpt").write_bytes(checkpoint(16, PAGE, "größe".encode(), [
    (1, 5, portable_binary(n, b"state %d" % n)) for n in range(1, 21)]))
(folder / "v1_gaps.ckpt").write_bytes(with_gaps(3, PAGE, b"golden", [
    (1, 0, b"on the disk"), (8, 1, b"the one before"), (9, 1, b"newest")]))
(folder / "v1_layout.ckpt").write_bytes(checkpoint(2, PAGE, b"golden", [
    (1, 1, portable_binary(7, b"seven"), 0, layout(b"i8 [i1 ] n b0 "))]))
