#include "host/delivery/as_text.hpp"

#include <array>
#include <charconv>

namespace selat::delivery {
namespace {

void add_line(std::string& text, const std::string& line) {
    if (!line.empty()) {
        text += text.empty() ? "" : "\n";
        text += line;
    }
}

std::string degrees(double value) {
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

}  // namespace

std::string as_text(const model::attachment& value) {
    return value.name.empty() || value.url.empty() ? value.url : value.name + ": " + value.url;
}

std::string as_text(const model::location& value) {
    std::string out = value.name;
    add_line(out, value.address);
    add_line(out, "https://www.google.com/maps/search/?api=1&query=" + degrees(value.latitude) +
                      "," + degrees(value.longitude));
    return out;
}

std::string as_text(const model::contact& value) {
    std::string out = value.name;
    for (const auto& each : value.phones) {
        add_line(out, each);
    }
    for (const auto& each : value.emails) {
        add_line(out, each);
    }
    return out;
}

const std::string& label(const model::choice& value) {
    return value.title.empty() ? value.payload : value.title;
}

std::string numbered(const model::choice& value, std::size_t number) {
    return std::to_string(number) + ". " + as_link(value);
}

std::string as_link(const model::choice& value) {
    return value.url.empty() ? label(value) : label(value) + ": " + value.url;
}

}  // namespace selat::delivery
