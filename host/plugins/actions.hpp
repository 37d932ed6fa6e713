#pragma once
// The sink of one call: takes a plugin's action records, checks them and keeps them as values.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugins/instance.hpp"
#include <selat/plugin.h>

namespace selat::plugins {

// Which call it is; decides what may be added.
enum class call_kind : std::uint32_t {
    http = 1u << 0,
    send = 1u << 1,
    reply = 1u << 2,
    serial = 1u << 3,
    flow = 1u << 4,
    flow_check = 1u << 5,
    bot = 1u << 6,
    score = 1u << 7,
};

// What a call is expected to come to.
struct call_frame {
    call_kind kind = call_kind::http;
    const char* function = "";  // as the ABI names it, for reports
    std::uint64_t op = 0;       // that must end or go on; 0: none
    bool upgrade = false;       // ACCEPT may be used
    bool must_end = false;      // `op` has to be answered or called for within this call
    std::string_view body{};    // of the request; what lies in it is not copied
};

class action_sink {
public:
    explicit action_sink(const call_frame& frame);
    action_sink(const action_sink&) = delete;
    action_sink& operator=(const action_sink&) = delete;

    // What the plugin gets. Refuses everything once close() was called.
    [[nodiscard]] const selat_actions* raw() const { return &raw_; }

    // Ends the call with what the plugin returned and said. An action that had to be refused, or
    // one that is missing, makes it `internal`; then logs and counts alone are left.
    outcome close(std::int32_t result, const selat_error& error);

    // What the plugin did that the ABI forbids, for reports; empty: nothing.
    [[nodiscard]] const std::string& misbehaviour() const { return misbehaviour_; }

private:
    static std::int32_t add(const selat_actions* self, const selat_record* record) noexcept;

    std::int32_t take(const selat_record& record);
    std::int32_t keep(model::action::any action, std::size_t bytes);
    // Refuses an action: the call fails.
    std::int32_t refuse(std::string why);
    // Ignores an action: the call goes on.
    std::int32_t ignore(const std::string& why);
    // Notes that `op` ended; false when it had already.
    bool end(std::uint64_t op);
    [[nodiscard]] std::string missing() const;

    friend class action_reader;

    call_frame frame_;
    selat_actions raw_;
    std::vector<model::action::any> actions_;
    std::vector<std::uint64_t> ended_;
    std::vector<std::uint64_t> called_;
    std::size_t bytes_ = 0;
    std::string refused_;
    std::string misbehaviour_;
    bool open_ = true;
    bool responded_ = false;
    bool flow_state_ = false;
};

}  // namespace selat::plugins
