// From reset to run_board(): the vector table, memory, constructors.
#include <array>
#include <cstdint>

#include "hardware/cortex-m/board.hpp"
#include "hardware/cortex-m/interrupts.hpp"
#include "hardware/cortex-m/panic.hpp"
#include "hardware/cortex-m/stack.hpp"

extern "C" {
// Named by the linker script.
extern std::uint32_t data_begin, data_end, bss_begin, bss_end, stack_bottom, stack_top;
extern const std::uint32_t data_source;
using Constructor = void (*)();
extern const Constructor init_array_begin, init_array_end;

[[noreturn]] void reset_handler();
}

namespace sixline::hardware::cortex_m {
namespace {

[[noreturn]] void fault() {
  panic("processor fault");
}

void external_interrupt() {
  std::uint32_t exception = 0;
  asm volatile("mrs %0, ipsr" : "=r"(exception));
  on_interrupt((exception & 0x1FF) - first_interrupt);
}

using Handler = void (*)();
struct VectorTable {
  const std::uint32_t* stack;
  std::array<Handler, first_interrupt - 1> system;
  std::array<Handler, external_interrupts> external;
};

constexpr std::array<Handler, external_interrupts> all_external() {
  std::array<Handler, external_interrupts> handlers{};
  for (Handler& handler : handlers) handler = external_interrupt;
  return handlers;
}

[[gnu::section(".vectors"), gnu::used]] constinit const VectorTable vectors{
    &stack_top,
    {reset_handler, fault, fault, fault, fault, fault, nullptr, nullptr, nullptr, nullptr, fault, fault,
     nullptr, fault, on_sys_tick},
    all_external()};

}  // namespace

// The painted words below the stack pointer show later how deep the stack ever was.
constexpr std::uint32_t paint = 0xA5A5A5A5;

StackUse stack_use() {
  const std::uint32_t* untouched = &stack_bottom;
  while (untouched < &stack_top && *untouched == paint) ++untouched;
  const auto bytes_to_top = [](const std::uint32_t* from) {
    return static_cast<std::size_t>(&stack_top - from) * sizeof(std::uint32_t);
  };
  return {bytes_to_top(untouched), bytes_to_top(&stack_bottom)};
}

}  // namespace sixline::hardware::cortex_m

[[gnu::optimize("no-tree-loop-distribute-patterns")]] void reset_handler() {
  using sixline::hardware::cortex_m::paint;
  const std::uint32_t* from = &data_source;
  for (std::uint32_t* to = &data_begin; to < &data_end; ++to) *to = *from++;
  for (std::uint32_t* to = &bss_begin; to < &bss_end; ++to) *to = 0;
  std::uint32_t* here = nullptr;
  asm volatile("mov %0, sp" : "=r"(here));
  for (std::uint32_t* to = &stack_bottom; to < here; ++to) *to = paint;
  for (const Constructor* make = &init_array_begin; make < &init_array_end; ++make) (*make)();
  sixline::hardware::cortex_m::run_board();
  sixline::hardware::cortex_m::panic("the board returned");
}
