#include "host/profile/package.hpp"

namespace sixline::host::profile {

namespace {

constexpr wire::Tag management_list = 0xA1;
constexpr wire::Tag command_path = 0x80;
constexpr wire::Tag command_create = 0x62;

auto misplaced(const DerNode& node, const char* what) {
  return fail(ErrorCode::BadFormat, "profile package, offset " + std::to_string(node.offset) + ": " + what);
}

bool has_fid(const DerNode& fcp, std::uint16_t fid) {
  const DerNode* node = fcp.find(field::fcp_fid);
  return node != nullptr && node->value.size() == 2 && wire::read_be(node->value) == fid;
}

/// Directory and FID of the file in one genericFileManagement command list.
std::optional<FileContent> find_managed(DerNode& commands, std::uint16_t directory, std::uint16_t fid) {
  bool inside = false;
  for (std::size_t i = 0; i < commands.children.size(); ++i) {
    const DerNode& step = commands.children[i];
    if (step.tag == command_path) {
      const Bytes path = step.value;
      inside = path.size() >= 2 && wire::read_be(path.last(2)) == directory;
    } else if (step.tag == command_create && inside && has_fid(step, fid)) {
      return FileContent::of_commands(commands, i);
    }
  }
  return std::nullopt;
}

}  // namespace

Result<Package> Package::read(Bytes der) {
  if (der.empty()) return fail(ErrorCode::BadFormat, "profile package: no bytes at all");
  auto nodes = read_der(der);
  if (!nodes) return tl::unexpected(nodes.error());
  if (nodes->front().tag != element::header)
    return misplaced(nodes->front(), "the first element is not header");
  if (nodes->back().tag != element::end) return misplaced(nodes->back(), "the last element is not end");
  for (std::size_t i = 1; i + 1 < nodes->size(); ++i) {
    const DerNode& node = (*nodes)[i];
    if (node.tag == element::header) return misplaced(node, "a second header");
    if (node.tag == element::end) return misplaced(node, "elements follow the end element");
    if (!node.constructed()) return misplaced(node, "not a profile element");
  }
  return Package(std::move(*nodes));
}

ByteString Package::encode() const {
  ByteString out;
  for (const DerNode& node : elements_) node.encode(out);
  return out;
}

const DerNode* Package::find(wire::Tag tag) const {
  for (const DerNode& node : elements_)
    if (node.tag == tag) return &node;
  return nullptr;
}

DerNode* Package::find(wire::Tag tag) {
  return const_cast<DerNode*>(std::as_const(*this).find(tag));
}

std::optional<FileContent> Package::template_file(wire::Tag element, wire::Tag field) {
  DerNode* owner = find(element);
  DerNode* file = owner == nullptr ? nullptr : owner->find(field);
  if (file == nullptr) return std::nullopt;
  return FileContent::of_template(*file);
}

std::optional<FileContent> Package::template_file(wire::Tag full, wire::Tag full_field, wire::Tag iot_field) {
  auto file = template_file(full, full_field);
  return file ? std::move(file) : template_file(element::iot, iot_field);
}

std::optional<FileContent> Package::managed_file(std::uint16_t directory, std::uint16_t fid) {
  for (DerNode& node : elements_) {
    DerNode* list = node.tag == element::generic_file_management ? node.find(management_list) : nullptr;
    if (list == nullptr) continue;
    for (DerNode& commands : list->children)
      if (auto found = find_managed(commands, directory, fid)) return found;
  }
  return std::nullopt;
}

}  // namespace sixline::host::profile
