#include "host/net/request_reader.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

#include "host/net/tokens.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace selat::net {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t first_capacity = 4096;
constexpr std::size_t kept_capacity = 64 * 1024;
constexpr std::size_t least_room = 512;
constexpr std::size_t most_headers = 128;

// The path of a target in origin or absolute form; empty when it is neither.
std::string_view path_of(std::string_view target) {
    if (starts_with_ignoring_case(target, "http://") ||
        starts_with_ignoring_case(target, "https://")) {
        const auto slash = target.find('/', target.find("//") + 2);
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    if (target != "*" && (target.empty() || target.front() != '/')) {
        return {};
    }
    return target.substr(0, target.find_first_of("?#"));
}

std::uint32_t status_for(const beast::error_code& error) {
    if (error == http::error::header_limit) {
        return 431;
    }
    if (error == http::error::body_limit) {
        return 413;
    }
    if (error == http::error::bad_version) {
        return 505;
    }
    return 400;
}

}  // namespace

// Beast's grammar; what it finds goes straight into the request.
struct request_reader::parser {
    struct hooks final : http::basic_parser<true> {
        explicit hooks(request_reader& owner) : owner_(owner) {
            eager(true);
            header_limit(static_cast<std::uint32_t>(std::min<std::uint64_t>(
                owner.limits_.header, std::numeric_limits<std::uint32_t>::max())));
            body_limit(boost::none);  // until allow()
        }

        void on_request_impl(http::verb, beast::string_view method, beast::string_view target,
                             int version, beast::error_code& error) override {
            auto& into = owner_.into_;
            into.method = {method.data(), method.size()};
            into.target = {target.data(), target.size()};
            into.path = path_of(into.target);
            const auto mark = into.target.find('?');
            into.query =
                mark == std::string_view::npos ? std::string_view() : into.target.substr(mark + 1);
            http_1_0_ = version == 10;
            if (into.path.empty()) {
                error = http::error::bad_target;
            }
        }

        void on_field_impl(http::field field, beast::string_view name, beast::string_view value,
                           beast::error_code& error) override {
            if (header_complete_) {
                return;  // trailers say nothing that we need
            }
            auto& headers = owner_.into_.headers;
            if (headers.size() >= most_headers) {
                error = http::error::header_limit;
                return;
            }
            char* const begin = owner_.buffer_.get();
            // A folded line is unfolded elsewhere; it is obsolete, and a way to smuggle.
            if (!value.empty() && !owner_.inside(value.data())) {
                error = http::error::bad_value;
                return;
            }
            const auto lower = std::span(begin + (name.data() - begin), name.size());
            std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
            headers.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
            check(field, headers.back().value, error);
        }

        void on_header_impl(beast::error_code& error) override {
            header_complete_ = true;
            body_at_ = std::string_view::npos;
            if (hosts_ > 1 || (hosts_ == 0 && !http_1_0_)) {
                error = http::error::bad_field;
            }
            if (http_1_0_ && chunked()) {
                error = http::error::bad_transfer_encoding;
            }
            if (!error) {
                allow(error);
            }
        }

        // By now Beast has looked at what Content-Length says; chunks it still counts.
        void allow(beast::error_code& error) {
            const auto& limits = owner_.limits_;
            auto& allowance = owner_.allowance_;
            allowance = limits.allow != nullptr && *limits.allow ? (*limits.allow)(owner_.into_)
                                                                 : body_allowance{};
            if (allowance.most == 0) {
                allowance.most = limits.body;
            }
            body_limit(allowance.most);
            const auto length = content_length();
            if (length && *length > allowance.most) {
                error = http::error::body_limit;
            }
        }

        void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {
        }

        std::size_t on_body_impl(beast::string_view body, beast::error_code&) override {
            append(body);
            return body.size();
        }

        void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {}

        std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body,
                                       beast::error_code&) override {
            append(body);
            return body.size();
        }

        void on_finish_impl(beast::error_code&) override {}
        void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}

        // Behind what the body has so far: a chunk's data moves over the chunk's frame.
        void append(beast::string_view piece) {
            char* const begin = owner_.buffer_.get();
            if (body_at_ == std::string_view::npos) {
                body_at_ = static_cast<std::size_t>(piece.data() - begin);
            }
            char* const end = begin + body_at_ + body_size_;
            if (end != piece.data()) {
                std::memmove(end, piece.data(), piece.size());
            }
            body_size_ += piece.size();
        }

        void check(http::field field, std::string_view value, beast::error_code& error) {
            if (field == http::field::host) {
                ++hosts_;
            } else if (field == http::field::transfer_encoding) {
                if (!equals_ignoring_case(value, "chunked")) {
                    unknown_coding_ = true;
                    error = http::error::bad_transfer_encoding;
                }
            } else if (field == http::field::expect) {
                expects_continue_ = equals_ignoring_case(value, "100-continue");
                if (!expects_continue_) {
                    unknown_expectation_ = true;
                    error = http::error::bad_value;
                }
            }
        }

        request_reader& owner_;
        std::size_t body_at_ = std::string_view::npos;
        std::size_t body_size_ = 0;
        unsigned hosts_ = 0;
        bool header_complete_ = false;
        bool http_1_0_ = false;
        bool expects_continue_ = false;
        bool unknown_coding_ = false;
        bool unknown_expectation_ = false;
    };

    std::optional<hooks> current;
};

request_reader::request_reader(request& into, const reader_limits& limits)
    : into_(into), limits_(limits), parser_(std::make_unique<parser>()) {
    grow(first_capacity);
    parser_->current.emplace(*this);
}

request_reader::~request_reader() = default;

