#pragma once
// Reads a shared object's bytes without trusting them: every offset, count and name is checked
// against the bytes there are. Only the program headers and what they lead to are looked at;
// section headers may be gone or lie.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

#include <elf.h>

namespace selat::plugins {

class elf_file {
public:
    // A 64-bit little-endian ELF object with program headers in bounds. `bytes` must outlive this.
    static result<elf_file> read(std::string_view bytes);

    [[nodiscard]] std::uint16_t type() const { return header_.e_type; }
    [[nodiscard]] std::uint16_t machine() const { return header_.e_machine; }
    [[nodiscard]] const std::vector<Elf64_Phdr>& segments() const { return segments_; }
    // The bytes a segment has in the file; empty when they are out of bounds.
    [[nodiscard]] std::string_view contents(const Elf64_Phdr& segment) const;

    // Entries of the dynamic section up to its end, in order.
    [[nodiscard]] const std::vector<Elf64_Dyn>& dynamic() const { return dynamic_; }
    [[nodiscard]] std::optional<std::uint64_t> dynamic_value(std::int64_t tag) const;
    // A string of the dynamic string table; empty when out of bounds.
    [[nodiscard]] std::string_view name_at(std::uint64_t offset) const;
    // Names under DT_NEEDED, DT_RPATH, DT_RUNPATH …
    [[nodiscard]] std::vector<std::string_view> names(std::int64_t tag) const;

    // The dynamic symbols; a failure when the tables are out of bounds.
    [[nodiscard]] result<std::vector<Elf64_Sym>> symbols() const;

    struct needed_version {
        std::string_view library;
        std::string_view version;
    };
    // Versions asked of other libraries. A failure when the table is out of bounds.
    [[nodiscard]] result<std::vector<needed_version>> needed_versions() const;
    // Versions this library offers.
    [[nodiscard]] result<std::vector<std::string_view>> defined_versions() const;

private:
    explicit elf_file(std::string_view bytes) : bytes_(bytes) {}

    void read_dynamic();
    // File bytes from a loaded address to the end of its segment's.
    [[nodiscard]] std::string_view at_address(std::uint64_t address) const;
    [[nodiscard]] std::optional<std::uint64_t> symbol_count() const;

    std::string_view bytes_;
    Elf64_Ehdr header_{};
    std::vector<Elf64_Phdr> segments_;
    std::vector<Elf64_Dyn> dynamic_;
    std::string_view strings_;
};

}  // namespace selat::plugins
