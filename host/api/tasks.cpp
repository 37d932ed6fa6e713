// Work for people. An agent sees what it has and what it is offered; ends and hands over what it
// has.

#include <algorithm>

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/paging.hpp"
#include "host/api/parameters.hpp"
#include "host/api/sight.hpp"

namespace selat::api {
namespace {

// Whom the router holds to having the task; empty: the caller may act on any.
std::string acting_agent(const caller& who) { return who.sees_all() ? std::string() : who.agent; }

// Another agent's does not show.
reply<model::task> with_task(const call_pointer& call) {
    return [call](const result<model::task>& outcome) {
        if (!outcome) {
            return outcome.error().code == code::denied
                       ? call->refuse({code::not_found, "there is no such task"})
                       : call->refuse(outcome.error());
        }
        call->answer(model::write_task(*outcome, call->gateway().now()));
    };
}

std::vector<model::id> tasks_of(const std::vector<model::reservation>& reservations) {
    std::vector<model::id> out;
    for (const auto& each : reservations) {
        if (std::ranges::find(out, each.task) == out.end()) {
            out.push_back(each.task);
        }
    }
    return out;
}

bool passes(const store::task_filter& filter, const model::task& one) {
    return (!filter.status || one.status == *filter.status) &&
           (filter.queue.empty() || one.queue == filter.queue);
}

result<std::string> list_own(store::reader& reader, const std::vector<model::id>& ids,
                             const store::task_filter& filter, const store::page& page,
                             model::time now) {
    std::vector<model::task> out;
    for (const auto& id : ids) {
        auto found = reader.task(id);
        if (!found) {
            return tl::unexpected(found.error());
        }
        if (*found && passes(filter, **found)) {
            out.push_back(std::move(**found));
        }
    }
    const auto key = [](const model::task& one) { return one.id.text(); };
    return write_list(page_of(std::move(out), page, key),
                      [now](const model::task& one) { return model::write_task(one, now); });
}

result<std::string> read_task(store::reader& reader, const model::id& id, const caller& who,
                              bool offered, model::time now) {
    const auto found = reader.task(id);
    if (!found) {
        return tl::unexpected(found.error());
    }
    if (!*found || (!who.sees_all() && !offered && (*found)->agent != who.agent)) {
        return fail(code::not_found, "there is no such task");
    }
    return model::write_task(**found, now);
}

// Goes on with the tasks that the caller's live reservations are of.
template <class Next>
void with_own_tasks(const call_pointer& call, Next next) {
    call->gateway().reservations(call->who().agent,
                                 [call, next](const result<std::vector<model::reservation>>& held) {
                                     if (!held) {
                                         return call->refuse(held.error());
                                     }
                                     next(tasks_of(*held));
                                 });
}

// A queue that is none is refused before the router is asked.
void check_queue(const call_pointer& call, const routing::transfer& to,
                 std::function<void()> next) {
    if (to.queue.empty()) {
        return next();
    }
    call->gateway().queues([call, queue = to.queue, next = std::move(next)](
                               const result<std::vector<routing::queue_view>>& all) {
        if (!all) {
            return call->refuse(all.error());
        }
        if (std::ranges::find(*all, queue, &routing::queue_view::id) == all->end()) {
            return call->refuse({code::not_found, "there is no queue " + queue});
        }
        next();
    });
}

}  // namespace

void list_tasks(const call_pointer& call) {
    parameters given(call->request().query);
    store::task_filter filter;
    filter.status =
        given.choice("status", "pending, reserved, assigned, wrapping, completed, canceled",
                     model::task_status_of);
    filter.queue = given.text("queue");
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    const auto now = call->gateway().now();
    if (call->who().sees_all()) {
        return answer_from_store(call, [filter, page, now](store::reader& reader) {
            return write_found(reader.tasks(filter, page), [now](const model::task& one) {
                return model::write_task(one, now);
            });
        });
    }
    with_own_tasks(call, [call, filter, page, now](const std::vector<model::id>& own) {
        answer_from_store(call, [own, filter, page, now](store::reader& reader) {
            return list_own(reader, own, filter, page, now);
        });
    });
}

void show_task(const call_pointer& call) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    const auto answer = [call](bool offered) {
        answer_from_store(call, [call, offered](store::reader& reader) {
            return read_task(reader, call->id(), call->who(), offered, call->gateway().now());
        });
    };
    if (call->who().sees_all()) {
        return answer(false);
    }
    with_own_tasks(call, [call, answer](const std::vector<model::id>& own) {
        answer(std::ranges::find(own, call->id()) != own.end());
    });
}

void wrap_up_task(const call_pointer& call) {
    if (const auto fine = body(call->request().body).check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().wrap_up(call->id(), acting_agent(call->who()), with_task(call));
}

void complete_task(const call_pointer& call) {
    body given(call->request().body);
    auto reason = given.optional_text("reason").value_or(std::string());
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().complete(call->id(), acting_agent(call->who()), std::move(reason),
                             with_task(call));
}

void cancel_task(const call_pointer& call) {
    body given(call->request().body);
    auto reason = given.optional_text("reason").value_or(std::string());
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().cancel(call->id(), std::move(reason), with_task(call));
}

void transfer_task(const call_pointer& call) {
    body given(call->request().body);
    routing::transfer to;
    to.queue = given.optional_text("queue").value_or(std::string());
    to.agent = given.optional_text("agent").value_or(std::string());
    to.note = given.optional_text("note").value_or(std::string());
    if (to.queue.empty() == to.agent.empty()) {
        given.wrong("queue", "or `agent` is needed, and not both");
    }
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    if (!to.agent.empty() && !call->gateway().agent(to.agent)) {
        return call->refuse({code::not_found, "there is no agent " + to.agent});
    }
    check_queue(call, to, [call, to] {
        call->gateway().transfer(call->id(), acting_agent(call->who()), to, with_task(call));
    });
}

}  // namespace selat::api
