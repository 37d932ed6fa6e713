// The words of the contract, and the order of a message's states.

#include <set>
#include <string>

#include "host/model/agent.hpp"
#include "host/model/conversation.hpp"
#include "host/model/customer.hpp"
#include "host/model/event.hpp"
#include "host/model/job.hpp"
#include "host/model/message.hpp"
#include "host/model/permission.hpp"
#include "host/model/task.hpp"

#include <catch2/catch.hpp>

using namespace selat::model;

namespace {

// The names of the values 0 … last, comma between.
template <class Enum>
std::string names_to(Enum last) {
    std::string out;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        out += (i == 0 ? "" : ",") + std::string(name_of(static_cast<Enum>(i)));
    }
    return out;
}

}  // namespace

TEST_CASE("a receipt only ever raises a message's status") {
    using enum message_status;
    struct {
        message_status from;
        std::set<message_status> to;
    } const cases[] = {{received, {}},
                       {queued, {sent, failed, delivered, read}},
                       {sent, {failed, delivered, read}},
                       {failed, {delivered, read}},  // it did arrive, after all
                       {delivered, {read}},
                       {read, {}}};
    for (const auto& each : cases) {
        for (const auto to : {received, queued, sent, failed, delivered, read}) {
            INFO(name_of(each.from) << " to " << name_of(to));
            CHECK(may_become(each.from, to) == each.to.contains(to));
        }
    }
}

TEST_CASE("a failure that was only feared is undone by the provider's word, another is not") {
    for (const auto why : {selat::code::uncertain, selat::code::invalid}) {
        message value;
        value.direction = direction::outbound;
        value.status = message_status::failed;
        value.error = delivery_error{why, {}, {}};
        CHECK(may_be_told(value, message_status::sent) == (why == selat::code::uncertain));
        CHECK(may_be_told(value, message_status::delivered));
        value.unsent = unsent{{}, 1};  // a part went out, and is told of as well
        CHECK_FALSE(may_be_told(value, message_status::sent));
    }
}

TEST_CASE("that a message has arrived may be told ahead of the answer to its send") {
    message value;
    value.direction = direction::outbound;
    value.status = message_status::queued;
    CHECK(may_be_told(value, message_status::delivered));
    CHECK(may_be_told(value, message_status::read));
    CHECK_FALSE(may_be_told(value, message_status::sent));
    CHECK_FALSE(may_be_told(value, message_status::failed));
    value.provider_id = "p1";  // a part is out, and it is told of
    CHECK_FALSE(may_be_told(value, message_status::delivered));
}

TEST_CASE("states and kinds have the contract's names") {
    CHECK(names_to(message_status::read) == "received,queued,sent,failed,delivered,read");
    CHECK(names_to(direction::internal) == "inbound,outbound,internal");
    CHECK(names_to(author_kind::system) == "customer,bot,flow,agent,system");
    CHECK(names_to(conversation_status::closed) == "open,closed");
    CHECK(names_to(handler::agent) == "none,flow,bot,agent");
    CHECK(names_to(task_status::canceled) ==
          "pending,reserved,assigned,wrapping,completed,canceled");
    CHECK(names_to(reservation_status::completed) ==
          "pending,accepted,rejected,timeout,canceled,rescinded,wrapping,completed");
    CHECK(names_to(role::admin) == "agent,supervisor,admin");
    CHECK(names_to(reach::opted_out) == "unknown,open,blocked,opted_out");
    CHECK(names_to(hindrance::quiet_hours) ==
          ",closed,no_channel,sunset,blocked,opted_out,outside_window,quiet_hours");
}

TEST_CASE("events have the contract's types") {
    CHECK(names_to(event_type::typing) ==
          "message.created,message.updated,conversation.created,conversation.updated,"
          "conversation.closed,task.created,task.updated,reservation.created,reservation.accepted,"
          "reservation.rejected,reservation.timeout,reservation.canceled,reservation.completed,"
          "agent.updated,queue.updated,channel.updated,customer.updated,typing");
}

TEST_CASE("jobs have names of their own") {
    CHECK(names_to(job_kind::webhook) ==
          "send,flow_call,bot_call,flow_timer,bot_timer,close_timer,fetch,task_notice,task_end,"
          "webhook");
}

TEST_CASE("a task's status is read by its name, and by no other") {
    for (int i = 0; i <= static_cast<int>(task_status::canceled); ++i) {
        const auto status = static_cast<task_status>(i);
        CHECK(task_status_of(name_of(status)) == status);
    }
    CHECK_FALSE(task_status_of("done"));
    CHECK_FALSE(task_status_of(""));
}

TEST_CASE("tasks end, reservations hold capacity, as they say") {
    using enum task_status;
    for (const auto each : {pending, reserved, assigned, wrapping}) {
        CHECK_FALSE(is_final(each));
    }
    CHECK(is_final(completed));
    CHECK(is_final(canceled));
    std::string live;
    for (int i = 0; i <= static_cast<int>(reservation_status::completed); ++i) {
        const auto status = static_cast<reservation_status>(i);
        live += is_live(status) ? std::string(name_of(status)) + "," : "";
    }
    CHECK(live == "pending,accepted,wrapping,");
}
