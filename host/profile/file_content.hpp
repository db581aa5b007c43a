// The content that a package gives a file: fill offsets and fill contents, one after another.  [TCA-PP §8.3]
#pragma once

#include <optional>

#include "host/profile/der.hpp"

namespace sixline::host::profile {

/// The fill steps of one file inside a list of nodes; refers to the tree it was found in.
class FileContent {
 public:
  /// A file of a template element: `A1 fcp`, `82 offset`, `83 content`.
  static FileContent of_template(DerNode& file);
  /// A file of genericFileManagement: the commands behind its `62 createFCP` at `create` of `commands`.
  static FileContent of_commands(DerNode& commands, std::size_t create);

  /// The bytes as they land in the file; skipped places read FF.
  ByteString read() const;
  /// One fill with `content` takes the place of all fill steps.
  void replace(Bytes content);

 private:
  FileContent(DerNode& list, std::size_t begin, std::size_t end, wire::Tag offset_tag, wire::Tag content_tag)
      : list_(&list), begin_(begin), end_(end), offset_tag_(offset_tag), content_tag_(content_tag) {}

  DerNode* list_;
  std::size_t begin_;
  std::size_t end_;
  wire::Tag offset_tag_;
  wire::Tag content_tag_;
};

}  // namespace sixline::host::profile
