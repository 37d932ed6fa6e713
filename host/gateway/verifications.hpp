#pragma once
// One-time codes that prove an address on another channel to be the same customer's: sent, typed,
// and what comes of it. What is known of them is durable before anybody hears of it. Lives on the
// control thread.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/gateway/world.hpp"
#include "host/model/verification.hpp"
#include <selat/plugin.h>

namespace selat::gateway {

class verifications {
public:
    // Who wants a code sent, and where to: `channel`, `address` or `customer`, `through`, `to` and
    // `tag` of `about`.
    struct wish {
        model::verification about;
        std::string locale;  // empty: the customer's
        std::string title;
        std::string origin;
    };
    // What somebody typed: who by `channel` and `address`, or `id` and `customer` as it is now, of
    // `about`; and the `tag`.
    struct typed {
        model::verification about;
        std::string code;
    };
    enum class verdict : std::uint32_t {
        pending = SELAT_VERIFICATION_PENDING,
        refused = SELAT_VERIFICATION_REFUSED,
        failed = SELAT_VERIFICATION_FAILED,
        wrong = SELAT_VERIFICATION_WRONG,
        max_attempts = SELAT_VERIFICATION_MAX_ATTEMPTS,
        expired = SELAT_VERIFICATION_EXPIRED,
        approved = SELAT_VERIFICATION_APPROVED,
        unchecked = SELAT_VERIFICATION_UNCHECKED,
    };
    struct outcome {
        verifications::verdict verdict = verdict::expired;
        failure why{code::ok, {}};
        model::verification about;
        std::uint32_t attempts_left = 0;
        model::duration retry_after{0};
    };
    using answer = std::function<void(outcome)>;

    // `tell`: [any-thread] to the channel that asked, unasked: its code did not arrive.
    verifications(world& world, std::function<void(outcome)> tell);

    // Control thread: a durable row, new or of the last run.
    void keep(const model::job& row);
    // [any-thread] `done` once what it says is durable, on some thread.
    void ask(wish wish, answer done);
    void check(typed typed, answer done);
    // [any-thread] On the control thread.
    void find(const model::id& verification,
              std::function<void(std::optional<model::verification>)> use);
    // [any-thread] All that is known of the customer and its addresses, which the store has erased.
    void forget(const store::profiled_customer& erased);
    // [any-thread] The code's message did not arrive.
    void undelivered(const model::id& verification, code why);

private:
    struct waiting {
        model::id verification;
        verifications::typed typed;
        answer done;
    };

    // From the wish to the message.
    void begin(const std::shared_ptr<wish>& wish, const answer& done);
    [[nodiscard]] result<void> may_go(const wish& wish) const;
    void send(const std::shared_ptr<wish>& wish, const std::string& locale, const answer& done);
    void sent(const model::id& verification, const decided& outcome, const answer& done);

    // From what was typed to what it proves.
    void look(const typed& typed, const answer& done);
    void wrong(model::verification& about, const answer& done);
    void right(const model::verification& about, const answer& done);
    void proved(const model::id& verification, const result<store::profiled_customer>& done,
                const answer& answer);
    void next(const model::id& verification);

    model::verification* find(const model::id& verification);
    model::verification* newest_of(const model::verification& asker);
    void forget_old();
    void commit(const model::verification& changed, std::function<void(bool durable)> then);
    outcome now(verifications::verdict verdict, const model::verification& about,
                failure why = {code::ok, {}}) const;

    world& world_;
    std::function<void(outcome)> tell_;
    std::vector<model::verification> known_;  // in the order they were made
    std::unique_ptr<alarm> clock_;
    std::vector<model::id> busy_;  // something of them is on its way to the disk
    std::deque<waiting> waiting_;  // for one of those
    model::id_source ids_;
};

}  // namespace selat::gateway
