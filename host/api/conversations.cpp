// Conversations, and who has the next word in them.

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/paging.hpp"
#include "host/api/parameters.hpp"
#include "host/api/sight.hpp"

namespace selat::api {
namespace {

std::optional<model::conversation_status> status_of(std::string_view name) {
    using enum model::conversation_status;
    return name == "open"     ? std::optional(open)
           : name == "closed" ? std::optional(closed)
                              : std::nullopt;
}

std::optional<model::handler> handler_of(std::string_view name) {
    using enum model::handler;
    return name == "agent"  ? std::optional(agent)
           : name == "bot"  ? std::optional(bot)
           : name == "flow" ? std::optional(flow)
                            : std::nullopt;
}

// An agent lists what it has or had; of a customer it is serving, everything.
result<store::conversation_filter> within_sight(store::reader& reader, const caller& who,
                                                store::conversation_filter filter) {
    if (who.sees_all()) {
        return filter;
    }
    const auto served = served_by(reader, who.agent);
    if (!served) {
        return tl::unexpected(served.error());
    }
    if (!filter.customer || std::ranges::find(*served, filter.customer) == served->end()) {
        filter.agent = who.agent;
    }
    return filter;
}

// Goes on with a conversation that the caller may touch.
template <class Next>
void touch(const call_pointer& call, Next next) {
    ask_store(
        call,
        [call](store::reader& reader) {
            return conversation_for(reader, call->who(), call->id(), need::touch);
        },
        [next = std::move(next)](const model::conversation& found) { next(found); });
}

}  // namespace

void list_conversations(const call_pointer& call) {
    parameters given(call->request().query);
    store::conversation_filter filter;
    filter.status = given.choice("status", "open, closed", status_of);
    filter.customer = given.id("customer", model::id_kind::customer);
    filter.text = given.text("q");
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    if (finds_nothing(filter.text)) {
        return call->answer(R"({"items":[],"next":null})");
    }
    answer_from_store(call, [call, filter, page](store::reader& reader) -> result<std::string> {
        const auto seen = within_sight(reader, call->who(), filter);
        return seen ? write_found(reader.conversations(*seen, page), model::write_conversation)
                    : tl::unexpected(seen.error());
    });
}

void show_conversation(const call_pointer& call) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    answer_from_store(call, [call](store::reader& reader) {
        return conversation_for(reader, call->who(), call->id(), need::see)
            .map(model::write_conversation);
    });
}

void close_conversation(const call_pointer& call) {
    body given(call->request().body);
    auto reason = given.optional_text("reason").value_or(std::string());
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    touch(call, [call, reason = std::move(reason)](const model::conversation&) {
        call->gateway().close(call->id(), reason,
                              answering<model::conversation>(call, 200, model::write_conversation));
    });
}

void hand_over_conversation(const call_pointer& call) {
    body given(call->request().body);
    const auto to = handler_of(given.text("to"));
    if (!to) {
        given.wrong("to", "is one of agent, bot, flow");
    }
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    touch(call, [call, to](const model::conversation&) {
        call->gateway().hand_over(
            call->id(), *to, answering<model::conversation>(call, 200, model::write_conversation));
    });
}

}  // namespace selat::api
