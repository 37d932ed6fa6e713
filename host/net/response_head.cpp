#include "host/net/response_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "host/net/tokens.hpp"

#include <boost/beast/http/status.hpp>

namespace selat::net {
namespace {

std::string_view reason(std::uint32_t status) {
    const auto text =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return {text.data(), text.size()};
}

void append_number(std::string& out, std::uint64_t value) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

bool is_ours(std::string_view name) {
    constexpr std::array<std::string_view, 6> ours{
        "content-length", "transfer-encoding", "connection", "date", "server", "content-type"};
    return std::any_of(ours.begin(), ours.end(),
                       [name](std::string_view own) { return equals_ignoring_case(name, own); });
}

// content-type is the response's own member; a header of that name counts when that is empty.
bool may_write(const response& response, std::string_view name, std::string_view value) {
    if (!is_token(name) || !is_header_value(value)) {
        return false;
    }
    if (equals_ignoring_case(name, "content-type")) {
        return response.content_type.empty();
    }
    return !is_ours(name);
}

}  // namespace

std::string_view date_line::now() {
    const std::time_t now = std::time(nullptr);
    if (now != second_) {
        second_ = now;
        std::tm parts{};
        gmtime_r(&now, &parts);
        constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        std::array<char, 20> day{};
        std::array<char, 20> rest{};
        // Names by hand: strftime's follow the locale.
        const auto day_size = std::strftime(day.data(), day.size(), ", %d ", &parts);
        const auto rest_size = std::strftime(rest.data(), rest.size(), " %Y %H:%M:%S", &parts);
        text_ = "Date: ";
        text_ += days.at(static_cast<std::size_t>(parts.tm_wday));
        text_.append(day.data(), day_size);
        text_ += months.at(static_cast<std::size_t>(parts.tm_mon));
        text_.append(rest.data(), rest_size);
        text_ += " GMT\r\n";
    }
    return text_;
}

bool has_body(std::uint32_t status) { return status >= 200 && status != 204 && status != 304; }

bool asks_to_close(const response& response) {
    return std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
        return equals_ignoring_case(header.first, "connection") &&
               equals_ignoring_case(header.second, "close");
    });
}

void write_head(std::string& out, const response& response, std::string_view date,
                after_response then) {
    out = "HTTP/1.1 ";
    append_number(out, response.status);
    out += ' ';
    out += reason(response.status);
    out += "\r\nServer: Selat\r\n";
    out += date;
    if (!response.content_type.empty() && has_body(response.status) &&
        is_header_value(response.content_type)) {
        out += "Content-Type: ";
        out += response.content_type;
        out += "\r\n";
    }
    for (const auto& [name, value] : response.headers) {
        if (may_write(response, name, value)) {
            out += name;
            out += ": ";
            out += value;
            out += "\r\n";
        }
    }
    if (has_body(response.status)) {
        out += "Content-Length: ";
        append_number(out, response.bytes().size());
        out += "\r\n";
    }
    if (then == after_response::close) {
        out += "Connection: close\r\n";
    } else if (then == after_response::keep_open_1_0) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

response refusal(std::uint32_t status) {
    response made;
    made.status = status;
    made.content_type = "application/problem+json";
    made.body = "{\"type\":\"about:blank\",\"title\":\"";
    made.body += reason(status);
    made.body += "\",\"status\":";
    append_number(made.body, status);
    made.body += "}";
    if (status == 503) {
        made.headers.emplace_back("Retry-After", "5");
    }
    return made;
}

}  // namespace selat::net
