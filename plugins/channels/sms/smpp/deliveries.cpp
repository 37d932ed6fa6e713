#include "deliveries.hpp"

#include "addresses.hpp"
#include "plugins/channels/sms/keywords.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace smpp {
namespace {

using json = nlohmann::json;

constexpr std::string_view parts_timer = "parts";
constexpr std::string_view early_timer = "early";
constexpr std::string_view ids_key = "receipt_ids";
constexpr std::string_view answered_key = "answered";
constexpr std::int64_t early_ms = 60'000;
constexpr std::size_t most_early = 10'000;
constexpr std::string_view gap = "[…]";

// What both kinds of delivery have.
struct envelope {
    const address* source = nullptr;
    const address* destination = nullptr;
    std::uint8_t esm_class = 0;
    std::uint8_t data_coding = 0;
    std::string_view bytes;
};

envelope envelope_of(const pdu& pdu) {
    envelope out;
    if (const auto* one = std::get_if<message>(&pdu.body)) {
        out = {&one->source, &one->destination, one->esm_class, one->data_coding,
               one->short_message};
    } else {
        const auto& data = std::get<data_message>(pdu.body);
        out = {&data.source, &data.destination, data.esm_class, data.data_coding, {}};
    }
    if (const auto* payload = pdu.find(tag::message_payload); out.bytes.empty() && payload) {
        out.bytes = *payload;
    }
    return out;
}

std::string hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

// A number, which nobody chooses for oneself.
bool is_verified(std::string_view from) {
    return from.size() > 6 && from.starts_with('+') &&
           from.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

selat::reach reach_after(sms::consent change) {
    return change == sms::consent::opted_out  ? selat::reach::opted_out
           : change == sms::consent::opted_in ? selat::reach::open
                                              : selat::reach::unknown;
}

}  // namespace

deliveries::deliveries(const options& options, const selat::setup& setup, acknowledgements& answers)
    : options_(options), crypto_(setup.crypto), answers_(answers),
      ids_(options.receipt_ids, setup.state.get(ids_key)) {
    for (const auto& each : setup.state.all()) {
        if (selat::view(each.name).starts_with(reassembly::kept_prefix)) {
            if (auto part = arrived_part::read(selat::view(each.value))) {
                parts_.restore(std::move(*part));
            }
        }
    }
}

void deliveries::take(const pdu& pdu, bool unanswered, std::int64_t now_ms, selat::actions out) {
    if (answers_.begin(pdu, now_ms) != acknowledgements::standing::fresh) {
        return;
    }
    const auto what = envelope_of(pdu);
    const auto kind = static_cast<std::uint8_t>(what.esm_class & esm::kind_bits);
    const bool told_so = kind == esm::receipt || kind == esm::intermediate;
    const bool acknowledged =
        kind == esm::delivery_acknowledgement || kind == esm::user_acknowledgement;
    if (told_so || acknowledged || is_receipt_by_parameters(pdu)) {
        const auto opened = open(what.bytes, (what.esm_class & esm::user_data_header) != 0);
        const auto words = text_of(opened ? opened->payload : what.bytes,
                                   coding_of(what.data_coding, options_.alphabet));
        auto receipt = read_receipt(pdu, words);
        if (receipt && kind == esm::user_acknowledgement && receipt->provider_code.empty()) {
            receipt->fate = fate::read;
        } else if (receipt && acknowledged && receipt->provider_code.empty()) {
            receipt->fate = fate::delivered;
        } else if (receipt && kind == esm::intermediate) {
            receipt->fate = fate::under_way;
        }
        if (receipt) {
            return take_receipt(pdu, *receipt, unanswered, now_ms, out);
        }
        if (told_so) {
            out.log(SELAT_LOG_WARN, "receipt-of-nothing", "a receipt names no message");
            return answer_when_kept(out);
        }
    }
    take_message(pdu, now_ms, out);
}

void deliveries::take_message(const pdu& pdu, std::int64_t now_ms, selat::actions out) {
    const auto what = envelope_of(pdu);
    const auto from = written(*what.source, options_.country_code);
    const auto opened = open(what.bytes, (what.esm_class & esm::user_data_header) != 0);
    out.count("sms_segments_received");
    if (opened) {
        const auto place = opened->place ? opened->place : sar_place(pdu);
        if (place) {
            arrived_part part{
                from,         printable(what.destination->digits), *place, what.data_coding,
                opened->fill, std::string(opened->payload),        now_ms};
            return take_part(std::move(part), now_ms, out);
        }
    }
    text words = opened ? text_in(opened->payload, what.data_coding, opened->fill)
                        : text{{}, "user_data_header"};
    if ((what.esm_class & esm::kind_bits) == esm::conversation_abort) {
        words.unsupported = "conversation_abort";
    }
    const auto* id = pdu.find(tag::receipted_message_id);
    const auto name = id == nullptr ? std::string() : printable(id->substr(0, id->find('\0')));
    tell_message(name, from, words, answers_.tag(), out);
}

// The last part is kept behind the message that it makes whole, and acknowledged then: if it comes
// again after a restart, either both are known or neither is.
void deliveries::take_part(arrived_part part, std::int64_t now_ms, selat::actions out) {
    const auto key = reassembly::kept_under(part);
    const auto kept = part.write();
    const auto what = parts_.add(std::move(part));
    for (const auto& group : parts_.displaced()) {
        tell_group(group, out);
        give_up(group, out);
    }
    forget(now_ms, out);
    if (what == reassembly::outcome::known) {
        return answer_when_kept(out);
    }
    if (what == reassembly::outcome::complete) {
        tell_group(parts_.take(), out);
    }
    out.save_state(key, kept, answers_.tag());
    wait_for_parts(now_ms, out);
}

void deliveries::take_receipt(const pdu&, const delivery_receipt& receipt, bool unanswered,
                              std::int64_t now_ms, selat::actions out) {
    const auto of = ids_.take(receipt);
    if (!of.known && unanswered && of.settled && early_.size() < most_early) {
        if (early_.empty()) {
            out.timer(early_timer, early_ms);
        }
        early_.emplace_back(now_ms, receipt);
    } else if (of.settled) {
        tell(receipt, of, out);
    }
    if (const auto news = ids_.news()) {
        out.save_state(ids_key, *news);
    }
    answer_when_kept(out);
}

void deliveries::sent(const std::vector<std::string>& ids, std::string_view message,
                      selat::actions out) {
    ids_.remember(ids, message);
    for (auto it = early_.begin(); it != early_.end();) {
        const auto of = ids_.take(it->second);
        if (!of.known) {
            ++it;
            continue;
        }
        if (of.settled) {
            tell(it->second, of, out);
        }
        it = early_.erase(it);
    }
}

void deliveries::tell(const delivery_receipt& receipt, const sent_ids::told& of,
                      selat::actions out) const {
    const auto status = receipt.fate == fate::failed ? selat::receipt_status::failed
                        : receipt.fate == fate::read ? selat::receipt_status::read
                                                     : selat::receipt_status::delivered;
    out.receipt(
        {.status = status,
         .code = receipt.code,
         .message_id = of.message_id,
         .provider_code = receipt.fate == fate::failed ? receipt.provider_code : std::string_view{},
         .detail = receipt.detail,
         .message = of.message});
}

void deliveries::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == SELAT_TIMER_START || event.name == parts_timer) {
        tell_expired(event.now_ms, out);
        wait_for_parts(event.now_ms, out);
    } else if (event.name == early_timer || event.name == SELAT_TIMER_STOP) {
        const bool all = event.name == SELAT_TIMER_STOP;  // they were acknowledged
        while (!early_.empty() && (all || early_.front().first + early_ms <= event.now_ms)) {
            tell(early_.front().second, ids_.take(early_.front().second), out);
            early_.pop_front();
        }
        if (!early_.empty()) {
            out.timer(early_timer, early_.front().first + early_ms - event.now_ms);
        }
    }
}

