#pragma once
// One structured line for each event of note. An event has a name of words and dots, "send.failed",
// and pairs that say of what: the ids of the message or job go with every line about it.

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "host/telemetry/redact.hpp"

namespace selat::telemetry {

enum class level { debug, info, warning, error };

// A key and what it says; text is borrowed for the call.
class pair {
public:
    using value_type = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

    pair(std::string_view key, std::string_view value) : key_(key), value_(value) {}
    pair(std::string_view key, const std::string& value)
        : key_(key), value_(std::string_view(value)) {}
    pair(std::string_view key, const char* value) : key_(key), value_(std::string_view(value)) {}
    pair(std::string_view key, bool value) : key_(key), value_(value) {}
    pair(std::string_view key, double value) : key_(key), value_(value) {}
    template <std::signed_integral Number>
    pair(std::string_view key, Number value) : key_(key), value_(std::int64_t{value}) {}
    template <std::unsigned_integral Number>
        requires(!std::same_as<Number, bool>)
    pair(std::string_view key, Number value) : key_(key), value_(std::uint64_t{value}) {}
    // In milliseconds.
    template <class Rep, class Period>
    pair(std::string_view key, std::chrono::duration<Rep, Period> value)
        : key_(key), value_(std::chrono::duration<double, std::milli>(value).count()) {}

    [[nodiscard]] std::string_view key() const { return key_; }
    [[nodiscard]] const value_type& value() const { return value_; }

private:
    std::string_view key_;
    value_type value_;
};

using pairs = std::initializer_list<pair>;

enum class log_format {
    automatic,  // json, or text when standard error is a terminal
    json,       // {"at":…,"level":…,"event":…, pairs}
    text,       // 12:30:05.123 info  send.failed message=IM… code=unavailable
};

struct log_options {
    level least = level::info;
    log_format format = log_format::automatic;
    // Lines a second of one event name; the rest are counted, and the count is told as `left_out`
    // with the next line of that name. 0: no bound.
    std::uint32_t per_second = 100;
    // Where lines go, each without its end; called one at a time, on any thread. Empty: standard
    // error, written by a thread of its own so that a slow reader holds nobody up.
    std::function<void(std::string_view line)> write;
    // The clock of `at` and of the bound; empty: the system's.
    std::function<std::chrono::system_clock::time_point()> now;
};

// [any-thread] Passed by reference; made once, first, and destroyed last.
class log {
public:
    explicit log(log_options options = {});
    // Tells the counts that are still owed and writes everything out.
    ~log();
    log(const log&) = delete;
    log& operator=(const log&) = delete;

    void operator()(level level, std::string_view event, pairs pairs = {});
    void write(level level, std::string_view event, std::span<const pair> pairs);
    // Whether a line of this level would be written: ask before work that only a line needs.
    [[nodiscard]] bool takes(level level) const;

    // Secrets are named here once, when they are read, and never show.
    [[nodiscard]] redactor& secrets();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

// A log with pairs of its own that stand in each of its lines: the ids that follow a message
// through. A value; refers to the log.
class trail {
public:
    trail(log& log, pairs pairs);
    void operator()(level level, std::string_view event, pairs pairs = {}) const;

private:
    log* log_;
    std::vector<std::pair<std::string, std::string>> own_;
};

}  // namespace selat::telemetry
