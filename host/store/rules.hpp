#pragma once
// What every store does alike with the values it is given. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/conversation.hpp"
#include "host/model/customer.hpp"
#include "host/model/event.hpp"
#include "host/model/message.hpp"
#include "host/model/task.hpp"
#include "host/store/store.hpp"

namespace selat::store {

// Applies a change to the message of its id. A status that would go backwards is left out together
// with its error.
void apply(const model::message_change& change, model::message& message);

// Whether it is what is left of one whose customer was erased.
bool is_erased(const model::message& message);

// What of a customer is erased: who it was and what was said, not that it was.
void erase(model::customer& customer);
void erase(model::conversation& conversation);
void erase(model::message& message);
void erase(model::task& task);
void erase(model::event& event);

// What unread() gives, and how much of it.
bool is_unread(const model::message& message, model::message_status below, std::uint64_t after_seq,
               std::uint64_t up_to_seq, std::optional<model::time> up_to);
model::message in_short(const model::message& message);

// Gives a message_created event the message as it was created.
void fill(model::event& event, model::message message, model::message_status created_as);
// Gives a message_updated event the message as it is now, unless it brought its own.
void fill(model::event& event, const model::message& message);
// Whether the event stands for a message and is filled from it.
constexpr bool is_of_message(model::event_type type) {
    return type == model::event_type::message_created || type == model::event_type::message_updated;
}
// A message found by one of its parts: with that part's context.
inline model::message part_of(model::message message, const provider_key& part) {
    if (!part.context.empty()) {
        message.context = part.context;
    }
    return message;
}

// A message's words for search; empty when nothing in it can be read.
std::string search_text(const model::message& message);
// A customer's words: name, addresses, attributes.
std::string search_text(const model::customer& customer,
                        const std::vector<model::address>& addresses);
// The words of a text: runs of letters and digits, ASCII letters in lower case.
std::vector<std::string> words(std::string_view text);

// Cursors. An empty text is the start; what no reader gave is `invalid`.
std::string write_cursor(std::uint64_t position);
std::string write_cursor(const model::id& id);
result<std::uint64_t> read_position(std::string_view cursor);
result<model::id> read_id(std::string_view cursor, model::id_kind kind);

// Cuts the one item too many that tells there is more, and writes the cursor of the last that
// stays.
template <class T, class Key>
listing<T> cut(std::vector<T>&& items, std::uint64_t limit, Key key) {
    listing<T> out;
    const bool more = items.size() > limit;
    if (more) {
        items.resize(static_cast<std::size_t>(limit));
    }
    if (more && !items.empty()) {
        out.next = write_cursor(key(items.back()));
    }
    out.items = std::move(items);
    return out;
}

}  // namespace selat::store
