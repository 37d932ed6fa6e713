#include "host/api/auth.hpp"

#include <algorithm>

#include "host/api/parameters.hpp"
#include "host/api/text.hpp"

namespace selat::api {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_length = 43;  // as base64url
constexpr std::size_t cached_sessions = 10'000;
constexpr model::duration cache_life{30'000};

std::string_view bytes_of(const crypto::digest32& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) {
        text.remove_prefix(1);
    }
    while (text.ends_with(' ')) {
        text.remove_suffix(1);
    }
    return text;
}

std::string cookie_of(const net::request& request, std::string_view name) {
    auto rest = request.get("cookie");
    while (!rest.empty()) {
        const auto end = rest.find(';');
        const auto pair = trimmed(rest.substr(0, end));
        rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
            return std::string(pair.substr(name.size() + 1));
        }
    }
    return {};
}

// Scheme, host and port of a URL, without what follows.
std::string_view origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    return scheme == url.npos ? std::string_view{} : url.substr(0, url.find('/', scheme + 3));
}

std::string cookie(const options& options, std::string_view value, std::int64_t seconds) {
    auto out = cookie_name(options) + "=" + std::string(value);
    out += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
    return options.secure_cookies ? out + "; Secure" : out;
}

// One that has expired is known to be over without being told; this only cleans up.
void forget(store::store& store, const std::string& session) {
    store::changes changes;
    changes.ended_sessions.push_back(session);
    store.commit(std::move(changes), [](const result<store::committed>&) {});
}

}  // namespace

credential credential_of(const net::request& request, std::string_view cookie, bool query) {
    constexpr std::string_view scheme = "bearer ";
    if (const auto header = request.get("authorization"); !header.empty()) {
        const bool bearer =
            header.size() > scheme.size() && alike(header.substr(0, scheme.size()), scheme);
        return {proof::header,
                std::string(bearer ? trimmed(header.substr(scheme.size())) : std::string_view{})};
    }
    if (query) {
        if (auto token = parameters(request.query).text("token"); !token.empty()) {
            return {proof::query, std::move(token)};
        }
    }
    if (auto token = cookie_of(request, cookie); !token.empty()) {
        return {proof::cookie, std::move(token)};
    }
    return {};
}

bool from_our_pages(const net::request& request, std::string_view public_url) {
    if (const auto site = request.get("sec-fetch-site"); !site.empty()) {
        return site == "same-origin";
    }
    const auto origin = request.get("origin");
    if (origin.empty()) {
        return false;
    }
    if (alike(origin, origin_of(public_url))) {
        return true;
    }
    const auto scheme = origin.find("://");
    return scheme != origin.npos && alike(origin.substr(scheme + 3), request.get("host")) &&
           (!request.secure || alike(origin.substr(0, scheme), "https"));
}

std::string cookie_name(const options& options) {
    return options.secure_cookies ? "__Host-selat_session" : "selat_session";
}

std::string set_cookie(const options& options, std::string_view token) {
    return cookie(options, token, options.session_life.count() / 1000);
}

std::string clear_cookie(const options& options) { return cookie(options, {}, 0); }

auth::auth(services& gateway, const std::vector<fixed_token>& tokens) : gateway_(gateway) {
    reconfigure(tokens);
}

void auth::reconfigure(const std::vector<fixed_token>& tokens) {
    std::vector<known_token> known;
    for (const auto& each : tokens) {
        const auto digest = crypto::sha256(each.token);
        known.push_back({digest, {each.role, {}, each.name, {}, crypto::hex(digest)}});
    }
    const std::lock_guard lock(mutex_);
    tokens_ = std::move(known);
}

// Looks at each of them whatever it finds, so that the time tells nothing.
std::optional<caller> auth::fixed(const crypto::digest32& digest) const {
    const std::lock_guard lock(mutex_);
    const known_token* found = nullptr;
    for (const auto& each : tokens_) {
        if (crypto::equal(bytes_of(each.digest), bytes_of(digest))) {
            found = &each;
        }
    }
    return found == nullptr ? std::nullopt : std::optional(found->who);
}

