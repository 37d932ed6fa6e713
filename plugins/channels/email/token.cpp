#include "token.hpp"

#include "charset.hpp"

#include <span>

namespace email {
namespace {

constexpr std::size_t body_size = 26;  // of 128 bits
constexpr std::size_t mark_size = 8;   // of 40 bits
constexpr std::size_t longest_local = 64;

// RFC 4648 base32 in lower case, without padding: addresses are compared without regard to case.
std::string base32(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";
    std::string out;
    std::uint32_t held = 0;
    std::uint32_t bits = 0;
    for (const auto byte : bytes) {
        held = (held << 8 | byte) & 0xFFFFu;
        bits += 8;
        for (; bits >= 5; bits -= 5) {
            out += digits[held >> (bits - 5) & 31u];
        }
    }
    if (bits > 0) {
        out += digits[held << (5 - bits) & 31u];
    }
    return out;
}

}  // namespace

tokens::tokens(selat::crypto crypto, std::string address, char separator)
    : crypto_(crypto), separator_(separator) {
    const auto at = address.rfind('@');
    written_ = address.substr(0, at);
    local_ = lower(written_);
    domain_ = at == std::string::npos ? "localhost" : lower(address.substr(at + 1));
}

std::string tokens::mark(std::string_view body) const {
    const auto digest = crypto_.hmac_sha256("{{secret:instance}}", "email:" + std::string(body));
    return base32(std::span(digest).first(5));
}

std::string tokens::make(std::string_view idempotency_key) const {
    const auto digest = crypto_.sha256(idempotency_key);
    const auto body = base32(std::span(digest).first(16));
    return body + mark(body);
}

std::string tokens::message_id(std::string_view token) const {
    return std::string(token) + "@" + domain_;
}

std::string tokens::reply_address(std::string_view token) const {
    if (written_.size() + 1 + token.size() > longest_local) {
        return written_ + "@" + domain_;
    }
    return written_ + separator_ + std::string(token) + "@" + domain_;
}

bool tokens::holds(std::string_view token) const {
    return token.size() == body_size + mark_size &&
           crypto_.equal(mark(token.substr(0, body_size)), token.substr(body_size));
}

std::string tokens::message_of(std::string_view address) const {
    const auto whole = lower(trimmed(address));
    const auto at = whole.rfind('@');
    if (at == std::string::npos || whole.substr(at + 1) != domain_ ||
        !whole.starts_with(local_ + separator_)) {
        return {};
    }
    const auto token = whole.substr(local_.size() + 1, at - local_.size() - 1);
    return holds(token) ? message_id(token) : std::string();
}

bool tokens::is_ours(std::string_view message_id) const {
    const auto whole = lower(message_id);
    const auto at = whole.rfind('@');
    return at != std::string::npos && whole.substr(at + 1) == domain_ &&
           holds(std::string_view(whole).substr(0, at));
}

bool tokens::is_our_address(std::string_view address) const {
    const auto whole = lower(trimmed(address));
    const auto at = whole.rfind('@');
    if (at == std::string::npos || whole.substr(at + 1) != domain_) {
        return false;
    }
    const auto local = whole.substr(0, at);
    return local == local_ || local.starts_with(local_ + separator_);
}

}  // namespace email
