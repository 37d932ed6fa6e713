#pragma once
// HTTP calls on behalf of plugin instances: egress rules, secrets filled in on the wire, time-outs.

#include <functional>
#include <memory>

#include "host/model/action.hpp"
#include "host/model/time.hpp"
#include "host/net/http_client.hpp"
#include "host/plugins/instance.hpp"

namespace selat::gateway {

class calls {
public:
    virtual ~calls() = default;
    // [any-thread] `done` comes once, on the client's thread or at once; `who` is kept until then.
    // Refused by the egress rules: `denied` as code.
    virtual void perform(std::shared_ptr<const plugins::instance> who,
                         const model::action::call& call, model::duration usual_timeout,
                         std::uint64_t max_response,
                         std::function<void(net::http_result)> done) = 0;
};

class http_calls final : public calls {
public:
    explicit http_calls(net::http_client& client) : client_(client) {}

    void perform(std::shared_ptr<const plugins::instance> who, const model::action::call& call,
                 model::duration usual_timeout, std::uint64_t max_response,
                 std::function<void(net::http_result)> done) override;

private:
    net::http_client& client_;
};

// A reply as the ABI hands it over. The views in it are those of `result` and `context`.
class reply_record {
public:
    reply_record(const net::http_result& result, std::uint64_t op, std::string_view context,
                 model::time now);
    reply_record(const reply_record&) = delete;
    reply_record& operator=(const reply_record&) = delete;

    [[nodiscard]] const selat_http_reply& get() const { return record_; }

private:
    std::vector<selat_pair> headers_;
    selat_http_reply record_{};
};

// The head of an event record, with fresh random bytes of the system's. [any-thread]
selat_event event_head(std::uint32_t size, std::uint32_t kind, model::time now);

// A seed for an id_source, of the system's randomness.
std::uint64_t new_seed();

inline selat_str to_str(std::string_view text) {
    return {text.empty() ? nullptr : text.data(), text.size()};
}

}  // namespace selat::gateway
