#include "tools/sixline/context.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "tools/sixline/readers.hpp"

namespace sixline::tools {

host::Result<std::unique_ptr<CardConnection>> Context::connect() const {
  auto connection = open_reader(options_.reader, options_);
  if (connection && options_.trace) (*connection)->session().set_trace(trace_to(err_));
  return connection;
}

host::session::Trace Context::trace_to(std::ostream& out) const {
  return host::session::Trace([&out](std::string_view line) { out << line << '\n'; },
                              {.decode = true, .show_pins = options_.show_pins});
}

ExitCode Context::fail(const host::Error& error) const {
  err_ << "sixline: " << error.describe() << '\n';
  if (options_.json) {
    nlohmann::json object{{"code", host::name_of(error.code)}, {"what", error.what}};
    if (error.status) {
      const std::uint16_t value = error.status->value();
      const host::ByteString bytes{static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
      object["status"] = host::to_hex(bytes);
      object["meaning"] = wire::describe(*error.status);
    }
    out_ << nlohmann::json{{"error", object}}.dump(2) << '\n';
  }
  return exit_code_of(error.code);
}

}  // namespace sixline::tools
