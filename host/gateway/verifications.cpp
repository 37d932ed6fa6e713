#include "host/gateway/verifications.hpp"

#include <algorithm>
#include <ranges>

#include "host/base/crypto.hpp"
#include "host/gateway/code_limits.hpp"
#include "host/gateway/code_words.hpp"
#include "host/gateway/people.hpp"
#include "host/model/content.hpp"

#include <boost/asio/post.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::size_t longest_address = 320;

std::string digest_of(const std::string& salt, std::string_view code) {
    return crypto::sha256_hex(salt + std::string(code));
}

bool may_be_address(const std::string& text) {
    return !text.empty() && text.size() <= longest_address &&
           std::ranges::none_of(text, [](char each) {
               return static_cast<unsigned char>(each) <= ' ' || each == '\x7f';
           });
}

std::string text_content(std::string words) {
    model::content content;
    content.text = std::move(words);
    return model::write_content(content);
}

// Whether the customer asked for it, or has one of its two addresses.
bool is_of(const model::verification& about, const store::profiled_customer& customer) {
    const auto has = [&](const std::string& channel, const std::string& address) {
        return std::ranges::any_of(customer.addresses, [&](const model::address& each) {
            return each.channel == channel && each.address == address;
        });
    };
    return about.customer == customer.customer.id || has(about.channel, about.address) ||
           has(about.through, about.to);
}

// The customer's language, and who it is, as far as is known of whoever asks.
void learn_asker(store::reader& reader, model::verification& about, std::string& locale) {
    auto customer = about.customer;
    if (!about.channel.empty()) {
        const auto known = reader.address(about.channel, about.address);
        customer = known && *known ? (*known)->customer : model::id{};
    }
    if (!customer) {
        return;
    }
    const auto record = reader.record(customer);
    if (record && *record) {
        about.customer = (*record)->customer.id;
        locale = locale.empty() ? (*record)->customer.locale : locale;
    }
}

}  // namespace

verifications::verifications(world& world, std::function<void(outcome)> tell)
    : world_(world), tell_(std::move(tell)), ids_(new_seed()) {}

void verifications::keep(const model::job& row) {
    auto read = model::read_verification(row);
    if (!read) {
        return;
    }
    if (find(read->id) == nullptr) {
        known_.push_back(std::move(*read));
    }
    forget_old();
}

model::verification* verifications::find(const model::id& verification) {
    const auto it = std::ranges::find(known_, verification, &model::verification::id);
    return it == known_.end() ? nullptr : &*it;
}

void verifications::find(const model::id& verification,
                         std::function<void(std::optional<model::verification>)> use) {
    asio::post(world_.control, [this, verification, use = std::move(use)] {
        const auto* known = find(verification);
        use(known == nullptr ? std::nullopt : std::optional(*known));
    });
}

void verifications::forget(const store::profiled_customer& erased) {
    asio::post(world_.control, [this, erased] {
        for (auto& each : known_) {
            if (is_of(each, erased)) {
                each.forgotten = {};
            }
        }
        forget_old();
    });
}

model::verification* verifications::newest_of(const model::verification& asker) {
    model::verification* newest = nullptr;
    for (auto& each : known_) {
        if (same_asker(each, asker) && (newest == nullptr || each.made >= newest->made)) {
            newest = &each;
        }
    }
    return newest;
}

// What no longer counts is forgotten, here and on the disk; what is under way once that is over.
void verifications::forget_old() {
    const auto now = world_.now();
    const auto rests = [this](const model::verification& each) {
        return std::ranges::find(busy_, each.id) == busy_.end();
    };
    store::changes changes;
    std::erase_if(known_, [&](const model::verification& each) {
        const bool old = each.forgotten <= now && rests(each);
        if (old) {
            changes.finished_jobs.push_back(model::as_job(each).id);
        }
        return old;
    });
    if (!changes.empty()) {
        world_.ledger.commit(std::move(changes), [](const auto&) {});
    }
    clock_.reset();
    auto resting = known_ | std::views::filter(rests);
    if (!resting.empty()) {
        const auto first = std::ranges::min(resting, {}, &model::verification::forgotten).forgotten;
        clock_ = world_.wake(first, [this] { forget_old(); });
    }
}

void verifications::commit(const model::verification& changed,
                           std::function<void(bool durable)> then) {
    store::changes changes;
    changes.jobs.push_back(model::as_job(changed));
    world_.ledger.commit(std::move(changes), [this, then = std::move(then)](const auto& committed) {
        asio::post(world_.control, [then, durable = committed.has_value()] { then(durable); });
    });
}