std::optional<caller> auth::person(const std::string& agent, const std::string& session) const {
    const auto known = gateway_.agent(agent);
    if (!known) {
        return std::nullopt;
    }
    return caller{known->role, known->id, known->name, session};
}

bool auth::still(const caller& who) const {
    if (!who.agent.empty()) {
        const auto known = gateway_.agent(who.agent);
        return known && known->role == who.role;
    }
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(tokens_, [&](const known_token& each) {
        return each.who.token == who.token && each.who.role == who.role;
    });
}

void auth::log_out(const std::vector<std::string>& agents, reply<void> done) {
    store::changes changes;
    changes.logged_out = agents;
    gateway_.store().commit(std::move(changes), [this, agents, done = std::move(done)](
                                                    const result<store::committed>& ended) {
        if (!ended) {
            return done(tl::unexpected(ended.error()));
        }
        {
            const std::lock_guard lock(mutex_);
            ++ended_;
            std::erase_if(sessions_, [&](const auto& each) {
                return std::ranges::find(agents, each.second.agent) != agents.end();
            });
        }
        done({});
    });
}

std::optional<auth::known_session> auth::cached(const std::string& session) {
    const auto now = gateway_.now();
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(session);
    if (found == sessions_.end() || now - found->second.read >= cache_life ||
        found->second.expires <= now) {
        return std::nullopt;
    }
    return found->second;
}

void auth::keep(const std::string& session, known_session known, std::uint64_t ended_before) {
    const std::lock_guard lock(mutex_);
    if (ended_ != ended_before) {
        return;
    }
    if (sessions_.size() >= cached_sessions) {
        sessions_.clear();
    }
    sessions_.insert_or_assign(session, std::move(known));
}

void auth::identify(std::string_view token, reply<std::optional<caller>> done) {
    const auto digest = crypto::sha256(token);
    if (auto known = fixed(digest)) {
        return done(std::move(known));
    }
    if (token.size() != token_length) {
        return done(std::optional<caller>());
    }
    auto session = crypto::hex(digest);
    if (const auto known = cached(session)) {
        return done(person(known->agent, session));
    }
    const auto ended_before = [this] {
        const std::lock_guard lock(mutex_);
        return ended_;
    }();
    gateway_.store().read([this, session = std::move(session), ended_before,
                           done = std::move(done)](store::reader& reader) {
        const auto found = reader.session(session);
        if (!found) {
            return done(tl::unexpected(found.error()));
        }
        if (!*found) {
            return done(std::optional<caller>());
        }
        const auto now = gateway_.now();
        if ((*found)->expires <= now) {
            forget(gateway_.store(), session);
            return done(std::optional<caller>());
        }
        keep(session, {(*found)->agent, (*found)->expires, now}, ended_before);
        done(person((*found)->agent, session));
    });
}

void auth::begin(const model::agent& agent, model::duration life, reply<fresh_session> done) {
    fresh_session fresh{crypto::base64url(crypto::random_bytes(token_bytes)),
                        gateway_.now() + life};
    store::changes changes;
    changes.sessions.push_back({crypto::sha256_hex(fresh.token), agent.id, fresh.expires});
    gateway_.store().commit(std::move(changes), [fresh = std::move(fresh), done = std::move(done)](
                                                    const result<store::committed>& kept) {
        if (!kept) {
            return done(tl::unexpected(kept.error()));
        }
        done(fresh);
    });
}

void auth::end(const std::string& session, reply<void> done) {
    store::changes changes;
    changes.ended_sessions.push_back(session);
    gateway_.store().commit(std::move(changes), [this, session, done = std::move(done)](
                                                    const result<store::committed>& ended) {
        if (!ended) {
            return done(tl::unexpected(ended.error()));
        }
        {
            const std::lock_guard lock(mutex_);
            ++ended_;
            sessions_.erase(session);
        }
        done({});
    });
}

}  // namespace selat::api
