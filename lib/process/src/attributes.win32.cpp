// SPDX-License-Identifier: MIT
#include "attributes.win32.hpp"

#include "system.win32.hpp"

namespace watchdog::process {
namespace {

// PROC_THREAD_ATTRIBUTE_JOB_LIST (Windows 10), which older SDKs lack.
constexpr DWORD_PTR job_list = 13 | PROC_THREAD_ATTRIBUTE_INPUT;

Error failure(DWORD error) { return {portable_code(error), "prepare", "process attributes", ""}; }

}  // namespace

void Attributes::Delete::operator()(LPPROC_THREAD_ATTRIBUTE_LIST list) const noexcept {
  ::DeleteProcThreadAttributeList(list);
  ::operator delete(list);
}

bool Attributes::add(DWORD_PTR attribute, void* value, std::size_t size) {
  return ::UpdateProcThreadAttribute(get(), 0, attribute, value, size, nullptr, nullptr) != 0;
}

Result<Attributes> Attributes::create(const Streams& streams, NativeHandle job) {
  constexpr DWORD count = 2;
  SIZE_T size = 0;
  ::InitializeProcThreadAttributeList(nullptr, count, 0, &size);
  auto* memory = static_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(::operator new(size));
  if (!::InitializeProcThreadAttributeList(memory, count, 0, &size)) {
    const DWORD error = ::GetLastError();
    ::operator delete(memory);
    return failure(error);
  }
  Attributes attributes;
  attributes.list_.reset(memory);
  attributes.values_ =
      std::make_unique<Values>(Values{{streams[0].get(), streams[1].get(), streams[2].get()}, job});
  Values& values = *attributes.values_;
  if (!attributes.add(PROC_THREAD_ATTRIBUTE_HANDLE_LIST, values.streams, sizeof values.streams) ||
      !attributes.add(job_list, &values.job, sizeof values.job))
    return failure(::GetLastError());
  return attributes;
}

}  // namespace watchdog::process
