// What is said, by whom, in which order.

#include <algorithm>

#include "host/engine/deciding.hpp"
#include "host/engine/picked.hpp"
#include "host/model/content.hpp"
#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::engine {
namespace {

// The provider's id of an attachment; empty: it has none.
std::string attachment_id(const nlohmann::json& content, std::uint32_t at) {
    const auto path = "/attachments/" + std::to_string(at) + "/provider_id";
    const nlohmann::json::json_pointer pointer(path);
    if (!content.is_object() || !content.contains(pointer)) {
        return {};
    }
    const auto& found = content[pointer];
    return found.is_string() ? found.get<std::string>() : std::string();
}

customer_state::history& history_of(customer_state& state, const model::id& conversation) {
    const auto it =
        std::ranges::find(state.recent, conversation, &customer_state::history::conversation);
    if (it != state.recent.end()) {
        return *it;
    }
    state.recent.push_back({conversation, {}, {}, {}});
    return state.recent.back();
}

bool has_choices(std::string_view content) {
    return content.find("\"choices\"") != std::string_view::npos;
}

bool offers(const model::message& message) {
    return message.direction == model::direction::outbound && !message.deleted &&
           has_choices(message.content);
}

// A customer whom people have already may call again.
bool begins_call(std::string_view message) {
    if (message.find("\"ringing\"") == std::string_view::npos) {
        return false;
    }
    static const nlohmann::json::json_pointer state("/content/call/state");
    const auto read = nlohmann::json::parse(message, nullptr, false);
    return read.is_object() && read.contains(state) && read[state] == "ringing";
}

std::string as_sentence(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    return text + ".";
}

// A profile may be closed to us until its owner has written: an echo asks for none, and who is
// heard for the first time is asked about again where there is no name yet.
void look_up(decltype(effects::lookups)& lookups, const model::address& from, bool echo) {
    std::pair wanted(from.channel, from.address);
    const auto asked = std::ranges::find(lookups, wanted);
    if (echo && asked != lookups.end()) {
        lookups.erase(asked);
    } else if (!echo && asked == lookups.end() && from.last_seen == model::time{} &&
               from.name.empty()) {
        lookups.push_back(std::move(wanted));
    }
}

bool is_automatic(model::author_kind kind) {
    return kind == model::author_kind::flow || kind == model::author_kind::bot;
}

}  // namespace

void remember(customer_state& state, const model::message& message) {
    if (message.direction == model::direction::internal) {
        return;
    }
    auto& history = history_of(state, message.conversation);
    const bool inbound = message.direction == model::direction::inbound;
    // An offer is answered by the next message or not at all; a flow or bot may say more after it,
    // a person changes the subject.
    if (offers(message)) {
        history.offered = message.content;
        history.offered_in = message.id;
    } else if (inbound || !is_automatic(message.author.kind)) {
        history.offered.clear();
        history.offered_in = {};
    }
    if (message.deleted) {
        return;
    }
    history.messages.push_back({message.id, inbound, model::write_message(message)});
    if (history.messages.size() > remembered) {
        history.messages.erase(history.messages.begin());
    }
}

customer_state::history& deciding::recent(const model::id& conversation) {
    return history_of(state_, conversation);
}

model::message& deciding::append(model::conversation& conversation, model::message message) {
    message.at = now_;
    message.conversation = conversation.id;
    message.customer = conversation.customer;
    message.seq = conversation.next_seq++;
    conversation.last_message = now_;
    touch(conversation);
    auto event = this->event(model::event_type::message_created, conversation);
    event.message = message.id;
    out_.changes.events.push_back(std::move(event));
    remember(state_, message);
    out_.changes.messages.push_back(std::move(message));
    return out_.changes.messages.back();
}

void deciding::understand_choice(model::message& message, const model::conversation& conversation) {
    const auto& offered = recent(conversation.id).offered;
    if (offered.empty()) {
        return;
    }
    auto offer = model::read_content(offered);
    auto said = model::read_content(message.content);
    if (!offer || !said || said->selected || said->text.empty()) {
        return;
    }
    // In the order in which delivery::degrade numbers them.
    auto choices = std::move(offer->choices);
    for (auto& card : offer->cards) {
        std::ranges::move(card.choices, std::back_inserter(choices));
    }
    if (const auto* choice = picked(choices, said->text)) {
        said->selected = *choice;
        if (said->selected->payload.empty()) {
            said->selected->payload = choice->title;
        }
        message.content = model::write_content(*said);
    }
}

