#include "host/gateway/invitations.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "host/base/crypto.hpp"
#include "host/gateway/people.hpp"
#include "host/model/content.hpp"

namespace selat::gateway {
namespace {

constexpr model::duration validity{24 * 3'600'000};
constexpr std::size_t length = 10;
constexpr std::size_t most_words = 8;
constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";  // 32, none like another

bool is_letter(char each) {
    return (each >= 'A' && each <= 'Z') || (each >= 'a' && each <= 'z') ||
           (each >= '0' && each <= '9');
}

// The first words that may be a code: a link puts one there, who guesses would put many.
std::vector<std::string_view> codes_in(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size() && out.size() < most_words;) {
        const auto* const end =
            std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_letter);
        const auto size = static_cast<std::size_t>(end - text.begin()) - at;
        const auto word = text.substr(at, size);
        if (size == length && word.find_first_not_of(letters) == word.npos) {
            out.push_back(word);
        }
        at += size + 1;
    }
    return out;
}

}  // namespace

model::job invitations::make(const model::id& customer, std::string channel, model::time now,
                             model::id_source& ids) {
    std::array<std::uint8_t, length> bytes{};
    crypto::random_bytes(bytes);
    model::job out;
    out.id = ids.make(model::id_kind::job, now, customer.partition());
    out.kind = model::job_kind::invitation;
    out.customer = customer;
    out.channel = std::move(channel);
    out.due = now + validity;
    for (const auto byte : bytes) {
        out.name += letters[byte % letters.size()];
    }
    return out;
}

void invitations::keep(const model::job& row) {
    std::vector<model::id> old;
    {
        const std::lock_guard lock(mutex_);
        const bool fresh = known_.try_emplace(row.name, row).second;
        if (fresh) {
            ends_.emplace(row.due, row.name);
        }
        for (const auto now = world_.now(); !ends_.empty() && ends_.begin()->first <= now;) {
            old.push_back(take_out(known_.find(ends_.begin()->second)).id);
        }
        count_ = known_.size();
    }
    finish(old);
}

std::optional<model::job> invitations::take(std::string_view channel,
                                            const model::action::inbound& came) {
    if (count_ == 0 || came.echo || !came.verified) {
        return std::nullopt;
    }
    const auto said = model::read_content(came.content);
    if (!said) {
        return std::nullopt;
    }
    const auto words = said->subject + "\n" + said->text + "\n" +
                       (said->selected ? said->selected->payload : std::string());
    const auto codes = codes_in(words);
    const auto now = world_.now();
    const std::lock_guard lock(mutex_);
    for (const auto code : codes) {
        const auto it = known_.find(std::string(code));
        if (it != known_.end() && it->second.channel == channel && it->second.due > now) {
            auto out = take_out(it);
            count_ = known_.size();
            return out;
        }
    }
    return std::nullopt;
}

model::job invitations::take_out(codes::iterator which) {
    auto out = std::move(which->second);
    known_.erase(which);
    ends_.erase({out.due, out.name});
    return out;
}

// A new address was the inviting customer's from its first message on; one that was somebody's
// makes the two one.
void invitations::settle(const model::job& taken, const model::id& customer) {
    if (!customer) {
        return keep(taken);
    }
    world_.store.read([this, taken, customer](store::reader& reader) {
        const auto host = reader.record(taken.customer);
        const auto guest = reader.record(customer);
        if (!host || !guest) {
            return keep(taken);
        }
        const bool gone = !*host || !*guest || (*host)->addresses.empty();  // or erased
        if (gone || (*host)->customer.id == (*guest)->customer.id) {
            return finish({taken.id});
        }
        store::changes also;
        also.finished_jobs.push_back(taken.id);
        merge_customers(world_, (*host)->customer.id, (*guest)->customer.id, {{}, "otp", {}},
                        std::move(also), [this, taken](const auto& merged) {
                            if (!merged) {
                                keep(taken);
                            }
                        });
    });
}

void invitations::forget(const model::id& customer, std::function<void()> done) {
    world_.store.read([this, customer, done = std::move(done)](store::reader& reader) {
        std::set<model::id> guests;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& [code, each] : known_) {
                guests.insert(each.customer);
            }
        }
        std::erase_if(guests, [&](const model::id& each) {
            const auto now = reader.record(each);
            return each != customer && (!now || !*now || (*now)->customer.id != customer);
        });
        {
            const std::lock_guard lock(mutex_);
            for (auto it = known_.begin(); it != known_.end();) {
                const auto next = std::next(it);
                if (guests.contains(it->second.customer)) {
                    take_out(it);
                }
                it = next;
            }
            count_ = known_.size();
        }
        done();
    });
}

void invitations::finish(const std::vector<model::id>& jobs) {
    if (jobs.empty()) {
        return;
    }
    store::changes changes;
    changes.finished_jobs = jobs;
    world_.ledger.commit(std::move(changes), [](const auto&) {});
}

}  // namespace selat::gateway
