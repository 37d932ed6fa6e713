#include "host/net/address_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <utility>

namespace selat::net {
namespace {

namespace ip = boost::asio::ip;

struct range_v4 {
    std::uint32_t base;
    unsigned bits;
};

constexpr std::array private_v4{
    range_v4{0x00000000, 8},   // this network
    range_v4{0x0A000000, 8},   // private
    range_v4{0x64400000, 10},  // shared by carriers
    range_v4{0x7F000000, 8},   // loopback
    range_v4{0xA9FE0000, 16},  // link-local, where clouds keep their metadata
    range_v4{0xAC100000, 12},  // private
    range_v4{0xC0000000, 24},  // protocol assignments
    range_v4{0xC0000200, 24},  // documentation
    range_v4{0xC0A80000, 16},  // private
    range_v4{0xC6120000, 15},  // benchmarking
    range_v4{0xC6336400, 24},  // documentation
    range_v4{0xCB007100, 24},  // documentation
    range_v4{0xE0000000, 3},   // multicast and reserved
};

bool is_private_v4(const ip::address_v4& address) {
    const std::uint32_t value = address.to_uint();
    return std::any_of(private_v4.begin(), private_v4.end(), [value](const range_v4& range) {
        return (value >> (32U - range.bits)) == (range.base >> (32U - range.bits));
    });
}

std::uint32_t four(const ip::address_v6::bytes_type& bytes, std::size_t at) {
    return (std::uint32_t{bytes[at]} << 24U) | (std::uint32_t{bytes[at + 1]} << 16U) |
           (std::uint32_t{bytes[at + 2]} << 8U) | std::uint32_t{bytes[at + 3]};
}

bool is_private_v6(const ip::address_v6& address) {
    const auto bytes = address.to_bytes();
    const std::uint32_t first = four(bytes, 0);
    if (first == 0x0064FF9B && four(bytes, 4) == 0 && four(bytes, 8) == 0) {  // NAT64
        return is_private_v4(ip::address_v4(four(bytes, 12)));
    }
    if ((first >> 16U) == 0x2002) {  // 6to4
        return is_private_v4(ip::address_v4((first << 16U) | (four(bytes, 4) >> 16U)));
    }
    const bool public_unicast = (bytes[0] & 0xE0U) == 0x20U;
    const bool documentation = first == 0x20010DB8;
    const bool teredo_or_assigned = (first & 0xFFFFFE00U) == 0x20010000U;
    return !public_unicast || documentation || teredo_or_assigned;
}

bool same_prefix(std::span<const unsigned char> left, std::span<const unsigned char> right,
                 unsigned bits) {
    const unsigned whole = bits / 8;
    if (!std::equal(left.begin(), left.begin() + whole, right.begin())) {
        return false;
    }
    const unsigned rest = bits % 8;
    if (rest == 0) {
        return true;
    }
    const unsigned mask = (0xFFU << (8U - rest)) & 0xFFU;
    return (left[whole] & mask) == (right[whole] & mask);
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

// The last entry of a comma list, taken off it.
std::string_view take_last(std::string_view& list) {
    const auto comma = list.rfind(',');
    if (comma == std::string_view::npos) {
        return trim(std::exchange(list, {}));
    }
    const auto last = trim(list.substr(comma + 1));
    list = list.substr(0, comma);
    return last;
}

bool https_at(std::string_view list, std::size_t from_right, bool otherwise) {
    if (list.empty()) {
        return otherwise;
    }
    std::string_view entry = take_last(list);
    for (; from_right > 0 && !list.empty(); --from_right) {
        entry = take_last(list);
    }
    constexpr std::string_view https = "https";
    return std::equal(entry.begin(), entry.end(), https.begin(), https.end(),
                      [](char left, char right) { return (left | 0x20) == right; });
}

}  // namespace

ip::address unmapped(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

std::optional<ip::address> parse_address(std::string_view text) {
    if (!text.empty() && text.front() == '[') {
        const auto end = text.find(']');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        text = text.substr(1, end - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code error;
    const auto address = ip::make_address(std::string(text), error);
    if (error) {
        return std::nullopt;
    }
    return unmapped(address);
}

bool is_private(const ip::address& address) {
    const auto plain = unmapped(address);
    return plain.is_v4() ? is_private_v4(plain.to_v4()) : is_private_v6(plain.to_v6());
}

result<networks> networks::parse(const std::vector<std::string>& entries) {
    networks parsed;
    for (const auto& entry : entries) {
        const auto slash = entry.find('/');
        boost::system::error_code error;
        const auto written = ip::make_address(entry.substr(0, slash), error);
        const unsigned widest = written.is_v4() ? 32 : 128;
        unsigned bits = widest;
        bool good = !error;
        if (good && slash != std::string::npos) {
            const char* const last = entry.data() + entry.size();
            const auto [end, fault] = std::from_chars(entry.data() + slash + 1, last, bits);
            good = fault == std::errc{} && end == last && bits <= widest;
        }
        if (!good) {
            return fail(code::config, "trusted proxy \"" + entry +
                                          "\" is no network: write it like 10.0.0.0/8 or ::1");
        }
        const auto base = unmapped(written);
        if (base.is_v4() && written.is_v6()) {
            bits = bits > 96 ? bits - 96 : 0;
        }
        parsed.entries_.push_back({base, bits});
    }
    return parsed;
}

bool networks::contains(const ip::address& address) const {
    const auto plain = unmapped(address);
    return std::any_of(entries_.begin(), entries_.end(), [&plain](const network& entry) {
        if (entry.base.is_v4() != plain.is_v4()) {
            return false;
        }
        if (plain.is_v4()) {
            return same_prefix(entry.base.to_v4().to_bytes(), plain.to_v4().to_bytes(), entry.bits);
        }
        return same_prefix(entry.base.to_v6().to_bytes(), plain.to_v6().to_bytes(), entry.bits);
    });
}

origin unwrap(const networks& trusted, const ip::address& peer, bool secure,
              std::string_view forwarded_for, std::string_view forwarded_proto) {
    auto current = unmapped(peer);
    if (!trusted.contains(current)) {
        return {current.to_string(), secure};
    }
    std::size_t hops = 0;
    while (!forwarded_for.empty() && trusted.contains(current)) {
        const auto before = parse_address(take_last(forwarded_for));
        if (!before) {
            break;
        }
        current = *before;
        ++hops;
    }
    return {current.to_string(), https_at(forwarded_proto, hops > 0 ? hops - 1 : 0, secure)};
}

}  // namespace selat::net
