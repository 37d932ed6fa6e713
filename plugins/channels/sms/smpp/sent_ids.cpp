#include "sent_ids.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace smpp {
namespace {

constexpr std::size_t most_ids = 100'000;

bool is_number(std::string_view id, int base) {
    return !id.empty() && std::all_of(id.begin(), id.end(), [base](char c) {
        return (c >= '0' && c <= '9') ||
               (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
    });
}

// Empty: it is no number of that base, or one that is too large.
std::string converted(std::string_view id, int from, int to) {
    std::uint64_t value = 0;
    const auto [rest, error] = std::from_chars(id.data(), id.data() + id.size(), value, from);
    if (!is_number(id, from) || error != std::errc{} || rest != id.data() + id.size()) {
        return {};
    }
    char out[24];
    const auto end = std::to_chars(out, out + sizeof out, value, to).ptr;
    return {out, end};
}

std::string_view name_of(id_form form) {
    return form == id_form::decimal       ? "decimal"
           : form == id_form::hexadecimal ? "hexadecimal"
           : form == id_form::same        ? "same"
                                          : "";
}

}  // namespace

sent_ids::sent_ids(id_form form, std::string_view kept) : form_(form), known_form_(form) {
    for (const auto each : {id_form::same, id_form::decimal, id_form::hexadecimal}) {
        if (form == id_form::learned && kept == name_of(each)) {
            known_form_ = each;
        }
    }
}

std::string sent_ids::plain(std::string_view id) {
    std::string out(id);
    if (!is_number(id, 16)) {
        return out;
    }
    out.erase(0, std::min(out.find_first_not_of('0'), out.size() - 1));
    for (auto& each : out) {
        each = each >= 'A' && each <= 'F' ? static_cast<char>(each - 'A' + 'a') : each;
    }
    return out;
}

void sent_ids::remember(const std::vector<std::string>& ids, std::string_view message) {
    if (ids.empty()) {
        return;
    }
    auto one = std::make_shared<sent>();
    one->first = ids.front();
    one->message = message;
    for (const auto& id : ids) {
        auto key = plain(id);
        one->open.insert(key);
        in_order_.push_back(key);
        index_[std::move(key)] = one;
    }
    while (in_order_.size() > most_ids) {
        index_.erase(in_order_.front());
        in_order_.pop_front();
    }
}

sent_ids::shared sent_ids::by(const std::string& id) const {
    const auto it = index_.find(id);
    return it == index_.end() ? nullptr : it->second;
}

// Sequential ids may be another message's in the other form, so what is known of the form counts
// first.
sent_ids::match sent_ids::find(std::string_view id) const {
    const std::pair<id_form, std::string> ways[] = {{id_form::same, plain(id)},
                                                    {id_form::decimal, converted(id, 10, 16)},
                                                    {id_form::hexadecimal, converted(id, 16, 10)}};
    match found;
    for (const auto& [form, key] : ways) {
        auto one = key.empty() ? nullptr : by(key);
        if (one && (!found.of || form == known_form_)) {
            found = {std::move(one), key, form};
        }
    }
    if (!found.of) {
        for (const auto& [form, key] : ways) {
            const bool usual =
                form == (known_form_ == id_form::learned ? id_form::same : known_form_);
            found.id = usual && !key.empty() ? key : found.id;
        }
        found.id = found.id.empty() ? plain(id) : found.id;
    }
    return found;
}

sent_ids::told sent_ids::take(const delivery_receipt& receipt) {
    auto found = find(receipt.message_id);
    const bool over = receipt.fate == fate::delivered || receipt.fate == fate::failed ||
                      receipt.fate == fate::read;
    if (!found.of) {
        return {found.id, {}, false, over};
    }
    if (form_ == id_form::learned && known_form_ == id_form::learned) {
        known_form_ = found.form;
        is_news_ = true;
    }
    auto& sent = *found.of;
    told out{sent.first, sent.message, true, false};
    if (!over || sent.ended) {
        return out;
    }
    sent.open.erase(found.id);
    // It is delivered when all of it is, and failed when any of it is.
    out.settled = receipt.fate != fate::delivered || sent.open.empty();
    sent.ended = out.settled && receipt.fate == fate::failed;
    return out;
}

std::optional<std::string> sent_ids::news() {
    return std::exchange(is_news_, false) ? std::optional(std::string(name_of(known_form_)))
                                          : std::nullopt;
}

}  // namespace smpp
