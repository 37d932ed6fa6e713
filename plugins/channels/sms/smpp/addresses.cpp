#include "addresses.hpp"

#include <algorithm>

namespace smpp {
namespace {

constexpr std::uint8_t unknown = 0;
constexpr std::uint8_t international = 1;
constexpr std::uint8_t national = 2;
constexpr std::uint8_t network_specific = 3;
constexpr std::uint8_t alphanumeric = 5;
constexpr std::uint8_t isdn = 1;

constexpr std::size_t shortest_number = 9;  // with its country code; what is shorter is a code

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

address address_of(std::string_view text) {
    if (text.starts_with('+')) {
        return {international, isdn, std::string(text.substr(1))};
    }
    return is_digits(text) ? address{network_specific, unknown, std::string(text)}
                           : address{alphanumeric, unknown, std::string(text)};
}

}  // namespace

address source_of(const options& options) {
    auto out = address_of(options.from);
    if (options.source_ton >= 0) {
        out.ton = static_cast<std::uint8_t>(options.source_ton);
    }
    if (options.source_npi >= 0) {
        out.npi = static_cast<std::uint8_t>(options.source_npi);
    }
    return out;
}

address destination_of(std::string_view to) { return address_of(to); }

std::string written(const address& address, std::string_view country_code) {
    const std::string_view digits = address.digits;
    if (!is_digits(digits)) {
        return printable(digits);
    }
    const bool international_number = address.ton == international;
    if (!international_number && address.ton != unknown && address.ton != national) {
        return address.digits;
    }
    if (digits.starts_with("00")) {
        return "+" + address.digits.substr(2);
    }
    if (international_number) {
        return "+" + address.digits;
    }
    const bool trunk = digits.starts_with('0');
    if ((address.ton == national || trunk) && !country_code.empty() && digits.size() > 5) {
        return "+" + std::string(country_code) + address.digits.substr(trunk ? 1 : 0);
    }
    const bool whole = address.ton == unknown && !trunk && digits.size() >= shortest_number;
    return whole ? "+" + address.digits : address.digits;
}

}  // namespace smpp
