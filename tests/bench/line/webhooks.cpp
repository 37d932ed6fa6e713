#include "tests/bench/line/webhooks.hpp"

#include <chrono>
#include <iterator>

#include "host/base/crypto.hpp"

#include <fmt/format.h>

namespace bench {
namespace {

// As long as LINE's own are.
constexpr std::string_view quote_token =
    "q3Plxr4AgKdEBMlzPvSDzZVjO1x0sW8xnCm7vYp2Rt5uHk9fGdLb6NaQeJiTwXyUoZ3s1r7c4v8m2Kq5hBgA";
constexpr std::string_view read_token =
    "30yhdy232wZ0Lc6CpN1vGqJm8RtXkD4sYbWfHe7aUoPi5MlQnKg2TzSrV9xBjEuA";
constexpr std::string_view words =
    "Selamat pagi, boleh saya tahu di mana bungkusan saya? I have waited for two weeks now.";

}  // namespace

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string user_of(std::uint64_t number) {
    return fmt::format("U{:016x}{:016x}", number * 0x9E3779B97F4A7C15ull, number);
}

webhooks::webhooks(std::string secret, std::string_view host, std::string_view channel,
                   std::uint64_t users)
    : secret_(std::move(secret)),
      head_(fmt::format("POST /channels/{} HTTP/1.1\r\nHost: {}\r\n"
                        "Content-Type: application/json; charset=utf-8\r\n"
                        "User-Agent: LineBotWebhook/2.0\r\nX-Line-Signature: ",
                        channel, host)),
      users_(users) {}

const std::string& webhooks::make(std::uint64_t number, std::int64_t now_ms) {
    body_.clear();
    fmt::format_to(std::back_inserter(body_),
                   R"({{"destination":"U00000000000000000000000000000000","events":[{{)"
                   R"("type":"message","message":{{"type":"text","id":"{:018}",)"
                   R"("quoteToken":"{}","markAsReadToken":"{}","text":"{} #{:018}"}},)"
                   R"("webhookEventId":"01{:024}","deliveryContext":{{"isRedelivery":false}},)"
                   R"("timestamp":{:013},"source":{{"type":"user","userId":"{}"}},)"
                   R"("replyToken":"b{:031x}","mode":"active"}}]}})",
                   number, quote_token, read_token, words, number, number, now_ms,
                   user_of(number % users_), number);
    const auto digest = selat::crypto::hmac_sha256(secret_, body_);
    const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
    request_ = head_;
    fmt::format_to(std::back_inserter(request_), "{}\r\nContent-Length: {}\r\n\r\n",
                   selat::crypto::base64(bytes), body_.size());
    request_ += body_;
    return request_;
}

}  // namespace bench
