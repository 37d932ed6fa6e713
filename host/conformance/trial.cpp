#include "host/conformance/trial.hpp"

#include <thread>

#include <fmt/format.h>
#include <unistd.h>

namespace selat::conformance {

void say(int descriptor, std::string_view word, std::string_view text) {
    auto line = fmt::format("{} {}", word, text);
    for (auto& each : line) {
        each = static_cast<unsigned char>(each) < ' ' ? ' ' : each;
    }
    line += '\n';
    [[maybe_unused]] const auto written = ::write(descriptor, line.data(), line.size());
}

void bench::at(std::string_view what) const { say(answer, "at", what); }

std::string left_behind(const plugins::process_state& before) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    auto changed = plugins::difference(before, plugins::look_at_process());
    while (!changed.empty() && std::chrono::steady_clock::now() < patience) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        changed = plugins::difference(before, plugins::look_at_process());
    }
    return changed.empty() ? changed : "it changes " + changed + " of the process";
}

trial::trial(const bench& bench, std::string function)
    : bench_(bench), function_(std::move(function)) {
    fresh();
}

void trial::fresh() {
    if (!going_on()) {
        return;
    }
    instance_.reset();
    bench_.at("create");
    instance_ = std::make_unique<driven>(bench_);
    if (const auto made = instance_->create(); !made) {
        refuse("create: " + made.error().text);
    }
}

std::chrono::milliseconds trial::slow() { return std::chrono::milliseconds{SELAT_SLOW_MS}; }

void trial::judge(const std::string& with, comes comes, const said& call) {
    if (call.escaped || (comes != comes::never && !call.broken.empty())) {
        return refuse(fmt::format("with {}: {}", with, call.broken));
    }
    if (comes == comes::never) {
        return;
    }
    if (call.out.code == code::internal) {
        return refuse(fmt::format("with {}: fails as internal: {}", with, call.out.text));
    }
    if (comes == comes::yes && call.took >= slow()) {
        refuse(fmt::format(
            "with {}: takes {} ms, {} ms are too long: others wait for the thread it runs on", with,
            std::chrono::duration_cast<std::chrono::milliseconds>(call.took).count(),
            slow().count()));
    }
}

void trial::refuse(const std::string& why) {
    if (fault_.empty()) {
        fault_ = why;
    }
}

void trial::expect_same(const said& a, const said& b, const std::string& else_) {
    if (going_on() && summary(a) != summary(b)) {
        refuse("with " + else_);
    }
}

result<std::string> trial::end() {
    instance_.reset();
    if (going_on()) {
        fault_ = left_behind(before_);
    }
    if (!going_on()) {
        return fail(code::invalid, fault_);
    }
    return fmt::format("{} calls", calls_);
}

}  // namespace selat::conformance
