#include "tests/emulators/sms/hook.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace emulators::sms {
namespace {

constexpr auto form_type = "application/x-www-form-urlencoded; charset=UTF-8";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
        if (plain) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += "0123456789ABCDEF"[byte >> 4];
            out += "0123456789ABCDEF"[byte & 15];
        }
    }
    return out;
}

std::chrono::milliseconds bounded(std::string_view text, int least, int most) {
    int value = most;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return std::chrono::milliseconds(std::clamp(value, least, most));
}

void read_override(std::string_view name, std::string_view value, retry_plan& plan) {
    if (name == "ct") {
        plan.connect = bounded(value, 100, 10'000);
    } else if (name == "rt") {
        plan.read = bounded(value, 100, 15'000);
    } else if (name == "tt") {
        plan.total = bounded(value, 100, 15'000);
    } else if (name == "rc") {
        plan.retries = static_cast<int>(bounded(value, 0, 5).count());
    } else if (name == "rp") {
        const auto has = [&](std::string_view what) {
            return value.find(what) != std::string_view::npos ||
                   value.find("all") != std::string_view::npos;
        };
        plan.on_connect = has("ct");
        plan.on_read = has("rt");
        plan.on_4xx = has("4xx");
        plan.on_5xx = has("5xx");
    }
}

// Where the authority ends.
std::size_t path_in(std::string_view url) {
    const auto scheme = url.find("://");
    return scheme == std::string_view::npos
               ? url.size()
               : std::min(url.find_first_of("/?", scheme + 3), url.size());
}

attempt_result::end end_of(httplib::Error error) {
    using enum attempt_result::end;
    switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::ConnectionTimeout:
    case httplib::Error::BindIPAddress: return no_connection;
    case httplib::Error::Read: return timed_out;
    default: return cut;
    }
}

}  // namespace

hook_target read_target(std::string_view url) {
    hook_target out;
    const auto hash = std::min(url.find('#'), url.size());
    out.url = url.substr(0, hash);
    auto overrides = url.substr(std::min(hash + 1, url.size()));
    while (!overrides.empty()) {
        const auto part = overrides.substr(0, overrides.find('&'));
        overrides.remove_prefix(std::min(part.size() + 1, overrides.size()));
        const auto equals = std::min(part.find('='), part.size());
        read_override(part.substr(0, equals), part.substr(std::min(equals + 1, part.size())),
                      out.plan);
    }
    return out;
}

std::string sign(const std::string& token, const std::string& url, const field_map& fields) {
    auto text = url;
    for (const auto& [name, value] : fields) {
        text += name + value;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha1(), token.data(), static_cast<int>(token.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    std::array<unsigned char, 64> base64{};
    const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

std::string signed_url(const std::string& url, signed_port port) {
    const auto path = path_in(url);
    const auto colon = url.rfind(':', path);
    const auto digits = colon + 1 < path ? url.substr(colon + 1, path - colon - 1) : "/";
    const bool has_port = digits.find_first_not_of("0123456789") == std::string::npos;
    if (port == signed_port::left_out && has_port) {
        return url.substr(0, colon) + url.substr(path);
    }
    if (port == signed_port::written && !has_port) {
        return url.substr(0, path) + (url.starts_with("https") ? ":443" : ":80") + url.substr(path);
    }
    return url;
}

std::string as_form(const field_map& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        out += (out.empty() ? "" : "&") + escaped(name) + "=" + escaped(value);
    }
    return out;
}

attempt_result hook_client::deliver(const hook_request& request,
                                    const std::optional<fault>& struck) {
    using enum attempt_result::end;
    const auto& url = request.target.url;
    const auto& plan = request.target.plan;
    const auto at = path_in(url);
    const auto path = at < url.size() ? url.substr(at) : std::string("/");
    webhook_post post{.origin = url.substr(0, at),
                      .path = path,
                      .headers = {{"User-Agent", "TwilioProxy/1.1"},
                                  {"Accept", "*/*"},
                                  {"I-Twilio-Idempotency-Token", request.token}},
                      .body = as_form(request.fields),
                      .content_type = form_type,
                      .connect = plan.connect,
                      .read = std::min(plan.read, plan.total)};
    if (!request.signature.empty()) {
        post.headers.emplace("X-Twilio-Signature", request.signature);
    }
    const auto sent = poster_.send(post, struck);
    if (!sent) {
        return {cut, 0, {}, {}};
    }
    const auto& result = *sent;
    if (!result) {
        return {end_of(result.error()), 0, {}, {}};
    }
    const bool fine = result->status >= 200 && result->status < 300;
    return {fine ? taken : refused, result->status, result->get_header_value("Content-Type"),
            result->body};
}

}  // namespace emulators::sms
