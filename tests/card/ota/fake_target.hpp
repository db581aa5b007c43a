// Script targets that do what a test tells them, and remember.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "card/ota/target.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests::ota {

using support::ExactCopy;
using support::hex;
using support::to_hex;
using wire::Bytes;
using wire::MutableBytes;
using wire::StatusWord;
using wire::Writer;

struct FakeTarget final : card::ota::ScriptTarget {
  void begin_script(const card::ota::ScriptSecurity& security) override {
    heard.push_back("begin " + to_hex(Bytes(&security.spi1, 1)));
    key_version = security.key_version;
  }
  StatusWord run_command(const wire::CommandApdu& command, wire::ResponseApdu& response) override {
    std::vector<std::uint8_t> bytes(300);
    Writer out(bytes);
    command.encode(out);
    heard.push_back("apdu " + to_hex(out.view()));
    return on_command ? on_command(command, response) : wire::sw::ok;
  }
  bool run_tlv(const wire::Tlv& tlv, Writer& answer) override {
    if (tlv.tag < 0x84 || tlv.tag > 0x88) return false;
    heard.push_back("tlv " + to_hex(tlv.whole));
    if (on_tlv) {
      on_tlv(tlv, answer);
    } else {
      wire::put_tlv(answer, tlv.tag, {});
    }
    return true;
  }
  void end_script() override {
    heard.push_back("end");
    if (on_end) on_end();
  }

  std::size_t commands() const {
    return static_cast<std::size_t>(std::count_if(heard.begin(), heard.end(), [](const std::string& line) {
      return line.starts_with("apdu") || line.starts_with("tlv");
    }));
  }
  bool ended() const { return !heard.empty() && heard.back() == "end"; }

  std::function<StatusWord(const wire::CommandApdu&, wire::ResponseApdu&)> on_command;
  std::function<void(const wire::Tlv&, Writer&)> on_tlv;
  std::function<void()> on_end;
  std::vector<std::string> heard;
  std::uint8_t key_version = 0;  ///< of the last script
};

/// `content` inside a TLV.
inline std::string wrapped(const std::string& tag, const std::string& content) {
  std::vector<std::uint8_t> length(4);
  Writer out(length);
  wire::put_length(out, content.size() / 2);
  return tag + to_hex(out.view()) + content;
}

}  // namespace sixline::tests::ota