void deliveries::tell_expired(std::int64_t now_ms, selat::actions out) {
    for (const auto& group : parts_.expired(now_ms)) {
        tell_group(group, out);
        give_up(group, out);
    }
    forget(now_ms, out);
}

void deliveries::give_up(const reassembly::group& group, selat::actions out) {
    for (const auto& [number, part] : group.parts) {
        out.save_state(reassembly::kept_under(part), {});
    }
}

void deliveries::forget(std::int64_t now_ms, selat::actions out) {
    for (const auto& key : parts_.forgotten(now_ms)) {
        out.save_state(key, {});
    }
}

void deliveries::wait_for_parts(std::int64_t now_ms, selat::actions out) const {
    if (const auto due_ms = parts_.next_expiry_ms(); due_ms > 0) {
        out.timer(parts_timer, std::max<std::int64_t>(due_ms - now_ms, 1));
    }
}

// The same message has the same id whenever it is told, so that a restart in the middle tells it
// once.
void deliveries::tell_group(const reassembly::group& group, selat::actions out) const {
    const auto name = group.key + std::to_string(group.began_ms);
    const auto digest = crypto_.sha256(name);
    const auto id = "parts:" + hex(std::span<const std::uint8_t>(digest).first(16));
    tell_message(id, group.parts.begin()->second.from, text_in(group), {}, out);
}

