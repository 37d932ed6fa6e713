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

// With what an agent may write in it.
result<std::string> write(const services& gateway, store::reader& reader,
                          const model::conversation& conversation) {
    result<std::optional<model::address>> found;
    if (conversation.status == model::conversation_status::open) {
        found = reader.address(conversation.channel, conversation.address);
    }
    if (!found) {
        return tl::unexpected(found.error());
    }
    const bool own = *found && (*found)->customer == conversation.customer;
    return model::write_conversation(conversation,
                                     gateway.may_reply(conversation, own ? &**found : nullptr));
}

result<std::string> write(const services& gateway, store::reader& reader,
                          const result<store::listing<model::conversation>>& found) {
    std::vector<std::string> written;
    for (std::size_t i = 0; found && i < found->items.size(); ++i) {
        auto each = write(gateway, reader, found->items[i]);
        if (!each) {
            return each;
        }
        written.push_back(std::move(*each));
    }
    return write_found(found, [next = written.begin()](const model::conversation&) mutable {
        return std::move(*next++);
    });
}

// Answers with the conversation as it has become.
reply<model::conversation> answering_with_it(const call_pointer& call) {
    return [call](const result<model::conversation>& outcome) {
        if (!outcome) {
            return call->refuse(outcome.error());
        }
        answer_from_store(call, [call, now = *outcome](store::reader& reader) {
            return write(call->gateway(), reader, now);
        });
    };
}

// An agent lists what it has or had; of a customer it is serving, everything.
result<store::conversation_filter> within_sight(store::reader& reader, const caller& who,
                                                store::conversation_filter filter) {
    if (filter.customer) {
        const auto now = who_is(reader, filter.customer);
        if (!now) {
            return tl::unexpected(now.error());
        }
        filter.customer = *now;
    }
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

// As touch, in one that is open.
template <class Next>
void touch_open(const call_pointer& call, Next next) {
    touch(call, [call, next = std::move(next)](const model::conversation& found) {
        if (found.status == model::conversation_status::closed) {
            return call->refuse({code::wrong_state, "the conversation is closed"});
        }
        next();
        net::response taken;
        taken.status = 202;
        taken.content_type.clear();
        call->respond(std::move(taken));
    });
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
        return seen ? write(call->gateway(), reader, reader.conversations(*seen, page))
                    : tl::unexpected(seen.error());
    });
}

void show_conversation(const call_pointer& call) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    answer_from_store(call, [call](store::reader& reader) -> result<std::string> {
        const auto seen = conversation_for(reader, call->who(), call->id(), need::see);
        return seen ? write(call->gateway(), reader, *seen) : tl::unexpected(seen.error());
    });
}

void close_conversation(const call_pointer& call) {
    body given(call->request().body);
    auto reason = given.optional_text("reason").value_or(std::string());
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    touch(call, [call, reason = std::move(reason)](const model::conversation&) {
        call->gateway().close(call->id(), reason, answering_with_it(call));
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
        call->gateway().hand_over(call->id(), *to, answering_with_it(call));
    });
}

void show_typing(const call_pointer& call) {
    body given(call->request().body);
    const bool on = given.flag("on", true);
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    touch_open(call,
               [call, on] { call->gateway().show_typing(call->id(), author_of(call->who()), on); });
}

void mark_read(const call_pointer& call) {
    if (const auto fine = body(call->request().body).check(); !fine) {
        return call->refuse(fine.error());
    }
    touch_open(call, [call] { call->gateway().mark_read(call->id(), author_of(call->who())); });
}

}  // namespace selat::api
