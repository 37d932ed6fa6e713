// What was said, and saying something.

#include <algorithm>

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/paging.hpp"
#include "host/api/parameters.hpp"
#include "host/api/sight.hpp"
#include "host/api/submit.hpp"
#include "host/api/text.hpp"
#include "host/model/json.hpp"
#include "host/store/rules.hpp"

namespace selat::api {
namespace {

std::optional<model::direction> direction_of(std::string_view name) {
    using enum model::direction;
    for (const auto each : {inbound, outbound, internal}) {
        if (name == model::name_of(each)) {
            return each;
        }
    }
    return std::nullopt;
}

// The pages of several filters as one page, in the order of positions.
result<store::listing<model::message>> merged(store::reader& reader,
                                              const std::vector<store::message_filter>& filters,
                                              const store::page& page) {
    std::vector<model::message> all;
    bool more = false;
    for (const auto& filter : filters) {
        auto found = reader.messages(filter, page);
        if (!found) {
            return tl::unexpected(found.error());
        }
        more = more || !found->next.empty();
        std::ranges::move(found->items, std::back_inserter(all));
    }
    std::ranges::sort(all, [&](const model::message& one, const model::message& other) {
        return page.descending ? other.position < one.position : one.position < other.position;
    });
    store::listing<model::message> out;
    more = more || all.size() > page.limit;
    all.resize(std::min<std::size_t>(all.size(), page.limit));
    out.next = more && !all.empty() ? store::write_cursor(all.back().position) : std::string();
    out.items = std::move(all);
    return out;
}

// What an agent lists: messages of the conversation it names, else of the customers it is serving.
result<std::vector<store::message_filter>> within_sight(store::reader& reader, const caller& who,
                                                        const store::message_filter& filter) {
    if (who.sees_all()) {
        return std::vector{filter};
    }
    if (filter.conversation) {
        const auto seen = conversation_for(reader, who, filter.conversation, need::see);
        if (!seen) {
            return tl::unexpected(seen.error());
        }
        return std::vector{filter};
    }
    const auto served = served_by(reader, who.agent);
    if (!served) {
        return tl::unexpected(served.error());
    }
    std::vector<store::message_filter> out;
    for (const auto& customer : *served) {
        if (!filter.customer || filter.customer == customer) {
            out.push_back(filter);
            out.back().customer = customer;
        }
    }
    return out;
}

result<std::string> list(store::reader& reader, const caller& who, store::message_filter filter,
                         const store::page& page) {
    if (filter.customer) {
        const auto now = who_is(reader, filter.customer);
        if (!now) {
            return tl::unexpected(now.error());
        }
        filter.customer = *now;
    }
    const auto filters = within_sight(reader, who, filter);
    if (!filters) {
        return tl::unexpected(filters.error());
    }
    return write_found(filters->size() == 1 ? reader.messages(filters->front(), page)
                                            : merged(reader, *filters, page),
                       model::write_message);
}

// An agent changes what it has said itself, who sees all whatever went out. Without content it is
// taken back.
void revise(const call_pointer& call, const std::string& content) {
    ask_store(
        call,
        [call](store::reader& reader) {
            return message_for(reader, call->who(), call->id(), need::touch);
        },
        [call, content](const model::message& message) {
            const auto& who = call->who();
            const bool own =
                message.author.kind == model::author_kind::agent && message.author.id == who.agent;
            if (!own && !who.sees_all()) {
                return call->refuse({code::denied, "the message is not yours"});
            }
            call->gateway().revise(call->id(), content,
                                   [call](const result<model::message>& revised) {
                                       if (!revised) {
                                           return call->refuse(revised.error());
                                       }
                                       accepted(call, *revised);
                                   });
        });
}

void submit_in_conversation(const call_pointer& call, write_request asked) {
    ask_store(
        call,
        [call](store::reader& reader) {
            return conversation_for(reader, call->who(), call->id(), need::touch);
        },
        [call, asked = std::move(asked)](const model::conversation&) { submit(call, asked); });
}

}  // namespace

void list_messages(const call_pointer& call) {
    parameters given(call->request().query);
    store::message_filter filter;
    filter.channel = given.text("channel");
    filter.conversation = given.id("conversation", model::id_kind::conversation);
    filter.customer = given.id("customer", model::id_kind::customer);
    filter.direction = given.choice("direction", "inbound, outbound, internal", direction_of);
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    answer_from_store(call, [call, filter, page](store::reader& reader) {
        return list(reader, call->who(), filter, page);
    });
}

void list_conversation_messages(const call_pointer& call) {
    parameters given(call->request().query);
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    answer_from_store(call, [call, page](store::reader& reader) -> result<std::string> {
        const auto seen = conversation_for(reader, call->who(), call->id(), need::see);
        if (!seen) {
            return tl::unexpected(seen.error());
        }
        store::message_filter filter;
        filter.conversation = call->id();
        return write_found(reader.messages(filter, page), model::write_message);
    });
}

void show_message(const call_pointer& call) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    answer_from_store(call, [call](store::reader& reader) {
        return message_for(reader, call->who(), call->id(), need::see).map(model::write_message);
    });
}

void send_message(const call_pointer& call) {
    body given(call->request().body);
    write_request asked;
    asked.channel = given.text("channel");
    asked.to = plain_address(given.text("to"));
    asked.content = given.content("content");
    asked.author = author_of(call->who());
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    submit(call, std::move(asked));
}

void write_in_conversation(const call_pointer& call) {
    body given(call->request().body);
    write_request asked;
    asked.conversation = call->id();
    asked.channel = given.optional_text("channel").value_or(std::string());
    asked.content = given.content("content");
    asked.note = given.flag("note");
    asked.reply_to = given.optional_id("reply_to", model::id_kind::message);
    asked.author = author_of(call->who());
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    submit_in_conversation(call, std::move(asked));
}

void invite_elsewhere(const call_pointer& call) {
    body given(call->request().body);
    write_request asked;
    asked.conversation = call->id();
    asked.invite_to = given.text("channel");
    asked.author = author_of(call->who());
    if (const auto words = given.optional_text("text"); words && !words->empty()) {
        model::json_writer json(asked.content);
        json.begin_object().member("text", *words).end_object();
    }
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    submit_in_conversation(call, std::move(asked));
}

void change_message(const call_pointer& call) {
    body given(call->request().body);
    const auto content = given.content("content");
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    revise(call, content);
}

void take_back_message(const call_pointer& call) {
    if (const auto fine = body(call->request().body).check(); !fine) {
        return call->refuse(fine.error());
    }
    revise(call, {});
}

void retry_message(const call_pointer& call) {
    if (const auto fine = body(call->request().body).check(); !fine) {
        return call->refuse(fine.error());
    }
    ask_store(
        call,
        [call](store::reader& reader) {
            return message_for(reader, call->who(), call->id(), need::touch);
        },
        [call](const model::message&) {
            call->gateway().retry(call->id(), [call](const result<model::message>& again) {
                if (!again) {
                    return call->refuse(again.error());
                }
                accepted(call, *again);
            });
        });
}

}  // namespace selat::api
