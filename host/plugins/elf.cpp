#include "host/plugins/elf.hpp"

#include <algorithm>
#include <cstring>

namespace selat::plugins {
namespace {

// A T at `offset`, wherever it is aligned; nothing when it does not lie within `bytes`.
template <class T>
std::optional<T> load(std::string_view bytes, std::uint64_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) {
        return std::nullopt;
    }
    T out;
    std::memcpy(&out, bytes.data() + offset, sizeof(T));
    return out;
}

// Chains of version records longer than this are a loop or an attack.
constexpr int longest_chain = 4096;

tl::unexpected<failure> damaged(const char* what) {
    return fail(code::invalid, std::string("the file is damaged: ") + what + " is out of bounds");
}

}  // namespace

result<elf_file> elf_file::read(std::string_view bytes) {
    elf_file out(bytes);
    const auto header = load<Elf64_Ehdr>(bytes, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
        return fail(code::invalid, "it is no shared object (no ELF header)");
    }
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) {
        return fail(code::invalid, "it is not built for a 64-bit little-endian machine");
    }
    out.header_ = *header;
    if (header->e_phnum == 0 || header->e_phentsize != sizeof(Elf64_Phdr)) {
        return damaged("its program header table");
    }
    for (std::uint64_t i = 0; i < header->e_phnum; ++i) {
        const auto offset = header->e_phoff + i * sizeof(Elf64_Phdr);
        const auto segment =
            offset < header->e_phoff ? std::nullopt : load<Elf64_Phdr>(bytes, offset);
        if (!segment) {
            return damaged("its program header table");
        }
        out.segments_.push_back(*segment);
    }
    // Nothing here needs the section table, and it may be stripped; but it stands last, so it shows
    // that a copy broke off.
    const auto sections_end = header->e_shoff + std::uint64_t{header->e_shnum} * sizeof(Elf64_Shdr);
    if (sections_end > bytes.size() || sections_end < header->e_shoff) {
        return damaged("its section table");
    }
    out.read_dynamic();
    return out;
}

std::string_view elf_file::contents(const Elf64_Phdr& segment) const {
    if (segment.p_offset > bytes_.size() || bytes_.size() - segment.p_offset < segment.p_filesz) {
        return {};
    }
    return bytes_.substr(segment.p_offset, segment.p_filesz);
}

void elf_file::read_dynamic() {
    for (const auto& segment : segments_) {
        if (segment.p_type != PT_DYNAMIC) {
            continue;
        }
        const auto table = contents(segment);
        for (std::uint64_t at = 0;; at += sizeof(Elf64_Dyn)) {
            const auto entry = load<Elf64_Dyn>(table, at);
            if (!entry || entry->d_tag == DT_NULL) {
                break;
            }
            dynamic_.push_back(*entry);
        }
    }
    const auto address = dynamic_value(DT_STRTAB);
    const auto size = dynamic_value(DT_STRSZ);
    if (address && size) {
        strings_ = at_address(*address);
        strings_ = strings_.substr(0, std::min<std::uint64_t>(*size, strings_.size()));
    }
}

std::optional<std::uint64_t> elf_file::dynamic_value(std::int64_t tag) const {
    for (const auto& entry : dynamic_) {
        if (entry.d_tag == tag) {
            return entry.d_un.d_val;
        }
    }
    return std::nullopt;
}

std::string_view elf_file::name_at(std::uint64_t offset) const {
    if (offset >= strings_.size()) {
        return {};
    }
    const auto rest = strings_.substr(offset);
    const auto end = rest.find('\0');
    return end == rest.npos ? std::string_view{} : rest.substr(0, end);
}

std::vector<std::string_view> elf_file::names(std::int64_t tag) const {
    std::vector<std::string_view> out;
    for (const auto& entry : dynamic_) {
        if (entry.d_tag == tag) {
            out.push_back(name_at(entry.d_un.d_val));
        }
    }
    return out;
}

