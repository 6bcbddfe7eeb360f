# SPDX-License-Identifier: MIT
# What people write first: looks at all processes, again and again, and ends those of one name.
#   psutil_loop.py NAME
import sys

import psutil

while True:
    for process in psutil.process_iter():
        try:
            if process.name() == sys.argv[1]:
                process.kill()
        except psutil.Error:
            pass
