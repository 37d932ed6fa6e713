#include "host/telemetry/log.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "host/base/this_thread.hpp"
#include "host/telemetry/log_line.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

namespace selat::telemetry {
namespace {

constexpr std::size_t most_names = 1024;
constexpr std::size_t lines_waiting = 8192;

class function_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit function_sink(std::function<void(std::string_view)> write)
        : write_(std::move(write)) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        write_({message.payload.data(), message.payload.size()});
    }
    void flush_() override {}

    std::function<void(std::string_view)> write_;
};

spdlog::level::level_enum spdlog_level(level level) {
    switch (level) {
    case level::debug: return spdlog::level::debug;
    case level::info: return spdlog::level::info;
    case level::warning: return spdlog::level::warn;
    case level::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

// Lines of one event name in the second that runs.
struct bound {
    std::chrono::seconds second{0};
    std::uint32_t written = 0;
    std::uint64_t left_out = 0;
    level worst = level::debug;
};

log_format settle(log_format format) {
    if (format != log_format::automatic) {
        return format;
    }
    return ::isatty(STDERR_FILENO) == 1 ? log_format::text : log_format::json;
}

}  // namespace

struct log::impl {
    explicit impl(log_options given) : options(std::move(given)), format(settle(options.format)) {
        if (options.write) {
            logger = std::make_shared<spdlog::logger>(
                "selat", std::make_shared<function_sink>(options.write));
        } else {
            pool = std::make_shared<spdlog::details::thread_pool>(lines_waiting, 1,
                                                                  [] { name_this_thread("log"); });
            logger = std::make_shared<spdlog::async_logger>(
                "selat", std::make_shared<spdlog::sinks::stderr_sink_mt>(), pool,
                spdlog::async_overflow_policy::overrun_oldest);
        }
        logger->set_pattern("%v");
        logger->set_level(spdlog::level::trace);
        logger->flush_on(spdlog::level::warn);
    }

    [[nodiscard]] std::chrono::system_clock::time_point now() const {
        return options.now ? options.now() : std::chrono::system_clock::now();
    }

    // False: leave the line out. Else how many of its name were left out before.
    bool admit(const line& line, std::uint64_t& left_out);
    void put(const line& line) const {
        logger->log(spdlog_level(line.level),
                    format == log_format::json ? as_json(line, secrets) : as_text(line, secrets));
    }

    const log_options options;
    const log_format format;
    redactor secrets;
    std::shared_ptr<spdlog::details::thread_pool> pool;  // ends, written out, after the logger
    std::shared_ptr<spdlog::logger> logger;
    std::mutex mutex;
    std::map<std::string, bound, std::less<>> bounds;  // guarded by mutex
};

bool log::impl::admit(const line& line, std::uint64_t& left_out) {
    if (options.per_second == 0) {
        return true;
    }
    const auto second = std::chrono::floor<std::chrono::seconds>(line.at.time_since_epoch());
    const std::lock_guard lock(mutex);
    auto found = bounds.find(line.event);
    if (found == bounds.end()) {
        // Names are literals; should one be made of data, all such share a bound.
        const auto name = bounds.size() < most_names ? line.event : std::string_view("other");
        found = bounds.try_emplace(std::string(name)).first;
    }
    auto& own = found->second;
    if (own.second != second) {
        own.second = second;
        own.written = 0;
    }
    if (own.written >= options.per_second) {
        ++own.left_out;
        own.worst = std::max(own.worst, line.level);
        return false;
    }
    ++own.written;
    left_out = std::exchange(own.left_out, 0);
    return true;
}

log::log(log_options options) : impl_(std::make_unique<impl>(std::move(options))) {}

log::~log() {
    const auto at = impl_->now();
    for (const auto& [event, own] : impl_->bounds) {
        if (own.left_out > 0) {
            impl_->put({at, own.worst, event, {}, own.left_out});
        }
    }
    impl_->logger->flush();
}

void log::operator()(level level, std::string_view event, pairs pairs) {
    write(level, event, {pairs.begin(), pairs.size()});
}

void log::write(level level, std::string_view event, std::span<const pair> pairs) {
    if (!takes(level)) {
        return;
    }
    line line{impl_->now(), level, event, pairs, 0};
    if (impl_->admit(line, line.left_out)) {
        impl_->put(line);
    }
}

bool log::takes(level level) const { return level >= impl_->options.least; }

redactor& log::secrets() { return impl_->secrets; }

trail::trail(log& log, pairs pairs) : log_(&log) {
    for (const auto& pair : pairs) {
        if (const auto* const text = std::get_if<std::string_view>(&pair.value())) {
            own_.emplace_back(pair.key(), *text);
        }
    }
}

void trail::operator()(level level, std::string_view event, pairs pairs) const {
    if (!log_->takes(level)) {
        return;
    }
    std::vector<pair> all;
    all.reserve(own_.size() + pairs.size());
    for (const auto& [key, value] : own_) {
        all.emplace_back(key, value);
    }
    all.insert(all.end(), pairs.begin(), pairs.end());
    log_->write(level, event, all);
}

}  // namespace selat::telemetry
