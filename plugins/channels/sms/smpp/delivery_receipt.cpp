#include "delivery_receipt.hpp"

#include "encodings.hpp"

#include <algorithm>
#include <array>

namespace smpp {
namespace {

struct state {
    std::string_view word;  // as receipts spell it
    fate what;
    selat::code code;
    std::string_view text;
};

// By message_state, from 0 (SMPP 5.0 has 0 and 9).
constexpr auto states = std::to_array<state>({
    {"SCHEDUL", fate::under_way, selat::code::ok, ""},
    {"ENROUTE", fate::under_way, selat::code::ok, ""},
    {"DELIVRD", fate::delivered, selat::code::ok, ""},
    {"EXPIRED", fate::failed, selat::code::timeout, "the phone could not be reached in time"},
    {"DELETED", fate::failed, selat::code::cancelled, "the message was deleted at the SMSC"},
    {"UNDELIV", fate::failed, selat::code::internal, "the message could not be delivered"},
    {"ACCEPTD", fate::under_way, selat::code::ok, ""},
    {"UNKNOWN", fate::under_way, selat::code::ok, ""},
    {"REJECTD", fate::failed, selat::code::invalid, "the message was rejected"},
    {"SKIPPED", fate::failed, selat::code::cancelled, "the message was skipped"},
});

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool starts_with(std::string_view text, std::string_view word) {
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

// The word behind "key:", where the key begins a word; carriers differ in case, order and blanks.
std::string_view word_after(std::string_view text, std::string_view key) {
    for (std::size_t at = 0; at + key.size() < text.size(); ++at) {
        if ((at != 0 && !is_blank(text[at - 1])) || !starts_with(text.substr(at), key)) {
            continue;
        }
        auto rest = text.substr(at + key.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        if (!rest.starts_with(':')) {
            continue;
        }
        rest.remove_prefix(1);
        const bool blank = !rest.empty() && is_blank(rest.front());
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        const auto word = rest.substr(0, std::min(rest.find_first_of(" \t\r\n"), rest.size()));
        // Nothing stood there: that is the next key.
        return blank && word.find(':') != std::string_view::npos ? std::string_view{} : word;
    }
    return {};
}

// What the customer wrote, which may look like a receipt, stands behind "text:".
std::string_view without_quotation(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((at == 0 || is_blank(text[at - 1])) && starts_with(text.substr(at), "text") &&
            text.substr(at + 4).find_first_not_of(" \t") != std::string_view::npos &&
            text[at + 4 + text.substr(at + 4).find_first_not_of(" \t")] == ':') {
            return text.substr(0, at);
        }
    }
    return text;
}

const state* state_of(const pdu& pdu, std::string_view word) {
    if (const auto number = pdu.number(tag::message_state, 1); number && *number < states.size()) {
        return &states[*number];
    }
    for (const auto& each : states) {
        // Some spell them out, some cut them short.
        if (word.size() >= 5 && (starts_with(word, each.word.substr(0, 5)))) {
            return &each;
        }
    }
    return nullptr;
}

std::string network_error(const pdu& pdu) {
    const auto* value = pdu.find(tag::network_error_code);
    if (value == nullptr || value->size() != 3) {
        return {};
    }
    const auto byte = [value](std::size_t at) {
        return static_cast<unsigned>(static_cast<unsigned char>((*value)[at]));
    };
    return std::to_string(byte(1) << 8 | byte(2));
}

std::string_view id_in_parameter(const pdu& pdu) {
    const auto* value = pdu.find(tag::receipted_message_id);
    const auto id = value == nullptr ? std::string_view{} : std::string_view(*value);
    return id.substr(0, id.find('\0'));
}

bool is_none(std::string_view error) {
    return error.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::optional<delivery_receipt> read_receipt(const pdu& pdu, std::string_view text) {
    const auto told = without_quotation(text);
    delivery_receipt out;
    out.message_id = printable(id_in_parameter(pdu));
    if (out.message_id.empty()) {
        out.message_id = word_after(told, "id");
    }
    constexpr std::size_t longest_id = 64;
    if (out.message_id.empty() || out.message_id.size() > longest_id) {
        return std::nullopt;
    }
    const auto word = word_after(told, "stat");
    const auto* state = state_of(pdu, word);
    if (state == nullptr) {
        out.provider_code = word;
        return out;
    }
    out.fate = state->what;
    out.code = state->code;
    out.detail = state->text;
    out.provider_code = state->word;
    auto error = network_error(pdu);
    if (is_none(error)) {
        error = word_after(told, "err");
    }
    if (out.fate == fate::failed && !is_none(error)) {
        out.provider_code += ":" + error;
    }
    return out;
}

bool is_receipt_by_parameters(const pdu& pdu) {
    return pdu.find(tag::receipted_message_id) != nullptr &&
           pdu.find(tag::message_state) != nullptr;
}

}  // namespace smpp
