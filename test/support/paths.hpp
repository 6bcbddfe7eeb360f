// SPDX-License-Identifier: MIT
#pragma once

namespace watchdog::test {

/// Where the build put what tests run and read (wd_test_path in CMake). Strings of the linker's,
/// not of the compile options: a path in those keeps a compiler cache from serving another
/// checkout.
extern const char* const victim_program;
extern const char* const console_stop_program;  ///< Windows.
extern const char* const talker_program;
extern const char* const output_keeper_program;
extern const char* const watchdog_program;
extern const char* const exit_codes_page;
extern const char* const configuration_page;
extern const char* const commands_page;
extern const char* const inventory_program;
extern const char* const notebook_program;
extern const char* const resume_counter_program;
extern const char* const checkpoint_victim_program;
extern const char* const checkpoint_guide_program;
extern const char* const checkpoint_layouts_program;
extern const char* const golden_checkpoints;  ///< A folder.
extern const char* const control_server_program;
extern const char* const source_folder;

}  // namespace watchdog::test
