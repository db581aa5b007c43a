#include "host/profile/file_content.hpp"

namespace sixline::host::profile {

namespace {

constexpr wire::Tag file_fill_offset = 0x82;
constexpr wire::Tag file_fill_content = 0x83;
constexpr wire::Tag command_path = 0x80;
constexpr wire::Tag command_create = 0x62;
constexpr wire::Tag command_fill_offset = 0x02;
constexpr wire::Tag command_fill_content = 0x81;

}  // namespace

FileContent FileContent::of_template(DerNode& file) {
  return {file, 0, file.children.size(), file_fill_offset, file_fill_content};
}

FileContent FileContent::of_commands(DerNode& commands, std::size_t create) {
  std::size_t end = create + 1;
  while (end < commands.children.size() && commands.children[end].tag != command_path &&
         commands.children[end].tag != command_create)
    ++end;
  return {commands, create + 1, end, command_fill_offset, command_fill_content};
}

ByteString FileContent::read() const {
  ByteString out;
  for (std::size_t i = begin_; i < end_; ++i) {
    const DerNode& step = list_->children[i];
    if (step.tag == offset_tag_) {
      const auto skip = wire::read_unsigned(step.value);
      if (skip && *skip <= 0xFFFF) out.resize(out.size() + *skip, 0xFF);
    } else if (step.tag == content_tag_) {
      append(out, step.value);
    }
  }
  return out;
}

void FileContent::replace(Bytes content) {
  auto& nodes = list_->children;
  const auto is_fill = [&](const DerNode& n) { return n.tag == offset_tag_ || n.tag == content_tag_; };
  const auto first = nodes.begin() + static_cast<std::ptrdiff_t>(begin_);
  const auto last = nodes.begin() + static_cast<std::ptrdiff_t>(end_);
  const auto kept = std::remove_if(first, last, is_fill);
  const auto place = nodes.erase(kept, last);
  end_ = static_cast<std::size_t>(place - nodes.begin()) + 1;
  nodes.insert(place, primitive(content_tag_, content));
}

}  // namespace sixline::host::profile
