#include "host/plugins/trust.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "host/base/crypto.hpp"

namespace selat::plugins {
namespace {

// A small file's bytes; nothing when it cannot be read or is larger than a key or signature is.
std::optional<std::string> small_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string out(64 * 1024, '\0');
    if (!file.read(out.data(), static_cast<std::streamsize>(out.size())) && !file.eof()) {
        return std::nullopt;
    }
    if (file.gcount() == 0 || file.gcount() == static_cast<std::streamsize>(out.size())) {
        return std::nullopt;
    }
    out.resize(static_cast<std::size_t>(file.gcount()));
    return out;
}

std::string signature_of(const std::string& file) {
    if (file.size() == 64) {
        return file;
    }
    const auto end = file.find_last_not_of(" \t\r\n");
    const auto word = file.substr(0, end == file.npos ? 0 : end + 1);
    return crypto::from_hex(word).value_or(crypto::from_base64(word).value_or(""));
}

}  // namespace

trust_check::trust_check(const trust& demanded) : demanded_(demanded) {
    for (const auto& path : demanded_.key_files) {
        const auto text = small_file(path);
        const auto key = text ? crypto::read_ed25519_key(*text)
                              : result<std::string>(fail(code::config, "it cannot be read"));
        if (key) {
            keys_.push_back(*key);
        } else if (unreadable_.empty()) {
            unreadable_ = "the key " + path + ": " + key.error().text;
        }
    }
}

result<void> trust_check::check(const std::string& name, const std::string& path,
                                const std::string& sha256, std::string_view bytes) const {
    const auto pin = std::find_if(demanded_.pins.begin(), demanded_.pins.end(),
                                  [&](const auto& each) { return each.first == name; });
    if (pin != demanded_.pins.end()) {
        const auto wanted = std::string_view(pin->second);
        if (wanted != "sha256:" + sha256) {
            return fail(code::denied,
                        "its SHA-256 is " + sha256 + ", the config pins " + pin->second);
        }
        if (demanded_.require == trust::demand::pinned) {
            return {};
        }
    } else if (demanded_.require == trust::demand::pinned) {
        return fail(code::denied,
                    "the config demands pinned plugins and pins none of this name; add "
                    "plugins.pins." +
                        name + ": sha256:" + sha256);
    }
    return demanded_.require == trust::demand::signed_ ? check_signature(path, bytes)
                                                       : result<void>{};
}

result<void> trust_check::check_signature(const std::string& path, std::string_view bytes) const {
    if (keys_.empty()) {
        return fail(code::denied, unreadable_.empty()
                                      ? "the config demands signed plugins and names no keys"
                                      : unreadable_);
    }
    const auto file = small_file(path + ".sig");
    if (!file) {
        return fail(code::denied, "the config demands signed plugins and " + path +
                                      ".sig is not there or cannot be read");
    }
    const auto signature = signature_of(*file);
    const bool good = std::any_of(keys_.begin(), keys_.end(), [&](const auto& key) {
        return crypto::ed25519_verify(key, bytes, signature);
    });
    return good ? result<void>{}
                : fail(code::denied,
                       path + ".sig is no signature of it by any of the config's keys");
}

}  // namespace selat::plugins