bool request_reader::inside(const char* at) const {
    return std::less_equal<>()(static_cast<const char*>(buffer_.get()), at) &&
           std::less<>()(at, static_cast<const char*>(buffer_.get() + capacity_));
}

void request_reader::grow(std::size_t capacity) {
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (filled_ > 0) {
        std::memcpy(larger.get(), buffer_.get(), filled_);
    }
    const auto move = [&](std::string_view& view) {
        if (inside(view.data())) {
            view = {larger.get() + (view.data() - buffer_.get()), view.size()};
        }
    };
    move(into_.method);
    move(into_.target);
    move(into_.path);
    move(into_.query);
    for (auto& header : into_.headers) {
        move(header.name);
        move(header.value);
    }
    buffer_ = std::move(larger);
    capacity_ = capacity;
}

// What was read of a chunked body is closed up already; this brings the unread rest behind it.
void request_reader::close_up_chunks() {
    const auto& parser = *parser_->current;
    if (!parser.header_complete_ || parser.body_at_ == std::string_view::npos) {
        return;
    }
    const std::size_t end = parser.body_at_ + parser.body_size_;
    if (end < parsed_) {
        std::memmove(buffer_.get() + end, buffer_.get() + parsed_, filled_ - parsed_);
        filled_ -= parsed_ - end;
        parsed_ = end;
    }
}

std::size_t request_reader::wanted_capacity() const {
    const std::size_t doubled = capacity_ * 2;
    const auto& parser = *parser_->current;
    if (!parser.header_complete_) {
        return doubled;
    }
    if (const auto rest = parser.content_length_remaining()) {
        // Not at once what a client claims: it must send before it is given more.
        const std::size_t whole = parsed_ + static_cast<std::size_t>(*rest);
        return std::max(capacity_ + 1, std::min(whole, std::max(doubled, kept_capacity)));
    }
    return doubled;
}

std::span<char> request_reader::room() {
    if (capacity_ - filled_ < least_room) {
        close_up_chunks();
        const auto& parser = *parser_->current;
        const auto rest = parser.header_complete_ ? parser.content_length_remaining() : boost::none;
        const bool fits = rest && parsed_ + *rest <= capacity_ && capacity_ > filled_;
        if (!fits && capacity_ - filled_ < least_room) {
            grow(wanted_capacity());
        }
    }
    return {buffer_.get() + filled_, capacity_ - filled_};
}

request_reader::progress request_reader::refuse(std::uint32_t status) {
    status_ = status;
    return progress::refused;
}

void request_reader::skip_empty_lines() {
    while (parsed_ + 1 < filled_ && buffer_[parsed_] == '\r' && buffer_[parsed_ + 1] == '\n') {
        parsed_ += 2;
    }
}

request_reader::progress request_reader::parse() {
    auto& parser = *parser_->current;
    if (!parser.got_some()) {
        skip_empty_lines();
        if (parsed_ + 1 == filled_ && buffer_[parsed_] == '\r') {
            return progress::need_more;
        }
    }
    while (!parser.is_done() && parsed_ < filled_) {
        beast::error_code error;
        const boost::asio::const_buffer unread(buffer_.get() + parsed_, filled_ - parsed_);
        const std::size_t used = parser.put(unread, error);
        parsed_ += used;
        if (error == http::error::need_more) {
            break;
        }
        if (error) {
            if (parser.unknown_expectation_) {
                return refuse(417);
            }
            return refuse(parser.unknown_coding_ ? 501 : status_for(error));
        }
        if (used == 0) {
            break;
        }
    }
    if (parser.is_done()) {
        finish_request();
        return progress::complete;
    }
    if (!parser.header_complete_ && filled_ >= limits_.header) {
        return refuse(431);
    }
    // A chunk's frame is short; one that does not end is an attack.
    if (parser.header_complete_ && parser.chunked() && filled_ - parsed_ > limits_.header) {
        return refuse(400);
    }
    return progress::need_more;
}

void request_reader::finish_request() {
    const auto& parser = *parser_->current;
    into_.body = body_so_far();
    into_.upgrade = into_.method == "GET" && !parser.http_1_0_ && parser.upgrade() &&
                    into_.body.empty() && equals_ignoring_case(into_.get("upgrade"), "websocket") &&
                    into_.get("sec-websocket-key").size() == 24 &&
                    into_.get("sec-websocket-version") == "13";
}

std::string_view request_reader::body_so_far() const {
    const auto& parser = *parser_->current;
    return parser.body_size_ == 0
               ? std::string_view()
               : std::string_view(buffer_.get() + parser.body_at_, parser.body_size_);
}

void request_reader::take_body() {
    parser_->current->body_size_ = 0;
    taken_ = true;
    close_up_chunks();
}

void request_reader::next() {
    taken_ = false;
    into_.method = into_.target = into_.path = into_.query = into_.body = {};
    into_.headers.clear();
    const std::size_t rest = filled_ - parsed_;
    if (rest > 0) {
        std::memmove(buffer_.get(), buffer_.get() + parsed_, rest);
    }
    filled_ = rest;
    parsed_ = 0;
    if (capacity_ > kept_capacity && rest <= first_capacity) {
        grow(first_capacity);
    }
    parser_->current.emplace(*this);
}

bool request_reader::header_complete() const { return parser_->current->header_complete_; }

bool request_reader::awaits_continue() const {
    const auto& parser = *parser_->current;
    return parser.header_complete_ && parser.expects_continue_ && !parser.http_1_0_ &&
           !parser.is_done() && parsed_ == filled_ && parser.body_size_ == 0 && !taken_;
}

bool request_reader::keep_alive() const { return parser_->current->keep_alive(); }

bool request_reader::http_1_0() const { return parser_->current->http_1_0_; }

}  // namespace selat::net
