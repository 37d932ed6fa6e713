// One-time codes that agents and systems ask a customer for.

#include "host/gateway/services.hpp"

namespace selat::gateway {
namespace {

using verdict = verifications::verdict;

api::code_outcome shown(verifications::outcome outcome) {
    api::code_outcome out;
    out.attempts_left = outcome.attempts_left;
    out.retry_after = outcome.retry_after;
    out.wrong = outcome.verdict == verdict::wrong;
    out.why = std::move(outcome.why);
    switch (outcome.verdict) {
    case verdict::max_attempts:
        out.why = {code::wrong_state, "the code was typed wrongly too often; send a new one"};
        break;
    case verdict::expired:
        out.why = {code::wrong_state, "the code is no longer taken; send a new one"};
        break;
    default: break;
    }
    out.about = std::move(outcome.about);
    return out;
}

api::code_outcome refused(failure why) {
    api::code_outcome out;
    out.why = std::move(why);
    return out;
}

// The customer that both ids lead to, who may have been merged; null when there is none.
result<model::id> same_customer(store::reader& reader, const model::id& a, const model::id& b) {
    const auto first = reader.record(a);
    const auto second = reader.record(b);
    if (!first || !second) {
        return tl::unexpected(first ? second.error() : first.error());
    }
    const bool same = *first && *second && (*first)->customer.id == (*second)->customer.id;
    return same ? (*first)->customer.id : model::id{};
}

}  // namespace

void services::send_code(const model::id& customer, std::string channel, std::string to,
                         std::function<void(api::code_outcome)> done) {
    verifications::wish wish;
    wish.about.customer = customer;
    wish.about.through = std::move(channel);
    wish.about.to = std::move(to);
    codes_.ask(std::move(wish), [done = std::move(done)](verifications::outcome outcome) {
        done(shown(std::move(outcome)));
    });
}

void services::check_code(const model::id& customer, const model::id& verification,
                          std::string code, std::function<void(api::code_outcome)> done) {
    codes_.find(verification, [this, customer, code = std::move(code),
                               done = std::move(done)](std::optional<model::verification> about) {
        const failure unknown{code::not_found, "there is no such verification"};
        if (!about || !about->channel.empty()) {
            return done(refused(unknown));
        }
        world_.store.read([this, customer, code, done, unknown,
                           about = std::move(*about)](store::reader& reader) mutable {
            const auto same = same_customer(reader, customer, about.customer);
            if (!same || !*same) {
                return done(refused(same ? unknown : same.error()));
            }
            about.customer = *same;
            codes_.check({about, code}, [done](verifications::outcome outcome) {
                done(shown(std::move(outcome)));
            });
        });
    });
}

}  // namespace selat::gateway