std::string_view elf_file::at_address(std::uint64_t address) const {
    for (const auto& segment : segments_) {
        if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
            address - segment.p_vaddr < segment.p_filesz) {
            const auto loaded = contents(segment);
            const auto offset = address - segment.p_vaddr;
            return offset < loaded.size() ? loaded.substr(offset) : std::string_view{};
        }
    }
    return {};
}

std::optional<std::uint64_t> elf_file::symbol_count() const {
    if (const auto address = dynamic_value(DT_HASH)) {
        const auto count = load<std::uint32_t>(at_address(*address), 4);
        return count ? std::optional<std::uint64_t>(*count) : std::nullopt;
    }
    const auto address = dynamic_value(DT_GNU_HASH);
    const auto table = address ? at_address(*address) : std::string_view{};
    const auto buckets = load<std::uint32_t>(table, 0);
    const auto first = load<std::uint32_t>(table, 4);
    const auto bloom = load<std::uint32_t>(table, 8);
    if (!buckets || !first || !bloom) {
        return std::nullopt;
    }
    const std::uint64_t bucket_offset = 16 + std::uint64_t{*bloom} * 8;
    const std::uint64_t chain_offset = bucket_offset + std::uint64_t{*buckets} * 4;
    if (chain_offset > table.size()) {
        return std::nullopt;
    }
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < *buckets; ++i) {
        last = std::max<std::uint64_t>(last, *load<std::uint32_t>(table, bucket_offset + i * 4));
    }
    if (last < *first) {
        return *first;  // nothing is exported
    }
    for (;; ++last) {
        const auto hash = load<std::uint32_t>(table, chain_offset + (last - *first) * 4);
        if (!hash) {
            return std::nullopt;
        }
        if ((*hash & 1) != 0) {
            return last + 1;
        }
    }
}

result<std::vector<Elf64_Sym>> elf_file::symbols() const {
    const auto count = symbol_count();
    const auto address = dynamic_value(DT_SYMTAB);
    if (!count || !address) {
        return damaged("its symbol table");
    }
    const auto table = at_address(*address);
    if (*count > table.size() / sizeof(Elf64_Sym)) {
        return damaged("its symbol table");
    }
    std::vector<Elf64_Sym> out(*count);
    if (*count > 0) {
        std::memcpy(out.data(), table.data(), *count * sizeof(Elf64_Sym));
    }
    return out;
}

result<std::vector<elf_file::needed_version>> elf_file::needed_versions() const {
    std::vector<needed_version> out;
    const auto address = dynamic_value(DT_VERNEED);
    if (!address) {
        return out;
    }
    const auto table = at_address(*address);
    std::uint64_t at = 0;
    for (int i = 0; i < longest_chain; ++i) {
        const auto library = load<Elf64_Verneed>(table, at);
        if (!library) {
            return damaged("its table of needed versions");
        }
        std::uint64_t entry_at = at + library->vn_aux;
        for (int j = 0; j < library->vn_cnt; ++j) {
            const auto entry = load<Elf64_Vernaux>(table, entry_at);
            if (!entry || out.size() > longest_chain) {
                return damaged("its table of needed versions");
            }
            out.push_back({name_at(library->vn_file), name_at(entry->vna_name)});
            entry_at += entry->vna_next;
        }
        if (library->vn_next == 0) {
            return out;
        }
        at += library->vn_next;
    }
    return damaged("its table of needed versions");
}

result<std::vector<std::string_view>> elf_file::defined_versions() const {
    std::vector<std::string_view> out;
    const auto address = dynamic_value(DT_VERDEF);
    if (!address) {
        return out;
    }
    const auto table = at_address(*address);
    std::uint64_t at = 0;
    for (int i = 0; i < longest_chain; ++i) {
        const auto version = load<Elf64_Verdef>(table, at);
        const auto name = version ? load<Elf64_Verdaux>(table, at + version->vd_aux) : std::nullopt;
        if (!name) {
            return damaged("its table of versions");
        }
        out.push_back(name_at(name->vda_name));
        if (version->vd_next == 0) {
            return out;
        }
        at += version->vd_next;
    }
    return damaged("its table of versions");
}

}  // namespace selat::plugins
