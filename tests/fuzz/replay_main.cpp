// Replays a corpus folder through a fuzz target, whole and damaged: every file as it is, cut at many lengths
// and with single bytes changed, so that a build without libFuzzer still walks the neighbourhood of every
// seed.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

/// Runs on an exactly sized copy, so that a sanitizer sees a read one byte too far.
void run(const Input& input) {
  const Input copy(input.begin(), input.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

std::size_t replay(const Input& seed) {
  std::size_t runs = 1;
  run(seed);
  const std::size_t step = seed.size() / 64 + 1;
  for (std::size_t cut = 0; cut < seed.size(); cut += step, ++runs) {
    run(Input(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(cut)));
  }
  for (std::size_t position = 0; position < seed.size(); position += step) {
    for (const std::uint8_t flip : {std::uint8_t{0x01}, std::uint8_t{0x80}, std::uint8_t{0xFF}}) {
      Input changed = seed;
      changed[position] = static_cast<std::uint8_t>(changed[position] ^ flip);
      run(changed);
      ++runs;
    }
  }
  return runs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  std::size_t files = 0;
  std::size_t runs = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    runs += replay(Input(std::istreambuf_iterator<char>(file), {}));
    ++files;
  }
  if (files == 0) {
    std::fprintf(stderr, "%s holds no seed\n", argv[1]);
    return 1;
  }
  std::printf("%zu seeds, %zu runs\n", files, runs);
  return 0;
}
