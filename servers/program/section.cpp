#include "servers/program/section.hpp"

#include <deque>
#include <set>
#include <toml++/toml.h>

namespace sixline::servers::program {

namespace fs = std::filesystem;

struct FileData {
  fs::path path;
  toml::table table;
  std::vector<std::string> problems;
  std::deque<SectionData> sections;

  SectionData& open(const toml::table* opened, std::string name);
  void problem(std::size_t line, const std::string& text) {
    std::string out = path.string();
    if (line > 0) out += ":" + std::to_string(line);
    problems.push_back(out + ": " + text);
  }
};

struct SectionData {
  FileData& file;
  const toml::table* table;  ///< nullptr: it is missing, which has been said
  std::string name;          ///< "listen", empty for the root
  std::set<std::string> known;
  bool complete = true;  ///< all keys must be known

  std::string called(const std::string& key) const { return name.empty() ? key : name + "." + key; }
  std::size_t line() const { return table != nullptr ? table->source().begin.line : 0; }
  const toml::node* find(const std::string& key) {
    known.insert(key);
    return table != nullptr ? table->get(key) : nullptr;
  }
  void problem(const toml::node* node, const std::string& key, const std::string& why) const {
    file.problem(node != nullptr ? node->source().begin.line : line(), called(key) + ": " + why);
  }
};

SectionData& FileData::open(const toml::table* opened, std::string name) {
  return sections.emplace_back(SectionData{*this, opened, std::move(name), {}, true});
}

namespace {

std::optional<std::string> text_of(SectionData& data, const std::string& key) {
  const toml::node* node = data.find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* text = node->as_string()) return text->get();
  data.problem(node, key, "want a text in quotes");
  return std::nullopt;
}

class TomlFile final : public ConfigurationFile {
 public:
  TomlFile(fs::path path, toml::table table) {
    data_.path = std::move(path);
    data_.table = std::move(table);
  }

  Section root() override {
    if (data_.sections.empty()) data_.open(&data_.table, {});
    return Section(data_.sections.front());
  }

  Result<void> finish() override {
    for (const SectionData& section : data_.sections) {
      if (section.table == nullptr || !section.complete) continue;
      for (const auto& [key, node] : *section.table)
        if (!section.known.contains(std::string(key.str())))
          section.problem(&node, std::string(key.str()), "nothing of that name is known here");
    }
    if (data_.problems.empty()) return {};
    std::string all;
    for (const std::string& problem : data_.problems) all += (all.empty() ? "" : "\n") + problem;
    return host::fail(host::ErrorCode::BadInput, all);
  }

  fs::path beside(const fs::path& path) const override {
    return path.is_absolute() ? path : data_.path.parent_path() / path;
  }

 private:
  FileData data_;
};

}  // namespace

Result<std::unique_ptr<ConfigurationFile>> ConfigurationFile::read(const fs::path& path) {
  if (!fs::is_regular_file(path))
    return host::fail(host::ErrorCode::NotFound, "no configuration file " + path.string());
  try {
    return std::make_unique<TomlFile>(path, toml::parse_file(path.string()));
  } catch (const toml::parse_error& error) {
    return host::fail(host::ErrorCode::BadFormat, path.string() + ":" +
                                                      std::to_string(error.source().begin.line) + ": " +
                                                      std::string(error.description()));
  }
}

std::string Section::text(const std::string& key) const {
  auto value = text_of(*data_, key);
  if (value && !value->empty()) return *value;
  if (data_->table != nullptr && (value || data_->table->get(key) == nullptr))
    data_->problem(data_->table->get(key), key, value ? "may not be empty" : "is missing");
  return {};
}

std::string Section::text(const std::string& key, std::string fallback) const {
  auto value = text_of(*data_, key);
  return value ? std::move(*value) : std::move(fallback);
}

std::int64_t Section::number(const std::string& key, Range range, std::int64_t fallback) const {
  const toml::node* node = data_->find(key);
  if (node == nullptr) return fallback;
  const auto* number = node->as_integer();
  if (number != nullptr && number->get() >= range.least && number->get() <= range.most) return number->get();
  data_->problem(node, key,
                 "want a number from " + std::to_string(range.least) + " to " + std::to_string(range.most));
  return fallback;
}

bool Section::flag(const std::string& key, bool fallback) const {
  const toml::node* node = data_->find(key);
  if (node == nullptr) return fallback;
  if (const auto* flag = node->as_boolean()) return flag->get();
  data_->problem(node, key, "want true or false");
  return fallback;
}

std::vector<std::string> Section::texts(const std::string& key) const {
  const toml::node* node = data_->find(key);
  std::vector<std::string> out;
  if (node == nullptr) return out;
  const toml::array* array = node->as_array();
  bool right = array != nullptr;
  if (right) {
    for (const toml::node& element : *array) {
      if (const auto* text = element.as_string())
        out.push_back(text->get());
      else
        right = false;
    }
  }
  if (!right) data_->problem(node, key, "want a list of texts");
  return out;
}

fs::path Section::file(const std::string& key) const {
  const std::string name = text(key);
  if (name.empty()) return {};
  const fs::path path = fs::path(name).is_absolute() ? fs::path(name) : data_->file.path.parent_path() / name;
  if (!fs::exists(path)) refuse(key, "no file " + path.string());
  return path;
}

fs::path Section::maybe_file(const std::string& key) const {
  return data_->find(key) == nullptr ? fs::path() : file(key);
}

std::map<std::string, std::string> Section::pairs(const std::string& key) const {
  std::map<std::string, std::string> out;
  const toml::node* node = data_->find(key);
  if (node == nullptr) return out;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    data_->problem(node, key, "want a table of texts");
    return out;
  }
  for (const auto& [name, value] : *table) {
    if (const auto* text = value.as_string())
      out.emplace(std::string(name.str()), text->get());
    else
      data_->problem(&value, key + "." + std::string(name.str()), "want a text in quotes");
  }
  return out;
}

Section Section::section(const std::string& key) const {
  if (auto there = maybe_section(key)) return *there;
  if (data_->table != nullptr && data_->table->get(key) == nullptr)
    data_->problem(nullptr, key, "the section [" + data_->called(key) + "] is missing");
  return Section(data_->file.open(nullptr, data_->called(key)));
}

std::optional<Section> Section::maybe_section(const std::string& key) const {
  const toml::node* node = data_->find(key);
  if (node == nullptr) return std::nullopt;
  if (const toml::table* table = node->as_table())
    return Section(data_->file.open(table, data_->called(key)));
  data_->problem(node, key, "want a section [" + data_->called(key) + "]");
  return std::nullopt;
}

std::vector<Section> Section::sections(const std::string& key) const {
  std::vector<Section> out;
  const toml::node* node = data_->find(key);
  if (node == nullptr) return out;
  const toml::array* array = node->as_array();
  if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {
    data_->problem(node, key, "want sections [[" + data_->called(key) + "]]");
    return out;
  }
  for (const toml::node& element : *array)
    out.emplace_back(data_->file.open(element.as_table(), data_->called(key)));
  return out;
}

void Section::leave_the_rest() const {
  data_->complete = false;
}

void Section::refuse(const std::string& key, const std::string& why) const {
  data_->problem(data_->table != nullptr ? data_->table->get(key) : nullptr, key, why);
}

}  // namespace sixline::servers::program