verifications::outcome verifications::now(verifications::verdict verdict,
                                          const model::verification& about, failure why) const {
    outcome out;
    out.verdict = verdict;
    out.why = std::move(why);
    out.about = about;
    const bool may_type =
        about.status == model::verification_status::pending && about.expires > world_.now();
    out.attempts_left = may_type ? code_attempts - about.attempts : 0;
    out.retry_after = wait_for_code(known_, about, world_.now());
    return out;
}

void verifications::ask(wish wish, answer done) {
    asio::post(world_.control, [this, wish = std::make_shared<verifications::wish>(std::move(wish)),
                                done = std::move(done)] { begin(wish, done); });
}

result<void> verifications::may_go(const wish& wish) const {
    const auto& through = wish.about.through;
    const auto channel = world_.channel(through);
    if (!channel) {
        return world_.assembly()->stopped.contains(through)
                   ? fail(code::unavailable, "the channel " + through + " is not running")
                   : fail(code::not_found, "there is no channel " + through);
    }
    if (!may_be_address(wish.about.to)) {
        return fail(code::invalid, "this is no address");
    }
    const auto& carries = channel->manifest().capabilities;
    if (carries.text.max == 0) {
        return fail(code::unsupported, "the channel " + through + " carries no text");
    }
    if (wait_for_code(known_, wish.about, world_.now()).count() > 0) {
        return fail(code::throttled, "too many codes were asked for");
    }
    return {};
}

void verifications::begin(const std::shared_ptr<wish>& wish, const answer& done) {
    forget_old();
    auto& about = wish->about;
    if (auto may = may_go(*wish); !may) {
        return done(now(verdict::refused, about, may.error()));
    }
    about.made = world_.now();
    about.id = ids_.make(model::id_kind::verification, about.made, model::partition_of(about.to));
    about.expires = about.made + code_validity;
    about.forgotten = about.made + codes_counted;
    known_.push_back(about);  // counts from now on
    busy_.push_back(about.id);
    world_.store.read([this, wish, done](store::reader& reader) {
        auto locale = wish->locale;
        learn_asker(reader, wish->about, locale);
        asio::post(world_.control, [this, wish, locale, done] { send(wish, locale, done); });
    });
}

// The code is in the send's job alone, and that is gone once it is sent.
void verifications::send(const std::shared_ptr<wish>& wish, const std::string& locale,
                         const answer& done) {
    auto& about = wish->about;
    const auto code = make_code();
    about.salt = crypto::hex(crypto::random_bytes(16));
    about.digest = digest_of(about.salt, code);
    work work;
    engine::input::write in;
    in.channel = about.through;
    in.address = about.to;
    in.author.kind = model::author_kind::system;
    in.content = text_content(code_words(locale, wish->title, hidden_code, {}));
    in.sealed = text_content(code_words(locale, wish->title, code, wish->origin));
    in.origin = about.id.text();
    in.in_passing = true;
    work.what = std::move(in);
    work.also.jobs.push_back(model::as_job(about));
    for (const auto& each : known_) {
        if (each.id != about.id && same_asker(each, about) &&
            each.status == model::verification_status::pending) {
            auto replaced = each;
            replaced.status = model::verification_status::canceled;
            work.also.jobs.push_back(model::as_job(replaced));
        }
    }
    auto& known = *find(about.id);
    about.forgotten = known.forgotten;  // its customer may have been erased meanwhile
    known = about;
    work.done = [this, id = about.id, done](decided outcome) {
        asio::post(world_.control,
                   [this, id, done, outcome = std::move(outcome)] { sent(id, outcome, done); });
    };
    shard::post(world_.shards, about.through, about.to, std::move(work));
}

void verifications::sent(const model::id& verification, const decided& outcome,
                         const answer& done) {
    const auto about = *find(verification);
    if (outcome.code != code::ok) {
        std::erase_if(known_, [&](const auto& each) { return each.id == verification; });
        done(now(verdict::refused, about, {outcome.code, outcome.text}));
        return next(verification);
    }
    for (auto& each : known_) {
        if (each.id != verification && same_asker(each, about) &&
            each.status == model::verification_status::pending) {
            each.status = model::verification_status::canceled;
        }
    }
    world_.log(telemetry::level::info, "verification.sent",
               {{"verification", verification.text()},
                {"channel", about.channel},
                {"through", about.through},
                {"message", outcome.message ? outcome.message->id.text() : std::string{}}});
    done(now(verdict::pending, about));
    next(verification);
}

