// Whatever bytes an SMSC sends: what can be read is written as it was, text is UTF-8, parts go
// together, and nothing crashes.

#include "plugins/channels/sms/smpp/delivery_receipt.hpp"
#include "plugins/channels/sms/smpp/encodings.hpp"
#include "plugins/channels/sms/smpp/parts.hpp"
#include "plugins/channels/sms/smpp/reassembly.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

// As nlohmann's parser would have it: what the host takes.
bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto before = at;
        const bool replacement = text.substr(at).starts_with("\xEF\xBF\xBD");
        if (code_points::take(text, at) == 0xFFFD && !replacement) {
            return false;
        }
        demand(at > before);
    }
    return true;
}

void check_text(std::string_view bytes, std::uint8_t data_coding, unsigned fill) {
    using enum smpp::default_alphabet;
    for (const auto usual : {gsm, gsm_packed, latin1}) {
        demand(is_utf8(smpp::text_of(bytes, smpp::coding_of(data_coding, usual), fill)));
    }
}

void check(const smpp::pdu& pdu, smpp::reassembly& parts) {
    const auto bytes = smpp::write(pdu);
    const auto again = smpp::read(bytes);
    demand(std::holds_alternative<smpp::pdu>(again));
    demand(smpp::write(std::get<smpp::pdu>(again)) == bytes);
    const auto* message = std::get_if<smpp::message>(&pdu.body);
    if (message == nullptr) {
        return;
    }
    smpp::read_receipt(pdu, message->short_message);
    const auto opened = smpp::open(message->short_message, (message->esm_class & 0x40) != 0);
    if (!opened) {
        return;
    }
    check_text(opened->payload, message->data_coding, opened->fill);
    const auto place = opened->place ? opened->place : smpp::sar_place(pdu);
    if (!place) {
        return;
    }
    smpp::arrived_part part{
        "from", "to", *place, message->data_coding, opened->fill, std::string(opened->payload), 1};
    const auto kept = smpp::arrived_part::read(part.write());
    demand(kept && kept->write() == part.write());
    if (parts.add(std::move(part)) == smpp::reassembly::outcome::complete) {
        const auto whole = parts.take();
        demand(whole.parts.size() == place->total);
    }
    parts.displaced();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    smpp::reassembly parts;
    smpp::framer in;
    in.add(bytes.substr(0, size / 2));
    for (int half = 0; half < 2; ++half) {
        while (const auto next = in.next()) {
            const auto got = smpp::read(*next);
            if (const auto* pdu = std::get_if<smpp::pdu>(&got)) {
                check(*pdu, parts);
            }
        }
        if (half == 0) {
            in.add(bytes.substr(size / 2));
        }
    }
    smpp::arrived_part::read(bytes);
    if (size > 2) {
        check_text(bytes.substr(2), data[0], data[1] % 7);
        const auto text = smpp::text_of(bytes.substr(2), smpp::coding::latin1);
        const auto split = smpp::split(text, smpp::default_alphabet::gsm, smpp::split_as::udh, 1);
        demand(split.has_value() || text.size() > 10'000);
    }
    return 0;
}
