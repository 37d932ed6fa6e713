#include "host/store/rules.hpp"

#include <algorithm>
#include <charconv>

#include "host/model/content.hpp"

#include <nlohmann/json.hpp>

namespace selat::store {

bool is_erased(const model::message& message) { return message.deleted && message.content == "{}"; }

void apply(const model::message_change& change, model::message& message) {
    if (change.receipt && !(change.status && model::may_be_told(message, *change.status))) {
        return;
    }
    if (change.again && message.status == model::message_status::failed) {
        message.status = model::message_status::queued;
        message.error.reset();
        message.unsent.reset();
    }
    if (change.status) {
        if (change.receipt || model::may_become(message.status, *change.status)) {
            message.status = *change.status;
            message.error = change.error;
            message.unsent = change.unsent;
        }
    } else if (change.error) {
        message.error = change.error;
    }
    if (is_erased(message)) {  // what was under way then says nothing of the customer
        erase(message);
        return;
    }
    if (change.edited_ms > 1 && change.edited_ms < message.edited_ms) {
        return;
    }
    if (change.provider_id) {
        message.provider_id = *change.provider_id;
    }
    if (change.context) {
        message.context = *change.context;
    }
    if (change.content) {
        message.content = *change.content;
    }
    if ((change.edited_ms != 0 || change.deleted) &&
        message.status != model::message_status::failed) {
        message.error.reset();  // of a change before this one
    }
    message.edited_ms = std::max(message.edited_ms, change.edited_ms);
    message.deleted = message.deleted || change.deleted;
}

void erase(model::customer& customer) {
    customer.name.clear();
    customer.locale.clear();
    customer.attributes = "{}";
}

void erase(model::conversation& conversation) {
    conversation.address.clear();
    conversation.attributes = "{}";
    conversation.execution.reset();
    conversation.bot.reset();
    conversation.suspended.clear();
}

void erase(model::message& message) {
    message.content = "{}";
    message.context.clear();
    message.address.clear();
    // Some providers write the customer's number into their ids.
    message.provider_id.clear();
    if (message.error) {  // so does what they say of an error
        message.error->text.clear();
    }
    if (message.author.kind == model::author_kind::customer) {
        message.author.id.clear();
        message.author.name.clear();
    }
    message.deleted = true;
}

void erase(model::task& task) { task.attributes = "{}"; }

// The entity keeps its shape.
void erase(model::event& event) {
    if (is_of_message(event.type)) {
        event.data.clear();  // the message tells what is left
        return;
    }
    auto entity = nlohmann::ordered_json::parse(event.data, nullptr, false);
    if (!entity.is_object()) {
        return;
    }
    for (const char* name : {"name", "locale", "address"}) {
        if (entity.contains(name)) {
            entity[name] = nullptr;
        }
    }
    if (entity.contains("attributes")) {
        entity["attributes"] = nlohmann::ordered_json::object();
    }
    if (entity.contains("addresses")) {
        entity["addresses"] = nlohmann::ordered_json::array();
    }
    if (auto change = entity.find("change"); change != entity.end() && change->is_object()) {
        change->erase("reason");
        change->erase("address");
    }
    event.data = entity.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

bool is_unread(const model::message& message, model::message_status below, std::uint64_t after_seq,
               std::uint64_t up_to_seq, std::optional<model::time> up_to) {
    using enum model::message_status;
    const auto status = message.status;
    return message.direction == model::direction::outbound && message.address_seq > after_seq &&
           (up_to_seq == 0 || message.address_seq <= up_to_seq) &&
           (!up_to || message.at <= *up_to) && status < below &&
           (status == queued || status == sent || status == delivered);
}

model::message in_short(const model::message& message) {
    model::message out;
    out.id = message.id;
    out.position = message.position;
    out.at = message.at;
    out.direction = message.direction;
    out.channel = message.channel;
    out.conversation = message.conversation;
    out.customer = message.customer;
    out.address = message.address;
    out.address_seq = message.address_seq;
    out.status = message.status;
    out.origin = message.origin;
    return out;
}

void fill(model::event& event, model::message message, model::message_status created_as) {
    message.status = created_as;
    message.error.reset();
    message.edited_ms = 0;
    message.deleted = false;
    event.data = model::write_message(message);
}

void fill(model::event& event, const model::message& message) {
    if (event.data.empty()) {
        event.data = model::write_message(message);
    }
}

std::string search_text(const model::message& message) {
    if (message.deleted) {
        return {};
    }
    const auto content = model::read_content(message.content);
    return content ? model::plain_text(*content) : std::string{};
}

std::string search_text(const model::customer& customer,
                        const std::vector<model::address>& addresses) {
    std::string text = customer.name;
    for (const auto& address : addresses) {
        text += ' ';
        text += address.address;
        text += ' ';
        text += address.name;
    }
    text += ' ';
    text += customer.attributes;
    return text;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool part = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          static_cast<unsigned char>(c) >= 0x80;
        if (part) {
            word += upper ? static_cast<char>(c + ('a' - 'A')) : c;
        } else if (!word.empty()) {
            out.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) {
        out.push_back(std::move(word));
    }
    return out;
}

std::string write_cursor(std::uint64_t position) { return std::to_string(position); }

std::string write_cursor(const model::id& id) { return id.text(); }

result<std::uint64_t> read_position(std::string_view cursor) {
    std::uint64_t position = 0;
    const char* end = cursor.data() + cursor.size();
    const auto [stop, error] = std::from_chars(cursor.data(), end, position);
    if (error != std::errc{} || stop != end || position > INT64_MAX) {
        return fail(code::invalid, "the cursor is not one that a list gave");
    }
    return position;
}

result<model::id> read_id(std::string_view cursor, model::id_kind kind) {
    const auto id = model::id::parse(cursor, kind);
    if (!id) {
        return fail(code::invalid, "the cursor is not one that a list gave");
    }
    return *id;
}

}  // namespace selat::store