void verifications::check(typed typed, answer done) {
    asio::post(world_.control, [this, typed = std::move(typed), done = std::move(done)] {
        const auto& asked = typed.about;
        const auto* about = asked.id ? find(asked.id) : newest_of(asked);
        if (about != nullptr && std::ranges::find(busy_, about->id) != busy_.end()) {
            return waiting_.push_back({about->id, typed, done});
        }
        look(typed, done);
    });
}

// What waited for it, one by one.
void verifications::next(const model::id& verification) {
    std::erase(busy_, verification);
    const auto it = std::ranges::find_if(
        waiting_, [&](const auto& each) { return each.verification == verification; });
    if (it != waiting_.end()) {
        const auto first = std::move(*it);
        waiting_.erase(it);
        look(first.typed, first.done);
        if (std::ranges::find(busy_, verification) == busy_.end()) {
            next(verification);
        }
        return;
    }
    forget_old();
}

void verifications::look(const typed& typed, const answer& done) {
    using enum model::verification_status;
    auto* about = typed.about.id ? find(typed.about.id) : newest_of(typed.about);
    if (about == nullptr) {
        return done(now(verdict::expired, typed.about));
    }
    if (typed.about.customer) {  // into whom it may have been merged
        about->customer = typed.about.customer;
    }
    auto answered = [done, tag = typed.about.tag](outcome outcome) {
        outcome.about.tag = tag;
        done(std::move(outcome));
    };
    if (about->status == max_attempts) {
        return answered(now(verdict::max_attempts, *about));
    }
    const bool may_type = about->status == pending || about->status == approved;
    if (!may_type || about->expires <= world_.now()) {
        return answered(now(verdict::expired, *about));
    }
    const auto digest = digest_of(about->salt, typed_code(typed.code));
    if (!crypto::equal(digest, about->digest)) {
        return about->status == approved ? answered(now(verdict::expired, *about))
                                         : wrong(*about, answered);
    }
    // Told again to who did not hear of it.
    about->status == approved ? answered(now(verdict::approved, *about)) : right(*about, answered);
}

// Counted on the disk before it is told: a restart gives nobody new attempts.
void verifications::wrong(model::verification& about, const answer& done) {
    auto changed = about;
    ++changed.attempts;
    if (changed.attempts >= code_attempts) {
        changed.status = model::verification_status::max_attempts;
    }
    about = changed;
    busy_.push_back(about.id);
    commit(changed, [this, changed, done](bool durable) {
        using enum model::verification_status;
        if (durable) {
            const bool last = changed.status == max_attempts;
            done(now(last ? verdict::max_attempts : verdict::wrong, changed));
        } else {
            auto& known = *find(changed.id);
            --known.attempts;
            known.status = known.status == max_attempts ? pending : known.status;
            done(now(verdict::unchecked, known, {code::unavailable, "the store is not writable"}));
        }
        next(changed.id);
    });
}

void verifications::right(const model::verification& about, const answer& done) {
    auto approved = about;
    approved.status = model::verification_status::approved;
    store::changes also;
    also.jobs.push_back(model::as_job(approved));
    busy_.push_back(about.id);
    join_proved(world_, {about.channel, about.address, about.customer, about.through, about.to},
                std::move(also),
                [this, id = about.id, done](const result<store::profiled_customer>& joined) {
                    asio::post(world_.control,
                               [this, id, done, joined] { proved(id, joined, done); });
                });
}

void verifications::proved(const model::id& verification,
                           const result<store::profiled_customer>& joined, const answer& done) {
    auto* about = find(verification);
    if (joined) {
        about->status = model::verification_status::approved;
        about->customer = joined->customer.id;
        world_.log(telemetry::level::info, "verification.approved",
                   {{"verification", verification.text()},
                    {"customer", joined->customer.id.text()},
                    {"channel", about->channel},
                    {"through", about->through}});
        done(now(verdict::approved, *about));
    } else if (joined.error().code == code::not_found) {
        done(now(verdict::expired, *about, joined.error()));
    } else {
        done(now(verdict::unchecked, *about, joined.error()));
    }
    next(verification);
}

void verifications::undelivered(const model::id& verification, code why) {
    asio::post(world_.control, [this, verification, why] {
        auto* about = find(verification);
        if (about == nullptr || about->status != model::verification_status::pending) {
            return;
        }
        about->status = model::verification_status::failed;
        commit(*about, [this, about = *about, why](bool) {
            if (!about.channel.empty()) {
                tell_(now(verdict::failed, about, {why, "the code was not delivered"}));
            }
        });
    });
}

}  // namespace selat::gateway
