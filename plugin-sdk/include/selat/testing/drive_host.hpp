// SPDX-License-Identifier: MIT
// The host's side of a driven instance: what every kind of plugin is called with.
#pragma once

#include "../plugin.hpp"
#include "collect.hpp"
#include "given.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <stdexcept>
#include <utility>

namespace selat::testing {

/// The real selat.crypto/1, from the library selat_testing. Its host's context is the secrets.
const selat_crypto_v1& crypto_table();

/// `create` refused.
struct refused : std::runtime_error {
    refused(selat::code why, const std::string& text) : std::runtime_error(text), code(why) {}
    selat::code code;
};

namespace detail {

/// The host's side of one instance: clock, randomness, secrets.
class host {
public:
    explicit host(const given& given) : given_(given), now_ms_(given.now_ms) {
        given_.secrets.try_emplace("instance", std::string(32, 'i'));
        raw_ = {sizeof(selat_host), SELAT_ABI_MINOR, &given_.secrets,
                [](const selat_host*, selat_str id) -> const void* {
                    return view(id) == SELAT_CRYPTO_ID ? &crypto_table() : nullptr;
                }};
    }
    host(const host&) = delete;
    host& operator=(const host&) = delete;

    /// A fresh head: the clock's time and bytes that are different, yet the same in every run.
    selat_event head(std::uint32_t size, std::uint32_t kind) {
        selat_event out{size, kind, now_ms_, {}};
        for (auto& byte : out.random) {
            random_ = random_ * 6364136223846793005u + 1442695040888963407u;
            byte = static_cast<std::uint8_t>(random_ >> 56);
        }
        return out;
    }
    template <class Make>
    void create(Make&& make) {
        std::vector<selat_pair> state;
        for (const auto& [key, value] : given_.state) {
            state.push_back({str(key), str(value)});
        }
        const selat_setup setup{
            sizeof(selat_setup),    0,     str(given_.instance), str(given_.options),
            str(given_.public_url), &raw_, state.data(),         state.size()};
        selat_error error{sizeof(selat_error), 0, {}};
        if (const auto result = make(setup, error); result != SELAT_OK) {
            throw refused(static_cast<code>(result), error.text);
        }
    }
    template <class Call>
    outcome run(Call&& call) {
        outcome out;
        const selat_actions sink{sizeof(selat_actions), 0, &out,
                                 [](const selat_actions* self, const selat_record* record) {
                                     return collect(*static_cast<outcome*>(self->host), *record);
                                 }};
        selat_error error{sizeof(selat_error), 0, {}};
        out.code = static_cast<code>(call(sink, error));
        out.error = error.text;
        if (out.ok() && !out.refused.empty()) {
            out.code = code::internal;
            out.error = out.refused;
        }
        return out;
    }
    [[nodiscard]] std::string fill_in(std::string_view text) const {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const auto start = text.find("{{secret:", at);
            const auto end = start == text.npos ? text.npos : text.find("}}", start);
            if (end == text.npos) {
                return out.append(text.substr(at));
            }
            out.append(text.substr(at, start - at));
            out.append(given_.secrets.at(std::string(text.substr(start + 9, end - start - 9))));
            at = end + 2;
        }
        return out;
    }
    [[nodiscard]] const given& from() const { return given_; }
    [[nodiscard]] std::int64_t now() const { return now_ms_; }
    void move_to(std::int64_t now_ms) { now_ms_ = now_ms; }

private:
    given given_;
    std::int64_t now_ms_;
    std::uint64_t random_ = 42;
    selat_host raw_{};
};

/// Pairs as C sees them; views into `list`.
inline std::vector<selat_pair> pairs_of(const header_list& list) {
    std::vector<selat_pair> out;
    for (const auto& [name, value] : list) {
        out.push_back({str(name), str(value)});
    }
    return out;
}

template <class Table>
const Table& table_of(const selat_module* module, std::string_view id) {
    const auto* table = static_cast<const Table*>(module->table(str(id)));
    if (table == nullptr) {
        throw refused(code::unsupported, "the module has no table " + std::string(id));
    }
    return *table;
}

inline selat_http_reply raw_reply(host& host, const reply& reply,
                                  const std::vector<selat_pair>& headers) {
    selat_http_reply raw{};
    raw.event = host.head(sizeof raw, SELAT_EVENT_HTTP_REPLY);
    raw.op = reply.op;
    raw.context = str(reply.context);
    raw.failure = static_cast<std::int32_t>(reply.failure);
    raw.status = reply.failure == code::ok ? reply.status : 0;
    raw.headers = headers.data();
    raw.header_count = headers.size();
    raw.body = str(reply.body);
    raw.detail = str(reply.detail);
    return raw;
}

}  // namespace detail

}  // namespace selat::testing