model::message& deciding::store_inbound(const input::inbound& in, model::conversation& conversation,
                                        model::address& from) {
    const auto& given = in.message;
    model::message message;
    message.id = ids_.make(model::id_kind::message, now_, conversation.id.partition());
    message.direction = given.echo ? model::direction::outbound : model::direction::inbound;
    message.status = given.echo ? model::message_status::sent : model::message_status::received;
    message.channel = in.channel;
    message.provider_id = given.message_id.empty() ? given.provider_id : given.message_id;
    message.author = {given.echo ? model::author_kind::system : model::author_kind::customer,
                      given.author, given.author_name};
    message.address = given.from;
    message.address_seq = from.next_seq++;
    message.reply_to = in.reply_to;
    message.content = given.content;
    message.context = given.context;
    if (given.at_ms > 0) {
        message.sent_at = model::from_ms(given.at_ms);
    }
    if (!given.echo) {
        understand_choice(message, conversation);
    }
    return append(conversation, std::move(message));
}

void deciding::fetch(const std::string& channel, std::string_view content,
                     const std::vector<model::action::fetch>& wanted, const model::id& conversation,
                     const model::id& message) {
    if (wanted.empty()) {
        return;
    }
    const auto read = nlohmann::json::parse(content, nullptr, false);
    for (const auto& fetch : wanted) {
        auto job = this->job(model::job_kind::fetch, conversation);
        job.message = message;
        job.channel = channel;
        model::json_writer json(job.payload);
        json.begin_object().member("attachment", fetch.attachment).member("url", fetch.url);
        json.optional("provider_id", attachment_id(read, fetch.attachment));
        json.member("retry_status", fetch.retry_status);
        json.optional("pointer", fetch.pointer).optional("file_url", fetch.file_url);
        json.key("headers").begin_object();
        for (const auto& [name, value] : fetch.headers) {
            json.member(name, value);
        }
        json.end_object().end_object();
        put(std::move(job));
    }
}

void deciding::on(const input::inbound& in) {
    const auto& given = in.message;
    if (in.echo_of) {
        return;  // our own message, already here
    }
    const bool fresh = find_address(in.channel, given.from) == nullptr;
    auto& from = address(in.channel, given.from);
    if (in.invited && fresh) {
        link_by_code(from);
    }
    if (channel(in.channel).capabilities.profile) {
        look_up(out_.effects.lookups, from, given.echo);
    }
    model::action::address_update known;
    known.address = given.from;
    known.verified = given.verified;
    known.address_context = given.address_context;
    if (!given.echo) {  // an echo tells of its writer, who is not the customer
        from.last_seen = model::heard(from.last_seen, given.at_ms, now_);
        known.name = given.author.empty() ? given.author_name : std::string{};
        known.locale = given.locale;
        known.reach = given.reach;
        if (known.reach == model::reach::unknown && from.reach == model::reach::blocked) {
            known.reach = model::reach::open;  // who writes has unblocked us
        }
        known.at_ms = given.at_ms;
    }
    learn(from, known);

    auto* found = find_for(from);
    auto& conversation = found == nullptr ? open(from) : *found;
    if (!given.echo) {
        conversation.channel = in.channel;
        conversation.address = given.from;
    }
    out_.message = store_inbound(in, conversation, from);
    fetch(in.channel, given.content, in.fetches, conversation.id, out_.message->id);
    if (!given.echo && !given.no_reply) {
        const auto said = recent(conversation.id).messages.back();
        answer(conversation, said);
    }
}

