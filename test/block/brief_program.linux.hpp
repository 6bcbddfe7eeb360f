// SPDX-License-Identifier: MIT
#pragma once

#include <elf.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace watchdog::test {

/// Writes a program of a few instructions, in a file of one segment.
inline void write_program(const std::string& path, std::span<const unsigned char> x86,
                          std::span<const unsigned char> arm) {
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

/// One that does nothing but exit with 0, by its first three instructions: when it was ended by a
/// signal instead it has not run.
inline void write_brief_program(const std::string& path) {
  // exit(0), and nothing before it.
  constexpr std::array<unsigned char, 9> x86{0xb8, 0x3c, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05};
  constexpr std::array<unsigned char, 12> arm{0xa8, 0x0b, 0x80, 0xd2, 0x00, 0x00,
                                              0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4};
  write_program(path, x86, arm);
}

/// One that waits for ever.
inline void write_waiting_program(const std::string& path) {
  // pause(), again and again.
  constexpr std::array<unsigned char, 9> x86{0xb8, 0x22, 0, 0, 0, 0x0f, 0x05, 0xeb, 0xf7};
  // ppoll(0, 0, 0, 0): there is no pause().
  constexpr std::array<unsigned char, 28> arm{
      0x00, 0x00, 0x80, 0xd2, 0x01, 0x00, 0x80, 0xd2, 0x02, 0x00, 0x80, 0xd2, 0x03, 0x00,
      0x80, 0xd2, 0x28, 0x09, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4, 0xfa, 0xff, 0xff, 0x17};
  write_program(path, x86, arm);
}

}  // namespace watchdog::test
