// A customer is erased: what is open ends first, then all goes in one commit, then the files.

#include <algorithm>
#include <atomic>

#include "host/gateway/services.hpp"
#include "host/store/rules.hpp"

namespace selat::gateway {
namespace {

constexpr int most_rounds = 8;  // the customer may write again, or be merged, meanwhile

// What would write of the customer after it was erased.
struct unfinished {
    store::profiled_customer owner;  // into whom it may have been merged
    std::vector<model::id> open;     // conversations
    std::vector<model::id> tasks;

    [[nodiscard]] bool nothing() const { return open.empty() && tasks.empty(); }
};

// Live tasks of the customer's conversations.
result<std::vector<model::id>> live_tasks(store::reader& reader, const model::id& customer) {
    store::conversation_filter filter;
    filter.customer = customer;
    store::page page;
    std::vector<model::id> out;
    do {
        const auto found = reader.conversations(filter, page);
        if (!found) {
            return tl::unexpected(found.error());
        }
        for (const auto& each : found->items) {
            const auto task = reader.task(each.task);
            if (!task) {
                return tl::unexpected(task.error());
            }
            if (*task && !model::is_final((*task)->status)) {
                out.push_back(each.task);
            }
        }
        page.after = found->next;
    } while (!page.after.empty());
    return out;
}

result<unfinished> read_unfinished(store::reader& reader, const model::id& customer) {
    auto record = reader.record(customer);
    if (!record || !*record) {
        return record ? fail(code::not_found, "there is no such customer")
                      : tl::unexpected(record.error());
    }
    auto tasks = live_tasks(reader, (*record)->customer.id);
    if (!tasks) {
        return tl::unexpected(tasks.error());
    }
    unfinished out;
    out.owner = {std::move((*record)->customer), std::move((*record)->addresses)};
    out.tasks = std::move(*tasks);
    for (const auto& each : (*record)->open) {
        out.open.push_back(each.id);
    }
    return out;
}

// The router writes nothing more of a task that has ended.
result<routing::decision> end_task(routing::router& router, const model::id& task,
                                   model::time now) {
    const auto* known = router.task(task);
    if (known == nullptr || model::is_final(known->status)) {
        return routing::decision{};
    }
    const bool held = known->status == model::task_status::assigned ||
                      known->status == model::task_status::wrapping;
    return held ? router.complete(task, "customer erased", now)
                : router.cancel(task, "customer erased", now);
}

// Calls `all` when it was called as often as there are parts, with the first failure if any.
class together {
public:
    together(std::size_t parts, std::function<void(result<void>)> all)
        : left_(parts), all_(std::move(all)) {}

    void one(const result<void>& done) {
        {
            const std::lock_guard lock(mutex_);
            outcome_ = outcome_ ? done : outcome_;
            if (--left_ != 0) {
                return;
            }
        }
        all_(outcome_);
    }

private:
    std::mutex mutex_;  // guards what follows
    std::size_t left_;
    result<void> outcome_;
    std::function<void(result<void>)> all_;
};

}  // namespace

struct services::erasure {
    model::id customer;
    api::reply<void> done;
    int rounds = 0;
    unfinished found;
};

void services::erase(const model::id& customer, api::reply<void> done) {
    auto wish = std::make_shared<erasure>();
    wish->customer = customer;
    wish->done = std::move(done);
    erase(wish);
}

// Looks what there is to end; when there is nothing, holds the customer and looks once more.
void services::erase(const std::shared_ptr<erasure>& wish) {
    if (++wish->rounds > most_rounds) {
        return wish->done(fail(code::unavailable, "the customer does not come to rest; try again"));
    }
    world_.store.read([this, wish](store::reader& reader) {
        auto found = read_unfinished(reader, wish->customer);
        if (!found) {
            return wish->done(tl::unexpected(found.error()));
        }
        wish->found = std::move(*found);
        if (!wish->found.nothing()) {
            return end_first(wish);
        }
        const auto owner = wish->found.owner.customer.id;
        shard::hold(world_.shards, owner, [this, wish, owner](std::function<void()> release) {
            world_.store.read([this, wish, owner, release](store::reader& now) {
                auto still = read_unfinished(now, wish->customer);
                auto files = now.media_files(owner);
                if (!still || !files) {
                    release();
                    return wish->done(tl::unexpected(still ? files.error() : still.error()));
                }
                wish->found = std::move(*still);
                if (wish->found.owner.customer.id != owner || !wish->found.nothing()) {
                    release();
                    return erase(wish);
                }
                erase_held(wish, std::move(*files), release);
            });
        });
    });
}

// What is decided about a conversation or a task is written with it: first let it be decided.
void services::end_first(const std::shared_ptr<erasure>& wish) {
    const auto& open = wish->found.open;
    if (open.empty()) {
        return end_tasks(wish);
    }
    const auto all = std::make_shared<together>(open.size(), [this, wish](result<void> closed) {
        closed ? end_tasks(wish) : wish->done(tl::unexpected(closed.error()));
    });
    for (const auto& each : std::vector(open)) {
        close(each, "erased", [all](const result<model::conversation>& closed) {
            const bool well = closed || closed.error().code == code::wrong_state;
            all->one(well ? result<void>{} : tl::unexpected(closed.error()));
        });
    }
}

void services::end_tasks(const std::shared_ptr<erasure>& wish) {
    // A commit of nothing is done when all are that were given before, also those of others.
    const auto settled = [this, wish](const result<void>& ended) {
        if (!ended) {
            return wish->done(tl::unexpected(ended.error()));
        }
        world_.ledger.commit({}, [this, wish](const result<store::committed>& done) {
            done ? erase(wish) : wish->done(tl::unexpected(done.error()));
        });
    };
    const auto tasks = wish->found.tasks;
    if (tasks.empty()) {
        return settled({});
    }
    const auto all = std::make_shared<together>(tasks.size(), settled);
    for (const auto& each : tasks) {
        tasks_.act([each](routing::router& router,
                          model::time now) { return end_task(router, each, now); },
                   [all](const result<routing::decision>& ended) {
                       all->one(ended ? result<void>{} : tl::unexpected(ended.error()));
                   });
    }
}

void services::erase_held(const std::shared_ptr<erasure>& wish, std::vector<std::string> files,
                          const std::function<void()>& release) {
    model::id_source ids(new_seed());
    const auto now = world_.now();
    auto customer = wish->found.owner.customer;
    store::erase(customer);
    store::changes changes;
    changes.erased_customers.push_back(customer.id);
    model::event told;
    told.id = ids.make(model::id_kind::event, now, customer.id.partition());
    told.type = model::event_type::customer_updated;
    told.at = now;
    told.customer = customer.id;
    told.data = model::write_customer(customer, {});
    changes.events.push_back(std::move(told));
    if (!files.empty()) {
        model::job drop;
        drop.id = ids.make(model::id_kind::job, now, 0);
        drop.kind = model::job_kind::drop_files;
        drop.due = now;
        for (const auto& each : files) {
            drop.payload += each + "\n";
        }
        changes.jobs.push_back(std::move(drop));
    }
    auto jobs = changes.jobs;
    world_.ledger.commit(
        std::move(changes), [this, wish, release, jobs](const result<store::committed>& committed) {
            release();
            if (!committed) {
                return wish->done(tl::unexpected(committed.error()));
            }
            codes_.forget(wish->found.owner);
            if (!jobs.empty()) {
                hooks_.begin(jobs, {});
            }
            invitations_.forget(wish->found.owner.customer.id, [wish] { wish->done({}); });
        });
}

}  // namespace selat::gateway
