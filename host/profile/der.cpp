#include "host/profile/der.hpp"

#include <array>

namespace sixline::host::profile {

namespace {

const char* reason_of(wire::Error error) {
  switch (error) {
    case wire::Error::Truncated: return "ends before its length says so";
    case wire::Error::BadTag: return "malformed tag";
    case wire::Error::BadLength: return "malformed length (DER wants the shortest form)";
    default: return "malformed";
  }
}

auto fail_at(std::size_t offset, const char* reason) {
  return fail(ErrorCode::BadFormat, "profile package, offset " + std::to_string(offset) + ": " + reason);
}

Result<std::vector<DerNode>> read_level(Bytes bytes, std::size_t base, unsigned depth) {
  if (depth > max_der_depth) return fail_at(base, "nested too deeply");
  std::vector<DerNode> nodes;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto header = wire::TlvHeader::parse(bytes.subspan(at), true);
    if (!header) return fail_at(base + at, reason_of(header.error()));
    const std::size_t start = at + header->header;
    if (header->length > bytes.size() - start) return fail_at(base + at, reason_of(wire::Error::Truncated));
    DerNode node;
    node.tag = header->tag;
    node.offset = base + at;
    const Bytes content = bytes.subspan(start, header->length);
    if (node.constructed()) {
      auto children = read_level(content, base + start, depth + 1);
      if (!children) return tl::unexpected(children.error());
      node.children = std::move(*children);
    } else {
      node.value = to_byte_string(content);
    }
    nodes.push_back(std::move(node));
    at = start + header->length;
  }
  return nodes;
}

std::size_t tag_size(wire::Tag tag) {
  return tag <= 0xFF ? 1 : tag <= 0xFFFF ? 2 : 3;
}

}  // namespace

const DerNode* DerNode::find(wire::Tag wanted) const {
  for (const DerNode& child : children)
    if (child.tag == wanted) return &child;
  return nullptr;
}

DerNode* DerNode::find(wire::Tag wanted) {
  return const_cast<DerNode*>(std::as_const(*this).find(wanted));
}

const DerNode* DerNode::at(std::initializer_list<wire::Tag> path) const {
  const DerNode* node = this;
  for (wire::Tag step : path) {
    node = node->find(step);
    if (node == nullptr) return nullptr;
  }
  return node;
}

DerNode* DerNode::at(std::initializer_list<wire::Tag> path) {
  return const_cast<DerNode*>(std::as_const(*this).at(path));
}

void DerNode::put(wire::Tag wanted, Bytes content, wire::Tag after) {
  if (DerNode* node = find(wanted)) {
    node->value = to_byte_string(content);
    return;
  }
  auto place = children.end();
  if (after != 0) {
    place = std::find_if(children.begin(), children.end(), [&](const DerNode& c) { return c.tag == after; });
    if (place != children.end()) ++place;
  }
  children.insert(place, primitive(wanted, content));
}

std::size_t DerNode::encoded_content_size() const {
  if (!constructed()) return value.size();
  std::size_t size = 0;
  for (const DerNode& child : children) size += child.encoded_size();
  return size;
}

std::size_t DerNode::encoded_size() const {
  const std::size_t content = encoded_content_size();
  return tag_size(tag) + wire::length_size(content) + content;
}

void DerNode::encode(ByteString& out) const {
  std::array<std::uint8_t, 8> header{};
  wire::Writer writer(header);
  wire::put_tag(writer, tag);
  wire::put_length(writer, encoded_content_size());
  append(out, writer.view());
  if (!constructed()) return append(out, value);
  for (const DerNode& child : children) child.encode(out);
}

ByteString DerNode::encode() const {
  ByteString out;
  out.reserve(encoded_size());
  encode(out);
  return out;
}

DerNode primitive(wire::Tag tag, Bytes value) {
  DerNode node;
  node.tag = tag;
  node.value = to_byte_string(value);
  return node;
}

DerNode constructed(wire::Tag tag, std::vector<DerNode> children) {
  DerNode node;
  node.tag = tag;
  node.children = std::move(children);
  return node;
}

DerNode unsigned_integer(wire::Tag tag, std::uint32_t value) {
  std::array<std::uint8_t, 8> buffer{};
  wire::Writer writer(buffer);
  wire::put_unsigned(writer, tag, value);
  const auto header = wire::TlvHeader::parse(writer.view(), true);
  return primitive(tag, writer.view().subspan(header->header));
}

Result<std::vector<DerNode>> read_der(Bytes bytes, std::size_t base) {
  return read_level(bytes, base, 0);
}

}  // namespace sixline::host::profile
