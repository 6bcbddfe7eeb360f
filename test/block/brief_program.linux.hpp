// SPDX-License-Identifier: MIT
#pragma once

#include <elf.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace watchdog::test {

/// Writes a program that does nothing but exit with 0, by its first three instructions: one that
/// was ended by a signal instead has not run.
inline void write_brief_program(const std::string& path) {
  // exit(0), and nothing before it.
  constexpr std::array<unsigned char, 12> x86{0xb8, 0x3c, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05};
  constexpr std::array<unsigned char, 12> arm{0xa8, 0x0b, 0x80, 0xd2, 0x00, 0x00,
                                              0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4};
  Elf64_Ehdr header{};
  std::ifstream("/proc/self/exe", std::ios::binary)
      .read(reinterpret_cast<char*>(&header), sizeof header);  // Of a program that runs here.
  const auto& code = header.e_machine == EM_AARCH64 ? arm : x86;
  constexpr Elf64_Addr base = 0x400000;
  constexpr std::size_t front = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr);
  header.e_type = ET_EXEC;
  header.e_entry = base + front;
  header.e_phoff = sizeof header;
  header.e_phnum = 1;
  header.e_shoff = header.e_shnum = header.e_shstrndx = 0;
  Elf64_Phdr segment{};
  segment.p_type = PT_LOAD;
  segment.p_flags = PF_R | PF_X;
  segment.p_vaddr = segment.p_paddr = base;
  segment.p_filesz = segment.p_memsz = front + code.size();
  segment.p_align = 0x1000;
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(&header), sizeof header);
  out.write(reinterpret_cast<const char*>(&segment), sizeof segment);
  out.write(reinterpret_cast<const char*>(code.data()), std::ssize(code));
  out.close();
  std::filesystem::permissions(path, std::filesystem::perms(0755));
}

}  // namespace watchdog::test
