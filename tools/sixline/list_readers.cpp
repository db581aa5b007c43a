// sixline readers: the ways to a card, and the PC/SC readers that are there.
#include <iomanip>
#include <nlohmann/json.hpp>

#include "host/transport/pcsc.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/readers.hpp"

namespace sixline::tools {
namespace {

class ListReaders : public Command {
 public:
  void define(Options) override {}

  ExitCode run(const Context& context) override {
    const auto readers = host::transport::list_pcsc_readers();
    if (context.options().json) {
      print_json(context, readers);
    } else {
      print(context, readers);
    }
    return ExitCode::Ok;
  }

 private:
  using Readers = host::Result<std::vector<host::transport::PcscReader>>;

  static void print(const Context& context, const Readers& readers) {
    std::ostream& out = context.out();
    for (const ReaderKind& kind : reader_kinds()) {
      std::string name(kind.name);
      if (!kind.argument.empty()) name.append(":").append(kind.argument);
      out << std::left << std::setw(14) << name << kind.summary << '\n';
    }
    out << '\n';
    if (!readers) {
      out << "PC/SC: " << readers.error().describe() << '\n';
      return;
    }
    out << "PC/SC: " << readers->size() << " reader" << (readers->size() == 1 ? "" : "s") << '\n';
    for (const auto& reader : *readers) {
      out << "  " << reader.name << "  "
          << (reader.card_present ? "card " + host::to_hex(reader.atr) : std::string("empty")) << '\n';
    }
  }

  static void print_json(const Context& context, const Readers& readers) {
    nlohmann::json list = nlohmann::json::array();
    if (readers) {
      for (const auto& reader : *readers) {
        list.push_back(
            {{"name", reader.name}, {"card", reader.card_present}, {"atr", host::to_hex(reader.atr)}});
      }
    }
    nlohmann::json object{{"pcsc", readers.has_value()}, {"readers", list}};
    if (!readers) object["reason"] = readers.error().describe();
    context.out() << object.dump(2) << '\n';
  }
};

}  // namespace

std::unique_ptr<Command> make_list_readers() {
  return std::make_unique<ListReaders>();
}

}  // namespace sixline::tools