void deliveries::tell_message(std::string_view id, std::string_view from, const text& text,
                              std::string_view tag, selat::actions out) const {
    json content = json::object();
    if (!text.words.empty()) {
        content["text"] = text.words;
    }
    if (!text.unsupported.empty() || text.words.empty()) {
        content["unsupported"] = {{"kind", text.unsupported.empty() ? "empty" : text.unsupported}};
    }
    if (!text.missing.empty()) {
        content["unsupported"]["missing_parts"] = text.missing;
    }
    const auto written = content.dump(-1, ' ', false, json::error_handler_t::replace);
    const auto change =
        options_.standard_words ? sms::keyword_in(text.words) : sms::consent::unchanged;
    constexpr std::size_t longest_id = 1024;
    out.inbound({.provider_id = id.substr(0, longest_id),
                 .from = from.empty() ? std::string_view("unknown") : from,
                 .content = written,
                 .tag = tag,
                 .no_reply = change == sms::consent::opted_out,
                 .verified = is_verified(from),
                 .reach = reach_after(change)});
}

void deliveries::answer_when_kept(selat::actions out) const {
    out.save_state(answered_key, "1", answers_.tag());
}

deliveries::text deliveries::text_in(std::string_view payload, std::uint8_t data_coding,
                                     unsigned fill) const {
    const auto coding = coding_of(data_coding, options_.alphabet);
    if (coding == coding::binary) {
        return {{}, "binary"};
    }
    if (coding == coding::unknown) {
        return {{}, "data_coding_" + std::to_string(data_coding)};
    }
    return {text_of(payload, coding, fill), {}};
}

// Joined before it is read: senders tear pairs apart.
deliveries::text deliveries::text_in(const reassembly::group& group) const {
    const auto& first = group.parts.begin()->second;
    const auto total = static_cast<int>(first.place.total);
    text out;
    std::string joined;
    std::uint8_t data_coding = first.data_coding;
    const auto read = [&] {
        const auto piece = text_in(joined, data_coding, 0);
        out.words += piece.words;
        out.unsupported = piece.unsupported.empty() ? out.unsupported : piece.unsupported;
        joined.clear();
    };
    for (int number = 1; number <= total; ++number) {
        const auto it = group.parts.find(static_cast<std::uint8_t>(number));
        if (it == group.parts.end()) {
            read();
            if (out.missing.empty() || out.missing.back() != number - 1) {
                out.words += gap;
            }
            out.missing.push_back(number);
            continue;
        }
        const auto& part = it->second;
        if (part.data_coding != data_coding) {
            read();
            data_coding = part.data_coding;
        }
        if (coding_of(data_coding, options_.alphabet) == coding::gsm_packed) {
            out.words += text_of(part.payload, coding::gsm_packed, part.fill);
        } else {
            joined += part.payload;
        }
    }
    read();
    if (!out.missing.empty() && out.unsupported.empty()) {
        out.unsupported = "incomplete";
    }
    return out;
}

}  // namespace smpp
