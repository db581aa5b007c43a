#include "host/es/xml/writer.hpp"

#include "host/es/xml/gate.hpp"

namespace sixline::host::es::xml {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const bool valid = is_xml_text(text);
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\r': out += "&#13;"; break;
      case '\n': out += "&#10;"; break;
      case '\t': out += "&#9;"; break;
      default: out.push_back(valid || (c >= 0x20 && c < 0x7F) ? c : '?');
    }
  }
  return out;
}

void Writer::line() {
  if (layout_ == Layout::Compact || out_.empty()) return;
  out_.push_back('\n');
  out_.append(2 * open_.size(), ' ');
}

void Writer::end_start_tag() {
  if (in_tag_) out_.push_back('>');
  in_tag_ = false;
}

Writer& Writer::open(std::string_view name) {
  end_start_tag();
  line();
  out_.append("<").append(name);
  open_.emplace_back(name);
  in_tag_ = true;
  leaf_ = true;
  return *this;
}

Writer& Writer::attribute(std::string_view name, std::string_view value) {
  out_.append(" ").append(name).append("=\"").append(escaped(value)).append("\"");
  return *this;
}

Writer& Writer::text(std::string_view text) {
  end_start_tag();
  out_ += escaped(text);
  return *this;
}

Writer& Writer::raw(std::string_view element) {
  end_start_tag();
  line();
  out_ += element;
  leaf_ = false;
  return *this;
}

Writer& Writer::close() {
  const std::string name = std::move(open_.back());
  open_.pop_back();
  if (in_tag_) {
    out_ += "/>";
    in_tag_ = false;
  } else {
    if (!leaf_) line();
    out_.append("</").append(name).append(">");
  }
  leaf_ = false;
  if (open_.empty() && layout_ == Layout::Indented) out_.push_back('\n');
  return *this;
}

Writer& Writer::comment(std::string_view text) {
  end_start_tag();
  line();
  out_.append("<!-- ").append(text).append(" -->");
  leaf_ = false;
  return *this;
}

}  // namespace sixline::host::es::xml
