// The caller's own state, and live: agents and queues.

#include <algorithm>

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/paging.hpp"
#include "host/api/parameters.hpp"
#include "host/api/shapes.hpp"
#include "host/model/json.hpp"

namespace selat::api {
namespace {

void show_own(const call_pointer& call, std::string (*write)(const agent_row&)) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().agents([call, write](const result<std::vector<agent_row>>& rows) {
        if (!rows) {
            return call->refuse(rows.error());
        }
        const auto own = std::ranges::find_if(
            *rows, [&](const agent_row& each) { return each.agent.id == call->who().agent; });
        if (own == rows->end()) {
            return call->refuse({code::not_found, "there is no agent " + call->who().agent});
        }
        call->answer(write(*own));
    });
}

std::string write_choice(const model::activity& activity) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("id", activity.id).member("available", activity.available);
    json.end_object();
    return out;
}

}  // namespace

void show_me(const call_pointer& call) { show_own(call, write_agent); }

void show_my_activity(const call_pointer& call) { show_own(call, write_activity); }

void set_my_activity(const call_pointer& call) {
    body given(call->request().body);
    auto activity = given.text("activity");
    const auto all = call->gateway().activities();
    if (std::ranges::find(all, activity, &model::activity::id) == all.end()) {
        given.wrong("activity", "is none of the activities");
    }
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().set_activity(call->who().agent, std::move(activity),
                                 answering<agent_row>(call, 200, write_activity));
}

void list_activities(const call_pointer& call) {
    parameters given(call->request().query);
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    const auto key = [](const model::activity& one) -> const std::string& { return one.id; };
    call->answer(write_list(page_of(call->gateway().activities(), page, key), write_choice));
}

void list_agents(const call_pointer& call) {
    parameters given(call->request().query);
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().agents(answering<std::vector<agent_row>>(call, 200, [page](const auto& rows) {
        const auto key = [](const agent_row& row) -> const std::string& { return row.agent.id; };
        return write_list(page_of(rows, page, key), write_agent);
    }));
}

void list_queues(const call_pointer& call) {
    parameters given(call->request().query);
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    const auto now = call->gateway().now();
    call->gateway().queues(
        answering<std::vector<routing::queue_view>>(call, 200, [page, now](const auto& queues) {
            const auto key = [](const routing::queue_view& queue) -> const std::string& {
                return queue.id;
            };
            return write_list(page_of(queues, page, key), [now](const routing::queue_view& queue) {
                return write_queue(queue, now);
            });
        }));
}

}  // namespace selat::api
