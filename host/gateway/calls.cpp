#include "host/gateway/calls.hpp"

#include <array>
#include <cstring>

#include "host/base/crypto.hpp"
#include "host/net/url.hpp"

namespace selat::gateway {
namespace {

net::http_result refused(code code, std::string why) {
    net::http_result out;
    out.code = code;
    out.detail = std::move(why);
    return out;
}

}  // namespace

void http_calls::perform(std::shared_ptr<const plugins::instance> who,
                         const model::action::call& call, model::duration usual_timeout,
                         std::uint64_t max_response, std::function<void(net::http_result)> done) {
    const auto& secrets = who->secrets();
    net::http_call out;
    auto url = secrets.fill_in(call.url);
    if (!url) {
        return done(refused(code::config, url.error().text));
    }
    const auto parsed = net::parse_url(*url);
    if (!parsed || (parsed->scheme != "http" && parsed->scheme != "https")) {
        return done(refused(code::invalid, "not an http URL: " + secrets.redact(*url)));
    }
    if (!who->may_call(parsed->host)) {
        return done(refused(code::denied, "neither the manifest nor an option of " + who->id() +
                                              " names the host " + parsed->host));
    }
    out.method = call.method;
    out.url = std::move(*url);
    out.allow_private = who->may_call_private(parsed->host);
    for (const auto& [name, value] : call.headers) {
        auto filled = secrets.fill_in(value);
        if (!filled) {
            return done(refused(code::config, filled.error().text));
        }
        out.headers.emplace_back(name, std::move(*filled));
    }
    if (call.secret_body) {
        auto filled = secrets.fill_in(call.body);
        if (!filled) {
            return done(refused(code::config, filled.error().text));
        }
        out.body = std::move(*filled);
    } else {
        out.body = call.body;
    }
    out.timeout = call.timeout.count() > 0 ? call.timeout : usual_timeout;
    out.max_response = max_response;
    client_.start(std::move(out), [who, done = std::move(done)](net::http_result result) {
        result.detail = who->secrets().redact(result.detail);
        done(std::move(result));
    });
}

reply_record::reply_record(const net::http_result& result, std::uint64_t op,
                           std::string_view context, model::time now) {
    headers_.reserve(result.headers.size());
    for (const auto& [name, value] : result.headers) {
        headers_.push_back({to_str(name), to_str(value)});
    }
    record_.event = event_head(sizeof record_, SELAT_EVENT_HTTP_REPLY, now);
    record_.op = op;
    record_.context = to_str(context);
    record_.failure = static_cast<std::int32_t>(result.code);
    record_.status = result.code == code::ok ? result.status : 0;
    record_.headers = headers_.data();
    record_.header_count = headers_.size();
    record_.body = to_str(result.body);
    record_.detail = to_str(result.detail);
}

std::uint64_t new_seed() {
    std::array<std::uint8_t, 8> bytes;
    crypto::random_bytes(bytes);
    std::uint64_t seed = 0;
    std::memcpy(&seed, bytes.data(), bytes.size());
    return seed;
}

selat_event event_head(std::uint32_t size, std::uint32_t kind, model::time now) {
    // One system call for many events; a fork never happens between them.
    thread_local std::array<std::uint8_t, 4096> pool;
    thread_local std::size_t left = 0;
    selat_event out{};
    if (left < sizeof out.random) {
        crypto::random_bytes(pool);
        left = pool.size();
    }
    out.size = size;
    out.kind = kind;
    out.now_ms = model::to_ms(now);
    left -= sizeof out.random;
    std::memcpy(out.random, pool.data() + left, sizeof out.random);
    return out;
}

}  // namespace selat::gateway
