// SPDX-License-Identifier: MIT
#pragma once

#ifdef WATCHDOG_CATCH2_V2
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
#endif
