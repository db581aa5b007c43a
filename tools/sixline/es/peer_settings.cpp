#include "tools/sixline/es/peer_settings.hpp"

#include "servers/program/settings.hpp"

namespace sixline::tools {

Result<EsLinkSettings> read_peer_settings(const std::string& path) {
  auto file = servers::program::ConfigurationFile::read(path);
  if (!file) return tl::unexpected(file.error());
  auto settings = servers::program::read_peer_settings(**file);
  if (auto right = (*file)->finish(); !right) return tl::unexpected(right.error());
  return EsLinkSettings{std::move(settings.self), std::move(settings.peers), std::move(settings.tls),
                        std::move(settings.listen)};
}

}  // namespace sixline::tools
