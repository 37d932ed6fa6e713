#include "address.hpp"

#include <algorithm>

namespace whatsapp {
namespace {

bool are_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string of_number(std::string_view digits) {
    if (digits.starts_with('+')) {
        digits.remove_prefix(1);
    }
    return are_digits(digits) && digits.size() <= 20 ? "+" + std::string(digits) : std::string();
}

bool is_user_id(std::string_view text) {
    if (text.size() < 4 || text.size() > 160 || text[2] != '.') {
        return false;
    }
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    return is_capital(text[0]) && is_capital(text[1]) &&
           std::all_of(text.begin() + 3, text.end(), [&](char c) {
               return is_capital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
           });
}

recipient read_address(std::string_view address) {
    if (address.starts_with(group_prefix) && address.size() > group_prefix.size()) {
        return {recipient_kind::group, address.substr(group_prefix.size())};
    }
    if (address.starts_with('+') && are_digits(address.substr(1))) {
        return {recipient_kind::number, address};
    }
    return is_user_id(address) ? recipient{recipient_kind::user, address} : recipient{};
}

}  // namespace whatsapp
