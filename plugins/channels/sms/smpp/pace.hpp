#pragma once
// How fast parts may go: what the operator says, and what the SMSC says by refusing.

#include <algorithm>
#include <cstdint>

namespace smpp {

class pace {
public:
    // 0: no limit of one's own.
    explicit pace(double per_second) : usual_(per_second), now_(per_second) {}

    // Whether one may go now; spends it.
    bool take(std::int64_t now_ms) {
        if (now_ms < paused_until_ms_) {
            return false;
        }
        recover(now_ms);
        count(now_ms);
        if (now_ > 0) {
            tokens_ = std::min(std::max(now_, 1.0),
                               tokens_ + now_ * static_cast<double>(now_ms - filled_ms_) / 1'000);
            filled_ms_ = now_ms;
            if (tokens_ < 1) {
                return false;
            }
            tokens_ -= 1;
        }
        ++sent_;
        return true;
    }
    // How long until the next one may.
    [[nodiscard]] std::int64_t wait_ms(std::int64_t now_ms) const {
        if (now_ms < paused_until_ms_) {
            return paused_until_ms_ - now_ms;
        }
        return now_ > 0 ? std::max<std::int64_t>(
                              1, static_cast<std::int64_t>((1 - tokens_) * 1'000 / now_))
                        : 1;
    }
    [[nodiscard]] bool is_paused(std::int64_t now_ms) const { return now_ms < paused_until_ms_; }

    // The SMSC wants less: a pause that doubles, and half the rate behind it. What was under way
    // when it began says the same once more, and counts once.
    void refused(std::int64_t now_ms) {
        if (now_ms < paused_until_ms_) {
            return;
        }
        pause_ms_ = std::clamp<std::int64_t>(pause_ms_ * 2, 1'000, 60'000);
        paused_until_ms_ = now_ms + pause_ms_;
        const auto reached =
            now_ > 0 ? now_ : std::max<double>(static_cast<double>(last_second_), 2);
        now_ = std::max(1.0, reached / 2);
        tokens_ = 0;
        filled_ms_ = paused_until_ms_;
        recovered_ms_ = paused_until_ms_;
    }
    void accepted(std::int64_t now_ms) {
        if (now_ms >= paused_until_ms_) {
            pause_ms_ = 0;
        }
    }

private:
    // A tenth more each second that goes well; without a limit again where it began without one.
    void recover(std::int64_t now_ms) {
        const bool usual = usual_ > 0 ? now_ >= usual_ : now_ <= 0;
        if (usual || now_ms - recovered_ms_ < 1'000) {
            return;
        }
        recovered_ms_ = now_ms;
        now_ = now_ * 1.1 + 0.1;
        if (usual_ > 0) {
            now_ = std::min(now_, usual_);
        } else if (now_ > no_limit) {
            now_ = 0;
        }
    }
    void count(std::int64_t now_ms) {
        if (now_ms - second_ms_ >= 1'000) {
            last_second_ = sent_;
            sent_ = 0;
            second_ms_ = now_ms;
        }
        last_second_ = std::max(last_second_, sent_);
    }

    static constexpr double no_limit = 20'000;

    double usual_;
    double now_;
    double tokens_ = 1;
    std::int64_t filled_ms_ = 0;
    std::int64_t paused_until_ms_ = 0;
    std::int64_t pause_ms_ = 0;
    std::int64_t recovered_ms_ = 0;
    std::int64_t second_ms_ = 0;
    std::uint64_t sent_ = 0;
    std::uint64_t last_second_ = 0;
};

}  // namespace smpp
