#include "host/plugins/note.hpp"

#include <cerrno>
#include <cstring>

#include "host/plugins/elf.hpp"
#include <selat/abi/note.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace selat::plugins {
namespace {

constexpr off_t largest_file = off_t{256} << 20;

constexpr std::uint64_t aligned(std::uint64_t size) { return (size + 3) & ~std::uint64_t{3}; }

// The Selat note within one PT_NOTE segment; empty when it is not there.
std::string_view find_note(std::string_view notes) {
    constexpr std::string_view owner(SELAT_NOTE_OWNER, sizeof(SELAT_NOTE_OWNER));
    while (notes.size() >= sizeof(Elf64_Nhdr)) {
        Elf64_Nhdr head;
        std::memcpy(&head, notes.data(), sizeof head);
        notes.remove_prefix(sizeof head);
        const auto name_size = aligned(head.n_namesz);
        if (name_size > notes.size() || head.n_descsz > notes.size() - name_size) {
            return {};
        }
        if (head.n_type == SELAT_NOTE_TYPE && notes.substr(0, head.n_namesz) == owner) {
            auto text = notes.substr(name_size, head.n_descsz);
            while (!text.empty() && text.back() == '\0') {
                text.remove_suffix(1);
            }
            return text;
        }
        const auto next = name_size + aligned(head.n_descsz);
        notes.remove_prefix(std::min<std::uint64_t>(next, notes.size()));
    }
    return {};
}

}  // namespace

result<std::string> read_plugin_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status{};
    if (file < 0 || ::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        const int error = file < 0 ? errno : EINVAL;
        if (file >= 0) {
            ::close(file);
        }
        return fail(code::not_found, path + " cannot be read: " + std::strerror(error));
    }
    if (status.st_size > largest_file) {
        ::close(file);
        return fail(code::invalid, path + " is larger than a plugin may be (256 MiB)");
    }
    std::string out(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < out.size()) {
        const auto count = ::read(file, out.data() + filled, out.size() - filled);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            break;
        }
        filled += static_cast<std::size_t>(count);
    }
    ::close(file);
    out.resize(filled);
    return out;
}

result<std::string> read_note(std::string_view file) {
    const auto object = elf_file::read(file);
    if (!object) {
        return fail(code::not_found, "not a Selat plugin: " + object.error().text);
    }
    for (const auto& segment : object->segments()) {
        if (segment.p_type != PT_NOTE) {
            continue;
        }
        if (const auto text = find_note(object->contents(segment)); !text.empty()) {
            return std::string(text);
        }
    }
    return fail(code::not_found, "not a Selat plugin: it carries no Selat manifest");
}

}  // namespace selat::plugins
