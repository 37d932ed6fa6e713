#include "options.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace smpp {
namespace {

using json = nlohmann::json;

std::string text_in(const json& given, const char* name, const char* otherwise = "") {
    const auto it = given.find(name);
    return it != given.end() && it->is_string() ? it->get<std::string>() : otherwise;
}

std::int64_t number_in(const json& given, const char* name, std::int64_t otherwise) {
    const auto it = given.find(name);
    return it != given.end() && it->is_number_integer() ? it->get<std::int64_t>() : otherwise;
}

bool flag_in(const json& given, const char* name, bool otherwise) {
    const auto it = given.find(name);
    return it != given.end() && it->is_boolean() ? it->get<bool>() : otherwise;
}

default_alphabet alphabet_in(const json& given) {
    const auto name = text_in(given, "default_alphabet");
    return name == "latin1"       ? default_alphabet::latin1
           : name == "gsm_packed" ? default_alphabet::gsm_packed
                                  : default_alphabet::gsm;
}

split_as split_in(const json& given) {
    const auto name = text_in(given, "split");
    return name == "udh16"     ? split_as::udh16
           : name == "sar"     ? split_as::sar
           : name == "payload" ? split_as::payload
                               : split_as::udh;
}

id_form ids_in(const json& given) {
    const auto name = text_in(given, "receipt_ids");
    return name == "same"          ? id_form::same
           : name == "decimal"     ? id_form::decimal
           : name == "hexadecimal" ? id_form::hexadecimal
                                   : id_form::learned;
}

}  // namespace

options options::read(const json& given) {
    options out;
    const auto host = text_in(given, "host");
    out.system_id = text_in(given, "system_id");
    out.password = text_in(given, "password");
    out.from = text_in(given, "from");
    if (host.empty() || out.system_id.empty() || out.password.empty()) {
        throw selat::refusal{selat::code::config, "driver smpp needs host, system_id and password"};
    }
    if (out.from.empty()) {
        throw selat::refusal{selat::code::config, "driver smpp needs from"};
    }
    const bool tls = flag_in(given, "tls", false);
    const auto port = number_in(given, "port", tls ? 3550 : 2775);
    const bool bare = host.find(':') != std::string::npos && !host.starts_with('[');
    out.url =
        (tls ? "tls://" : "tcp://") + (bare ? "[" + host + "]" : host) + ":" + std::to_string(port);
    out.system_type = text_in(given, "system_type");
    out.window =
        static_cast<std::size_t>(std::clamp<std::int64_t>(number_in(given, "window", 10), 1, 1000));
    out.source_ton = static_cast<int>(number_in(given, "source_ton", -1));
    out.source_npi = static_cast<int>(number_in(given, "source_npi", -1));
    out.service_type = text_in(given, "service_type");
    out.country_code = text_in(given, "country_code");
    out.alphabet = alphabet_in(given);
    out.split = split_in(given);
    out.receipts = flag_in(given, "receipts", true);
    out.receipt_ids = ids_in(given);
    out.resend_unanswered = text_in(given, "unanswered") == "resend";
    out.enquire_ms =
        std::max<std::int64_t>(duration_of(text_in(given, "enquire_link"), out.enquire_ms), 100);
    out.timeout_ms =
        std::max<std::int64_t>(duration_of(text_in(given, "timeout"), out.timeout_ms), 1'000);
    if (const auto rate = given.find("rate_limit"); rate != given.end() && rate->is_number()) {
        out.parts_per_second = rate->get<double>();
    }
    out.standard_words = flag_in(given, "standard_words", true);
    return out;
}

std::int64_t duration_of(const std::string& text, std::int64_t otherwise) {
    std::int64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || value < 0 || value > 1'000'000) {
        return otherwise;
    }
    const std::string unit(rest, end);
    return unit == "ms"  ? value
           : unit == "s" ? value * 1'000
           : unit == "m" ? value * 60'000
                         : otherwise;
}

}  // namespace smpp
