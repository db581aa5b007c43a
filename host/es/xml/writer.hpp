// Writes XML front to back. The caller chooses prefixes and declares them as attributes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sixline::host::es::xml {

/// Text with the characters escaped that XML gives a meaning; what XML cannot hold becomes a question mark.
std::string escaped(std::string_view text);

class Writer {
 public:
  enum class Layout { Compact, Indented };
  explicit Writer(Layout layout = Layout::Compact) : layout_(layout) {}

  Writer& open(std::string_view name);
  /// Only directly after open() or another attribute.
  Writer& attribute(std::string_view name, std::string_view value);
  Writer& text(std::string_view text);
  /// An element that was written elsewhere.
  Writer& raw(std::string_view element);
  Writer& close();
  /// An element that holds text and nothing else.
  Writer& leaf(std::string_view name, std::string_view content) { return open(name).text(content).close(); }
  Writer& comment(std::string_view text);

  /// Everything, after the last close().
  std::string take() { return std::move(out_); }

 private:
  void end_start_tag();
  void line();

  Layout layout_;
  std::string out_;
  std::vector<std::string> open_;
  bool in_tag_ = false;
  bool leaf_ = false;
};

}  // namespace sixline::host::es::xml