// Whoever has the next word gets the message. A conversation that was erased has a handler, but
// nothing of it: it begins again.
void deciding::answer(model::conversation& conversation, const customer_state::said& message) {
    if (conversation.handler == model::handler::agent) {
        if (begins_call(message.json)) {
            pass_call_on(conversation);
        }
        return;
    }
    if (conversation.bot) {
        if (!conversation.bot->call) {
            return run_bot(conversation, message.json, nullptr);
        }
        auto& waiting = conversation.bot->waiting;  // one at a time; see bot_reply
        waiting.push_back(message.id);
        if (waiting.size() > remembered) {
            waiting.erase(waiting.begin());
        }
    } else if (conversation.execution) {
        if (conversation.execution->takes_messages) {
            flow_input step;
            step.what = flow_what::message;
            step.message = message.json;
            run_flow(conversation, step);
        }  // else it is busy: stored, not fed
    } else if (const auto& own = channel(conversation.channel).flow;
               !own.empty() || !setup_.default_flow.empty()) {
        start_flow(conversation, own.empty() ? setup_.default_flow : own, message.json);
    } else {
        conversation.handler = model::handler::none;
        call_for_help(conversation);
    }
}

const model::message& deciding::send(model::conversation& conversation, model::address& to,
                                     const std::string& content, const speaker& who) {
    model::message message;
    message.id = ids_.make(model::id_kind::message, now_, conversation.id.partition());
    message.direction = model::direction::outbound;
    message.status = model::message_status::queued;
    message.channel = to.channel;
    message.author = who.author;
    message.address = to.address;
    message.address_seq = to.next_seq++;
    message.reply_to = who.reply_to;
    message.client_token = who.client_token;
    message.origin = who.origin;
    message.content = content;
    touch(to);
    auto why = why_not(&conversation, to, who.author.kind, who.origin, content);
    const bool refused = why.code != code::ok;
    if (refused) {
        message.status = model::message_status::failed;
        message.error = model::delivery_error{why.code, as_sentence(std::move(why.text)), {}};
    }
    const auto& stored = append(conversation, std::move(message));
    if (!refused) {
        send_job(stored, to, who);
    }
    return stored;
}

// One that stopped halfway goes on there, under the same key.
void deciding::send_job(const model::message& message, const model::address& to,
                        const speaker& who) {
    auto job = job_about(message, to, who);
    if (message.unsent) {
        job.id = message.unsent->job;
        job.part = message.unsent->part;
    }
    put(std::move(job));
}

model::job deciding::job_about(const model::message& message, const model::address& to,
                               const speaker& who) {
    model::job job;
    job.id = ids_.make(model::id_kind::job, now_, message.conversation.partition());
    job.customer = state_.customer.id;
    job.conversation = message.conversation;
    job.message = message.id;
    job.due = now_;
    job.channel = to.channel;
    job.address = to.address;
    job.payload = send_payload(to, who);
    return job;
}

std::string deciding::send_payload(const model::address& to, const speaker& who) {
    std::string out;
    if (!to.context.empty() || !who.reply_to_provider_id.empty() || !who.sealed.empty()) {
        model::json_writer json(out);
        json.begin_object().optional("reply_to_provider_id", who.reply_to_provider_id);
        json.optional("sealed", who.sealed);
        json.optional("reply_to_context", who.reply_to_context);
        json.optional("address_context", to.context);
        json.member("address_context_ms", model::to_ms(to.context_at)).end_object();
    }
    return out;
}

// What was taken back, or said otherwise, is not shown to bots as it was, nor answered.
void deciding::on(const input::amend& in) {
    if (!in.message || in.late) {
        return;
    }
    model::message_change change;
    change.id = in.message;
    change.at = now_;
    change.deleted = in.change.deleted;
    if (!in.change.deleted) {
        change.content = in.change.content;
        change.edited_ms = std::max<std::int64_t>(in.change.at_ms, 1);
    }
    out_.changes.message_changes.push_back(std::move(change));
    for (auto& history : state_.recent) {
        if (history.offered_in == in.message) {
            const bool offers = !in.change.deleted && has_choices(in.change.content);
            history.offered = offers ? in.change.content : std::string();
        }
        const auto said =
            std::ranges::find(history.messages, in.message, &customer_state::said::id);
        if (said == history.messages.end()) {
            continue;
        }
        if (in.change.deleted) {
            history.messages.erase(said);
        } else {
            auto shown = nlohmann::json::parse(said->json, nullptr, false);
            shown["content"] = nlohmann::json::parse(in.change.content, nullptr, false);
            shown["edited"] = true;
            said->json = shown.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        }
    }
    fetch(in.channel, in.change.content, in.fetches, in.conversation, in.message);
    tell_message(in.conversation, in.message);
}

}  // namespace selat::engine
