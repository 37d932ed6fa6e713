// Files as they lie in memory: only what is wanted of them is read.

#include <filesystem>
#include <fstream>
#include <string>

#include "host/base/mapped_file.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

using namespace selat;

namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

struct file {
    explicit file(std::size_t size) {
        for (std::size_t i = 0; bytes.size() < size; ++i) {
            bytes += std::to_string(i) + ",";
        }
        bytes.resize(size);
        std::ofstream(path, std::ios::binary) << bytes;
    }
    ~file() { std::filesystem::remove(path); }

    std::string bytes;
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("selat-mapped-" + std::to_string(::getpid()));
};

// KiB of a mapped file that are in memory for us.
std::size_t resident(const std::filesystem::path& path) {
    std::ifstream maps("/proc/self/smaps");
    bool here = false;
    for (std::string line; std::getline(maps, line);) {
        if (line.ends_with(path.string())) {
            here = true;
        } else if (here && line.starts_with("Rss:")) {
            return std::stoul(line.substr(4));
        }
    }
    return 0;
}

}  // namespace

TEST_CASE("any part of a file is shown, and nothing of one that is empty") {
    const file some(3 * 4096 + 5);
    const auto mapped = mapped_file::open(some.path);
    REQUIRE(mapped);
    const std::string_view all = some.bytes;
    CHECK((*mapped)->size() == all.size());
    CHECK((*mapped)->bytes(0, all.size()) == all);
    CHECK((*mapped)->bytes(4095, 2) == all.substr(4095, 2));
    CHECK((*mapped)->bytes(all.size() - 1, 1) == all.substr(all.size() - 1));
    CHECK((*mapped)->bytes(7, 0).empty());
    const file none(0);
    CHECK((*mapped_file::open(none.path))->bytes(0, 0).empty());
    CHECK(mapped_file::open("/nowhere").error().code == code::not_found);
}

TEST_CASE("what is wanted of a large file is read in, and no more") {
    const file large(8 * mebibyte);
    const auto mapped = mapped_file::open(large.path);
    REQUIRE(mapped);
    CHECK(resident(large.path) == 0);
    CHECK((*mapped)->bytes(4 * mebibyte, mebibyte).size() == mebibyte);
    CHECK(resident(large.path) >= 1024);
    CHECK(resident(large.path) < 3 * 1024);
}
