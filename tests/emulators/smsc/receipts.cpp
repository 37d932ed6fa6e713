#include "tests/emulators/smsc/receipts.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <utility>

namespace emulators::smsc {
namespace {

namespace tag = ::smpp::tag;

constexpr auto states =
    std::to_array<std::string_view>({"SCHEDLD", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED",
                                     "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD", "SKIPPED"});

std::string formatted(const char* format, std::uint64_t number) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), format, static_cast<unsigned long long>(number));
    return out.data();
}

std::string id_in_receipt(const account& account, std::uint64_t number) {
    switch (account.id) {
    case receipt_id::decimal: return formatted("%llu", number);
    case receipt_id::padded: return formatted("%016llx", number);
    case receipt_id::upper: return formatted("%llX", number);
    case receipt_id::same: break;
    }
    return id_text(number);
}

std::string date() {
    const auto now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 16> out{};
    std::strftime(out.data(), out.size(), "%y%m%d%H%M", &parts);
    return out.data();
}

char state_number(std::string_view state) {
    const auto* const it = std::find(states.begin(), states.end(), state);
    return static_cast<char>(it == states.end() ? 7 : it - states.begin());
}

}  // namespace

std::string id_text(std::uint64_t number) { return formatted("%llx", number); }

::smpp::pdu receipt_of(const account& account, const ::smpp::pdu& submit, std::uint64_t number,
                       std::string_view state) {
    const auto& sent = std::get<::smpp::message>(submit.body);
    const bool good = state == "DELIVRD";
    const auto id = id_in_receipt(account, number);
    ::smpp::message out{
        .source = sent.destination, .destination = sent.source, .esm_class = ::smpp::esm::receipt};
    if (account.form != receipt_form::parameters) {
        const auto when = date();
        out.short_message = "id:" + id + " sub:001 dlvrd:" + (good ? "001" : "000") +
                            " submit date:" + when + " done date:" + when +
                            " stat:" + std::string(state) + " err:" + (good ? "000" : "011") +
                            " text:" + sent.short_message.substr(0, 20);
    }
    ::smpp::pdu pdu{.id = ::smpp::command::deliver_sm, .body = std::move(out)};
    if (account.form != receipt_form::text) {
        pdu.parameters = {{tag::receipted_message_id, id + '\0'},
                          {tag::message_state, std::string(1, state_number(state))}};
        if (!good) {
            pdu.parameters.push_back({tag::network_error_code, std::string("\3\0\13", 3)});
        }
    }
    return pdu;
}

}  // namespace emulators::smsc
